"""`read`: files to documents."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from provenance.model.options import ReadOptions
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from provenance.model.components import Reader
    from provenance.model.documents import Documents
    from provenance.plugins.manager import Plugins
    from provenance.readers.summary import ReadSummary

__all__ = ["files_read", "guarded_reader_for", "load", "load_below", "read", "reader_for"]

_DEFAULT = ReadOptions()


def read(*paths: str | PathLike[str], options: ReadOptions = _DEFAULT, plugins: Plugins | None = None) -> Documents:
    """Read files and folders.

    Parameters
    ----------
    *paths : path-like
        Folders of articles, and files of any format that a reader knows by its suffix or its content: text, JSONL (also
        compressed), CSV, Parquet, formats of news agencies, exports of press databases, web pages, feeds and archives.
        "-" is standard input; an address such as ``"s3://bucket/april.jsonl"`` is read through fsspec.
    options : ReadOptions
        How files become documents.
    plugins : Plugins, optional
        The plugins to use, from `provenance.plugins.manager.load_plugins`; by default all that are installed.

    Returns
    -------
    Documents
        A sequence of `Document`, in the order of the paths, of the files in a folder, and of the rows in a file.

    Raises
    ------
    InputError
        For files that cannot be read; the error names file and line.
    """
    return load(paths, options, plugins)[0]


def files_read(
    paths: Iterable[str | PathLike[str]], options: ReadOptions = _DEFAULT, plugins: Plugins | None = None
) -> Iterator[Path]:
    """Yield the paths, and the files in folders that `load` would read; only the first bytes of files are read."""
    from pathlib import Path

    from provenance.readers.folder import files_of

    used = plugins if plugins is not None else load_plugins()
    for path in map(Path, paths):
        yield path
        if path.is_dir():
            yield from files_of(path, options, lambda file: reader_for(file, options, used))


def reader_for(path: Path, options: ReadOptions, plugins: Plugins) -> Reader | None:
    """Return the reader of a file, or None if no reader knows it."""
    return plugins.reader(options.reader) if options.reader is not None else plugins.reader_for(path)


def load(
    paths: Iterable[str | PathLike[str]], options: ReadOptions = _DEFAULT, plugins: Plugins | None = None
) -> tuple[Documents, ReadSummary]:
    """Do what `read` does; return also a summary of what was left out."""
    from provenance.errors import InputError
    from provenance.model.documents import Documents
    from provenance.readers.collect import collect
    from provenance.readers.elsewhere import brought, is_elsewhere

    used = plugins if plugins is not None else load_plugins()
    suffixes = used.reader_suffixes()
    given = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    code = set[str]()
    guarded = guarded_reader_for(options, used, code)
    if not any(map(is_elsewhere, given)):
        documents, summary = collect(given, options, guarded, suffixes=suffixes)
        if code:
            documents = Documents(documents.table, documents.files, tuple(sorted(code)))
        return documents, summary
    with brought(given, options, lambda path: used.reader_for(path) is not None, used.knows_suffix) as (local, names):
        try:
            documents, summary = collect(local, options, guarded, suffixes=suffixes)
        except InputError as error:
            raise names.error(error) from None
    files = tuple(path for path in documents.files if not names.has(path))
    return Documents(documents.table, files, tuple(sorted(code))), names.summary(summary)


def load_below(
    folder: Path, paths: Iterable[Path], options: ReadOptions, plugins: Plugins
) -> tuple[Documents, ReadSummary]:
    """Read some files of a folder, with the ids that they have when all of it is read."""
    from provenance.readers.collect import collect_below

    return collect_below(folder, paths, options, guarded_reader_for(options, plugins), plugins.reader_suffixes())


def guarded_reader_for(
    options: ReadOptions, plugins: Plugins, code: set[str] | None = None
) -> Callable[[Path], Reader | None]:
    """Return a function that finds the reader of a file; errors of a reader name its plugin.

    Parameters
    ----------
    options : ReadOptions
        They may name the reader.
    plugins : Plugins
        The plugins to use.
    code : set of str, optional
        To it is added which code of plugins the readers are that were found.
    """
    from provenance.api.components import guarded_reader

    def found(path: Path) -> Reader | None:
        reader = reader_for(path, options, plugins)
        said = plugins.identity_of(reader)
        if said is not None and code is not None:
            code.add(said)
        return guarded_reader(reader, plugins)

    return found
