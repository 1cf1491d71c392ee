"""Time that grows with the text and no faster: every stage, over texts made to cost a square.

python benchmarks/growth.py [--readme] [--units N] [SHAPE ...]

Each shape is made of N units (words, lines, signs) and of twice as many. A row says for each stage the seconds of
processor time of the larger, and how many times those of the smaller that is: about 2 is in proportion, 4 a square. A
stage of less than a tenth of a second is too quick to judge. ``--readme`` puts the rows into benchmarks/README.md, in
place of those that these shapes have there.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from provenance import Document, deduplicate, find_reuse, trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from provenance import ReuseResult

#: Units of the smaller size, unless told.
UNITS = 50_000
#: The most that twice the units may cost.
LIMIT = 2.3
#: Seconds below which a stage is too quick for a ratio.
LEAST = 0.1
#: A size is measured once more, up to so many times, while that takes less than so many seconds.
ROUNDS, ENOUGH = 3, 2.0

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
    "templates at .87": partial(_templates, share=0.87),
    "templates at .75": _templates,
    "templates at .60": partial(_templates, share=0.6),
    "copies of one page": _copies,
    "texts of one word": _lengths,
    "one sentence each": _short,
    "a chain of halves": _chain,
}


#: The columns of the table, and the stages of each: the one that grew most is shown.
COLUMNS: dict[str, tuple[str, ...]] = {
    "find, infer": ("find",),
    "rebuild": ("rebuild",),
    "write": ("json", "csv", "markdown", "html", "table"),
    "explain": ("explain",),
    "trace": ("trace",),
    "dedup": ("dedup", "dedup at .5"),
}
_README = Path(__file__).with_name("README.md")
_TABLE = re.compile(r"(?m)^\| shape \| units \| find.*\n(?:\|.*\n)*")


def _write(result: ReuseResult, kind: str, **options: str) -> None:
    result.write(io.StringIO(), kind, **options)


def stages(documents: Sequence[Document]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each stage of one collection, with what runs it; each works on what the ones before it made."""
    held: list[ReuseResult] = []
    yield "find", lambda: held.append(find_reuse(documents))
    result = held[-1]
    first = documents[0].id
    # Dispatches are rebuilt when they are first asked for: else the first reporter would pay for all.
    yield "rebuild", lambda: list(result.dispatches)
    # JSON has the matrix, too: a cell for each pair of documents, of which there are few in most shapes.
    for kind in ("json", "csv", "markdown", "html", "table"):
        yield kind, partial(_write, result, kind, view="passages")
    yield "explain", partial(_write, result, "table", view="explain", article=first)
    yield "trace", lambda: trace(first, documents)
    yield "dedup", lambda: deduplicate(documents)
    yield "dedup at .5", lambda: deduplicate(documents, threshold=0.5)


def measure(shape: str, units: int, rounds: int = ROUNDS, last: str = "") -> dict[str, float]:
    """Return the least seconds of processor time of each stage over a shape, up to the last stage that is wanted."""
    documents = [Document(f"d{number}", text) for number, text in enumerate(SHAPES[shape](units))]
    seconds: dict[str, float] = {}
    for _ in range(rounds):
        whole = time.process_time()
        for name, run in stages(documents):
            began = time.process_time()
            run()
            seconds[name] = min(seconds.get(name, float("inf")), time.process_time() - began)
            if name == last:
                break
        if time.process_time() - whole > ENOUGH:
            break
    return seconds


def growth(shape: str, units: int = UNITS) -> dict[str, tuple[float, float | None]]:
    """Return of each stage the seconds of twice the units, and how many times those of the units; None: too quick."""
    measure(shape, 1000, 1)
    less, more = measure(shape, units), measure(shape, 2 * units)
    return {name: (took, took / max(less[name], 1e-3) if took >= LEAST else None) for name, took in more.items()}


def row(shape: str, units: int, found: dict[str, tuple[float, float | None]]) -> str:
    """Return a row of the table."""
    cells = []
    for names in COLUMNS.values():
        name = max(names, key=lambda name: (found[name][1] or 0, found[name][0]))
        seconds, ratio = found[name]
        said = "quick" if ratio is None else f"{seconds:.2f} s, {ratio:.2f}"
        cells.append(f"**{said} ({name})**" if ratio is not None and ratio > LIMIT else said)
    return " | ".join([f"| {shape}", f"{2 * units:,}", *cells]) + " |"


def put_rows(rows: dict[str, str]) -> None:
    """Put rows into the table of the README, in the order of the shapes; rows of other shapes stay."""
    text = _README.read_text(encoding="utf-8")
    found = _TABLE.search(text)
    before = found.group().splitlines()[2:] if found else []
    known = {line.split("|")[1].strip(): line for line in before} | rows
    head = ["| " + " | ".join(["shape", "units", *COLUMNS]) + " |", "|---" * (len(COLUMNS) + 2) + "|"]
    table = "\n".join([*head, *(known[shape] for shape in SHAPES if shape in known)]) + "\n"
    text = text[: found.start()] + table + text[found.end() :] if found else f"{text.rstrip()}\n\n{table}"
    _README.write_text(text, encoding="utf-8")


def main() -> None:
    """Print a row for each shape; exit with 1 where a stage grew too fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", metavar="SHAPE")
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--readme", action="store_true")
    arguments = parser.parse_args()
    worst = 0.0
    for shape in arguments.shapes or SHAPES:
        found = growth(shape, arguments.units)
        worst = max(worst, *(ratio or 0 for _, ratio in found.values()))
        line = row(shape, arguments.units, found)
        print(line, flush=True)
        if arguments.readme:
            put_rows({shape: line})
    raise SystemExit(worst > LIMIT)


if __name__ == "__main__":
    main()
