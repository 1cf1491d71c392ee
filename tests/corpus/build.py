"""Build the sample corpus below ``seeds/`` from its marked-up sources.

Every article is a file ``tests/corpus/<event>/<name>.art``: a header of ``key: value`` lines, an empty
line, and the body.  In the body ``[a.1|text]`` says that the text realises unit ``a.1`` (a sentence or
clause of a dispatch, or a quotation), ``[a.1]`` repeats the text which the unit has in the base document,
and ``[a.1..a.9]`` copies the base from one unit to another.  Text outside brackets is the article's own.
Units in ``q`` are quotations, units in ``post`` posts that are shown without quotation marks, units in ``f``
page furniture.  Header keys:

``base``     the documents this one was made from, in order of preference
``replace``  ``old => new``, applied to the whole body (may be repeated)
``style``    typographic changes, see :data:`STYLES`
``credits``  ``agency role`` pairs separated by semicolons
``hidden``   ``yes`` for a dispatch that stays out of ``seeds/``

Running this file writes the texts, ``metadata.jsonl`` and ``truth.jsonl``.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from plain import Word, distance, quotation_mask, split_words  # noqa: E402
from stretches import of_unit, origins  # noqa: E402

SEEDS = HERE.parents[1] / "seeds"
SHORTEST = 5  # words: shorter common runs are not listed as passages
WHOLLY = 0.8  # share from which an article counts as wholly derived
ROLES = ("sole", "shared", "fact", "photo")  # of a credit, the strongest first

TAG = re.compile(r"\[([^\]|]+)(?:\|([^\]]*))?\]")
STYLES = {
    "straight": {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"},
    "single": {"\u201c": "\u2018", "\u201d": "\u2019"},
    "tight": {"\n\n": "\n"},
    "emdash": {"\u2013": "\u2014"},
    "nfd": {"\u00e0": "a\u0300", "\u00e9": "e\u0301", "\u00e8": "e\u0300", "\u00ea": "e\u0302"},
    "hyphen": {"\u2013": "-", "\u2014": "-"},
}


class Piece(NamedTuple):
    """A stretch of body text; ``unit`` is None for text that is the article's own."""

    unit: str | None
    text: str
    parent: str | None = None


class Segment(NamedTuple):
    """A unit as realised in a finished text: its words are ``words[first:last]`` of the document."""

    unit: str
    first: int
    last: int
    parent: str | None


Pair = tuple[Segment, Segment]  # the realisations of one unit in two documents


@dataclass
class Document:
    """An article with its header, its finished text and the units found in it."""

    id: str
    header: dict[str, str]
    replacements: list[tuple[str, str]]
    body: str
    pieces: list[Piece] = field(default_factory=list)
    text: str = ""
    words: list[Word] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    furniture: list[Segment] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)

    @property
    def event(self) -> str:
        """The folder the document is in."""
        return self.id.split("/")[0]

    @property
    def title(self) -> str:
        """The first line that is no page furniture."""
        places = [self.words[segment.first].start for segment in self.furniture]
        at = 0
        for line in self.text.splitlines(keepends=True):
            at += len(line)
            if line.strip() and not any(at - len(line) <= place < at for place in places):
                return line.strip()
        return ""

    @property
    def bases(self) -> list[str]:
        """The ids of the documents this one was made from."""
        return [f"{self.event}/{name}" for name in self.header.get("base", "").split()]

    @property
    def house(self) -> str:
        """The publisher of its source."""
        return self.header.get("publisher", self.header["source"])

    def segment(self, unit: str) -> Segment | None:
        """Return the segment that realises a unit."""
        return next((segment for segment in self.segments if segment.unit == unit), None)

    def span(self, first: int, last: int) -> dict[str, Any]:
        """Return the JSON form of the words from ``first`` up to ``last``."""
        return {"document": self.id, "start": self.words[first].start, "stop": self.words[last - 1].stop}


