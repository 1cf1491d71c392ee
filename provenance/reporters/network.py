"""The network reporter: pairs in time as Parquet, for R, pandas and programs that analyse networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Literal

if TYPE_CHECKING:
    from provenance.model.options import ReportOptions
    from provenance.model.result import ReuseResult

__all__ = ["NetworkReporter"]


class NetworkReporter:
    """Writes one row per pair, from the earlier article to the later one, with the delay in hours and all metadata."""

    binary: Literal[True] = True

    def write(self, result: ReuseResult, out: BinaryIO, options: ReportOptions) -> None:
        """Write a result; without texts, metadata are left out, too."""
        from pyarrow import parquet

        table = result.network(quotations=options.quotations).to_arrow()
        if options.without_text:
            table = table.select(table.column_names[:8])
        parquet.write_table(table, out, compression="zstd")
