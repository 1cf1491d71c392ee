"""Amounts of memory, as written in options: "2GB"."""

from __future__ import annotations

import re

from provenance.errors import OptionError

__all__ = ["memory_bytes"]

_SIZE = re.compile(r"\s*(\d{1,12}(?:\.\d{1,6})?)\s*([kmgt]?)(i?)b?\s*", re.IGNORECASE)


def memory_bytes(memory: str) -> int | None:
    """Parse a size and return the number of bytes; None for "auto".

    Parameters
    ----------
    memory : str
        A number with a unit: kB, MB, GB and TB are powers of 1000, KiB, MiB, GiB and TiB of 1024.

    Raises
    ------
    OptionError
        For anything else.

    Examples
    --------
    >>> memory_bytes("1.5GB"), memory_bytes("512 MiB"), memory_bytes("auto")
    (1500000000, 536870912, None)
    """
    if memory == "auto":
        return None
    size = _SIZE.fullmatch(str(memory))
    if size is None or (size[3] and not size[2]):
        raise OptionError(f"memory is {memory!r}; it is auto or a size, as 500MB or 2GB.")
    return int(float(size[1]) * (1024 if size[3] else 1000) ** " kmgt".index(size[2].lower() or " "))
