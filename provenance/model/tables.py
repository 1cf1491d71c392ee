"""What can be read as a table: by Arrow and pandas, polars, DuckDB, R and all that speak the Arrow C interface."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from provenance.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from provenance.model.documents import Documents

__all__ = ["Rows", "Tabular", "carried", "document_columns", "list_column", "number_column"]

_KEPT = ("source", "published", "role", "language")
_T = TypeVar("_T")
_LEAST, _MOST = -(2**63), 2**63


class Tabular(ABC):
    """The base of what is a table, too, and may show itself in a notebook."""

    #: Turns it into HTML for a notebook; None where nothing does.
    notebook: Callable[[Any], str] | None = None

    @abstractmethod
    def to_arrow(self) -> pa.Table:
        """Return it as an Arrow table."""

    def to_pandas(self) -> Any:
        """Return it as a pandas data frame; `OptionError` where pandas is not installed."""
        _needed("pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return it as a polars data frame; `OptionError` where polars is not installed."""
        return _needed("polars").from_arrow(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        table: Any = self.to_arrow()
        return table.__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str | None:
        return None if self.notebook is None else self.notebook(self)


class Rows(Tabular, Sequence[_T]):
    """A sequence of rows that is a table, too, and equals any sequence of equal rows.

    It is neither a list nor a tuple, which pyarrow would not ask for its table.

    Parameters
    ----------
    rows : iterable
        The rows.
    documents : Documents
        The documents that they are about.
    """

    def __init__(self, rows: Iterable[_T], documents: Documents) -> None:
        self._rows = tuple(rows)
        self.documents = documents

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> _T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[_T]: ...
    def __getitem__(self, index: int | slice) -> _T | Sequence[_T]:
        return self._rows[index]

    def __iter__(self) -> Iterator[_T]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return self._rows == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} {type(self).__name__.lower()}>"


def document_columns(
    documents: Documents, rows: Sequence[int] | NDArray[np.integer[Any]], prefix: str, taken: Container[str] = ()
) -> dict[str, Any]:
    """Return what is known of documents beside id and text, as columns whose names begin with a prefix.

    Parameters
    ----------
    documents : Documents
        The documents.
    rows : sequence of int
        The position of a document for each row.
    prefix : str
        Such as ``"left_"``.
    taken : container of str
        Names of other columns. A name of the metadata that is one of them gets ``metadata_`` after the prefix.

    Returns
    -------
    dict of str to Arrow array
    """
    import numpy as np

    from provenance.model.arrow import column_of

    taking = column_of(np.asarray(rows, np.int64))
    columns: dict[str, Any] = {}
    for name, column in carried(documents).items():
        wanted = f"{prefix}{name}"
        while wanted in taken or wanted in columns:
            wanted = f"{prefix}metadata_{wanted.removeprefix(prefix)}"
        columns[wanted] = column.take(taking)
    return columns


def carried(documents: Documents) -> dict[str, Any]:
    """Return source, time, role, language and each name of the metadata as a column, in the order of the documents."""
    import pyarrow as pa

    from provenance.model.documents import text_array

    columns: dict[str, Any] = {name: documents.table.column(name).combine_chunks() for name in _KEPT}
    found = [{} if value is None else json.loads(value) for value in documents.column("metadata")]
    for name in dict.fromkeys(name for some in found if isinstance(some, dict) for name in some):
        shown = name.encode("utf-8", "replace").decode("utf-8")
        while shown in columns or shown in ("id", "text"):
            shown = f"metadata_{shown}"
        values = [some.get(name) if isinstance(some, dict) else None for some in found]
        kinds = {type(value) for value in values if value is not None}
        if kinds == {bool}:
            columns[shown] = pa.array(values, pa.bool_(), from_pandas=False)
        elif kinds == {int} and all(value is None or _LEAST <= value < _MOST for value in values):
            columns[shown] = pa.array(values, pa.int64(), from_pandas=False)
        elif float in kinds and kinds <= {int, float}:
            numbers = [None if value is None else float(value) for value in values]
            columns[shown] = pa.array(numbers, pa.float64(), from_pandas=False)
        else:
            columns[shown] = text_array([_text(value) for value in values])
    return columns


def list_column(values: Iterable[Any], kind: Any) -> Any:
    """Return values as an Arrow array of a type."""
    import pyarrow as pa

    return pa.array(list(values), kind, from_pandas=False)


def number_column(values: Iterable[float | None]) -> Any:
    """Return numbers, some of which may be unknown, as an Arrow array of 64-bit floats."""
    import pyarrow as pa

    return list_column(values, pa.float64())


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _needed(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise OptionError(f"{name} is not installed.", hint=f"python -m pip install {name}") from None
