"""Reads tables with one article in each row: CSV and Parquet."""

from __future__ import annotations

import csv
from itertools import chain
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from provenance.errors import InputError
from provenance.readers.cells import rows
from provenance.readers.encoding import open_text
from provenance.readers.limits import MORE_MEMORY, limits_of, size_of
from provenance.readers.place import Place
from provenance.readers.rows import check_columns, document
from provenance.readers.unpacking import parquet_batches

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from provenance.model.components import ReadContext
    from provenance.model.document import Document
    from provenance.model.options import ReadOptions

__all__ = ["CsvReader", "ParquetReader", "broken_table", "csv_documents", "csv_rows"]

_DELIMITERS = ",;\t"
#: The largest number that fits a C long on every platform.
_FIELD_LIMIT = 2**31 - 1
#: Rows that are Python objects at one time.
_BATCH = 1024


class CsvReader:
    """Reads a table with a header: comma, semicolon or tab between the cells.

    In a ``.tsv`` the delimiter is a tab, and quotation marks are ordinary characters (IANA, text/tab-separated-values).
    """

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the articles, in the order of the rows."""
        return csv_documents(path, context)


def csv_documents(path: Path, context: ReadContext, *, text: bool = True) -> Iterator[Document]:
    """Yield the rows of a CSV file as documents, with or without a text."""
    columns: list[str] = []
    for place, cells in csv_rows(path, context, columns, text=text):
        if cells is None:
            continue
        article = document(dict(zip(columns, cells, strict=True)), place, context, text=text)
        if article is not None:
            yield article


def csv_rows(
    path: Path, context: ReadContext, columns: list[str], *, text: bool = True
) -> Iterator[tuple[Place, list[str] | None]]:
    """Yield the rows of a CSV file below its header, with as many cells as the header; None for one that is left out.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    context : ReadContext
        Gets the errors for rows that cannot be used.
    columns : list of str
        Output: filled with the names of the columns before the first row is yielded.
    text : bool
        Whether a column of texts is needed.

    Raises
    ------
    InputError
        For a file or a header that cannot be used.
    """
    # The limit is global to the process. It is only raised, never lowered, so that no other user gets less.
    if csv.field_size_limit() < _FIELD_LIMIT:
        csv.field_size_limit(_FIELD_LIMIT)
    with open_text(path, context) as stream:
        lines = _Lines(stream, path, limits_of(context.options).record)
        lead = list(_lead(lines))
        tabs = path.suffix.lower() == ".tsv"
        delimiter = "\t" if tabs else _delimiter(lead[-1], context.options)
        # Strict, because otherwise an unclosed quotation mark would make the rest of the file one cell.
        quoting: Literal[0, 3] = csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL
        reader = csv.reader(chain(lead, lines), delimiter=delimiter, strict=True, quoting=quoting)
        while True:
            place = lines.begin(reader.line_num + 1)
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                fault = place.error(f"is not a row of CSV: {error}.")
                if not columns:
                    raise fault from None
                context.bad(fault)
                yield place, None
                continue
            if all(not cell or cell.isspace() for cell in cells):
                continue
            if not columns:
                columns += [name.strip() or f"column {number}" for number, name in enumerate(cells, 1)]
                check_columns(columns, path, context.options, text=text)
                continue
            if len(cells) != len(columns):
                context.bad(
                    place.error(
                        f"there are {len(cells)} cells; the header has {len(columns)}.",
                        hint="a cell of a .tsv holds no tab and no line end."
                        if tabs
                        else 'a cell with a delimiter or a line end in it needs "quotation marks".',
                    )
                )
                yield place, None
                continue
            yield place, cells


class _Lines:
    """The lines of a table; a row of several lines is limited, too.

    Parameters
    ----------
    stream : TextIO
        The file, which is open.
    path : pathlib.Path
        Its path, for messages.
    most : int
        The most characters in a row.
    """

    def __init__(self, stream: TextIO, path: Path, most: int) -> None:
        self._stream, self._place, self._most = stream, Place(path, 1), most
        self._size = 0

    def begin(self, line: int) -> Place:
        """Begin the row at a line; return its place."""
        self._place, self._size = Place(self._place.path, line), 0
        return self._place

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._most + 1)
        self._size += len(line)
        if self._size > self._most:
            raise self._place.error(f"the row is longer than {size_of(self._most)}.", hint=MORE_MEMORY)
        if not line:
            raise StopIteration
        return line


def _lead(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines up to the first that is not blank; `open_text` has checked that there is one."""
    for line in lines:
        yield line
        if not line.isspace():
            return


def _delimiter(header: str, options: ReadOptions) -> str:
    """Return the delimiter that gives most of the expected names, and among these most cells."""
    wanted = {options.id_field, options.text_field, options.source_field, options.published_field}

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=delimiter), [])
        return len(wanted.intersection(cell.strip() for cell in cells)), len(cells)

    return max(_DELIMITERS, key=worth)


class ParquetReader:
    """Reads an Apache Parquet file, in batches."""

    def read(self, path: Path, context: ReadContext) -> Iterator[Document]:
        """Yield the articles, in the order of the rows."""
        # Imported here, because it takes a tenth of a second that other formats do not need.
        from pyarrow import parquet

        with path.open("rb") as stream:
            if not stream.read(1):
                raise InputError("is empty.", path=path)
            stream.seek(0)
            number = 0
            try:
                # ValueError: pyarrow.ArrowInvalid, and names that are not UTF-8
                file = parquet.ParquetFile(stream)
                columns = file.schema_arrow.names
                batches = parquet_batches(file, path, _BATCH, limits_of(context.options))
            except (OSError, ValueError, pa.ArrowException) as error:
                raise broken_table(path, error) from None
            check_columns(columns, path, context.options)
            while True:
                try:
                    batch = next(batches, None)
                except InputError:
                    raise
                except (OSError, ValueError, pa.ArrowException) as error:
                    raise broken_table(path, error) from None
                if batch is None:
                    break
                for row in rows(batch, path):
                    number += 1
                    article = document(row, Place(path, number, "row"), context)
                    if article is not None:
                        yield article
        if not number:
            context.note(f"{path}: there are no rows.")


def broken_table(path: Path, error: Exception) -> InputError:
    """Return the error for a Parquet file that cannot be read."""
    reason = str(error).strip().split("\n", 1)[0][:200].rstrip(".")
    return InputError(f"is not a Parquet file, or is broken: {reason}.", path=path)
