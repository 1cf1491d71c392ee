"""The options of duplicates, each written once, as `provenance.model.options` has the others."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path  # noqa: TC003 - the command reads the annotations when it runs
from typing import Any, Literal

from provenance.errors import OptionError
from provenance.model.sizes import memory_bytes

__all__ = ["DedupMeasure", "DedupOptions", "DedupOutputs"]

DedupMeasure = Literal["resemblance", "containment"]


@dataclass(frozen=True, slots=True)
class DedupOptions:
    """Which documents are duplicates, and which of them stays."""

    threshold: float = 0.8
    """How alike two documents are, at least, for one to go: 0 to 1, by the measure."""
    measure: DedupMeasure = "resemblance"
    """What is measured on the two sets of shingles: resemblance (what both have of what either has), or containment
    (how much of the document that goes stands in the one that stays)."""
    keep: str = "earliest"
    """Which document stays: earliest, latest, longest, first, source, column, wire (the dispatch), none (all that
    have a duplicate go), or a policy of a plugin."""
    priority: tuple[str, ...] = ()
    """With --keep source: the sources, the best first; those not named come last."""
    by: str | None = None
    """With --keep column: the column. The highest value stays."""
    lowest: bool = False
    """With --keep column: the lowest value stays."""
    shingle: int = 5
    """Words in a shingle. A shorter document is one shingle: all its words."""
    recall: float = 0.99
    """The share of the duplicates right at the threshold that are found; those that are more alike are found more
    often."""
    num_perm: int = 128
    """Values in a signature, at most. With more of them, fewer pairs are checked in vain."""
    empty: Literal["keep", "drop"] = "keep"
    """What becomes of documents without a word: they stay, or go."""
    normalisers: tuple[str, ...] = ()
    """Normalisers to apply before words are compared, by name, in this order."""
    signs: bool = False
    """Whether signs of mathematics, money and programs count as words: then C++ is not C, nor -5 the same as 5.
    Punctuation, quotation marks, brackets, dashes and hyphens within words never count."""
    tokeniser: str = "words"
    """The tokeniser, by name."""
    memory: str = "1GB"
    """How much memory the words, signatures and ids of the documents may take, as 2GB; the rest goes to disk. "auto" is
    half of what the machine has."""
    work: Path | None = None
    """A folder for what was computed. A run that was interrupted goes on from there; the folder stays."""
    threads: int = 0
    """Threads to use; 0 is one for each core. The result does not depend on it."""

    def __post_init__(self) -> None:
        for name, value in (("threshold", self.threshold), ("recall", self.recall)):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
                raise OptionError(f"{name} is {value!r}; it is a number above 0 and at most 1.")
        if self.recall == 1:
            raise OptionError("recall is 1; MinHash finds nearly all, never surely all: it is below 1, as 0.999.")
        for name, number, least, most in (
            ("shingle", self.shingle, 1, 1024),
            ("num_perm", self.num_perm, 8, 1024),
            ("threads", self.threads, 0, 1024),
        ):
            if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
                raise OptionError(f"{name} is {number!r}; it is a whole number from {least} to {most}.")
        for name, choice, accepted in (
            ("measure", self.measure, ("resemblance", "containment")),
            ("empty", self.empty, ("keep", "drop")),
        ):
            if choice not in accepted:
                raise OptionError(f"{name} is {choice!r}; it is one of {', '.join(accepted)}.")
        if self.keep == "source" and not self.priority:
            raise OptionError("keep is 'source', and priority is empty.", hint="name the sources, the best first.")
        if self.keep == "column" and not self.by:
            raise OptionError("keep is 'column', and by is empty.", hint="name the column.")
        memory_bytes(self.memory)

    @property
    def all_normalisers(self) -> tuple[str, ...]:
        """The normalisers, with that of the signs where these count."""
        return ("signs", *self.normalisers) if self.signs and "signs" not in self.normalisers else self.normalisers

    def as_dict(self) -> dict[str, Any]:
        """Return the options that shape the result, for the record of a run."""
        return {key: value for key, value in asdict(self).items() if key not in ("threads", "memory", "work")}


#: What is written, by the end of a name.
_WRITTEN = (*(kind + packed for kind in (".jsonl", ".ndjson") for packed in ("", ".gz", ".zst")), ".parquet")


@dataclass(frozen=True, slots=True)
class DedupOutputs:
    """The files that a dedup job writes.

    Parameters
    ----------
    kept, receipts, clusters : Path, optional
        The documents that stay, the receipts, and the clusters.
    in_place : bool
        Whether ``kept`` is the one file that is read; else no file that is read is written to.
    """

    kept: Path | None = None
    receipts: Path | None = None
    clusters: Path | None = None
    in_place: bool = False

    def __post_init__(self) -> None:
        if self.in_place and (self.kept is None or not self.kept.name.lower().endswith(_WRITTEN)):
            raise OptionError(
                f"in_place is asked for, and the documents are in {str(self.kept)!r}; it is for one file that ends in "
                f"{', '.join(_WRITTEN)}."
            )

    def check_names(self) -> None:
        """Check that each file's name ends in what is written; `OptionError` where one means another format."""
        for name, path in self.files().items():
            # A device may have any name.
            if path is not None and not path.name.lower().endswith(_WRITTEN) and (path.is_file() or not path.exists()):
                raise OptionError(f"{name} is {str(path)!r}; what is written ends in {', '.join(_WRITTEN)}.")

    def files(self) -> dict[str, Path | None]:
        """Return the files by the names of their options."""
        return {"output": self.kept, "receipts": self.receipts, "clusters": self.clusters}
