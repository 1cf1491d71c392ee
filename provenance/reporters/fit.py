"""Text cut to the columns of a terminal, where a Chinese character takes two."""

from __future__ import annotations

from rich.cells import cell_len

__all__ = ["ELLIPSIS", "at_words", "cut_at_word", "middle", "shorten", "unique_tails"]

ELLIPSIS = "…"
#: What has no space for so long is cut where it has to be.
_LONGEST_WORD = 30


def middle(text: str, columns: int) -> tuple[int, int] | None:
    """Return which part to leave out (half-open) for a text to fit with an ellipsis; None where all fits."""
    # A text of few characters fits whatever they are; the exact measure costs a look at each.
    if len(text) * 2 <= columns or (len(text) <= columns * 4 and cell_len(text) <= columns):
        return None
    room = max(0, columns - 1)
    head = _take(text, 0, 1, room - room // 2)
    tail = len(text) - _take(text, len(text) - 1, -1, room // 2)
    # A combining mark is not shown without what it combines with.
    while tail < len(text) and cell_len(text[tail]) == 0:
        tail += 1
    return head, tail


def shorten(text: str, columns: int) -> str:
    """Return a text that takes at most so many columns, the middle left out where it is longer.

    Examples
    --------
    >>> shorten("articles/2025/storm", 9)
    'arti…torm'
    """
    cut = middle(text, columns)
    return text if cut is None else f"{text[: cut[0]]}{ELLIPSIS}{text[cut[1] :]}"


def at_words(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return a part to leave out, made larger so that what is left ends and begins with whole words.

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
    """Return a text that takes at most so many columns, its end left out behind a word where it is longer.

    Examples
    --------
    >>> cut_at_word("Three missing, dozens hurt", 16)
    'Three missing…'
    """
    if len(text) * 2 <= columns or cell_len(text) <= columns:
        return text
    head = text[: _take(text, 0, 1, max(0, columns - 1))]
    whole = head.rpartition(" ")[0] if text[len(head) : len(head) + 1].strip() else head
    # A text without spaces is cut where it has to be.
    return f"{(whole or head).rstrip(' ,;:-–')}{ELLIPSIS}"


def unique_tails(names: list[str]) -> list[str]:
    """Return names without the folders that all of them share.

    Examples
    --------
    >>> unique_tails(["news/a/1", "news/b/1"])
    ['a/1', 'b/1']
    """
    if len(names) < 2:
        return names
    folders = [name.split("/")[:-1] for name in names]
    shared = 0
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        shared += 1
    return ["/".join(name.split("/")[shared:]) for name in names]


def _take(text: str, start: int, step: int, columns: int) -> int:
    """Return how many characters, from a place on, take at most so many columns."""
    taken = 0
    position = start
    while 0 <= position < len(text):
        columns -= cell_len(text[position])
        if columns < 0:
            break
        taken += 1
        position += step
    return taken
