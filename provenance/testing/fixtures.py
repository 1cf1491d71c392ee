"""Pytest fixtures; list this module in ``pytest_plugins`` to use them.

It is not a pytest entry point, since every run of pytest would then import it wherever this package is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provenance.testing.samples import SAMPLES, sample_result

if TYPE_CHECKING:
    from provenance.model.result import ReuseResult

__all__ = ["any_result", "hostile_result", "shared_result"]


@pytest.fixture(params=SAMPLES)
def any_result(request: pytest.FixtureRequest) -> ReuseResult:
    """Each sample result in turn."""
    return sample_result(request.param)


@pytest.fixture
def shared_result() -> ReuseResult:
    """Four documents, three of which share passages, one of them quoted, with sources, roles and times."""
    return sample_result("shared")


@pytest.fixture
def hostile_result() -> ReuseResult:
    """Two documents with markup, formulas and control characters in ids, texts, sources and metadata."""
    return sample_result("hostile")
