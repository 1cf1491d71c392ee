"""A quicker start for a process of one's own."""

from __future__ import annotations

import importlib.util
import sys
import types

__all__ = ["import_numba"]


def import_numba() -> None:
    """Import numba without all of SciPy, which it asks for its BLAS when the first kernel is loaded.

    For the command, which is alone in its process; a library has no business in ``sys.modules``. For a moment
    ``scipy.linalg`` is an empty package with the real one's path, so that its ``cython_blas`` is found and the rest,
    a fifth of a second of it, is not imported. Nothing of it stays, and a later import is the real one.
    """
    if "scipy.linalg" in sys.modules or "numba.np.arraymath" in sys.modules:
        return
    found = importlib.util.find_spec("scipy")
    if found is None or not found.submodule_search_locations:
        return
    stand_in = types.ModuleType("scipy.linalg")
    stand_in.__path__ = [f"{place}/linalg" for place in found.submodule_search_locations]
    sys.modules["scipy.linalg"] = stand_in
    try:
        import numba.np.arraymath  # noqa: F401 - what asks for SciPy
    finally:
        for name in [name for name in sys.modules if name == "scipy.linalg" or name.startswith("scipy.linalg.")]:
            del sys.modules[name]
        if "scipy" in sys.modules and getattr(sys.modules["scipy"], "linalg", None) is stand_in:
            del sys.modules["scipy"].linalg
