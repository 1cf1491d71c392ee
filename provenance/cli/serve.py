"""``provenance serve``: the local page."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

# cyclopts reads the annotations when the program runs.
from provenance.cli.flags import SEARCH, SearchFlags

if TYPE_CHECKING:
    from contextlib import ExitStack

    from provenance.api.index import Index

__all__ = ["EXAMPLES", "serve"]

EXAMPLES = """\
Examples:
  provenance serve wire.duckdb
  provenance serve dispatches/ --port 8080
  provenance serve
"""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

Served = Annotated[Path | None, Parameter(name="PATH")]
Host = Annotated[str, Parameter(name="--host")]
Port = Annotated[int, Parameter(name="--port")]


def serve(path: Served = None, /, *, host: Host = "127.0.0.1", port: Port = 8765, flags: SearchFlags = SEARCH) -> None:
    """Serve a page for the browser: paste or drop articles, and see which dispatches they use.

    It listens on this machine alone unless --host says otherwise, and never asks anything of the network. Ctrl-C stops
    it.

    Parameters
    ----------
    path
        An index, or a file or folder of articles, which is read once. Without it, articles are compared with each
        other.
    host
        The address to listen on. Whoever reaches it can read the whole archive.
    port
        The port to listen on; 0 takes one that is free.
    """
    from provenance.cli.loading import loaded_plugins
    from provenance.cli.messages import say
    from provenance.serve.archive import Archive
    from provenance.serve.run import check_installed
    from provenance.serve.run import serve as run

    check_installed()
    with contextlib.ExitStack() as stack:
        index = None if path is None else _index(path, flags, stack)
        name = "no archive" if path is None else path.name
        archive = Archive(index, name, flags.reuse, loaded_plugins(flags.plugins))

        def tell(address: str) -> None:
            if host not in _LOOPBACK:
                say("Warning", f"whoever reaches {host} can read the whole archive.")
            print(f"Serving {name} on {address} (Ctrl-C stops it).", flush=True)

        with contextlib.suppress(KeyboardInterrupt):
            run(archive, host, port, tell)
    print("Stopped.")


def _index(path: Path, flags: SearchFlags, stack: ExitStack) -> Index:
    """Open an index; of other files make one that is gone at the end."""
    import tempfile
    from functools import partial

    from provenance.api.reading import load
    from provenance.cli.index import opened
    from provenance.cli.loading import loaded_plugins
    from provenance.cli.messages import say, show_reading, show_warnings, stage
    from provenance.cli.trace import is_index
    from provenance.errors import InputError
    from provenance.kernels import tell_of_compiling

    if is_index(path):
        if not path.exists():
            raise InputError(f"there is no index {path}.", hint=f"provenance index add {path} PATH... makes one.")
        return opened(path, flags)
    used = loaded_plugins(flags.plugins)
    with stage("reading articles"):
        documents, summary = load([path], flags.read, used)
    show_reading(summary)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="provenance-"))
    index = opened(Path(folder, "archive.duckdb"), flags)
    tell_of_compiling(partial(say, "Note"))
    with stage("adding articles") as progress:
        index.add(documents, progress=progress)
    show_warnings(used)
    return index
