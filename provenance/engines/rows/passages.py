"""Candidate pairs of passages: functions from rows to rows, which call the stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.engines.rows.transport import begins_of, blobs_of, bytes_of, integers, long_of
from provenance.model.arrow import batch_of, flattened, list_offsets, lists_of, numbers_of
from provenance.stages import candidates

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from provenance.candidates.exact import FingerprintKind
    from provenance.model.options import ReuseOptions

__all__ = ["lists_by_part", "pairs_of_lists"]


def lists_by_part(lists: pa.RecordBatch, most: int, share: int) -> Iterator[pa.RecordBatch]:
    """Yield for each part of the documents the posting lists that have one of them, as far as the rule looks at them.

    Parameters
    ----------
    lists : pyarrow.RecordBatch
        As `provenance.stages.candidates.postings` makes them.
    most : int
        Of a longer list only so many documents are looked at, and the one before each.
    share : int
        The number of documents in a part.

    Yields
    ------
    pyarrow.RecordBatch
        The columns part, fingerprint, positions and tokens (64 bits each), and capped: whether it is a list of more
        documents, in the first part that it goes to.
    """
    starts = list_offsets(lists, "position")
    positions, tokens = flattened(lists, "position"), flattened(lists, "token")
    owners = np.repeat(np.arange(lists.num_rows), np.diff(starts))
    fingerprints = numbers_of(lists, "fingerprint")
    within = np.arange(len(positions)) - starts[owners]
    parts = positions // share
    begins = begins_of(positions) | begins_of(owners)
    documents = np.bincount(owners[begins[: len(owners)]], minlength=lists.num_rows)
    for part in np.unique(parts).tolist():
        own = parts == part
        has = np.zeros(lists.num_rows, bool)
        has[owners[own]] = True
        # The place before the first own one is the previous one by the rule.
        before = np.append(own[1:] & (owners[1:] == owners[:-1]), False)[: len(own)]
        kept = has[owners] & (own | before | (within < most))
        sizes = np.bincount(owners[kept], minlength=lists.num_rows)[has]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        first = parts[starts[:-1]][has] == part
        yield batch_of(
            part=np.full(len(sizes), part, np.int64),
            fingerprint=long_of(fingerprints[has]),
            positions=bytes_of(offsets, positions[kept]),
            tokens=bytes_of(offsets, tokens[kept]),
            capped=(first & (documents[has] > most)).astype(np.int32),
        )


def pairs_of_lists(
    rows: pa.RecordBatch, part: int, share: int, kind: FingerprintKind, options: ReuseOptions
) -> pa.RecordBatch:
    """Find the pairs whose later document is in one part.

    Parameters
    ----------
    rows : pyarrow.RecordBatch
        What `lists_by_part` made for the part.
    part, share : int
        The number of the part, and of the documents in a part.
    kind : FingerprintKind
        The kind of the fingerprints.
    options : ReuseOptions
        Only ``max_bucket`` is used.

    Returns
    -------
    pyarrow.RecordBatch
        The columns left and right: positions, left < right.
    """
    lists = batch_of(
        fingerprint=integers(rows, "fingerprint", np.uint64),
        position=lists_of(*blobs_of(rows, "positions", np.int64)),
        token=lists_of(*blobs_of(rows, "tokens", np.int64)),
    )
    return candidates.pairs(lists, np.arange(part * share, (part + 1) * share), kind, options)
