"""How many threads to use."""

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
        The number asked for; 0 is one for each core that this process may use. Both its CPU affinity (as set by
        `taskset`) and the CPU quota of its control groups (v1 or v2), rounded up, are limits.
    root : pathlib.Path
        The folder that contains ``proc`` and ``sys``.

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
    """Return the CPU quotas of the control groups of this process, in cores."""
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []
    mounted = root / "sys/fs/cgroup"
    found = []
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        # The limits of all parent groups apply, too. In a container the group's own folder may be at the top.
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
    """Return a quota divided by its period, read from one file or two; None if there is no limit."""
    try:
        quota, period = map(float, " ".join(file.read_text(encoding="ascii") for file in files).split())
    except (OSError, ValueError):
        return None
    return quota / period if quota > 0 and period > 0 else None
