"""How many threads there may be."""

from __future__ import annotations

import math
import os
from pathlib import Path

__all__ = ["thread_count"]


def thread_count(threads: int = 0, root: Path = Path("/")) -> int:
    """Return how many threads to use.

    Parameters
    ----------
    threads : int
        What was asked for; 0 is one for each core that this process may use: those it is bound to (as by `taskset`),
        and no more than the share of time of its control groups, of either version, rounded up.
    root : pathlib.Path
        Where the folders ``proc`` and ``sys`` of the system are.

    Returns
    -------
    int
        At least 1.
    """
    if threads:
        return threads
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([cores, *map(math.ceil, _quotas(root))]))


def _quotas(root: Path) -> list[float]:
    """Return the shares of time, in cores, that the control groups of this process are limited to."""
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []
    mounted = root / "sys/fs/cgroup"
    found = []
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        # The limits of all groups above count, too. In a container the group's own folder may be the one at the top.
        if not controllers:
            found += [_share(folder / "cpu.max") for folder in _folders(mounted, group)]
        elif "cpu" in controllers.split(","):
            limits = _folders(mounted / "cpu", group)
            found += [_share(folder / "cpu.cfs_quota_us", folder / "cpu.cfs_period_us") for folder in limits]
    return [share for share in found if share is not None]


def _folders(root: Path, group: str) -> list[Path]:
    parts = [part for part in group.split("/") if part not in ("", "..")]
    return [root.joinpath(*parts[:count]) for count in range(len(parts) + 1)]


def _share(*files: Path) -> float | None:
    """Return a quota over its period, which stand in one file or in two; None where there is no limit."""
    try:
        quota, period = map(float, " ".join(file.read_text(encoding="ascii") for file in files).split())
    except (OSError, ValueError):
        return None
    return quota / period if quota > 0 and period > 0 else None
