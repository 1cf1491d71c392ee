"""What fuzzers have in common: articles with something to find, and bytes that are damaged."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

from naughty import NAUGHTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["articles", "damaged", "damages", "encodable", "hostile_text", "sentences"]

_SUBJECTS = ("The ferry", "The harbour office", "A spokesman for the mill", "The island council", "Her brother")
_VERBS = ("closed", "bought", "refused to name", "was asked about", "left", "has not repaired", "will rebuild")
_OBJECTS = ("the northern quay", "two of the cranes", "the old lighthouse", "the bridge at Halm", "its own fleet")
_ENDS = ("on Monday.", "after the storm.", "for the third time this year, officials said.", "“by Friday,” she said.")
_SIGNS = (
    "“", "”", '"', "'", "„", "«", "»", "‹", "(", ")", "—", "-", "...", "\n", "\n\n", "\r\n", "\t", "\x00", "\x1b[31m",
    "\ufeff", "\u202e", "\u200d", "e\u0301", "港湾", "ท่าเรือ", "\U0001f6a2", "AFP", "(AP)", "© Reuters", "HALM (AFP) -",
    "Photo: Ada Quist / dpa", "https://example.org/?a=b", "@ada", "1,000.50", "½", "C++", "=1+1", "<b>", "&amp;",
    "\ud800",
)  # fmt: skip


@cache
def sentences() -> tuple[str, ...]:
    """Return sentences of which each stands for itself."""
    choose = random.Random(1)  # noqa: S311
    made = {" ".join(map(choose.choice, (_SUBJECTS, _VERBS, _OBJECTS, _ENDS))) for _ in range(400)}
    return tuple(sorted(made))


def articles(choose: random.Random, count: int = 6) -> list[str]:
    """Return articles of which some share sentences."""
    known = sentences()
    shared = choose.sample(known, 8)
    made = []
    for _ in range(count):
        own = choose.sample(known, choose.randint(0, 12))
        at, size = choose.randint(0, len(own)), choose.choice([0, 0, 3, 5, 8])
        made.append(" ".join([*own[:at], *shared[:size], *own[at:]]))
    return made


def hostile_text(choose: random.Random, most: int = 40) -> str:
    """Return a text of sentences, signs and strings that break what does not expect them."""
    planes = [range(0x250), range(0xD800), range(0xE000, 0x110000)]
    kinds: list[Callable[[], str]] = [
        lambda: choose.choice(sentences()),
        lambda: choose.choice(_SIGNS),
        lambda: choose.choice(NAUGHTY),
        lambda: choose.choice(_SIGNS) * choose.choice([2, 50]),
        lambda: chr(choose.choice(choose.choice(planes))),
    ]
    return choose.choice(["", " "]).join(choose.choice(kinds)() for _ in range(choose.randint(0, most)))


def damaged(choose: random.Random, data: bytes, head: int | None = None) -> bytes:
    """Return bytes with one damage: a bit, a byte, a sector of zeros, a cut, a piece taken out, doubled or moved.

    The damage may be anywhere, or begins within the first ``head`` bytes.
    """
    if not data:
        return bytes([choose.randrange(256)])
    at = choose.randrange(min(head or len(data), len(data)))
    size = choose.choice([1, 8, 512])
    made = bytearray(data)
    kind = choose.randrange(7)
    if kind == 0:
        made[at] ^= 1 << choose.randrange(8)
    elif kind == 1:
        made[at] = choose.randrange(256)
    elif kind == 2:
        made[at : at + 512] = bytes(len(made[at : at + 512]))
    elif kind == 3:
        del made[at:]
    elif kind == 4:
        del made[at : at + size]
    elif kind == 5:
        made[at:at] = made[at : at + size]
    else:
        other = choose.randrange(len(made))
        made[at : at + size], made[other : other + size] = made[other : other + size], made[at : at + size]
    return bytes(made)


def damages(choose: random.Random, data: bytes, count: int, head: int) -> Iterator[bytes]:
    """Yield so many damaged copies, each other than the data; every second one is damaged within its first bytes."""
    while count:
        made = damaged(choose, data, head if count % 2 else None)
        if made != data:
            count -= 1
            yield made


def encodable(text: str) -> str:
    """Return a text without what no encoding has."""
    return text.encode("utf-8", "replace").decode()
