"""The classes of code points, as `provenance.text.unicode_tables` explains them."""

BREAK = 0
LETTER = 1
DIGIT = 2
SOLO = 3
MARK = 4
FOLDED_MARK = 5
IGNORED = 6
APOSTROPHE = 7
GROUPING = 8
#: Set beside the class where a code point becomes more than one.
EXPANDS = 128
CLASS = 127
