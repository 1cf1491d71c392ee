"""Conversion of signatures to and from datasketch's objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.errors import OptionError, SchemeMismatchError
from provenance.model.extras import needed
from provenance.sketch.scheme import Scheme
from provenance.sketch.signatures import Signatures

if TYPE_CHECKING:
    import datasketch

__all__ = ["fill_lsh", "load_lsh", "to_lean", "to_lsh"]


def to_lean(signatures: Signatures, name: str) -> datasketch.LeanMinHash:
    """Return the signature of one document as a `datasketch.LeanMinHash`, the compact form for storage."""
    made = needed("datasketch", "datasketch", "to_lean").LeanMinHash
    scheme = signatures.scheme
    lean: datasketch.LeanMinHash = made(seed=scheme.seed, hashvalues=signatures.row(name).copy(), scheme=scheme.name)
    return lean


def fill_lsh(signatures: Signatures, lsh: datasketch.MinHashLSH) -> None:
    """Insert all signatures into a `datasketch.MinHashLSH` of any storage.

    Parameters
    ----------
    signatures : Signatures
        The signatures, inserted under their ids.
    lsh : datasketch.MinHashLSH
        An index for signatures of the same length and scheme.

    Raises
    ------
    SchemeMismatchError
        If it was made for signatures of another length or scheme.
    OptionError
        If it already holds one of the ids.
    """
    if lsh.h != signatures.scheme.num_perm:
        raise SchemeMismatchError(
            f"the MinHashLSH is for signatures of {lsh.h} values; these have {signatures.scheme.num_perm}."
        )
    try:
        with lsh.insertion_session() as session:
            for name in signatures.ids:
                session.insert(name, to_lean(signatures, name))
    except ValueError as error:
        text = str(error).rstrip(".")
        kind = SchemeMismatchError if "scheme" in text else OptionError
        raise kind(f"datasketch says: {text}.") from None


def to_lsh(signatures: Signatures, threshold: float = 0.8, recall: float = 0.99) -> datasketch.MinHashLSH:
    """Return a `datasketch.MinHashLSH` with the signatures.

    Parameters
    ----------
    signatures : Signatures
        The signatures to insert.
    threshold, recall : float
        Passed to `provenance.sketch.bands.choose_bands`, which chooses the bands. (Those of datasketch find only about
        half of the pairs exactly at the threshold.)
    """
    from provenance.sketch.bands import choose_bands

    made = needed("datasketch", "datasketch", "to_lsh").MinHashLSH
    banding = choose_bands(threshold, recall, signatures.scheme.num_perm)
    lsh: datasketch.MinHashLSH = made(num_perm=signatures.scheme.num_perm, params=(banding.bands, banding.rows))
    fill_lsh(signatures, lsh)
    return lsh


def load_lsh(lsh: datasketch.MinHashLSH, *, seed: int = 1, shingle: int = 5, text: str = "") -> Signatures:
    """Return the signatures in a `datasketch.MinHashLSH`.

    Parameters
    ----------
    lsh : datasketch.MinHashLSH
        An index whose bands use all values of a signature, without a custom hash function.
    seed, shingle, text
        As in `Signatures.from_datasketch`; an index does not record the seed either.

    Raises
    ------
    SchemeMismatchError
        If the values cannot be recovered: the bands omit some, they were hashed, or the scheme is "legacy".
    OptionError
        If the index is empty.
    """
    scheme_name = getattr(lsh, "_minhash_scheme", None)
    if lsh.b * lsh.r != lsh.h or lsh.hashfunc is not None:
        why = "they were hashed" if lsh.hashfunc is not None else f"its bands hold {lsh.b * lsh.r} of {lsh.h} values"
        raise SchemeMismatchError(
            f"the signatures cannot be had back from this MinHashLSH: {why}.",
            hint="keep the MinHash objects, and take them over with Signatures.from_datasketch.",
        )
    if scheme_name is None:
        raise OptionError("the MinHashLSH is empty.")
    if scheme_name not in ("affine32", "affine64"):
        raise SchemeMismatchError(f"the signatures have the scheme {scheme_name!r}; affine32 and affine64 are taken.")
    scheme = Scheme(scheme_name, lsh.h, seed, shingle, text)
    kind = np.dtype(scheme.dtype).newbyteorder(">")
    names, rows = [], []
    for key in lsh.keys:
        names.append(key if isinstance(key, str) else _name(key, pickled=lsh.prepickle))
        rows.append(np.frombuffer(b"".join(lsh.keys.get(key)), kind).astype(scheme.dtype))
    return Signatures(names, np.array(rows, scheme.dtype), scheme)


def _name(key: object, *, pickled: bool) -> str:
    if isinstance(key, bytes) and not pickled:
        return key.decode("utf-8", "replace")
    if pickled:
        # Not unpickled: the store may be untrusted, and a pickle can run code.
        raise SchemeMismatchError(
            "the keys of this MinHashLSH are pickled, and pickles are not opened here.",
            hint="make it with prepickle=False.",
        )
    return str(key)
