"""Compiles the kernels when a wheel is built, or the package is installed from a checkout.

``PROVENANCE_TARGET`` names another system to compile for, see `build_kernels.targets`; with ``PROVENANCE_TARGET=none``
the wheel has no machine code, and numba is needed when it runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_LIBRARY = "provenance/kernels/machine_code.bin"


class KernelHook(BuildHookInterface[Any]):
    """Puts the library of kernels into the wheel, or beside the sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the kernels, unless the library that is there was compiled from the same sources."""
        sys.path.insert(0, self.root)
        from build_kernels.targets import TARGETS, own_target

        own, asked = own_target(), os.environ.get("PROVENANCE_TARGET", "")
        if asked not in ("", "none", *TARGETS):
            raise ValueError(f"PROVENANCE_TARGET is {asked!r}; known: none, {', '.join(TARGETS)}.")
        target = TARGETS.get(asked, None if asked else own)
        if target is None:
            self.app.display_warning("No machine code of the kernels is made for this system: numba is needed to run.")
            return
        library = Path(self.root, _LIBRARY)
        self._made = tempfile.TemporaryDirectory()
        if target != own:
            library = Path(self._made.name, library.name)
        if not self._is_current(library):
            self.app.display_info("Compiling the kernels, once for these sources; it takes about a minute.")
            command = [sys.executable, "-m", "build_kernels", "--target", target.name, "-o", str(library)]
            subprocess.run(command, check=True, cwd=self.root)  # noqa: S603 - our own command
        if version != "editable":
            build_data["force_include"][str(library)] = _LIBRARY
            build_data["sbom_files"].append(self._bill())
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{target.tag}"

    def _bill(self) -> str:
        """Write the bill of materials, and return where it is."""
        from build_kernels.bill import bill_of_materials

        core = self.metadata.core
        bill = bill_of_materials(core.name, self.metadata.version, core.dependencies)
        path = Path(self._made.name, "wire-provenance.cdx.json")
        path.write_text(json.dumps(bill, indent=1), encoding="utf-8")
        return str(path)

    def _is_current(self, library: Path) -> bool:
        from provenance.kernels.sources import digest_of_sources

        return library.exists() and digest_of_sources().encode() in library.read_bytes()
