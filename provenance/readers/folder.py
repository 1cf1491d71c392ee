"""Chooses the files of a folder that are articles."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from provenance.errors import InputError
from provenance.readers.context import Context, file_name
from provenance.readers.place import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provenance.model.components import Reader
    from provenance.model.options import ReadOptions

__all__ = ["article_files", "below", "facts_of_folders", "files_of", "is_metadata", "name_below"]

#: Texts that accompany data, by the first word of their name.
_ACCOMPANYING = re.compile(
    r"(licen[cs]e|copying|copyright|notice|readme|changelog|changes|authors|robots|requirements)\b"
)
#: The name that Hive, Spark and pyarrow give to the folder of rows without a value.
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


def article_files(
    folder: Path, context: Context, reader_for: Callable[[Path], Reader | None], suffixes: Sequence[str]
) -> list[Path]:
    """Choose the files of a folder that are read, sorted by their path.

    These are all ``.txt`` files; if there are none, all files that have a reader. If a reader is named in the options,
    these are all files. Metadata are not articles, nor is a licence or a similar file beside data.

    Raises
    ------
    InputError
        If there is no such file.
    """
    files = below(folder, context)
    readable = [path for path in files if not is_metadata(path) and reader_for(path) is not None]
    if context.options.reader is None:
        texts = [path for path in readable if path.suffix.lower() == ".txt"]
        data = [path for path in readable if path.suffix.lower() != ".txt"]
        articles = [path for path in texts if not (data and _is_accompanying(path))]
        chosen = articles or data
        _note_left_out(folder, sorted(set(readable).difference(chosen)), context, ".txt" if articles else "data")
    else:
        chosen = readable
    if not chosen:
        error = InputError(f"no articles in {folder}.", hint=_what_there_was(files, suffixes))
        error.path = folder
        raise error
    _note_unknown(folder, context, set(files) - set(readable), suffixes)
    return chosen


def _note_unknown(folder: Path, context: Context, others: set[Path], suffixes: Sequence[str]) -> None:
    """Note the files that have a known suffix but content that no reader knows, and how many nothing reads."""
    unknown = sorted(
        str(path.relative_to(folder))
        for path in others
        if path.name.lower().endswith(tuple(suffixes)) and not is_metadata(path)
    )
    if unknown:
        more = len(unknown) - 3
        context.note(
            f"{folder}: left out, since their content is of no format that is known: {listed(unknown[:3])}"
            + (f" and {more} more." if more > 0 else ".")
        )
    unread = Counter(
        path.suffix.lower() or "without a suffix"
        for path in others
        if not (path.name.lower().endswith(tuple(suffixes)) or is_metadata(path) or _is_accompanying(path))
    )
    if unread:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in unread.most_common(5))
        context.note(f"{folder}: left out, since nothing reads them: {kinds}{' ...' if len(unread) > 5 else ''}")


def _is_accompanying(path: Path) -> bool:
    return _ACCOMPANYING.match(path.stem.lower()) is not None


def _note_left_out(folder: Path, paths: list[Path], context: Context, kind: str) -> None:
    if paths:
        names = [str(path.relative_to(folder)) for path in paths]
        more = f" and {len(names) - 3} more." if len(names) > 3 else "."
        context.note(
            f"{folder}: of a folder with {kind} files only these are read; left out: {listed(names[:3])}{more}"
        )


def facts_of_folders(folder: Path, path: Path) -> dict[str, str]:
    """Return the values in names of folders on the path to a file, such as ``source=AFP/``."""
    facts: dict[str, str] = {}
    for part in path.relative_to(folder).parts[:-1]:
        key, sign, value = part.partition("=")
        if sign and key and value and value != _NO_VALUE:
            facts[file_name(unquote(key))] = file_name(unquote(value))
    return facts


def files_of(folder: Path, options: ReadOptions, reader_for: Callable[[Path], Reader | None]) -> list[Path]:
    """Return all files of a folder that are read, also metadata; none if that fails (the error is raised elsewhere)."""
    context = Context(replace(options, on_error="skip"))
    found: list[Path] = []
    with contextlib.suppress(InputError):
        found += article_files(folder, context, reader_for, ())
    with contextlib.suppress(OSError):
        found += [path for path in folder.iterdir() if is_metadata(path)]
    return found


def below(folder: Path, context: Context) -> list[Path]:
    """Return the files below a folder, sorted by path; hidden ones are left out.

    A folder that is reached by several paths is read once, so that circular links do no harm.
    """
    files: list[Path] = []
    seen: set[tuple[int, int]] = set()
    folders = [folder]
    # Links come last, so that a folder is found by its own path rather than by that of a link.
    links: list[Path] = []
    while folders or links:
        if not folders:
            links.sort(key=lambda path: path.parts, reverse=True)
        here = folders.pop() if folders else links.pop()
        try:
            status = here.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    kind = _kind(entry)
                    if kind == "file":
                        files.append(Path(entry.path))
                    elif kind == "folder":
                        folders.append(Path(entry.path))
                    elif kind == "link":
                        links.append(Path(entry.path))
        except OSError as error:
            context.bad(InputError(f"the folder cannot be read: {error.strerror}.", path=here))
    return sorted(files, key=lambda path: path.relative_to(folder).parts)


def _kind(entry: os.DirEntry[str]) -> str | None:
    try:
        if entry.is_dir():
            return "link" if entry.is_symlink() else "folder"
        # A broken link is kept: opening it raises the error. Pipes and sockets are left out: reading them may not end.
        return "file" if entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists()) else None
    except OSError:
        return "file"


def name_below(folder: Path, path: Path) -> str:
    """Return the id of an article: its path below a folder, with slashes, without the suffix."""
    return file_name(path.relative_to(folder).with_suffix("").as_posix())


def is_metadata(path: Path) -> bool:
    """Return whether a file is the metadata of the articles beside it."""
    return path.name.lower().startswith("metadata.")


def _what_there_was(files: list[Path], suffixes: Sequence[str]) -> str:
    read = f"files that are read end in {', '.join(suffixes)}"
    if not files:
        return f"{read}; the folder is empty."
    kinds = Counter(path.suffix.lower() or "without a suffix" for path in files if not is_metadata(path))
    there = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(5)) or "only metadata"
    return f"{read}; there: {there}."
