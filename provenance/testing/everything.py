"""A sample result in which every value occurs that a reporter may meet: kinds, classes, degrees, roles, origins."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.model.coverage import WordCounts
from provenance.model.credit import CREDIT_ROLES, Credit
from provenance.model.derivation import Derivation, Evidence
from provenance.model.derivations import Derivations
from provenance.model.direction import VERDICTS, Direction, PairVerdicts
from provenance.model.document import Document
from provenance.model.documents import Documents
from provenance.model.inference import Inference
from provenance.model.origin import ORIGIN_KINDS, Dispatches, Origin, RebuiltSentence, UnseenDispatch, Witness
from provenance.model.passage import KINDS, OVERLAPS, Side
from provenance.model.passages import Passages, PassageTable
from provenance.model.result import ReuseResult, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provenance.model.derivation import Degree
    from provenance.model.document import Role

__all__ = ["SECRETS", "every_value"]

#: Words of the articles, by where they stand: with ``without_text`` a reporter writes none of them.
SECRETS = {
    "the text of an article": "rolled down the bank",
    "the detail of evidence": "as the engine driver wrote",
    "metadata": "a private remark of the editor",
    "the text of an unseen dispatch": "the mast of the mill stood",
}
_COPY = f"A freight train left the rails near Osk and eleven wagons {SECRETS['the text of an article']} into the river"
_DEGREES: tuple[Degree, ...] = ("wholly", "partially", "non", "unknown")
_ROLES: tuple[Role | None, ...] = ("wire", "outlet", None)
_AGENCY, _UNSEEN = "AFP", "unseen-1"
_BEGIN = datetime.fromisoformat("2025-04-24T09:30+02:00")


def every_value(writer: Callable[..., None] | None = None) -> ReuseResult:
    """Return the result; its passages link each document with the next one.

    Parameters
    ----------
    writer : callable, optional
        What `ReuseResult.write` calls.
    """
    names = [f"article-{number}" for number in range(len(OVERLAPS) + 1)]
    documents = Documents.of(
        Document(
            name,
            f"OSK ({_AGENCY}) – {_COPY} . {name} has words of its own .",
            role=role,
            source=None if role is None else f"Paper {name}",
            published=None if role is None else _BEGIN + timedelta(hours=number),
            language="en",
            metadata={"remark": SECRETS["metadata"], "headline": SECRETS["metadata"]},
        )
        for number, (name, role) in enumerate(zip(names, cycle(_ROLES), strict=False))
    )
    spans = [[match.span() for match in re.finditer(r"\w+", one.text)] for one in documents]
    offsets = np.concatenate([[0], np.cumsum([len(some) for some in spans])]).astype(np.int64)
    quoted = offsets[:-1] + 2
    inference = _inference(documents, spans)
    return ReuseResult(
        documents,
        Passages(_table(spans), documents.ids, inference.overlaps, documents),
        Derivations(inference.derivations, documents),
        WordCounts(offsets, quoted, quoted + 2),
        Run("0", {"min_words": 8, "normalisers": ("spelling",)}, "every pair", ("2 pairs were left out.",)),
        writer,
        inference,
    )


def _table(spans: list[list[tuple[int, int]]]) -> PassageTable:
    first, last = 2, 2 + len(_COPY.split())
    rows: dict[str, list[Any]] = {name: [] for name in PassageTable.__slots__}
    for number, (left, right) in enumerate(pairwise(range(len(spans)))):
        for side, document in (("left", left), ("right", right)):
            rows[side].append(document)
            rows[f"{side}_start"].append(spans[document][first][0])
            rows[f"{side}_stop"].append(spans[document][last - 1][1])
            rows[f"{side}_token_start"].append(first)
            rows[f"{side}_token_stop"].append(last)
        kind = number % len(KINDS)
        rows["kind"].append(kind)
        rows["quoted"].append(number % 2 == 0)
        rows["similarity"].append(1.0 - kind / 5)
        rows["confidence"].append(1.0 - number / 10)
    empty = PassageTable.empty()
    return PassageTable(**{name: np.array(values, getattr(empty, name).dtype) for name, values in rows.items()})


def _inference(documents: Documents, spans: list[list[tuple[int, int]]]) -> Inference:
    reasons = (Evidence("wording", SECRETS["the detail of evidence"], 0.5, *spans[0][2]),)
    dispatch = UnseenDispatch(
        _UNSEEN,
        _AGENCY,
        0.8,
        0.7,
        tuple(Witness(name, 12) for name in documents.ids[1:3]),
        (
            RebuiltSentence(
                SECRETS["the text of an unseen dispatch"],
                Side(documents.ids[1], *spans[1][3]),
                (Side(documents.ids[2], *spans[2][3]),),
            ),
        ),
        reasons,
    )
    pairs = len(documents) - 1
    codes = np.resize(np.array([*range(len(VERDICTS)), -1], np.int8), pairs)

    def direction(left: int, right: int) -> Direction | None:
        low, high = sorted((left, right))
        if high != low + 1:
            return None
        code = int(codes[low])
        verdict = None if code < 0 else VERDICTS[code]
        return Direction(documents.ids[low], documents.ids[high], verdict, 0.8, reasons)

    where = np.arange(pairs, dtype=np.int64)
    return Inference(
        tuple(_derivation(number, documents, spans[number], reasons) for number in range(len(documents))),
        [
            (Credit(_AGENCY, role, *some[1]), Credit(None, "fact", *some[2], kind="staff"))
            for some, role in zip(spans, cycle(CREDIT_ROLES), strict=False)
        ],
        Dispatches((_UNSEEN,), lambda _: dispatch),
        np.arange(pairs, dtype=np.int8),
        codes,
        direction,
        PairVerdicts(where, where + 1, codes, np.full(pairs, 0.8)),
    )


def _derivation(
    number: int, documents: Documents, spans: Sequence[tuple[int, int]], reasons: tuple[Evidence, ...]
) -> Derivation:
    degree = _DEGREES[number % len(_DEGREES)]
    other = documents.ids[(number + 1) % len(documents)]
    cuts = np.linspace(0, len(spans), len(ORIGIN_KINDS) + 1).astype(int).tolist()
    origins = tuple(
        Origin(
            kind,
            {"unseen": _UNSEEN, "dispatch": other, "article": other, "publisher": other}.get(kind),
            _AGENCY if kind in ("dispatch", "unseen") else None,
            (stop - start) / len(spans),
            stop - start,
            None if kind in ("quotation", "boilerplate", "own") else 0.7,
            ((spans[start][0], spans[stop - 1][1]),),
            (stop - start,),
        )
        for kind, (start, stop) in zip(ORIGIN_KINDS, pairwise(cuts), strict=True)
    )
    return Derivation(
        documents.ids[number],
        degree,
        {"wholly": 0.95, "partially": 0.4}.get(degree, 0.0),
        other if degree == "partially" else None,
        _AGENCY if degree != "non" else None,
        0.74,
        reasons,
        _UNSEEN if degree == "wholly" else None,
        other if degree == "wholly" else None,
        CREDIT_ROLES[number % len(CREDIT_ROLES)],
        origins,
    )
