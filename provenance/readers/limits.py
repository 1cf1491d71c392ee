"""How much memory one record, and one step of reading, may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance.errors import InputError
from provenance.model.sizes import memory_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.model.options import ReadOptions

__all__ = ["MORE_MEMORY", "Limits", "check_whole", "limits_of", "size_of"]

#: The hint of errors about records that are too large.
MORE_MEMORY = "allow more memory with --memory (a record may take a quarter of it), or cut the record up."
#: The least that any limit is lowered to: articles are smaller, and blocks are read as large. And the largest record
#: whose places are counted in 32 bits.
_LEAST, _MOST = 4 << 20, 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in bytes; the defaults hold where the option ``memory`` is "auto".

    Parameters
    ----------
    record : int
        The largest record: a line, a row, or a file that is one article.
    lines, table : int
        What any file of lines, or any table, may unpack to, whatever its size.
    batch : int
        The largest batch of rows, except for its last step.
    """

    record: int = 256 << 20
    lines: int = 8 << 20
    table: int = 64 << 20
    batch: int = 32 << 20


def limits_of(options: ReadOptions) -> Limits:
    """Return the limits for an amount of memory: a record may take a quarter of it, and a batch a sixteenth."""
    memory = memory_bytes(options.memory)
    usual = Limits()
    if memory is None:
        return usual
    record = min(max(memory // 4, _LEAST), _MOST)
    return Limits(
        record, min(usual.lines, record), min(usual.table, record), min(usual.batch, max(memory // 16, _LEAST))
    )


def check_whole(path: Path, what: str, most: int, options: ReadOptions) -> None:
    """Refuse a file that is read as a whole and is too large for that.

    Parameters
    ----------
    path : pathlib.Path
    what : str
        What the file is, such as "a feed".
    most : int
        The most bytes that any such file has.
    options : ReadOptions
        With ``memory`` it may have a quarter of that, too, at most.

    Raises
    ------
    InputError
        Where it is larger.
    """
    memory = memory_bytes(options.memory)
    allowed = most if memory is None else min(most, max(memory // 4, _LEAST))
    if path.stat().st_size > allowed:
        raise InputError(
            f"is {what} of more than {size_of(allowed)}.",
            path=path,
            hint="allow more memory with --memory (a file that is read as a whole may take a quarter of it)."
            if allowed < most
            else None,
        )


def size_of(count: int) -> str:
    """Return a number of bytes in words, such as "256 MiB"."""
    return f"{count / (1 << 20):.4g} MiB"
