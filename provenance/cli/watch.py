"""``provenance trace --watch``: articles that arrive in a folder are added to an index and traced there."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from provenance.api.reading import load_below
from provenance.cli.messages import said_of, say, show_reading, show_warnings
from provenance.errors import InputError, ProvenanceError
from provenance.kernels import tell_of_compiling
from provenance.readers.arrivals import Arrivals
from provenance.readers.context import Context

if TYPE_CHECKING:
    from pathlib import Path

    from provenance.api.index import Index
    from provenance.cli.run import Run
    from provenance.model.documents import Documents
    from provenance.model.times import Times

__all__ = ["watch"]

# Seconds between two looks into the folder; more where a look takes long, so that looking is a tenth of the time.
_PAUSE, _SHARE = 1.0, 10


def watch(run: Run, index: Index, folder: Path, times: Times) -> None:
    """Add what arrives in a folder to an index, and write where each article is likely from, until Ctrl-C is pressed.

    What cannot be read or traced is said, and looked at again when its file changes. Articles that are in the index as
    they are were traced before, and are passed over. A file is added in transactions, so that an interrupt leaves all
    or nothing of each.

    Parameters
    ----------
    run : Run
        Says how articles are read and results are written.
    index : Index
        The index; its file is made when the first article comes.
    folder : Path
        The folder.
    times : Times
        What an article is compared with.
    """
    if not folder.is_dir():
        raise InputError("is no folder.", path=folder, hint="--watch names a folder that is there.")
    context = Context(replace(run.reading, on_error="skip"))
    arrivals = Arrivals(folder, context, (index.path, index.path.with_name(f"{index.path.name}.wal")))
    tell_of_compiling(partial(say, "Note"))
    say("Note", f"watching {folder} (Ctrl-C stops it).")
    pause = threading.Event()
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            began = time.monotonic()
            for path in arrivals.look():
                try:
                    _take(run, index, arrivals.folder, path, times)
                except ProvenanceError as error:
                    say("Warning", said_of(error))
            pause.wait(max(_PAUSE, _SHARE * (time.monotonic() - began)))


def _take(run: Run, index: Index, folder: Path, path: Path, times: Times) -> None:
    """Add the articles of a file, and write where each new one is from."""
    documents, summary = load_below(folder, [path], run.reading, run.plugins)
    show_reading(summary)
    new: Documents = index.missing(documents)
    if not len(new):
        return
    index.add(new)
    found = index.trace(new, since=times.since, window=times.window, earlier=times.earlier)
    for name, result in zip(new.ids, found, strict=True):
        run.report = replace(run.report, article=name)
        run.write(result)
    show_warnings(run.plugins)
    sys.stdout.flush()
