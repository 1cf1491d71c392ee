"""Applies edits to a text, and maps offsets back to the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from provenance.model.components import Edit

__all__ = ["OffsetMap", "apply_edits"]


class OffsetMap:
    """Maps the parts of an edited text to the original.

    Parameters
    ----------
    begins : sequence of int
        Where each part begins in the edited text; ascending, the first is 0.
    starts, stops : sequence of int
        The span of the original that each part stands for.
    copied : sequence of bool
        Whether a part is copied from the original; otherwise it is a replacement.
    """

    def __init__(self, begins: list[int], starts: list[int], stops: list[int], copied: list[bool]) -> None:
        self._begins = np.array(begins, np.int64)
        self._starts = np.array(starts, np.int64)
        self._stops = np.array(stops, np.int64)
        self._copied = np.array(copied, bool)

    def original(
        self, starts: NDArray[np.int64], stops: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the spans of the original for non-empty spans of the edited text.

        A span that touches a replacement maps to all the replaced text; a span within inserted text maps to an empty
        one.
        """
        first = np.searchsorted(self._begins, starts, "right") - 1
        last = np.searchsorted(self._begins, stops - 1, "right") - 1
        start = self._starts[first] + np.where(self._copied[first], starts - self._begins[first], 0)
        stop = np.where(self._copied[last], self._starts[last] + stops - self._begins[last], self._stops[last])
        return start, stop


def apply_edits(text: str, edits: Iterable[Edit], owner: str) -> tuple[str, OffsetMap | None]:
    """Apply the edits of a text normaliser.

    Parameters
    ----------
    text : str
        The text that the normaliser was given.
    edits : iterable of Edit
        Sorted, not overlapping, within the text.
    owner : str
        The name of the normaliser, for messages.

    Returns
    -------
    text : str
        The edited text.
    map : OffsetMap or None
        The map to the original; None if nothing was edited.

    Raises
    ------
    PluginError
        For an edit out of order, out of range, or of the wrong type.
    """
    pieces: list[str] = []
    begins: list[int] = []
    starts: list[int] = []
    stops: list[int] = []
    copied: list[bool] = []
    done = 0
    length = 0

    def add(piece: str, start: int, stop: int, copy: bool) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            begins.append(length)
            starts.append(start)
            stops.append(stop)
            copied.append(copy)
            length += len(piece)

    for edit in edits:
        try:
            start, stop, replacement = int(edit.start), int(edit.stop), edit.replacement
        except (AttributeError, TypeError, ValueError):
            raise PluginError(owner, "normalising", f"expected an Edit, got {edit!r:.80}") from None
        if not isinstance(replacement, str):
            raise PluginError(owner, "normalising", f"the replacement of {edit!r:.80} is no string")
        if not done <= start <= stop <= len(text):
            raise PluginError(
                owner,
                "normalising",
                f"the edit [{start}, {stop}) is out of order or out of range: edits are sorted, do not overlap and "
                f"lie within the text of {len(text)} characters (the one before ended at {done})",
            )
        add(text[done:start], done, start, True)
        add(replacement, start, stop, False)
        done = stop
    if not begins and not done:
        return text, None
    add(text[done:], done, len(text), True)
    return "".join(pieces), OffsetMap(begins, starts, stops, copied)
