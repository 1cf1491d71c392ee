"""Loads a plugin from one Python file that is not installed."""

from __future__ import annotations

import importlib.util
import re
import sys
from typing import TYPE_CHECKING

from provenance.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

__all__ = ["check_file", "load_file"]


def check_file(path: Path) -> None:
    """Check that a path is that of a Python file.

    Raises
    ------
    OptionError
        If there is no such file, or its name does not end in ``.py``.
    """
    if path.suffix != ".py" or not path.is_file():
        what = "there is no such file" if not path.is_file() else "its name does not end in .py"
        raise OptionError(f"plugin is {str(path)!r}, but {what}.", hint="--plugin names a file such as mine.py.")


def load_file(path: Path) -> ModuleType:
    """Run a Python file and return its module; what it raises passes unchanged.

    The module gets a name that no other module has, so that a file may be called like a library.
    """
    stem = re.sub(r"\W", "_", path.stem)
    name = f"provenance_plugin_file_{stem}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None or found.loader is None:
        raise ImportError(f"{path} cannot be loaded.")
    module = importlib.util.module_from_spec(found)
    # Dataclasses look their module up by its name.
    sys.modules[name] = module
    try:
        found.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