def read(path: Path) -> Document:
    """Read the header and body of one marked-up article."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    header: dict[str, str] = {}
    replacements: list[tuple[str, str]] = []
    for line in head.splitlines():
        key, _, value = line.partition(":")
        if key == "replace":
            old, arrow, new = value[1:].partition(" => ")
            if not arrow:
                raise ValueError(f"{path.name}: bad replacement {line!r}")
            replacements.append((old, new.replace("{nbsp}", "\u00a0")))
        else:
            header[key] = value.strip()
    return Document(f"{path.parent.name}/{path.stem}", header, replacements, body.strip())


class Corpus:
    """All documents, with their texts made and their units resolved."""

    def __init__(self, folder: Path) -> None:
        """Read every article below a folder and finish the documents in order of publication."""
        found = [read(path) for path in folder.glob("*/*.art")]
        found.sort(key=lambda d: (datetime.fromisoformat(d.header["published"]), d.id))
        self.all: dict[str, Document] = {}
        self.known: dict[tuple[str, str], str] = {}  # (event, unit) -> text where the unit is first given
        for document in found:
            self.finish(document)
            self.all[document.id] = document
        self.shown = sorted((d for d in found if "hidden" not in d.header), key=lambda d: d.id)

    def finish(self, document: Document) -> None:
        """Resolve the tags of a document, apply its style and locate its units."""
        for piece in list(self.expand(document)):
            document.pieces.append(Piece(piece.unit, self.styled(document, piece.text), piece.parent))
        for old, _ in document.replacements:
            if not any(old in piece.text for piece in self.expand(document)):
                raise ValueError(f"{document.id}: nothing to replace: {old!r}")
        document.text = "".join(piece.text for piece in document.pieces) + "\n"
        document.words = split_words(document.text)
        document.quoted = quotation_mask(document.text)
        at = 0
        for piece in document.pieces:
            inside = [i for i, w in enumerate(document.words) if at <= w.start < at + len(piece.text)]
            at += len(piece.text)
            if piece.unit is None or not inside:
                continue
            segment = Segment(piece.unit, inside[0], inside[-1] + 1, piece.parent)
            home = document.furniture if piece.unit.startswith("f.") else document.segments
            if any(other.unit == piece.unit for other in home):
                raise ValueError(f"{document.id}: {piece.unit} stands there twice")
            home.append(segment)
            if piece.unit.startswith("post."):
                document.quoted[at - len(piece.text) : at] = [True] * len(piece.text)
            self.known.setdefault((document.event, piece.unit), piece.text)

    @staticmethod
    def styled(document: Document, text: str) -> str:
        """Apply the replacements and the typographic style of a document."""
        for old, new in document.replacements:
            text = text.replace(old, new)
        for style in document.header.get("style", "").split():
            for old, new in STYLES[style].items():
                text = text.replace(old, new)
        return text

    def expand(self, document: Document) -> Iterator[Piece]:
        """Yield the pieces of a body with every reference resolved."""
        at = 0
        for tag in TAG.finditer(document.body):
            yield Piece(None, document.body[at : tag.start()])
            at, (name, text) = tag.end(), tag.groups()
            if ".." in name:
                yield from self.copied(document, *name.split(".."))
                continue
            holder = self.holder(document, name)
            if text is None and holder is not None:
                text = next(piece.text for piece in holder.pieces if piece.unit == name)
            text = self.known[document.event, name] if text is None else text
            yield Piece(name, text, holder.id if holder else None)
        yield Piece(None, document.body[at:])

    def holder(self, document: Document, unit: str) -> Document | None:
        """Return the base document that a unit was taken from."""
        return next((d for d in map(self.all.__getitem__, document.bases) if d.segment(unit)), None)

    def copied(self, document: Document, first: str, last: str) -> Iterator[Piece]:
        """Yield the pieces of the base document from one unit to another."""
        if (holder := self.holder(document, first)) is None:
            raise ValueError(f"{document.id}: no base has {first}")
        names = [piece.unit for piece in holder.pieces]
        for piece in holder.pieces[names.index(first) : names.index(last) + 1]:
            if (piece.unit is None and split_words(piece.text)) or (piece.unit or "").startswith("f."):
                raise ValueError(f"{document.id}: {first}..{last} runs over {piece.text!r}")
            yield Piece(piece.unit, piece.text, holder.id if piece.unit else None)

    def lineage(self, document: Document, segment: Segment) -> Iterator[str]:
        """Yield the ids of the documents a unit went through before it came into a document."""
        parent = segment.parent
        while parent is not None:
            yield parent
            earlier = self.all[parent].segment(segment.unit)
            parent = earlier.parent if earlier else None

    def relation(self, left: Document, right: Document, pair: Pair) -> str:
        """Say which of two realisations of a unit is the source of the other."""
        if left.id in self.lineage(right, pair[1]):
            return "left-source"
        return "right-source" if right.id in self.lineage(left, pair[0]) else "common-source"

    def passages(self, left: Document, right: Document) -> Iterator[dict[str, Any]]:
        """Yield the shared passages of two documents, in the order of the left one."""
        if left.event != right.event:
            return
        places = {segment.unit: place for place, segment in enumerate(right.segments)}
        run: list[Pair] = []
        relation, reworded, previous = "", None, (-2, -2)
        for place, mine in enumerate(left.segments):
            if mine.unit not in places:
                continue
            here = (place, places[mine.unit])
            pair = (mine, right.segments[here[1]])
            origin, own = self.relation(left, right, pair), heavily_reworded(left, right, pair)
            joined = bool(run) and previous == (here[0] - 1, here[1] - 1)
            joined = joined and all(a.last == b.first for a, b in zip(run[-1], pair, strict=True))
            if not joined or origin != relation or (None not in (own, reworded) and own != reworded):
                yield from describe(left, right, run, relation)
                run, reworded = [], None
            run.append(pair)
            relation, reworded, previous = origin, reworded if own is None else own, here
        yield from describe(left, right, run, relation)

    def derivation(self, document: Document) -> dict[str, Any]:
        """Return the derivation record of a document."""
        furniture = {i for s in document.furniture for i in range(s.first, s.last)}
        reused = {i for s in document.segments if self.is_reused(document, s) for i in range(s.first, s.last)}
        counted = {i for i, w in enumerate(document.words) if not document.quoted[w.start]} - furniture
        share = round(len(counted & reused) / len(counted), 3)
        sources = [self.dispatch(base) for base in document.bases] if share else []
        shown = [source.id for source in sources if "hidden" not in source.header]
        given = [c.strip().rsplit(" ", 1) for c in document.header.get("credits", "").split(";") if c]
        agencies = [source.header["source"] for source in sources if source.header["role"] == "wire"]
        agency = agencies[0] if agencies else None
        if len(set(agencies)) > 1:
            agency = self.main_agency(document, counted)
        role = min((role for _, role in given), key=ROLES.index, default=None)
        record: dict[str, Any] = {
            "type": "derivation",
            "document": document.id,
            "degree": "wholly" if share >= WHOLLY else "partially" if share else "non",
            "share": share,
            "source": shown[0] if shown else None,
            "agency": agency,
            "credited": role in ("sole", "shared"),
            "credit_role": role,
            "version": shown[0] if shown else None,
            "credits": [{"agency": agency, "role": part} for agency, part in given],
        }
        if len(sources) > 1:
            record["sources"] = shown
        if sources and sources[0].id != document.bases[0]:
            record["via"] = document.bases[0]
        return record

    def main_agency(self, document: Document, counted: set[int]) -> str | None:
        """Return the agency that more than half of the prose is from."""
        words = Counter[str]()
        for segment in document.segments:
            agency = of_unit(self, document, segment.unit).agency
            if agency:
                words[agency] += len(counted.intersection(range(segment.first, segment.last)))
        return next((agency for agency, count in words.items() if 2 * count > len(counted)), None)

    def dispatch(self, name: str) -> Document:
        """Follow a chain of copies back to the dispatch; without one, the article that was copied."""
        base = self.all[name]
        if base.header["role"] == "wire" or not base.bases:
            return base
        found = self.dispatch(base.bases[0])
        return found if found.header["role"] == "wire" else base

    def is_reused(self, document: Document, segment: Segment) -> bool:
        """Tell whether a unit is another's text; what a paper has from its own house is not."""
        if segment.parent is None:
            return False
        return document.header["role"] == "wire" or of_unit(self, document, segment.unit).kind != "publisher"

    def truth(self) -> list[dict[str, Any]]:
        """Return every record of ``truth.jsonl``."""
        pairs = list(combinations(self.shown, 2))
        records = [record for left, right in pairs for record in self.passages(left, right)]
        records += [record for left, right in pairs for record in shared_furniture(left, right)]
        records += [self.derivation(document) for document in self.shown]
        return records + [origins(self, document) for document in self.shown]

    def metadata(self) -> list[dict[str, Any]]:
        """Return every record of ``metadata.jsonl``."""
        records: list[dict[str, Any]] = []
        for document in self.shown:
            head = {"language": "en", "publisher": document.header["source"], **document.header}
            kept = {key: head[key] for key in ("source", "published", "role", "language", "publisher")}
            records.append({"id": document.id, **kept, "title": document.title})
        return records

    def files(self) -> dict[str, str]:
        """Return the content of every generated file by its path below ``seeds/``."""
        made = {f"{document.id}.txt": document.text for document in self.shown}
        for name, records in (("metadata", self.metadata()), ("truth", self.truth())):
            made[f"{name}.jsonl"] = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
        return made


