"""Sends documents from this program to Spark, which writes them to files."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pyarrow as pa

from provenance.engines.spark.session import translated

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from provenance.engines.spark.work import Work

__all__ = ["Sender"]

#: The bytes that are sent at a time.
_SENT = 1 << 26


class Sender:
    """Sends record batches to a data frame, many at a time; it may be used from several threads.

    Parameters
    ----------
    work : Work
        Where the data frame is kept.
    name : str
        Its name there.
    schema : str
        Its columns, as Spark writes them.
    """

    def __init__(self, work: Work, name: str, schema: str) -> None:
        self._path, self._schema, self._session = f"{work.folder}/{name}", schema, work.session
        self._lock = threading.Lock()
        self._held: list[pa.RecordBatch] = []
        self._bytes = 0
        self._mode = "overwrite"

    def add(self, batch: pa.RecordBatch) -> None:
        """Take a batch; its memory must not be overwritten later."""
        with self._lock:
            self._held.append(batch)
            self._bytes += batch.nbytes
            if self._bytes >= _SENT:
                self._send()

    def frame(self) -> DataFrame:
        """Send what is left, and return the data frame."""
        with self._lock:
            if self._held:
                self._send()
        return self._session.read.schema(self._schema).parquet(self._path)

    def _send(self) -> None:
        table = pa.Table.from_batches(self._held)
        with translated():
            self._session.createDataFrame(table).write.mode(self._mode).parquet(self._path)
        self._held, self._bytes, self._mode = [], 0, "append"
