"""The command: ``python -m build_kernels [-o FILE] [--target NAME]``."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from build_kernels.compile import compile_all
from build_kernels.link import link
from build_kernels.targets import TARGETS, own_target
from provenance.kernels.library import LIBRARY
from provenance.kernels.sources import digest_of_sources


def main() -> None:
    """Compile and link, and say how long it took."""
    own = own_target()
    parser = argparse.ArgumentParser(prog="python -m build_kernels", description="Compile the kernels to one library.")
    parser.add_argument("--target", choices=TARGETS, default=own and own.name, required=own is None, help="the system")
    parser.add_argument("-o", "--output", type=Path, default=LIBRARY, help="the library; beside the sources by default")
    given = parser.parse_args()
    begun = time.monotonic()
    link(compile_all(TARGETS[given.target]), digest_of_sources(), TARGETS[given.target], given.output)
    print(f"Compiled the kernels for {given.target} in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
