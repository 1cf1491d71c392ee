"""Time that grows with the text and no faster: every stage, over texts made to cost a square.

python benchmarks/growth.py [UNITS] [SHAPE ...]

Each shape is made of so many units (words, lines, signs), of twice as many, and of four times as many. For each stage
the program prints the seconds of processor time of the largest, and by how much the time grew from the middle size to
the largest: about 2 is in proportion, 4 a square. A stage of less than a tenth of a second is too quick to judge.
"""

from __future__ import annotations

import io
import random
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from provenance import Document, deduplicate, find_reuse, trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from provenance import ReuseResult

#: Units of the smallest size, unless told.
UNITS = 25_000
#: The most that twice the units may cost.
LIMIT = 2.3
#: Seconds below which a stage is too quick for a ratio.
LEAST = 0.1

_SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "en", "ar", "ol")]


def _words(units: int, seed: int, vocabulary: int = 4000) -> list[str]:
    """Return random words of a vocabulary."""
    choose = random.Random(seed)  # noqa: S311
    known = ["".join(choose.choices(_SYLLABLES, k=choose.randint(1, 4))) for _ in range(vocabulary)]
    return choose.choices(known, k=units)


def _sentences(units: int, seed: int, pool: int = 4000) -> list[str]:
    """Return sentences of ten words, with so many words in all."""
    choose = random.Random(seed)  # noqa: S311
    words = _words(pool * 10, 7)
    known = [" ".join(words[at : at + 10]).capitalize() + "." for at in range(0, len(words), 10)]
    return choose.choices(known, k=max(1, units // 10))


def _pair(left: str, right: str) -> list[str]:
    return [left, right]


def _both(make: Callable[[int], str], units: int) -> list[str]:
    """Return two texts of one making, the second a little shorter and with a line of its own."""
    text = make(units)
    return _pair(text, "Another paper begins in its own words.\n" + text[: -max(1, len(text) // 50)])


def _line(unit: str, units: int) -> list[str]:
    return _both(lambda size: unit * size, units)


def _numbered(template: str, units: int) -> list[str]:
    return _both(lambda size: "".join(template.format(number=number) for number in range(size)), units)


def _sequence(rule: Callable[[int], str], units: int) -> list[str]:
    """Return texts of two words that follow each other by a rule that has no period."""
    return _both(lambda size: " ".join({"0": "harbour", "1": "ferry"}[sign] for sign in rule(size)), units)


def _fibonacci(size: int) -> str:
    before, text = "1", "0"
    while len(text) < size:
        before, text = text, text + before
    return text[:size]


def _thue_morse(size: int) -> str:
    return "".join(str(number.bit_count() & 1) for number in range(size))


def _common_sentences(units: int) -> list[str]:
    return _pair("\n".join(_sentences(units, 1, 60)), "\n".join(_sentences(units, 2, 60)))


def _shuffled(units: int) -> list[str]:
    lines = _sentences(units, 3)
    other = lines[:]
    random.Random(4).shuffle(other)  # noqa: S311
    return _pair("\n".join(lines), "\n".join(other))


def _copied(units: int) -> list[str]:
    return _both(lambda size: "\n".join(_sentences(size, 5)), units)


def _different(units: int) -> list[str]:
    return _pair(" ".join(_words(units, 6, 50_000)), " ".join(_words(units, 8, 50_000)))


def _misread(units: int) -> list[str]:
    choose = random.Random(9)  # noqa: S311
    text = "\n".join(_sentences(units, 10))
    return _pair(text, "".join(choose.choice("aeiounrt") if choose.random() < 0.05 else sign for sign in text))


def _edited(units: int) -> list[str]:
    choose = random.Random(11)  # noqa: S311
    words = " ".join(_sentences(units, 12)).split()
    return _pair(" ".join(words), " ".join("other" if choose.random() < 0.15 else word for word in words))


def _periods(units: int) -> list[str]:
    seven, eleven = _words(7, 13), _words(11, 14)
    return _pair(" ".join((seven + eleven) * (units // 18)), " ".join((eleven + seven[:3]) * (units // 14)))


def _templates(units: int, share: float = 0.75) -> list[str]:
    """Return documents of a hundred words, of which a share is the same in all."""
    same = " ".join(_words(int(100 * share), 15))
    own = 100 - int(100 * share)
    words = _words(units, 16, 50_000)
    return [f"{same}. {' '.join(words[at * own : (at + 1) * own])}." for at in range(units // 100)]


def _copies(units: int) -> list[str]:
    page = " ".join(_words(100, 17))
    return [page] * (units // 100)


def _lengths(units: int) -> list[str]:
    return ["word " * (20 + number % 60) for number in range(units // 50)]


def _short(units: int) -> list[str]:
    return [f"Order {number} of the harbour office has been sent to the island today." for number in range(units // 12)]


def _chain(units: int) -> list[str]:
    """Return documents each of which shares half its words with the next."""
    words = _words(units, 18, 50_000)
    return [" ".join(words[at : at + 100]) for at in range(0, len(words) - 100, 50)]


SHAPES: dict[str, Callable[[int], list[str]]] = {
    "common sentences": _common_sentences,
    "sentences in another order": _shuffled,
    "a copy": _copied,
    "a misread copy": _misread,
    "an edited copy": _edited,
    "nothing in common": _different,
    "periods of seven and eleven": _periods,
    "one word": partial(_line, "word "),
    "two words": partial(_line, "harbour ferry "),
    "Fibonacci words": partial(_sequence, _fibonacci),
    "Thue-Morse words": partial(_sequence, _thue_morse),
    "one line without a space": partial(_line, "abcdefgh"),
    "names of agencies in a line": partial(_line, "AFP, AP, Reuters and dpa, "),
    "datelines": partial(_numbered, "HALM (AFP) - The ferry {number} sailed.\n"),
    "bylines": partial(_numbered, "By Ada Quist{number}, Associated Press\n"),
    "photo credits": partial(_numbered, "The harbour, May {number}. (Photo: Ada Quist / AP)\n"),
    "posts": partial(_numbered, "It rains. — Ada (@ada{number}) June 1, 2031\n"),
    "quotations": partial(_numbered, "“It is ready {number},” she said. "),
    "marks that open": partial(_line, "“ word "),
    "marks of all kinds": partial(_line, "„a” «b“ \"c' 'd\" ‹e» "),
    "straight marks": partial(_line, 'a "b '),
    "full stops": partial(_line, "a. b. "),
    "blank lines": partial(_line, "word\n\n\n"),
    "signs alone": partial(_line, ". , ; - ! "),
    "numbers": partial(_numbered, "{number} "),
    "ideographs": partial(_line, "港湾の船"),
    "Thai": partial(_line, "ท่าเรือ"),
    "marks that combine": partial(_line, "e\u0301\u0302\u0303 "),
    "signs of direction": partial(_line, "\u202eword\u202c "),
    "markup": partial(_line, "<div class='a'>word</div> "),
    "links": partial(_numbered, "https://example.org/a/{number}?b=c "),
    "tables": partial(_numbered, "Halm | {number} | 12 C | rain\n"),
    "templates at .75": _templates,
    "templates at .60": partial(_templates, share=0.6),
    "copies of one page": _copies,
    "texts of one word": _lengths,
    "one sentence each": _short,
    "a chain of halves": _chain,
}


def _write(result: ReuseResult, kind: str, **options: str) -> None:
    result.write(io.StringIO(), kind, **options)


def stages(documents: Sequence[Document]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each stage of one collection, with what runs it."""
    held: list[ReuseResult] = []
    yield "find and infer", lambda: held.append(find_reuse(documents))
    result = held[-1]
    first = documents[0].id
    for kind in ("json", "csv", "markdown", "html"):
        yield kind, partial(_write, result, kind)
    yield "table", partial(_write, result, "table", view="passages")
    yield "explain", partial(_write, result, "table", view="explain", article=first)
    yield "trace", lambda: trace(first, documents)
    yield "dedup", lambda: deduplicate(documents)
    yield "dedup at .5", lambda: deduplicate(documents, threshold=0.5)


def measure(shape: str, units: int) -> dict[str, float]:
    """Return the seconds of processor time of each stage over a shape."""
    documents = [Document(f"d{number}", text) for number, text in enumerate(SHAPES[shape](units))]
    seconds = {}
    for name, run in stages(documents):
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            run()
            best = min(best, time.process_time() - began)
            if best > 1:
                break
        seconds[name] = best
    return seconds


def growth(shape: str, units: int = UNITS) -> Iterator[tuple[str, float, float | None]]:
    """Yield each stage, the seconds of four times the units, and how they grew from two times; None: too quick."""
    measure(shape, 1000)
    middle, largest = measure(shape, 2 * units), measure(shape, 4 * units)
    for name, seconds in largest.items():
        yield name, seconds, seconds / max(middle[name], 1e-3) if seconds >= LEAST else None


def main(arguments: Sequence[str]) -> None:
    """Print a line for each shape and stage; exit with 1 where one grew too fast."""
    units = int(arguments[0]) if arguments else UNITS
    worst = 0.0
    for shape in arguments[1:] or SHAPES:
        for name, seconds, ratio in growth(shape, units):
            worst = max(worst, ratio or 0)
            if ratio is not None:
                print(f"{shape:32}{name:16}{seconds:8.2f} s{ratio:7.2f}{'  <--' if ratio > LIMIT else ''}", flush=True)
    print(f"The worst: {worst:.2f}")
    raise SystemExit(worst > LIMIT)


if __name__ == "__main__":
    main(sys.argv[1:])
