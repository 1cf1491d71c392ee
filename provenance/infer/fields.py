"""Credits that stand in no text: in the byline, the credit line and the other fields that formats keep apart."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from provenance.model.credit import FIELD_WORDS, FieldCredit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provenance.infer.credits import Grammar
    from provenance.model.credit import Credit, CreditRole, StatedField

__all__ = ["FieldReader"]

#: With what around it a field is read, as a text would print it.
_AROUND: dict[StatedField, str] = {
    "dateline": "{} - ",
    "byline": "By {}",
    "credit_line": "Source: {}",
    "provider": "Source: {}",
    "copyright_holder": "Copyright {}",
    "caption": "{}",
}
#: Fields that may name people and houses that are no agencies.
_OF_OTHERS = ("dateline", "byline")
#: Fields that name houses.
_OF_HOUSES = ("credit_line", "provider")
#: What parts several authors or sources in a field.
_PARTS = re.compile(r"\s*[;\n|]\s*")
#: What parts the sentences of a caption; its credit mostly stands behind the last.
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_SLASH = re.compile(r"\s*/\s*")
_BY = re.compile(r"by\b", re.IGNORECASE)
_STAFF = re.compile(r"\s+(?:staff|newsroom|desk)\Z", re.IGNORECASE)
#: Parts of a field, and characters of each, that are looked at.
_MOST, _LONGEST = 20, 400
_REMEMBERED = 1 << 15


class FieldReader:
    """Reads credits in what is known of documents, by the grammar that reads texts.

    Parameters
    ----------
    grammar : Grammar
        Which agencies there are.

    Examples
    --------
    >>> from provenance.infer.credits import standard_grammar
    >>> reader = FieldReader(standard_grammar())
    >>> [(c.agency, c.role, c.field) for c in reader.credits({"byline": "Ann Miller, dpa", "caption": "The pier. AP"})]
    [('dpa', 'sole', 'byline'), ('AP', 'photo', 'caption')]
    >>> [(c.agency, c.role) for c in reader.credits({"credit_line": "Harbour Mail/AFP"})]
    [('AFP', 'shared')]
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        # Houses, people and photographers come again and again.
        self._read = lru_cache(maxsize=_REMEMBERED)(self._read_field)
        self._part = lru_cache(maxsize=_REMEMBERED)(self._of_part)

    def credits(self, metadata: Mapping[str, object]) -> tuple[FieldCredit, ...]:
        """Return the credits in what is known of a document, by field; empty where no field has one.

        A name that is no agency's is a credit beside others where another field credits an agency for the text.

        Parameters
        ----------
        metadata : mapping
            What is known; values that are neither strings nor lists of strings are passed over.
        """
        found = [credit for field in FIELD_WORDS for credit in self._of_field(field, metadata)]
        if any(credit.kind == "agency" and credit.role in ("sole", "shared") for credit in found):
            found = [credit if credit.kind == "agency" else replace(credit, role="shared") for credit in found]
        return tuple(found)

    def _of_field(self, field: StatedField, metadata: Mapping[str, object]) -> tuple[FieldCredit, ...]:
        value = metadata.get(field)
        if isinstance(value, list):
            value = "; ".join(each for each in value[:_MOST] if isinstance(each, str))
        if not isinstance(value, str) or not value.strip():
            return ()
        caption = metadata.get("caption")
        if field == "credit_line" and isinstance(caption, str) and value.strip() in caption:
            # What stands in the caption is said of the picture.
            return ()
        return self._read(field, value.strip())

    def _read_field(self, field: StatedField, value: str) -> tuple[FieldCredit, ...]:
        between = _SENTENCES if field == "caption" else _PARTS
        parts = [part[:_LONGEST] for part in between.split(value)[:_MOST] if part]
        read = [self._part(field, part) for part in parts]
        several = not all(read)
        found: dict[FieldCredit, None] = {}
        for part, said in zip(parts, read, strict=True):
            # An agency that stands by itself beside a person wrote a part; "Ann Miller, AFP" is AFP's own.
            beside = several and self._grammar.agency_of(part) is not None
            for credit in said:
                role: CreditRole = "shared" if beside and credit.role == "sole" else credit.role
                found[FieldCredit(credit.agency, role, field, value[:_LONGEST], credit.kind)] = None
        return tuple(found)

    def _of_part(self, field: StatedField, part: str) -> list[Credit]:
        """Return the credits of one part of a field; their places mean nothing."""
        others = field in _OF_OTHERS
        bare = _STAFF.sub("", part)
        part = bare if self._grammar.agency_of(bare) else part
        if field == "caption":
            read = self._grammar.read(part)
            return [replace(credit, role="photo") for credit in read if credit.role != "fact"]
        if field in _OF_HOUSES:
            read = self._grammar.read(part)
            # "with AFP", "The Associated Press contributed to this report."
            if any(credit.role == "shared" for credit in read):
                return read
        around = "{}" if field == "byline" and _BY.match(part) else _AROUND[field]
        found = self._grammar.read(around.format(part), others=others)
        pieces = _SLASH.split(part)
        if not found and field in _OF_HOUSES and len(pieces) > 1:
            # "Harbour Mail/AP": a house, and the agency whose text it used.
            each = (self._grammar.read(around.format(piece)) for piece in pieces)
            found = [replace(credit, role="shared") for credits_ in each for credit in credits_]
        return [self._as_field(credit) for credit in found]

    def _as_field(self, credit: Credit) -> Credit:
        """Return what a credit is in a field that speaks of the whole text: no fact is told there."""
        if credit.kind == "other" and (agency := self._grammar.agency_of(credit.agency)):
            credit = replace(credit, agency=agency, kind="agency")
        return replace(credit, role="sole") if credit.role == "fact" else credit
