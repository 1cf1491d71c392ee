"""The names of the fields that readers put into ``Document.metadata``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CREDITED", "credits_of"]

#: Fields that may credit an agency with an article, the most explicit first.
CREDITED = ("credit_line", "byline", "dateline", "copyright_holder")


def credits_of(metadata: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the fields that may credit an agency, which readers keep apart from the text.

    Parameters
    ----------
    metadata : mapping
        The metadata of a document.

    Returns
    -------
    tuple of (str, str)
        Names and values of fields, in the order of `CREDITED`; each entry of a list is a value.

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
