"""Prints one of the README's two commands, so that CI runs exactly what a reader would.

python tests/readme_commands.py run|test
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def command(which: str) -> str:
    """Return the first shell command below the heading-like comment ``<!-- command: WHICH -->``."""
    found = re.search(rf"<!-- command: {which} -->\n```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise SystemExit(f"README.md marks no command {which!r}")
    return found.group(1).strip()


if __name__ == "__main__":
    print(command(sys.argv[1]))
