"""The bits of a word's flags; a module of their own, as they are compiled into kernels."""

from __future__ import annotations

__all__ = ["BOILERPLATE", "NAME", "NUMERAL", "POST", "QUOTED", "SENTENCE", "SOLO"]

#: Bits of a word's flags: it stands inside quotation marks; it is a character of a script without spaces; it begins a
#: sentence; it is boilerplate, as documents have it which otherwise have nothing in common, or markup; it begins with a
#: digit; it stands in a post of a social network, which says whose words it shows; it is written as a name or a number
#: is: it begins with a digit, or with a capital though no sentence does.
QUOTED = 1
SOLO = 2
SENTENCE = 4
BOILERPLATE = 8
NUMERAL = 16
POST = 32
NAME = 64
