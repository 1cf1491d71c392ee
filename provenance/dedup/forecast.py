"""Estimates the recall, memory, disk and time of a run from its first block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provenance.dedup.plan import DedupPlan
    from provenance.model.dedup_options import DedupOptions

__all__ = ["Forecast", "tell"]

_BAR = 40
#: Seconds that comparison takes for each document; more with many duplicates.
_COMPARING = 3e-6
#: Bytes of a document that stay in memory where the rest goes to files.
_BARE = 100


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was measured on the first block, and the size of the whole input.

    Parameters
    ----------
    size : int
        Bytes of the input.
    sampled : int
        Bytes of the block.
    documents, words : int
        Documents and words in the block.
    seconds : float
        Time that one thread took for the block.
    threads : int
        Number of threads of the run.
    """

    size: int
    sampled: int
    documents: int
    words: int
    seconds: float
    threads: int

    @property
    def all_documents(self) -> int:
        """The estimated number of documents."""
        return round(self.documents * self.size / max(1, self.sampled))

    @property
    def all_words(self) -> int:
        """The estimated number of words."""
        return round(self.words * self.size / max(1, self.sampled))

    @property
    def all_seconds(self) -> float:
        """The estimated time in seconds."""
        reading = self.seconds * self.size / max(1, self.sampled) / self.threads
        return reading + _COMPARING * self.all_documents


def tell(plan: DedupPlan, options: DedupOptions, memory: int, forecast: Forecast) -> Iterator[str]:
    """Yield the lines that describe a plan."""
    measure = options.measure
    yield f"Duplicates: {measure} of at least {plan.threshold:g}, shingles of {plan.shingle} words."
    if plan.banding is not None:
        banding = plan.banding
        yield (
            f"Candidates: MinHash, {banding.bands} bands of {banding.rows} rows; pairs of which "
            f"{banding.least_equal} of {banding.values} values are equal are checked exactly."
        )
        yield f"Expected recall right at the threshold: {plan.probability(plan.threshold):.4f}"
        yield ""
        yield f"How likely a pair is checked, by its {measure}:"
    else:
        yield f"Candidates: documents that share sampled shingles, one in {plan.sampled}; they are checked exactly."
        sizes = ", ".join(f"{size} shingles {plan.probability(plan.threshold, size):.4f}" for size in (30, 100, 300))
        yield f"Expected recall right at the threshold: documents of {sizes}"
        yield ""
        yield f"How likely a document of 100 shingles is checked, by its {measure}:"
    for value, likely in plan.curve():
        bar = "█" * round(_BAR * likely)
        yield f"  {value:4.2f}  {likely:6.4f}  {bar}".rstrip()
    yield ""
    documents, words = forecast.all_documents, 4 * forecast.all_words
    index = documents * plan.bytes_per_document()
    each = forecast.all_words // max(1, documents)
    yield f"Input: {_size(forecast.size)}, about {documents:,} documents of {each:,} words."
    if options.work or index + words <= memory:
        held = _size(min(words, memory))
        yield f"Memory: about {_size(index)} for signatures and links, {held} for words, 300 MB for the rest."
        yield f"Disk: about {_size(words if options.work else 0)}, besides the output."
    else:
        ids = _size(_BARE * documents)
        yield f"Memory: up to {_size(memory)} for the range at work, {ids} for ids and ranks, 300 MB for the rest."
        yield f"Disk: about {_size(index + 2 * words)}, besides the output."
    rate = forecast.sampled / max(1e-9, forecast.seconds) / 1e6
    yield (
        f"Time: about {_time(forecast.all_seconds)} plus the time to write the output "
        f"(the first {_size(forecast.sampled)} ran at {rate:.0f} MB/s per thread; {forecast.threads} threads)."
    )


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
