"""Who still prints what a later version of a dispatch corrected, or withdrew; and what a dispatch says that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.infer.versions import VERSION
from provenance.model.derivation import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.infer.corrections import Corrections
    from provenance.infer.findings import Findings
    from provenance.model.origin import Origin

__all__ = ["of_itself", "outdated"]

_WHAT = {
    "kill": "a kill",
    "correction": "a correction",
    "write-through": "a write-through",
    "lead": "a new lead",
    "repeat": "a repeat",
}
#: What a later version is called beside the one that was used.
_LATER = {"correction": "the correction", "write-through": "the write-through", "lead": "the new lead"}
#: Characters of a note that are cited, and versions that are named.
_NOTE, _NAMED = 160, 3


def outdated(
    found: Findings, corrections: Corrections, at: int, family: Sequence[int], origins: Sequence[Origin]
) -> list[Evidence]:
    """Return what an article has of the version that it used, and later versions have no more.

    Words that a later version changed are shown with what it has instead; a kill, and a correction whose text cannot be
    compared, with what it says.

    Parameters
    ----------
    found : Findings
        All that was found.
    corrections : Corrections
        Compares versions.
    at : int
        The position of the article; of a dispatch nothing is said.
    family : sequence of int
        The versions of the dispatch that it used, that one included.
    origins : sequence of Origin
        The parts of the article.
    """
    if found.wires.is_wire[at]:
        return []
    ids, versions, used = found.documents.ids, found.versions, int(found.sources.used[at])
    evidence: dict[tuple[int, int], Evidence] = {}
    more: list[Evidence] = []
    spans = [span for origin in origins if origin.source == ids[used] for span in origin.spans]
    start, stop = min(spans, default=(None, None))
    if versions.is_kill(used):
        said = f"It has words of {ids[used]}, which is a kill{_cited(found, used)}."
        more.append(Evidence("withdrawn", said, 0.0, start, stop))
    for other in versions.after(used, family):
        change = versions.change(other)
        if change == "kill":
            said = f"It has words of {ids[used]}, which {ids[other]} withdrew later{_cited(found, other)}."
            more.append(Evidence("withdrawn", said, 0.0, start, stop))
        elif _is_comparable(found, used, other):
            for correction, begin, end in corrections.still_printed(at, used, other):
                said = (
                    f"It has “{correction.before}” as {ids[used]} has it; "
                    f"{_LATER.get(change, 'the later version')} {ids[other]} has “{correction.after}”."
                )
                evidence[begin, end] = Evidence("corrected", said, 0.0, begin, end)
        elif change == "correction":
            said = f"{ids[used]}, which it used, was corrected later by {ids[other]}{_cited(found, other)}."
            more.append(Evidence("corrected", said, 0.0))
    return [*more, *evidence.values()]


def of_itself(found: Findings, at: int) -> list[Evidence]:
    """Return what a dispatch says that it is beside its other versions: a kill, a correction, the second version."""
    versions, ids = found.versions, found.documents.ids
    item, before = versions.items.get(at), versions.before.get(at, frozenset())
    if item is None or not (item.change or before):
        return []
    said = f"By its format it is {_WHAT.get(item.change, 'a version')}"
    if item.number:
        said += f", number {'.'.join(map(str, item.number))}"
    if before:
        names = [ids[other] for other in versions.in_order(before)]
        few = ", ".join(names[-_NAMED:])
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        said += f"; before it came {few}{more}"
    return [Evidence("version", f"{said}.", 0.0)]


def _is_comparable(found: Findings, one: int, other: int) -> bool:
    """Whether two versions share so much that what differs is what was changed."""
    row = found.row(one, other)
    if row < 0:
        return False
    relations, words = found.relations, found.prose.words()
    shares = (
        int(relations.words_left[row]) / max(1, int(words[relations.left[row]])),
        int(relations.words_right[row]) / max(1, int(words[relations.right[row]])),
    )
    return max(shares) >= VERSION


def _cited(found: Findings, at: int) -> str:
    """Return what a kill or a correction says in its note, else in its headline or text, behind a colon."""
    document = found.documents[at]
    for said in (document.metadata.get("editorial_note"), document.metadata.get("headline"), document.text):
        line = " ".join(said[: 4 * _NOTE].split()) if isinstance(said, str) else ""
        if line:
            short = line if len(line) <= _NOTE else f"{line[:_NOTE].rpartition(' ')[0] or line[:_NOTE]}…"
            return f": “{short}”"
    return ""
