"""Joins words that are hyphenated at the end of a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provenance.model.components import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Hyphenation"]

# A hyphen, a line end and a lower-case letter: "govern-\nment". Before a capital the hyphen is likely a real one.
_CUT = re.compile(r"(?<=\w)[-\u00ad\u2010\u00ac][ \t]{0,8}\r?\n[ \t]{0,8}(?=[^\W\d_A-Z])")


class Hyphenation:
    """Joins words that were hyphenated at the end of a line."""

    def edits(self, text: str) -> Iterable[Edit]:
        """Return one edit for each hyphen and line end to remove."""
        return (Edit(found.start(), found.end()) for found in _CUT.finditer(text))
