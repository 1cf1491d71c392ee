"""Signatures: MinHash values of documents, with the scheme that made them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from provenance.errors import OptionError, SchemeMismatchError, UnknownDocumentError
from provenance.model.extras import needed
from provenance.sketch.scheme import Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import datasketch
    from numpy.typing import NDArray

    from provenance.text.tokens import Tokens

__all__ = ["Signatures", "sign_tokens"]


@dataclass(frozen=True, eq=False)
class Signatures:
    """MinHash signatures (Broder 1997) of documents, bit-identical to those of datasketch 2.

    Parameters
    ----------
    ids : sequence of str
        The ids of the documents.
    values : numpy.ndarray, shape=(documents, num_perm), uint32 or uint64
        One row per document.
    scheme : Scheme
        Their settings.

    Notes
    -----
    A document with fewer words than a shingle has one shingle: all its words. A document without words that is not
    blank has its stripped text as its only shingle. A blank document has its id, so that blank documents do not
    resemble each other.
    """

    ids: Sequence[str]
    values: NDArray[Any]
    scheme: Scheme
    _rows: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shape = (len(self.ids), self.scheme.num_perm)
        if self.values.shape != shape or self.values.dtype != self.scheme.dtype:
            raise SchemeMismatchError(
                f"the values are {self.values.dtype} {self.values.shape}; {len(self.ids)} signatures of this scheme "
                f"are {np.dtype(self.scheme.dtype)} {shape}."
            )
        object.__setattr__(self, "_rows", {name: row for row, name in enumerate(self.ids)})

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, name: str) -> NDArray[Any]:
        """Return the signature of one document, shape=(num_perm,); an unknown id raises `UnknownDocumentError`."""
        try:
            return np.asarray(self.values[self._rows[name]])
        except KeyError:
            raise UnknownDocumentError(name, self.ids) from None

    def resemblance(self, left: str, right: str, other: Signatures | None = None) -> float:
        """Estimate the resemblance of two documents as the share of equal values.

        Parameters
        ----------
        left, right : str
            Ids; ``right`` is looked up in ``other`` if given.
        other : Signatures, optional
            The signatures of another collection.

        Returns
        -------
        float
            0 to 1.

        Raises
        ------
        SchemeMismatchError
            If the other signatures have different settings.
        """
        if other is not None:
            self.scheme.check(other.scheme)
        return float(np.mean(self.row(left) == (other or self).row(right)))

    def to_datasketch(self, name: str) -> datasketch.MinHash:
        """Return the signature of one document as a `datasketch.MinHash`, without loss.

        More shingles can be added to it, since it has the hash function of the scheme.
        """
        made: datasketch.MinHash = needed("datasketch", "datasketch", "to_datasketch").MinHash(
            hashvalues=self.row(name).copy(),
            permutations=np.array(self.scheme.permutations()),
            seed=self.scheme.seed,
            scheme=self.scheme.name,
            hashfunc=_hash_function(self.scheme),
        )
        return made

    @classmethod
    def from_datasketch(
        cls,
        signatures: Iterable[tuple[str, datasketch.MinHash | datasketch.LeanMinHash]],
        *,
        shingle: int = 5,
        text: str = "",
    ) -> Signatures:
        """Convert signatures from datasketch.

        Parameters
        ----------
        signatures : iterable of (id, MinHash or LeanMinHash)
            The signatures, all with the same scheme, seed and length.
        shingle : int
            Words per shingle, which datasketch does not record.
        text : str
            How texts were tokenised; "" if unknown. Signatures are comparable only if this is equal; if the texts were
            tokenised the same way, take it from the ``scheme.text`` of the signatures to compare with.

        Raises
        ------
        SchemeMismatchError
            If schemes, seeds or lengths differ, or the scheme is datasketch's "legacy".
        OptionError
            If there are no signatures.
        """
        ids: list[str] = []
        rows: list[NDArray[Any]] = []
        scheme: Scheme | None = None
        for name, signature in signatures:
            if signature.scheme not in ("affine32", "affine64"):
                raise SchemeMismatchError(
                    f"the signature of {name!r} has the scheme {signature.scheme!r}; affine32 and affine64 are taken.",
                    hint="sign the documents again with datasketch 2's default scheme.",
                )
            this = Scheme(signature.scheme, len(signature), int(signature.seed), shingle, text)
            if scheme is None:
                scheme = this
            scheme.check(this)
            ids.append(name)
            rows.append(signature.hashvalues)
        if scheme is None:
            raise OptionError("there are no signatures to take over.")
        return cls(ids, np.array(rows, scheme.dtype), scheme)


def sign_tokens(tokens: Tokens, scheme: Scheme) -> NDArray[Any]:
    """Compute the signatures of a batch.

    Parameters
    ----------
    tokens : Tokens
        The words of a batch of documents.
    scheme : Scheme
        The settings of the signatures.

    Returns
    -------
    numpy.ndarray, shape=(documents, num_perm)
        One row per document; all values are 2**32 - 1 (or 2**64 - 1) for a document without words.
    """
    return _signatures(tokens.norm, tokens.token_start, tokens.document_tokens, scheme.shingle, scheme)


def _signatures(
    norm: NDArray[Any], token_start: NDArray[Any], document_tokens: NDArray[Any], width: int, scheme: Scheme
) -> NDArray[Any]:
    from provenance.kernels.minhash import affine32, affine64

    values: NDArray[Any] = np.empty((len(document_tokens) - 1, scheme.num_perm), scheme.dtype)
    compute = affine32 if scheme.name == "affine32" else affine64
    compute(norm, token_start, document_tokens, width, *scheme.permutations(), values)
    return values


def sign_shingle(shingle: bytes, scheme: Scheme) -> NDArray[Any]:
    """Compute the signature of one shingle, shape=(num_perm,)."""
    from provenance.kernels.xxhash import SLACK

    # A document of one word, which is the shingle.
    norm = np.frombuffer(shingle + bytes(1 + SLACK), np.uint8)
    values = _signatures(norm, np.array([0, len(shingle) + 1]), np.array([0, 1]), 1, scheme)
    row: NDArray[Any] = values[0]
    return row


def _hash_function(scheme: Scheme) -> Any:
    import xxhash

    return xxhash.xxh32_intdigest if scheme.name == "affine32" else xxhash.xxh64_intdigest
