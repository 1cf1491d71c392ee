"""`OnlineDeduplicator`: each document is accepted or told to be a duplicate as it comes, by any number of workers."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from provenance.api.components import pipeline_for
from provenance.api.inputs import as_documents
from provenance.api.signing import sign
from provenance.errors import OptionError
from provenance.model.dedup_options import DedupOptions
from provenance.model.documents import Documents, text_array
from provenance.model.extras import needed
from provenance.model.online import OnlineMatch
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.api.inputs import DocumentsLike
    from provenance.model.document import Document
    from provenance.plugins.manager import Plugins
    from provenance.sketch.signatures import Signatures

__all__ = ["OnlineDeduplicator"]

# Documents that are looked at in one turn of a worker, and for so many or fewer LSH is not filled by a pipeline.
_TURN, _FEW = 64, 4


class OnlineDeduplicator:
    """Says of each document, as it comes, whether one like it was accepted before; if not, it is accepted.

    To look and to accept is one step: of two workers that have the same story at the same time, one is told. MinHash
    and LSH (`datasketch.MinHashLSH`, in memory or in Redis) propose what is alike; the texts, which are kept with it,
    decide. The first one that comes stays. A document may resemble another below the threshold, or be missed by LSH
    with the probability ``1 - recall`` where it is right at it.

    Parameters
    ----------
    storage : str
        "memory", for one process; or the URL of a Redis server, as "redis://localhost:6379/0", for any number. Redis
        needs the extra ``redis``.
    threshold : float
        The least resemblance of duplicates: above 0, at most 1.
    name : str
        With Redis: what all keys begin with. Workers with the same name share documents, and need the same settings.
    expire : timedelta, optional
        How long a document is remembered; without it, for good.
    **settings
        ``shingle``, ``recall``, ``num_perm``, ``normalisers`` and ``tokeniser``, as in
        `provenance.model.dedup_options.DedupOptions`.
    plugins : Plugins, optional
        The plugins to use; by default all that are installed.

    Raises
    ------
    OptionError
        For settings that are not accepted, or where the Redis client is not installed.
    SchemeMismatchError
        Where others use the name with other settings.
    InputError
        Where the server cannot be reached.

    Examples
    --------
    >>> from provenance import Document
    >>> wire = "The ferry ran aground on a sandbank shortly before dawn on Monday with forty people on board."
    >>> seen = OnlineDeduplicator()
    >>> seen.add(Document("wire", wire)) is None
    True
    >>> match = seen.add(Document("paper", wire.upper()))
    >>> match.survivor, match.rule
    ('wire', 'same-words')
    """

    def __init__(
        self,
        storage: str = "memory",
        threshold: float = 0.8,
        *,
        name: str = "provenance",
        expire: timedelta | None = None,
        plugins: Plugins | None = None,
        **settings: Any,
    ) -> None:
        from provenance.index.online import texts_of
        from provenance.sketch.bands import choose_bands

        known = ("shingle", "recall", "num_perm", "normalisers", "tokeniser")
        for field in settings:
            if field not in known:
                raise OptionError(f"there is no setting {field!r}; there are {', '.join(known)}.")
        if expire is not None and expire <= timedelta(0):
            raise OptionError(f"expire is {expire}; it is longer than nothing.")
        self.options = DedupOptions(threshold=threshold, **settings)
        self._plugins = plugins if plugins is not None else load_plugins()
        self._pipeline = pipeline_for(self.options.normalisers, self.options.tokeniser, self._plugins)
        banding = choose_bands(threshold, self.options.recall, self.options.num_perm)
        shared = {"threshold": threshold, **{field: getattr(self.options, field) for field in known}}
        shared["scheme"] = self._signed(Documents.of([])).scheme.text
        self._texts = texts_of(storage, name, shared, None if expire is None else expire.total_seconds())
        # Of one band datasketch makes no index.
        self._lsh = needed("datasketch", "datasketch", type(self).__name__).MinHashLSH(
            num_perm=self.options.num_perm,
            params=(max(2, banding.bands), min(banding.rows, self.options.num_perm // 2)),
            storage_config=self._texts.lsh,
            prepickle=False,
        )

    def add(self, document: Document) -> OnlineMatch | None:
        """Accept a document, or say which accepted one it duplicates.

        Returns
        -------
        OnlineMatch or None
            None where it was accepted.
        """
        return self.add_all([document])[0]

    def add_all(self, documents: DocumentsLike) -> list[OnlineMatch | None]:
        """Do what `add` does, for documents one after the other: many at a time are much quicker.

        Parameters
        ----------
        documents : iterable of Document, mapping, sequence of str, path, or Arrow table
            The documents; see `provenance.api.inputs.DocumentsLike`.
        """
        return self._each(documents, accept=True)

    def check(self, documents: DocumentsLike) -> list[OnlineMatch | None]:
        """Say what `add_all` would say of each document alone, and accept none."""
        return self._each(documents, accept=False)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; ids that are not there are passed over."""
        with self._texts.turn():
            self._forget(list(ids))

    def close(self) -> None:
        """Close the connections to Redis."""
        self._texts.close()

    def _each(self, documents: DocumentsLike, *, accept: bool) -> list[OnlineMatch | None]:
        given = as_documents(documents, self._plugins)
        said: list[OnlineMatch | None] = []
        for start in range(0, len(given), _TURN):
            some = Documents(given.table.slice(start, _TURN))
            turn = _Turn(self, some, self._signed(some))
            while (found := self._in_turn(turn, accept=accept)) is None:
                # It took so long that others had their turn meanwhile.
                turn = _Turn(self, some, turn.signatures)
            said += found
        return said

    def _in_turn(self, turn: _Turn, *, accept: bool) -> list[OnlineMatch | None] | None:
        with self._texts.turn() as whose:
            if accept:
                self._forget(self._texts.over())
            found = turn.matches(among_themselves=accept)
            if not accept:
                return found
            new = {name: at for at, name in enumerate(turn.documents.ids) if found[at] is None}
            self._propose(list(new), turn.signatures)
            texts = {name: _held(turn.documents, at) for name, at in new.items()}
            return found if self._texts.accept(whose, texts) else None

    def _propose(self, ids: list[str], signatures: Signatures) -> None:
        """Put documents into LSH; nothing is accepted by that."""
        from provenance.sketch.interchange import to_lean

        keys = [name.encode() for name in ids]
        for key, held in zip(keys, self._lsh.keys.getmany(*keys), strict=True):
            # Of a worker that did not come to its end.
            if held:
                self._lsh.remove(key)
        signed = [to_lean(signatures, name) for name in ids]
        if len(ids) <= _FEW:
            for key, signature in zip(keys, signed, strict=True):
                self._lsh.insert(key, signature, check_duplication=False)
            return
        with self._lsh.insertion_session() as session:
            for key, signature in zip(keys, signed, strict=True):
                session.insert(key, signature, check_duplication=False)

    def _forget(self, ids: list[str]) -> None:
        for name in ids:
            if name.encode() in self._lsh:
                self._lsh.remove(name.encode())
        self._texts.remove(ids)

    def _signed(self, documents: Documents) -> Signatures:
        options = self.options
        return sign(
            documents,
            options.num_perm,
            shingle=options.shingle,
            normalisers=options.normalisers,
            tokeniser=options.tokeniser,
            threads=1,
            plugins=self._plugins,
        )

    def _words(self, languages: list[str], texts: list[str]) -> list[list[str]]:
        told = text_array([language or None for language in languages])
        tokens = self._pipeline.tokens(text_array(texts), languages=told)
        return [tokens.words(at) for at in range(tokens.documents)]

    def _proposed(self, values: np.ndarray[Any, Any]) -> list[set[str]]:
        """Return the documents that LSH has in a band with each signature: one question for each band."""
        found: list[set[str]] = [set() for _ in values]
        for band, (start, stop) in enumerate(self._lsh.hashranges):
            keys = _band_keys(values[:, start:stop])
            for at, names in enumerate(self._lsh.hashtables[band].getmany(*keys)):
                found[at].update(name.decode() for name in names)
        return found


