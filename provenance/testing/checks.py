"""A named check of a component, to be run by pytest or directly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Check", "CheckFailed", "parametrised"]


class CheckFailed(AssertionError):  # noqa: N818 - it is what a test fails with, and is read as such
    """A component failed a check."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a component; calling it raises `CheckFailed` if the component fails.

    Parameters
    ----------
    name : str
        The requirement, used as the id of the test.
    run : callable
        Called without arguments.
    """

    name: str
    run: Callable[[], Any]

    def __call__(self) -> None:
        """Run the check."""
        __tracebackhide__ = True
        self.run()

    def __str__(self) -> str:
        return self.name


def parametrised(checks: Iterable[Check]) -> pytest.MarkDecorator:
    """Return a pytest mark that runs a test once per check, passed as the argument ``check``."""
    return pytest.mark.parametrize("check", [pytest.param(check, id=check.name) for check in checks])
