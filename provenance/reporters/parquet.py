"""The Parquet reporter: one passage per row, written as they are found."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import pyarrow as pa

from provenance.model.documents import text_array
from provenance.reporters.rows import passage_rows
from provenance.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.model.documents import Documents
    from provenance.model.options import ReportOptions
    from provenance.model.passages import PassageTable
    from provenance.model.result import ReuseResult

__all__ = ["ParquetReporter"]

# Rows per row group, fixed so that the file does not depend on how the passages arrive.
_GROUP = 1 << 15
_PLACES = {name: pa.int64() for name in ("start", "stop")}


def _schema(text: bool) -> pa.Schema:
    fields: list[pa.Field[Any]] = []
    for side in ("left", "right"):
        fields.append(pa.field(side, pa.large_string(), nullable=False))
        fields += [pa.field(f"{side}_{name}", kind, nullable=False) for name, kind in _PLACES.items()]
    fields += [
        pa.field("kind", pa.large_string(), nullable=False),
        pa.field("quoted", pa.bool_(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),
        pa.field("words", pa.int64(), nullable=False),
        pa.field("confidence", pa.float64(), nullable=False),
    ]
    if text:
        fields += [pa.field(f"{side}_text", pa.large_string(), nullable=False) for side in ("left", "right")]
    return pa.schema(fields, metadata={"provenance": __version__})


class ParquetReporter:
    """Writes the passages, one per row, in the columns of the CSV."""

    binary: Literal[True] = True

    def write(self, result: ReuseResult, out: BinaryIO, options: ReportOptions) -> None:
        """Write the passages of a result."""
        self.stream(result.documents, [result.passages.table], out, options)

    def stream(
        self, documents: Documents, parts: Iterable[PassageTable], out: BinaryIO, options: ReportOptions
    ) -> None:
        """Write passages part by part."""
        from pyarrow import parquet

        schema = _schema(not options.without_text)
        rows = passage_rows(documents, parts, text=not options.without_text)
        with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
            while group := list(itertools.islice(rows, _GROUP)):
                columns = []
                for field in schema:
                    values = [row[field.name] for row in group]
                    texts = field.type == pa.large_string()
                    columns.append(text_array(values) if texts else pa.array(values, field.type, from_pandas=False))
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
