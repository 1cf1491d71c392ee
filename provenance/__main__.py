"""The command ``provenance`` as a process of its own, which ``python -m provenance`` is too."""

from __future__ import annotations

import atexit
import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in a process that does nothing else; see `provenance.cli.main`."""
    # Imports make a hundred thousand objects that live to the end, and what follows works on arrays: looking for cycles
    # among them takes a tenth of a short run and finds nothing. Frozen, they are not looked through at the end either.
    gc.disable()
    atexit.register(gc.freeze)
    # NumPy starts these threads when it is imported, and no large matrices are multiplied.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from provenance.cli import main as run

    return run(argv)


if __name__ == "__main__":
    raise SystemExit(main())
