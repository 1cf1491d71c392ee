"""What Spark computes between two steps: Parquet in a folder that all executors see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.engines.code import code_digest
from provenance.engines.spark.session import translated
from provenance.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Work", "content_of"]

_MADE = "made_by string, rows long"


@dataclass(frozen=True, slots=True)
class Work:
    """Data frames in a folder, one below the other.

    Parameters
    ----------
    session : SparkSession
        The session that writes and reads them.
    folder : str
        The folder, by a name that Spark understands; all executors must see it.
    stays : bool
        Whether the folder stays, and what an earlier run left there is used; otherwise the caller removes it.
    """

    session: SparkSession
    folder: str
    stays: bool = False

    def saved(self, name: str, how: Sequence[object], make: Callable[[], DataFrame]) -> DataFrame:
        """Return a data frame from its files, after it was computed and written, unless an earlier run did that.

        Parameters
        ----------
        name : str
            Its name in the folder.
        how : sequence
            All that it depends on, besides the code: documents, options, plugins.
        make : callable
            Returns it, to be computed.

        Raises
        ------
        EngineError
            If files of an earlier run are lost or damaged, or the folder cannot be written.
        """
        path, made_by = f"{self.folder}/{name}", _made_by(how)
        with translated():
            if self.stays and (rows := self._rows(name, made_by)) is not None:
                found = self._read(path)
                if found is None or found.count() != rows:
                    raise EngineError(
                        f"{path} has not all of its {rows:,} rows: a file there is lost or damaged.",
                        hint="remove the folder, and run again: it is made anew.",
                    )
                return found
            computed = make()
            computed.write.mode("overwrite").parquet(path)
            written = self.session.read.schema(computed.schema).parquet(path)
            if self.stays:
                record = self.session.createDataFrame([(made_by, written.count())], _MADE)
                record.coalesce(1).write.mode("overwrite").parquet(f"{path}.made")
            return written

    def _rows(self, name: str, made_by: str) -> int | None:
        """Return how many rows an earlier run wrote, or None if it did not, or made something else."""
        record = self._read(f"{self.folder}/{name}.made")
        rows = [] if record is None else [(row[0], int(row[1])) for row in record.collect()]
        return next((count for made, count in rows if made == made_by), None)

    def _read(self, path: str) -> DataFrame | None:
        from pyspark.errors import AnalysisException

        try:
            found = self.session.read.parquet(path)
            # Spark Connect looks for the files only now.
            _ = found.schema
        except AnalysisException:
            return None
        return found


def content_of(frame: DataFrame) -> tuple[str, ...]:
    """Return a digest of the rows of a data frame, in any order."""
    from pyspark.sql import functions as sf

    hashed = frame.select(sf.xxhash64(*frame.columns).alias("hash"))
    found = hashed.agg(sf.count("hash"), sf.bit_xor("hash"), sf.sum(sf.col("hash").cast("decimal(38,0)")))
    with translated():
        return tuple(map(str, found.collect()[0]))


def _made_by(how: Sequence[object]) -> str:
    import xxhash

    return xxhash.xxh3_128_hexdigest(repr((*how, code_digest())).encode())
