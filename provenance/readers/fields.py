"""What formats say of an article beside its text: the names under which it stands in ``Document.metadata``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CREDITED", "credits_of"]

#: Fields in which an agency may be named as the one an article is from, the plainest first.
CREDITED = ("credit_line", "byline", "dateline", "copyright_holder")


def credits_of(metadata: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the fields that may credit an agency, which readers keep apart from the text.

    Parameters
    ----------
    metadata : mapping
        Of a document.

    Returns
    -------
    tuple of (str, str)
        Names of fields with what they say, in the order of `CREDITED`; of a list each entry is one.

    Examples
    --------
    >>> credits_of({"byline": "Ada Quill", "credit_line": "AFP", "page": "3"})
    (('credit_line', 'AFP'), ('byline', 'Ada Quill'))
    """
    found = []
    for name in CREDITED:
        value = metadata.get(name)
        values = value if isinstance(value, (list, tuple)) else (value,)
        found += [(name, each.strip()) for each in values if isinstance(each, str) and each.strip()]
    return tuple(found)