class _Compared(NamedTuple):
    """A text, its words and their shingles."""

    text: str
    words: list[str]
    shingles: set[tuple[str, ...]]


class _Turn:
    """Documents that a worker looks at in one turn."""

    def __init__(self, owner: OnlineDeduplicator, documents: Documents, signatures: Signatures) -> None:
        self.documents, self.signatures, self._owner = documents, signatures, owner
        self._known: dict[str, _Compared] = {}

    def matches(self, *, among_themselves: bool) -> list[OnlineMatch | None]:
        """Say of each document which accepted one it duplicates, or which of those before it that is accepted."""
        ids = self.documents.ids
        proposed = self._owner._proposed(self.signatures.values)
        names = sorted({*ids}.union(*proposed))
        texts = self._owner._texts.get(names)
        accepted = {name: text for name, text in zip(names, texts, strict=True) if text is not None}
        self._known = self._compared(accepted)
        own = self._compared({name: _held(self.documents, at) for at, name in enumerate(ids)})
        bands: dict[tuple[int, bytes], list[str]] = {}
        found: list[OnlineMatch | None] = []
        for at, name in enumerate(ids):
            keys = self._bands(at)
            before = {other for key in keys for other in bands.get(key, ())}
            others = sorted((proposed[at] & accepted.keys()) | before)
            match: OnlineMatch | None
            if name in accepted:
                match = OnlineMatch(name, name, "id", *_measures(own[name], self._known[name]))
            else:
                match = self._best(name, own[name], others)
            found.append(match)
            if match is None and among_themselves:
                self._known[name] = own[name]
                for key in keys:
                    bands.setdefault(key, []).append(name)
        return found

    def _best(self, name: str, own: _Compared, others: list[str]) -> OnlineMatch | None:
        """Return the match that resembles a document most; of several the first by id."""
        best: OnlineMatch | None = None
        for other in others:
            known = self._known[other]
            resemblance, containment = _measures(own, known)
            if resemblance < self._owner.options.threshold or (best and resemblance <= best.resemblance):
                continue
            rule: Any = "same-words" if own.words == known.words else "near"
            if _plain(own.text) == _plain(known.text):
                rule = "exact"
            best = OnlineMatch(name, other, rule, resemblance, containment)
        return best

    def _bands(self, at: int) -> list[tuple[int, bytes]]:
        row = self.signatures.values[at : at + 1]
        ranges = enumerate(self._owner._lsh.hashranges)
        return [(band, _band_keys(row[:, start:stop])[0]) for band, (start, stop) in ranges]

    def _compared(self, held: dict[str, str]) -> dict[str, _Compared]:
        size = self._owner.options.shingle
        languages, texts = [], []
        for each in held.values():
            language, _, text = each.partition("\n")
            languages.append(language)
            texts.append(text)
        return {
            name: _Compared(text, words, _shingles(words or [_plain(text)], size))
            for name, text, words in zip(held, texts, self._owner._words(languages, texts), strict=True)
        }


def _held(documents: Documents, at: int) -> str:
    """Return what is kept of a document: its language, which may be empty, on a line, and its text."""
    return f"{' '.join((documents.language(at) or '').split())}\n{documents.text(at)}"


def _band_keys(values: np.ndarray[Any, Any]) -> list[bytes]:
    """Return the keys of a band under which `datasketch.MinHashLSH` has signatures: the values, big-endian."""
    rows = np.ascontiguousarray(values.astype(values.dtype.newbyteorder(">")))
    return [row.tobytes() for row in rows]


def _shingles(words: list[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))}


def _measures(own: _Compared, other: _Compared) -> tuple[float, float]:
    both = len(own.shingles & other.shingles)
    return both / len(own.shingles | other.shingles), both / len(own.shingles)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
