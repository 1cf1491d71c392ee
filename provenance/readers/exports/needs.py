"""What is installed only with an extra."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from provenance.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["etree"]


def etree(path: Path) -> Any:
    """Return ``lxml.etree``.

    Raises
    ------
    InputError
        Where it is missing, with the command that installs it.
    """
    try:
        return importlib.import_module("lxml.etree")
    except ImportError:
        raise InputError(
            "reading DOCX and HTML exports needs lxml, which is not installed.",
            path=path,
            hint="python -m pip install 'wire-provenance[office]'.",
        ) from None
