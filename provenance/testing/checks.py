"""A check: something that is asked of a component, with a name, to be run by pytest or by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Check", "CheckFailed", "parametrised"]


class CheckFailed(AssertionError):  # noqa: N818 - it is what a test fails with, and is read as such
    """A component does not do what is asked of it."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is asked of a component; call it, and it raises `CheckFailed` where the component falls short.

    Parameters
    ----------
    name : str
        What is asked, as a test's id.
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
    """Return a mark that runs a test once for each check, which it gets as its argument ``check``."""
    return pytest.mark.parametrize("check", [pytest.param(check, id=check.name) for check in checks])