def measure(left: Document, right: Document, run: list[Pair]) -> tuple[int, int]:
    """Return the words of the longer side of a run and the edit distance of its sides."""
    mine = [word.text for word in left.words[run[0][0].first : run[-1][0].last]]
    yours = [word.text for word in right.words[run[0][1].first : run[-1][1].last]]
    return max(len(mine), len(yours)), distance(mine, yours)


def heavily_reworded(left: Document, right: Document, pair: Pair) -> bool | None:
    """Tell whether more than a third of a unit differs; None for a unit too short to tell."""
    words, edits = measure(left, right, [pair])
    return 3 * edits > words if words >= SHORTEST else None


def describe(left: Document, right: Document, run: list[Pair], relation: str) -> Iterator[dict[str, Any]]:
    """Yield the record of a run of shared units, unless it is too short to be listed."""
    words, edits = measure(left, right, run) if run else (0, 0)
    if words < SHORTEST:
        return
    spans = [(left, run[0][0].first, run[-1][0].last), (right, run[0][1].first, run[-1][1].last)]
    yield {
        "type": "passage",
        "left": left.span(*spans[0][1:]),
        "right": right.span(*spans[1][1:]),
        "kind": "verbatim" if not edits else "edited" if 3 * edits <= words else "paraphrase",
        "quoted": all(d.quoted[w.start] for d, first, last in spans for w in d.words[first:last]),
        "words": words,
        "edits": edits,
        "relation": relation,
    }


def shared_furniture(left: Document, right: Document) -> Iterator[dict[str, Any]]:
    """Yield the furniture that two pages have in common."""
    for mine, yours in product(left.furniture, right.furniture):
        if mine.unit == yours.unit:
            spans = {"left": left.span(*mine[1:3]), "right": right.span(*yours[1:3])}
            yield {"type": "furniture", **spans, "words": measure(left, right, [(mine, yours)])[0]}


def main() -> int:
    """Write ``seeds/`` anew; texts that no longer have a source are removed."""
    files = Corpus(HERE).files()
    for stale in SEEDS.rglob("*.txt"):
        if stale.relative_to(SEEDS).as_posix() not in files:
            stale.unlink()
    for name, content in files.items():
        (SEEDS / name).parent.mkdir(parents=True, exist_ok=True)
        (SEEDS / name).write_bytes(content.encode("utf-8"))
    print(f"{len(files) - 2} articles written to {SEEDS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
