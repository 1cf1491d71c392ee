"""A real browser for the tests: Debian's Chromium, steered by Playwright; and axe-core, which looks for barriers."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from functools import cache
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Playwright

__all__ = ["AXE_RULES", "axe_source", "launch"]

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FETCHED_WITHIN = 300
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; tests install nothing, so it has to be there."""
    return playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))


@cache
def _chromium() -> str:
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        _missing("Chromium is not installed: apt-get install chromium fonts-dejavu-core")
    return found


@cache
def axe_source(folder: Path) -> str:
    """Return the program of axe-core, fetched with npm into a folder."""
    if shutil.which("npm") is None:
        _missing("npm, which fetches axe-core, is not installed")
    command = ["npm", "pack", "axe-core@4", "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=False, capture_output=True, timeout=_FETCHED_WITHIN)
    packed = next(iter(folder.glob("axe-core-*.tgz")), None)
    if packed is None:
        _missing("npm did not fetch axe-core")
    with tarfile.open(packed) as archive:
        program = archive.extractfile("package/axe.min.js")
        assert program is not None
        return program.read().decode("utf-8")


def _missing(what: str) -> NoReturn:
    """Fail where everything has to be tested, skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}.")
    pytest.skip(f"{what}. What only a browser shows is NOT tested.")
