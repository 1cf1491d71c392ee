"""Scores what is said of each word against the origins in truth.jsonl of the sample corpus."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import truth

from provenance.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What says where a word is from: the kind of its origin, and whose text it is.
Said = tuple[str, str | None]


@dataclass
class StretchScore:
    """Words whose origin is right, of all; and where it is not, stretch by stretch.

    A word is right where the kind of its origin is, and its source: the dispatch at hand, in any version that has the
    stretch; the article; of a text that is not at hand, the name that most of its words have.
    """

    words: int = 0
    right: int = 0
    kind_right: int = 0
    faults: list[Fault] = field(default_factory=list)
    #: The names of unseen texts under which two dispatches or more were taken together, with the words of each.
    glued: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of words whose origin is right."""
        return self.right / max(1, self.words)


@dataclass(frozen=True)
class Fault:
    """Words in a row of one article that have the same wrong origin."""

    document: str
    start: int
    stop: int
    words: int
    said: Said
    true: Said
    text: str

    def __str__(self) -> str:
        where = f"{self.document} {self.start}-{self.stop} ({self.words})"
        return f"{where}: said {self.said}, true {self.true}: {self.text!r}"


def score(result, documents: Sequence[str] | None = None) -> StretchScore:
    """Score a result over its articles, all of them or some."""
    wanted = result.documents.ids if documents is None else documents
    records = [each for each in truth.records("origins") if each["document"] in wanted]
    said = {derivation.document: derivation.origins for derivation in result.derivations}
    texts = dict(zip(result.documents.ids, result.documents.texts.to_pylist(), strict=True))
    rows = [(each, _words(texts[each["document"]], said[each["document"]], each)) for each in records]
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for _, found in rows:
        for _, _, (kind, source), stretch in found:
            if kind == "unseen" and source:
                names[source][stretch["source"] if stretch["kind"] == "unseen" else stretch["kind"]] += 1
    whose = {name: counts.most_common(1)[0][0] for name, counts in names.items()}
    total = StretchScore()
    for name, counts in names.items():
        unseen = Counter({text: count for text, count in counts.items() if "/" in text})
        if len(unseen) > 1:
            total.glued[name] = unseen
    for record, found in rows:
        for start, stop, (kind, source), stretch in found:
            total.words += 1
            total.kind_right += kind == stretch["kind"]
            source = whose.get(source, source) if kind == "unseen" else source
            if _right(kind, source, stretch):
                total.right += 1
            else:
                _note(total.faults, record["document"], start, stop, (kind, source), stretch, texts[record["document"]])
    return total


def agencies(document: str) -> set[str | None]:
    """Return whose an article may be said to be: its agency's; of several, nobody's, or of one with a third of it."""
    derivation = next(record for record in truth.records("derivation") if record["document"] == document)
    allowed = {derivation["agency"]}
    if len(derivation.get("sources", ())) > 1 or allowed == {None}:
        stretches = next(record["stretches"] for record in truth.records("origins") if record["document"] == document)
        prose = [stretch for stretch in stretches if stretch["kind"] not in ("quotation", "boilerplate")]
        words: Counter[str] = Counter()
        for stretch in prose:
            words[stretch.get("agency", "")] += stretch["words"]
        total = words.total()
        allowed |= {None, *(agency for agency, count in words.items() if agency and 3 * count >= total)}
    return allowed


def _words(text, origins, record):
    """Return the words of an article: where they are, what is said of them, and the stretch of the truth."""
    spans = sorted((*span, (origin.kind, origin.source)) for origin in origins for span in origin.spans)
    found = []
    for start, stop in Words().spans(text):
        stretch = next((s for s in record["stretches"] if s["start"] < stop and start < s["stop"]), None)
        here = next((said for a, b, said in spans if a < stop and start < b), ("none", None))
        if stretch is not None:
            found.append((start, stop, here, stretch))
    return found


def _right(kind: str, source: str | None, stretch: dict) -> bool:
    if kind != stretch["kind"]:
        return False
    return kind in ("own", "quotation", "boilerplate") or source in stretch.get("versions", (stretch["source"],))


def _note(faults: list[Fault], document: str, start: int, stop: int, said: Said, stretch: dict, text: str) -> None:
    true = (stretch["kind"], stretch.get("source"))
    count, begin = 1, start
    if faults:
        last = faults[-1]
        if (last.document, last.said, last.true) == (document, said, true) and last.stop > start - 4:
            faults.pop()
            count, begin = last.words + 1, last.start
    faults.append(Fault(document, begin, stop, count, said, true, text[begin:stop]))
