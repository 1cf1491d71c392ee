"""Imports libraries that are installed with an extra, when they are needed."""

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
        The module, such as ``"lxml.etree"``.
    extra : str
        The extra that installs it, such as ``"news"``.
    what : str
        What needs the module; the subject of the message.

    Raises
    ------
    OptionError
        If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise OptionError(
            f"{what} needs {module.partition('.')[0]}, which is not installed.",
            hint=f"python -m pip install 'wire-provenance[{extra}]'",
        ) from None
