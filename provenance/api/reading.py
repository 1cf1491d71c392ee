"""Files to documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.model.options import ReadOptions
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from provenance.model.components import Reader
    from provenance.model.documents import Documents
    from provenance.plugins.manager import Plugins
    from provenance.readers.summary import ReadSummary

__all__ = ["files_read", "load", "read"]

_DEFAULT = ReadOptions()


def read(*paths: str | os.PathLike[str], options: ReadOptions = _DEFAULT, plugins: Plugins | None = None) -> Documents:
    """Read files and folders.

    Parameters
    ----------
    *paths : path-like
        Folders of ``.txt`` articles, and files of any format that a reader knows by its suffix: text, JSONL (also
        compressed), CSV, Parquet, exports of press databases.
    options : ReadOptions
        How files become documents.
    plugins : Plugins, optional
        Those to use, from `provenance.plugins.manager.load_plugins`; without it all that are installed.

    Returns
    -------
    Documents
        A sequence of `Document`, in the order of the paths, of the files in a folder, and of the rows in a file.

    Raises
    ------
    InputError
        For what cannot be read, with file and line.
    """
    return load(paths, options, plugins)[0]


def files_read(
    paths: Iterable[str | os.PathLike[str]], options: ReadOptions = _DEFAULT, plugins: Plugins | None = None
) -> Iterator[Path]:
    """Yield the paths themselves, and of folders the files that `load` reads; nothing is opened."""
    from pathlib import Path

    from provenance.readers.folder import files_of

    used = plugins if plugins is not None else load_plugins()
    for path in map(Path, paths):
        yield path
        if path.is_dir():
            yield from files_of(path, options, lambda file: _reader_for(file, options, used))


def _reader_for(path: Path, options: ReadOptions, plugins: Plugins) -> Reader | None:
    return plugins.reader(options.reader) if options.reader is not None else plugins.reader_for(path)


def load(
    paths: Iterable[str | os.PathLike[str]], options: ReadOptions = _DEFAULT, plugins: Plugins | None = None
) -> tuple[Documents, ReadSummary]:
    """Read files and folders, and say what was left out; else as `read`."""
    from provenance.api.components import guarded_reader
    from provenance.readers.collect import collect

    used = plugins if plugins is not None else load_plugins()

    def reader_for(path: Path) -> Reader | None:
        return guarded_reader(_reader_for(path, options, used), used)

    return collect(paths, options, reader_for)
