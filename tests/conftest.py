"""Settings for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No deadline: a kernel compiles when it is first called. The same examples each time, so that a run can be trusted;
# `--hypothesis-profile thorough` looks for new ones.
_SLOW = [HealthCheck.too_slow]
settings.register_profile(
    "steady", max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW
)
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile("steady")
