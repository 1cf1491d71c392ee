"""Names and their variants."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from provenance.errors import InputError
from provenance.text.words import words

__all__ = ["Names", "read_variants"]


class Names:
    """Maps a variant of a name to its usual form."""

    def __init__(self):
        self._usual = read_variants(files("provenance_names").joinpath("variants.toml").read_text(encoding="utf-8"))

    def token(self, token):
        """Return the usual form of a normalised word; the word itself where it is no variant."""
        return self._usual.get(token, token)


def read_variants(text):
    """Return the usual form of each variant, both as words are compared, from TOML.

    Raises
    ------
    InputError
        For a name that is not one word, or a variant of two names.
    """
    usual = {}
    for name, variants in tomllib.loads(text).items():
        for variant in (name, *variants):
            normal = _word(variant)
            if usual.setdefault(normal, _word(name)) != _word(name):
                raise InputError(f"{variant!r} is a variant of two names: {usual[normal]!r} and {_word(name)!r}.")
    return usual


def _word(name):
    found = words(name)
    if len(found) != 1:
        raise InputError(f"{name!r} is not one word; a variant of a name is.")
    return found[0]
