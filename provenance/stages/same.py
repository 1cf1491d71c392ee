"""Texts with one digest to those that are the same: a digest proposes, the texts decide."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from provenance.model.documents import text_array

if TYPE_CHECKING:
    from provenance.text.pipeline import Pipeline

__all__ = ["SameTexts", "canonical"]


def canonical(text: str) -> str:
    r"""Return a form that is equal for texts that differ only in white space and Unicode form (NFC).

    Examples
    --------
    >>> canonical(" Cafe\u0301\n au  lait ") == "Caf\u00e9 au lait"
    True
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


class SameTexts:
    """The distinct texts of the documents with one digest.

    Parameters
    ----------
    pipeline : Pipeline
        The normalisers and the tokeniser.

    Examples
    --------
    >>> from provenance.text.pipeline import Pipeline
    >>> group = SameTexts(Pipeline())
    >>> group.firsts(3, "The ferry."), group.firsts(5, "the FERRY"), group.firsts(8, " The  ferry.")
    ((3, 3, 3), (3, 3, 5), (3, 3, 3))
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._first: tuple[int, str, str | None] | None = None
        self._known: dict[str, tuple[int, int]] = {}
        self._texts: dict[str, int] = {}
        self._words: dict[bytes, int] = {}

    def firsts(self, position: int, text: str, language: str | None = None) -> tuple[int, int, int]:
        """Take a document, and return the first one with the digest, with its words, and with its text.

        Parameters
        ----------
        position : int
            Its position; documents are taken in the order of these.
        text : str
            Its text.
        language : str, optional
            Its language, if it is known and words depend on it.
        """
        if self._first is None:
            self._first = position, text, language
        first, first_text, first_language = self._first
        if text == first_text:
            return first, first, first
        if not self._known:
            self._judge(first, first_text, first_language)
        if text not in self._known:
            self._judge(position, text, language)
        return first, *self._known[text]

    def _judge(self, position: int, text: str, language: str | None) -> None:
        tokens = self._pipeline.tokens(text_array([text]), languages=text_array([language]))
        words = self._words.setdefault(tokens.norm[: tokens.token_start[-1]].tobytes(), position)
        self._known[text] = words, self._texts.setdefault(canonical(text), position)
