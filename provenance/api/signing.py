"""`sign`: documents to MinHash signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.api.components import pipeline_for
from provenance.api.inputs import as_documents
from provenance.plugins.manager import load_plugins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.api.inputs import DocumentsLike
    from provenance.plugins.manager import Plugins
    from provenance.sketch.scheme import SchemeName
    from provenance.sketch.signatures import Signatures

__all__ = ["sign"]


def sign(
    documents: DocumentsLike,
    num_perm: int = 128,
    seed: int = 1,
    shingle: int = 5,
    scheme: SchemeName = "affine32",
    *,
    normalisers: Sequence[str] = (),
    tokeniser: str = "words",
    threads: int = 0,
    plugins: Plugins | None = None,
) -> Signatures:
    """Compute MinHash signatures (Broder 1997) of documents.

    The signatures equal, bit for bit, those that datasketch 2 computes from the XXH32 (with "affine64": XXH64) of each
    shingle: its normalised words in UTF-8, joined by one space.

    Parameters
    ----------
    documents : iterable of Document, mapping, sequence of str, path, or Arrow table
        The documents; see `provenance.api.inputs.DocumentsLike`.
    num_perm : int
        Number of permutations, 2 to 65,536; the standard error of an estimated resemblance is at most
        ``0.5 / sqrt(num_perm)``, 0.044 at 128.
    seed : int
        Seed of the permutations.
    shingle : int
        Words in a shingle; 5 words are about 30 characters of English. A document with fewer words has one shingle:
        all its words. The shingle of a document without words is its stripped text; that of a blank one is its id.
    scheme : {"affine32", "affine64"}
        datasketch's permutation scheme: 32-bit values (a collection of millions fits in memory), or 64-bit ones.
    normalisers, tokeniser
        As in `ReuseOptions`.
    threads : int
        Threads to use; 0 is one for each core. The signatures do not depend on it.
    plugins : Plugins, optional
        The plugins to use; by default all that are installed.

    Returns
    -------
    Signatures
        ``ids``, ``values`` uint32 (uint64) [documents, num_perm], and the scheme.

    Raises
    ------
    InputError, OptionError
        For documents or settings that are not accepted.

    Examples
    --------
    >>> signatures = sign({"a": "one two three four five six", "b": "One, two, three, four, five, SIX!"})
    >>> signatures.values.shape, signatures.resemblance("a", "b")
    ((2, 128), 1.0)
    """
    from provenance.engines.signing import sign_texts
    from provenance.sketch.scheme import Scheme
    from provenance.sketch.signatures import Signatures, sign_shingle
    from provenance.text.unicode_tables import version

    used = plugins if plugins is not None else load_plugins()
    pipeline = pipeline_for(normalisers, tokeniser, used)
    made_by = {"tokeniser": tokeniser, "normalisers": ",".join(normalisers), "plugins": ", ".join(pipeline.plugins)}
    text = "; ".join([f"unicode {version()}", *(f"{name} {value}" for name, value in made_by.items() if value)])
    settings = Scheme(scheme, num_perm, seed, shingle, text)
    collection = as_documents(documents, used)
    values = sign_texts(collection.texts, settings, pipeline, threads, collection.languages)
    wordless = np.flatnonzero((values == np.iinfo(settings.dtype).max).all(axis=1))
    for row in wordless.tolist():
        bare = collection.text(row).strip()
        values[row] = sign_shingle((bare or f"blank\0{collection.ids[row]}").encode(), settings)
    return Signatures(collection.ids, values, settings)
