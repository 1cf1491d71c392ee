"""The bill of materials of a wheel, in CycloneDX: what it needs to run, and what compiled its machine code."""

from __future__ import annotations

from importlib.metadata import version

__all__ = ["bill_of_materials"]

_COMPILERS = ("numba", "llvmlite", "ziglang")


def bill_of_materials(name: str, release: str, requirements: list[str]) -> dict[str, object]:
    """Return the bill of a wheel that was compiled in this environment.

    Parameters
    ----------
    name, release : str
        The package and its version.
    requirements : list of str
        What it needs to run, without extras.
    """
    tools = [_component(tool, version(tool)) for tool in _COMPILERS]
    needed = [_component(requirement, None) for requirement in requirements]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(name, release), "tools": {"components": tools}},
        "components": needed,
        "dependencies": [{"ref": name, "dependsOn": [part["bom-ref"] for part in needed]}],
    }


def _component(requirement: str, release: str | None) -> dict[str, str]:
    """Return a component; one that is not part of the wheel has no version, but the range that is accepted."""
    name = requirement.partition(">")[0]
    made = {"type": "library", "bom-ref": name, "name": name, "purl": f"pkg:pypi/{name}"}
    if release is not None:
        return made | {"version": release, "purl": f"pkg:pypi/{name}@{release}"}
    return made | {"description": f"Needed to run: {requirement}."}
