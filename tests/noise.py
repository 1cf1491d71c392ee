"""What scanners and typesetters do to a text: seeded, so that a test is the same each time."""

from __future__ import annotations

import random

# Letters that are taken for others.
CONFUSIONS = {
    "rn": "m", "m": "rn", "cl": "d", "d": "cl", "l": "1", "i": "l", "h": "li", "e": "c", "c": "e", "o": "0", "t": "f",
    "f": "t", "u": "n", "n": "u", "s": "8", "b": "h", "vv": "w", "w": "vv", "in": "m", "g": "q", "a": "o",
}  # fmt: skip


def scanned(text: str, seed: int, rate: float) -> str:
    """Misread a share of the letters: take them for others, or drop them."""
    generator = random.Random(seed)  # noqa: S311 - not for secrets
    made = []
    at = 0
    while at < len(text):
        if text[at].isalpha() and generator.random() < rate:
            for size in (2, 1):
                piece = text[at : at + size]
                if piece in CONFUSIONS:
                    made.append(CONFUSIONS[piece] if generator.random() < 0.8 else "")
                    at += size
                    break
            else:
                at += 1  # dropped
        else:
            made.append(text[at])
            at += 1
    return "".join(made)


def typeset(text: str, seed: int, width: int = 34) -> str:
    """Set a text in a narrow column and cut words at the ends of its lines."""
    generator = random.Random(seed)  # noqa: S311 - not for secrets
    lines, line = [], ""
    for word in text.split():
        room = width - len(line)
        if len(word) >= room > 3 and len(word) > 5:
            cut = generator.randrange(2, min(room, len(word) - 2))
            lines.append(f"{line}{word[:cut]}-")
            line = f"{word[cut:]} "
        elif len(word) > room:
            lines.append(line.rstrip())
            line = f"{word} "
        else:
            line += f"{word} "
    return "\n".join([*lines, line.rstrip()])


def respaced(text: str, seed: int, rate: float) -> str:
    """Lose a share of the spaces, double some, and put as many in the middle of words."""
    generator = random.Random(seed)  # noqa: S311 - not for secrets
    made = []
    for word in text.split(" "):
        if len(word) > 5 and generator.random() < rate:
            cut = generator.randrange(2, len(word) - 2)
            word = f"{word[:cut]} {word[cut:]}"
        chance = generator.random()
        made.append(word + ("" if chance < rate else "  " if chance < 2 * rate else " "))
    return "".join(made).rstrip()
