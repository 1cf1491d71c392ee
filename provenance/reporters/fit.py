"""Shortening of text to the width of a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ELLIPSIS", "at_words", "cut_at_word", "middle", "shorten", "unique_tails"]

ELLIPSIS = "…"
#: A text without a space over this many characters is cut within a word.
_LONGEST_WORD = 30


def middle(text: str, columns: int) -> tuple[int, int] | None:
    """Return the part (half-open) to replace by an ellipsis so that a text fits; None if it fits."""
    # A short text always fits; the exact width is slower to compute.
    if len(text) * 2 <= columns or (len(text) <= columns * 4 and cell_len(text) <= columns):
        return None
    room = max(0, columns - 1)
    head = _take(text, 0, 1, room - room // 2)
    tail = len(text) - _take(text, len(text) - 1, -1, room // 2)
    # A combining mark is not separated from its base character.
    while tail < len(text) and cell_len(text[tail]) == 0:
        tail += 1
    return head, tail


def shorten(text: str, columns: int) -> str:
    """Shorten a text to at most this many columns, leaving out the middle.

    Examples
    --------
    >>> shorten("articles/2025/storm", 9)
    'arti…torm'
    """
    cut = middle(text, columns)
    return text if cut is None else f"{text[: cut[0]]}{ELLIPSIS}{text[cut[1] :]}"


def at_words(text: str, start: int, stop: int) -> tuple[int, int]:
    """Enlarge the part to leave out, so that no words are cut.

    Parameters
    ----------
    text : str
        The text.
    start, stop : int
        The part, half-open, as `middle` returns it.
    """
    before = text.rfind(" ", max(0, start - _LONGEST_WORD), start + 1)
    after = text.find(" ", max(0, stop - 1), stop + _LONGEST_WORD)
    return (before if before > 0 else start), (after + 1 if after >= 0 else stop)


def cut_at_word(text: str, columns: int) -> str:
    """Shorten a text to at most this many columns, leaving out the end, after a whole word.

    Examples
    --------
    >>> cut_at_word("Three missing, dozens hurt", 16)
    'Three missing…'
    """
    if len(text) * 2 <= columns or cell_len(text) <= columns:
        return text
    head = text[: _take(text, 0, 1, max(0, columns - 1))]
    whole = head.rpartition(" ")[0] if text[len(head) : len(head) + 1].strip() else head
    # A text without spaces is cut within a word.
    return f"{(whole or head).rstrip(' ,;:-–')}{ELLIPSIS}"


def unique_tails(names: Sequence[str]) -> list[str]:
    """Return names without the folders common to all.

    Examples
    --------
    >>> unique_tails(["news/a/1", "news/b/1"])
    ['a/1', 'b/1']
    """
    if len(names) < 2:
        return list(names)
    folders = [name.split("/")[:-1] for name in names]
    shared = 0
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        shared += 1
    return ["/".join(name.split("/")[shared:]) for name in names]


def _take(text: str, start: int, step: int, columns: int) -> int:
    """Return how many characters, from a position on, fit into this many columns."""
    taken = 0
    position = start
    while 0 <= position < len(text):
        columns -= cell_len(text[position])
        if columns < 0:
            break
        taken += 1
        position += step
    return taken
