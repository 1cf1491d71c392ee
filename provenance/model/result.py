"""What `find_reuse` returns."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from provenance.errors import OptionError
from provenance.model.coverage import covered
from provenance.model.durations import duration_of
from provenance.model.frozen import frozen
from provenance.model.matrix import PairColumns, PairScore, ReuseMatrix
from provenance.model.network import network_of
from provenance.model.pairs import Pairs

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta
    from typing import BinaryIO, TextIO

    from provenance.model.coverage import WordCounts
    from provenance.model.credit import Credit
    from provenance.model.derivations import Derivations, Origins
    from provenance.model.direction import Direction
    from provenance.model.documents import Documents
    from provenance.model.inference import Inference
    from provenance.model.network import Network
    from provenance.model.options import Measure, Quotations
    from provenance.model.origin import UnseenDispatch
    from provenance.model.passages import Passages

__all__ = ["ReuseResult", "Run"]

_MATRIX_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Run:
    """How a result was made: version, options and settings.

    Parameters
    ----------
    version : str
        The version of this package.
    options : mapping
        The options that affect the result.
    candidates : str
        How the compared pairs were chosen, in words; "every pair" if all were compared.
    left_out : tuple of str
        What was left out and why, one sentence each.
    statistics : str, optional
        Digest of the statistics used.
    plugins : tuple of str
        The plugins whose readers, normalisers, tokeniser, agencies or evidence were used: name, distribution, version,
        and for those installed as editable or passed in code a digest of their files.
    """

    version: str
    options: Mapping[str, Any]
    candidates: str
    left_out: tuple[str, ...] = ()
    statistics: str | None = None
    plugins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ReuseResult:
    """The passages that documents share, and what was inferred from them; nothing in it can be changed.

    Parameters
    ----------
    documents : Documents
        The documents, in input order.
    passages : Passages
        The passages, sorted by left document, right document and position.
    derivations : Derivations
        One for each document, in input order.
    counts : WordCounts
        The number of words of each document, and which words are quoted.
    run : Run
        How the result was made.
    inference : Inference, optional
        Credits, directions and unseen dispatches.
    notebook : callable, optional
        Turns the result, its passages or its pairs into HTML for a notebook.
    """

    documents: Documents
    passages: Passages
    derivations: Derivations
    counts: WordCounts
    run: Run
    writer: Callable[..., None] | None = field(default=None, repr=False)
    inference: Inference | None = field(default=None, repr=False)
    notebook: Callable[[Any], str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("counts", "run", "inference"):
            object.__setattr__(self, name, frozen(getattr(self, name)))

    @property
    def dispatches(self) -> Sequence[UnseenDispatch]:
        """The unseen dispatches (not among the documents), each with the text that can be rebuilt."""
        return () if self.inference is None else self.inference.dispatches

    @property
    def origins(self) -> Origins:
        """The origins of all parts of all documents, as a table."""
        return self.derivations.origins

    def credits(self, document: str) -> tuple[Credit, ...]:
        """Return the credits of a document: where it names agencies, and in which role."""
        position = self.documents.position(document)
        return () if self.inference is None else self.inference.credits[position]

    def direction(self, left: str, right: str) -> Direction | None:
        """Return which of two documents copied the other, with the evidence.

        Parameters
        ----------
        left, right : str
            Ids of documents, in any order; an unknown id raises `UnknownDocumentError`.

        Returns
        -------
        Direction or None
            None if they share no prose.
        """
        one, other = self.documents.position(left), self.documents.position(right)
        return None if self.inference is None else self.inference.direction(one, other)

    def containment(self, left: str, right: str, quotations: Quotations = "include") -> float:
        """Return the share of left's words that match right, in passages they share.

        Only matching words count: about half the words of a reworded passage, few on the long side of a summary.

        Parameters
        ----------
        left, right : str
            Ids of documents; an unknown id raises `UnknownDocumentError`.
        quotations : {"include", "exclude"}
            With "exclude", words inside quotation marks count in neither numerator nor denominator.

        Returns
        -------
        float
            0 to 1; 1 for a document with itself.
        """
        _check_quotations(quotations)
        i, j = self.documents.position(left), self.documents.position(right)
        if i == j:
            return 1.0
        table = self.passages.table
        low, high = min(i, j), max(i, j)
        first = int(np.searchsorted(table.left, low, "left"))
        last = int(np.searchsorted(table.left, low, "right"))
        start = first + int(np.searchsorted(table.right[first:last], high, "left"))
        stop = first + int(np.searchsorted(table.right[first:last], high, "right"))
        side: Literal["left", "right"] = "left" if i == low else "right"
        begin = getattr(table, f"{side}_token_start")[start:stop]
        end = getattr(table, f"{side}_token_stop")[start:stop]
        document = np.full(stop - start, i)
        added = covered(
            np.zeros(stop - start, np.int64),
            self.counts.rank(document, begin, quotations),
            self.counts.rank(document, end, quotations),
        )
        words = (added * table.matched(side)[start:stop]).sum()
        total = self.counts.total(quotations)[i]
        return float(words / total) if total else 0.0

    def pairs(self, measure: Measure = "containment", quotations: Quotations = "include") -> Pairs:
        """Return how much each pair of documents shares, the highest value first.

        Parameters
        ----------
        measure, quotations : str
            As for `matrix`.

        Returns
        -------
        Pairs
            A sequence of `PairScore` that is a table, too. Each pair once, oriented so that ``value >= reverse``. Pairs
            without a shared passage are left out.
        """
        found = self.pair_columns(measure, quotations)
        rows = zip(*(getattr(found, one.name).tolist() for one in fields(found)), strict=True)
        ids = self.documents.ids
        scores = [
            PairScore(ids[i], ids[j], v, r, w, c) if v >= r else PairScore(ids[j], ids[i], r, v, x, c)
            for i, j, v, r, w, x, c in rows
        ]
        scores.sort(key=lambda score: (-score.value, -score.words, score.left, score.right))
        return Pairs(scores, self.documents, self.notebook)

    def network(self, window: str | timedelta | None = None, quotations: Quotations = "include") -> Network:
        """Return the pairs in time: edges from the earlier document to the later one, with the delay in hours.

        Parameters
        ----------
        window : str or timedelta, optional
            The longest delay, such as "48h" or "7d". With it pairs whose delay is unknown are left out.
        quotations : {"include", "exclude"}
            As for `containment`.

        Returns
        -------
        Network
            A sequence of `Edge` that is a table, too; `Network.to_networkx` makes a graph of it.
        """

        def source(left: str, right: str) -> str | None:
            direction = self.direction(left, right)
            return None if direction is None else direction.source

        within = None if window is None else duration_of(window)
        return network_of(self.pairs("containment", quotations), self.documents, within, source)

    def matrix(self, measure: Measure = "containment", quotations: Quotations = "include") -> ReuseMatrix:
        """Return how much each document shares with every other one, as a matrix.

        Parameters
        ----------
        measure : {"containment", "resemblance", "words", "passages"}
            "containment": the share of the row's words that match the column, in passages they share.
            "resemblance": matching words over the words of both documents (matching words counted once).
            "words": the row's words in shared passages (in summaries, only matching words). "passages": the number of
            shared passages.
        quotations : {"include", "exclude"}
            With "exclude", neither words inside quotation marks nor quoted passages count.

        Returns
        -------
        ReuseMatrix
            Rows are left, columns right. The diagonal is 1, 1, the document's words, and 0.

        Raises
        ------
        OptionError
            Above 10,000 documents; `pairs` gives the same values without the empty cells.
        """
        n = len(self.documents)
        if n > _MATRIX_LIMIT:
            raise OptionError(
                f"a matrix of {n:,} documents has {n * n:,} cells; at most {_MATRIX_LIMIT:,} documents are taken.",
                hint="result.pairs() holds the pairs that share something.",
            )
        found = self.pair_columns(measure, quotations)
        values = np.zeros((n, n))
        values[found.left, found.right] = found.value
        values[found.right, found.left] = found.reverse
        diagonal = {"words": self.counts.total(quotations), "passages": np.zeros(n)}.get(measure, np.ones(n))
        np.fill_diagonal(values, diagonal)
        return ReuseMatrix(tuple(self.documents.ids), values, measure, quotations)

    def write(
        self,
        target: str | os.PathLike[str] | TextIO | BinaryIO,
        format: str | None = None,  # noqa: A002 - the word users know from the command
        **options: Any,
    ) -> None:
        """Write the result with a reporter.

        Parameters
        ----------
        target : path or open file
            A path is written atomically. An open file must be in binary mode for binary formats such as "png".
        format : str, optional
            The reporter's name; by default chosen by the suffix of the path.
        **options
            The fields of `ReportOptions`.
        """
        if self.writer is None:
            raise OptionError("this result has no reporters to write with.")
        self.writer(self, target, format, **options)

    def _repr_html_(self) -> str | None:
        return None if self.notebook is None else self.notebook(self)

    def pair_columns(self, measure: Measure = "containment", quotations: Quotations = "include") -> PairColumns:
        """Return the same as `pairs`, in columns and in the order of the documents: for many pairs much faster."""
        if measure not in ("containment", "resemblance", "words", "passages"):
            raise OptionError(f"measure is {measure!r}; it is one of containment, resemblance, words, passages.")
        _check_quotations(quotations)
        table = self.passages.table
        keep = ~table.quoted if quotations == "exclude" else np.ones(len(table), bool)
        rows_left, rows_right = table.left[keep].astype(np.int64), table.right[keep].astype(np.int64)
        keys, group = np.unique(rows_left * len(self.documents) + rows_right, return_inverse=True)
        left, right = np.divmod(keys, max(1, len(self.documents)))
        count = np.bincount(group, minlength=len(keys))
        words, matched = [], []
        sides: tuple[Literal["left", "right"], ...] = ("left", "right")
        for side, rows in zip(sides, (rows_left, rows_right), strict=True):
            begin = self.counts.rank(rows, getattr(table, f"{side}_token_start")[keep], quotations)
            end = self.counts.rank(rows, getattr(table, f"{side}_token_stop")[keep], quotations)
            added = covered(group, begin, end)
            shared = np.bincount(group, added * table.shared(side)[keep], len(keys))
            words.append(np.rint(shared).astype(np.int64))
            matched.append(np.bincount(group, added * table.matched(side)[keep], len(keys)))
        totals = self.counts.total(quotations)
        total_left, total_right = np.maximum(totals[left], 1), np.maximum(totals[right], 1)
        if measure == "containment":
            forward, backward = matched[0] / total_left, matched[1] / total_right
        elif measure == "resemblance":
            common = (matched[0] + matched[1]) / 2
            forward = backward = common / np.maximum(total_left + total_right - common, 1)
        elif measure == "words":
            forward, backward = words[0].astype(float), words[1].astype(float)
        else:
            forward = backward = count.astype(float)
        return PairColumns(left, right, forward, backward, words[0], words[1], count)


def _check_quotations(quotations: str) -> None:
    if quotations not in ("include", "exclude"):
        raise OptionError(f"quotations is {quotations!r}; it is one of include, exclude.")
