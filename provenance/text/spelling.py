"""British and American spelling."""

from __future__ import annotations

import re

__all__ = ["Spelling"]

# Endings and stems by rule, not by a list of words. Some words are folded wrongly ("hour" and "four" are kept, "tour"
# is not): this does no harm, since both articles are folded alike.
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[a-z]{3})is(e[sdr]?|ing|ations?|ers?)$", r"iz\1"),
        (r"(?<=[a-z]{2})ys(e[sdr]?|ing)$", r"yz\1"),
        (r"(?<=[a-z]{3})our(s|ed|ing|able|ful|less|ite|ites|ist|ists|hood|hoods)?$", r"or\1"),
        (r"(?<=[a-z]{2}[bdgt])re(s|d)?$", r"er\1"),
        (r"(?<=[a-z]{2})ll(ed|ing|er|ers|or|ors)$", r"l\1"),
        (r"(?<=[a-z]{2})ogue(s)?$", r"og\1"),
        (r"(?<=[a-z]{2}[fc])ence(s)?$", r"ense\1"),
        (r"^programme(s|d)?$", r"program\1"),
        (r"^gre(y|yer|yest|yish)$", r"gra\1"),
    )
)


class Spelling:
    """Treats British and American spellings of a word as equal."""

    def token(self, token: str) -> str:
        """Return the American form of a word, or the word itself if no rule applies.

        Examples
        --------
        >>> [Spelling().token(word) for word in ("organised", "colour", "metres", "travelling", "harbour")]
        ['organized', 'color', 'meters', 'traveling', 'harbor']
        """
        if not token.isascii():
            return token
        for pattern, replacement in _RULES:
            token, changed = pattern.subn(replacement, token)
            if changed:
                break
        return token
