"""From texts to words, through normalisers and a tokeniser, with offsets kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from provenance.errors import PluginError
from provenance.model.components import LanguageNormaliser, TextNormaliser, Tokeniser, TokenNormaliser, takes_language
from provenance.model.documents import text_array
from provenance.text.buffers import strings
from provenance.text.offsets import OffsetMap, apply_edits
from provenance.text.tokens import Tokens
from provenance.text.words import Buffers, Words, tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Pipeline"]

_Maps = list[list[OffsetMap]]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Prepares texts for comparison: normalises them and cuts them into words.

    Parameters
    ----------
    normalisers : sequence of (str, TextNormaliser, LanguageNormaliser or TokenNormaliser)
        The normalisers, each with the name that an error gives. Text normalisers are applied in order, each to the
        result of the previous one. Then the text is cut into words, and token normalisers are applied in order.
    tokeniser : (str, Tokeniser)
        The tokeniser that cuts the text into words, with its name.
    plugins : tuple of str
        Which code of plugins these are.
    """

    normalisers: Sequence[tuple[str, TextNormaliser | LanguageNormaliser | TokenNormaliser]] = ()
    tokeniser: tuple[str, Tokeniser] = ("words", Words())
    plugins: tuple[str, ...] = ()
    _known: dict[tuple[str, bytes], bytes] = field(default_factory=dict, init=False, repr=False)

    @property
    def label(self) -> str:
        """The names of the tokeniser and the normalisers; words made with different labels cannot be compared."""
        return " | ".join([self.tokeniser[0], *(name for name, _ in self.normalisers)])

    @property
    def reads_language(self) -> bool:
        """Whether words depend on the language of a document, which a normaliser is told."""
        return any(takes_language(normaliser) for _, normaliser in self.normalisers)

    def tokens(
        self, texts: pa.LargeStringArray, room: Buffers | None = None, languages: pa.Array[Any] | None = None
    ) -> Tokens:
        """Return the words of a batch of texts; offsets are those of the texts as given.

        Parameters
        ----------
        texts : pyarrow.LargeStringArray
            Without nulls.
        room : Buffers, optional
            Arrays for the words; the words are valid until these are used again.
        languages : pyarrow.Array, optional
            The language of each text, a string or null; read only if `reads_language`. By default none is known.

        Raises
        ------
        PluginError
            If a normaliser or tokeniser returns something invalid.
        """
        texts, maps = self._edited(texts, languages)
        name, tokeniser = self.tokeniser
        tokens = tokenise(texts, room) if type(tokeniser) is Words else _cut(texts, name, tokeniser)
        if maps is not None:
            tokens = _mapped_back(tokens, maps)
        for name, normaliser in self.normalisers:
            if isinstance(normaliser, TokenNormaliser):
                tokens = self._renamed(tokens, name, normaliser)
        return tokens

    def _edited(
        self, texts: pa.LargeStringArray, languages: pa.Array[Any] | None
    ) -> tuple[pa.LargeStringArray, _Maps | None]:
        chain: list[tuple[str, Any, bool]] = [
            (name, n, takes_language(n)) for name, n in self.normalisers if isinstance(n, TextNormaliser)
        ]
        if not chain:
            return texts, None
        told = any(takes for _, _, takes in chain) and languages is not None
        known = cast("Any", languages).to_pylist() if told else repeat(None)
        edited: list[str | None] = []
        maps: _Maps = []
        for text, language in zip(strings(texts), known, strict=False):
            steps = []
            for name, normaliser, takes in chain:
                wanted = normaliser.edits(text, language=language) if takes else normaliser.edits(text)
                text, step = apply_edits(text, wanted, name)
                if step is not None:
                    steps.append(step)
            edited.append(text)
            maps.append(steps)
        return text_array(edited), maps

    def _renamed(self, tokens: Tokens, name: str, normaliser: TokenNormaliser) -> Tokens:
        words = tokens.raw_words()
        for word in set(words):
            key = (name, word)
            if key not in self._known:
                self._known[key] = _one_word(normaliser.token(word.decode("utf-8")), word, name)
        return tokens.replaced([self._known[name, word] for word in words])


def _one_word(said: str, word: bytes, name: str) -> bytes:
    """Return the answer of a token normaliser as a normalised word."""
    if isinstance(said, str):
        if said.encode("utf-8", "replace") == word:
            return word
        found = tokenise(text_array([said]))
        # Join several ideographs to one word: the normaliser was given one word and must return one.
        joined = b"".join(found.raw_words())
        if joined and len(said.split()) == 1:
            return joined
    raise PluginError(
        name,
        "normalising",
        f"{word.decode('utf-8')!r} became {said!r:.80}; a word becomes one word, not empty",
    )


def _cut(texts: pa.LargeStringArray, name: str, tokeniser: Tokeniser) -> Tokens:
    """Cut texts with a tokeniser that works on strings."""
    pieces: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    document_tokens = [0]
    for text in strings(texts):
        done = 0
        for start, stop in tokeniser.spans(text):
            if not done <= start < stop <= len(text):
                raise PluginError(
                    name,
                    "tokenising",
                    f"the span [{start}, {stop}) is empty, out of order or out of range: spans are sorted, do not "
                    f"overlap and lie within the text of {len(text)} characters",
                )
            pieces.append(text[start:stop])
            starts.append(start)
            stops.append(stop)
            done = stop
        document_tokens.append(len(pieces))
    found = tokenise(text_array(pieces))
    words = [b"".join(_raw(found, piece)) for piece in range(len(pieces))]
    solo = np.zeros(len(pieces), bool)
    some = found.document_tokens[:-1] < found.document_tokens[1:]
    solo[some] = found.solo[found.document_tokens[:-1][some]]
    whole = Tokens(
        np.zeros(0, np.uint8),
        np.zeros(len(pieces) + 1, np.int64),
        np.array(starts, np.int32),
        np.array(stops, np.int32),
        solo,
        np.array(document_tokens, np.int64),
    )
    # A piece without a letter or a digit is not a word.
    return whole.replaced(words, some)


def _raw(tokens: Tokens, document: int) -> list[bytes]:
    return [word.encode("utf-8") for word in tokens.words(document)]


def _mapped_back(tokens: Tokens, maps: _Maps) -> Tokens:
    """Return the words with their offsets in the original texts; words of inserted text are dropped."""
    start: NDArray[np.int64] = tokens.cp_start.astype(np.int64)
    stop: NDArray[np.int64] = tokens.cp_stop.astype(np.int64)
    for document, steps in enumerate(maps):
        here = slice(int(tokens.document_tokens[document]), int(tokens.document_tokens[document + 1]))
        keep = np.ones(here.stop - here.start, bool)
        for step in reversed(steps):
            begin, end = step.original(start[here][keep], stop[here][keep])
            start[here][keep], stop[here][keep] = begin, end
            # Text that an earlier step inserted has no original, so it cannot be mapped further.
            keep &= start[here] < stop[here]
    mapped = Tokens(
        tokens.norm,
        tokens.token_start,
        start.astype(np.int32),
        stop.astype(np.int32),
        tokens.solo,
        tokens.document_tokens,
    )
    real = start < stop
    return mapped if real.all() else mapped.keep(real)
