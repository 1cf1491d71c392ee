"""Libraries that are installed with an extra, imported where they are needed."""

from __future__ import annotations

import importlib
from typing import Any

from provenance.errors import OptionError

__all__ = ["needed"]


def needed(module: str, extra: str, what: str) -> Any:
    """Import a module that comes with an extra.

    Parameters
    ----------
    module : str
        The module, as ``"lxml.etree"``.
    extra : str
        The extra it is installed with, as ``"news"``.
    what : str
        What needs it, to begin a sentence with.

    Raises
    ------
    OptionError
        Where it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise OptionError(
            f"{what} needs {module.partition('.')[0]}, which is not installed.",
            hint=f"python -m pip install 'wire-provenance[{extra}]'",
        ) from None
