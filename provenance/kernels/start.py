"""A quicker start for a process of one's own."""

from __future__ import annotations

__all__ = ["import_numba"]


def import_numba() -> None:
    """Import numba without SciPy, which it asks for its BLAS as soon as the first kernel is loaded.

    For the command, which is alone in its process and whose kernels multiply no matrices: importing SciPy takes it a
    fifth of a second. numba still asks when something that needs the BLAS is compiled.
    """
    import sys

    if "numba.np.arraymath" in sys.modules:
        return
    from numba.np import linalg

    ask = linalg.ensure_blas
    linalg.ensure_blas = lambda: None
    try:
        import numba.np.arraymath  # noqa: F401 - what asks
    finally:
        linalg.ensure_blas = ask
