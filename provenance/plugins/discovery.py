"""Finds the installed plugins, without importing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from provenance.hooks import GROUP
from provenance.plugins.owner import Owner, PluginFailure, normalised

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

__all__ = ["Installed", "Scan", "scan"]

_FAMILY = GROUP.rpartition(".")[0] + "."


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed plugin and its entry point."""

    owner: Owner
    entry_point: EntryPoint


@dataclass(slots=True)
class Scan:
    """The plugins found among the installed distributions, and the failures."""

    plugins: list[Installed] = field(default_factory=list)
    failures: list[PluginFailure] = field(default_factory=list)


def scan() -> Scan:
    """Find the installed plugins, sorted, so that their order on disk does not matter."""
    # Imported here, since it takes 22 ms and is not needed for built-in components.
    from importlib.metadata import distributions

    found = Scan()
    seen: set[str] = set()
    for distribution in distributions():
        if not _announces(distribution):
            continue
        name, version = _identity(distribution)
        # Python imports the first one on the path.
        if name is not None and normalised(name) in seen:
            continue
        seen.add(normalised(name or ""))
        _add(found, distribution, name, version)
    found.plugins.sort(key=lambda item: (normalised(item.owner.distribution or ""), item.owner.plugin))
    return found


def _announces(distribution: Distribution) -> bool:
    # Searching the text is several times faster than parsing the entry points of every distribution.
    try:
        text = distribution.read_text("entry_points.txt")
    except Exception:  # noqa: BLE001 - somebody else's broken distribution is not for us to report
        return False
    return text is not None and _FAMILY in text


def _identity(distribution: Distribution) -> tuple[str | None, str | None]:
    try:
        return distribution.metadata["Name"], distribution.version
    except Exception:  # noqa: BLE001 - metadata may be missing or damaged; the plugin still has its own name
        return None, None


def _add(found: Scan, distribution: Distribution, name: str | None, version: str | None) -> None:
    try:
        points = [point for point in distribution.entry_points if point.group.startswith(_FAMILY)]
    except Exception as error:  # noqa: BLE001 - a damaged file must not hide the other plugins
        owner = Owner(name or "unknown", name, version)
        found.failures.append(PluginFailure(owner, "discovery", error))
        return
    ours = {point.name: point for point in reversed(points) if point.group == GROUP}
    found.plugins.extend(Installed(Owner(point.name, name, version), point) for point in ours.values())
    if not ours:
        groups = ", ".join(sorted({point.group for point in points}))
        problem = f"it is made for {groups}; this version of the host knows {GROUP}"
        found.failures.extend(
            PluginFailure(Owner(plugin, name, version), "discovery", problem)
            for plugin in sorted({point.name for point in points})
        )
