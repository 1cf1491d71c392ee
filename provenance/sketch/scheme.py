"""The settings of signatures; only signatures with equal settings can be compared."""

from __future__ import annotations

import functools
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from provenance.errors import OptionError, SchemeMismatchError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Scheme", "SchemeName"]

SchemeName = Literal["affine32", "affine64"]
_WIDTHS: dict[str, int] = {"affine32": 32, "affine64": 64}


@dataclass(frozen=True, slots=True)
class Scheme:
    """The settings of signatures.

    Parameters
    ----------
    name : {"affine32", "affine64"}
        datasketch 2's permutation scheme; "affine32" hashes shingles with XXH32 to uint32, "affine64" with XXH64 to
        uint64.
    num_perm : int
        The number of permutations, and so of values per signature; the standard error of an estimated resemblance is at
        most ``0.5 / sqrt(num_perm)``, 0.044 at 128.
    seed : int
        The seed of the permutations, 0 to 2**32 - 1.
    shingle : int
        Words per shingle.
    text : str
        How texts were tokenised: the Unicode version of the tables, the normalisers and the tokeniser.
    """

    name: SchemeName = "affine32"
    num_perm: int = 128
    seed: int = 1
    shingle: int = 5
    text: str = ""

    def __post_init__(self) -> None:
        if self.name not in _WIDTHS:
            raise OptionError(f"scheme is {self.name!r}; it is one of {', '.join(_WIDTHS)}.")
        for label, value, low, high in (
            ("num_perm", self.num_perm, 2, 1 << 16),
            ("seed", self.seed, 0, (1 << 32) - 1),
            ("shingle", self.shingle, 1, 1 << 10),
        ):
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise OptionError(f"{label} is {value!r}; it is a whole number from {low} to {high}.")

    @property
    def dtype(self) -> type[np.uint32] | type[np.uint64]:
        """The dtype of the values."""
        return np.uint32 if _WIDTHS[self.name] == 32 else np.uint64

    def permutations(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the factors and addends of the permutations, each shape=(num_perm,), the same as in datasketch 2."""
        return _permutations(_WIDTHS[self.name], self.num_perm, self.seed)

    def check(self, other: Scheme) -> None:
        """Raise `SchemeMismatchError` unless the other scheme is the same."""
        if self != other:
            mine, theirs = asdict(self), asdict(other)
            differ = ", ".join(f"{key} {mine[key]!r} and {theirs[key]!r}" for key in mine if mine[key] != theirs[key])
            raise SchemeMismatchError(
                f"signatures made with different settings cannot be compared: {differ}.",
                hint="sign both collections with the same settings.",
            )


@functools.lru_cache(maxsize=16)
def _permutations(width: int, count: int, seed: int) -> tuple[NDArray[Any], NDArray[Any]]:
    # Cached, since seeding takes as long as signing a hundred articles.
    random = _random_state(seed)
    draws = np.array([random.getrandbits(32) for _ in range(2 * count * width // 32)], np.uint32)
    if width == 64:
        draws = draws[::2].astype(np.uint64) << np.uint64(32) | draws[1::2]
    return draws[:count] * 2 | 1, draws[count:]


def _random_state(seed: int) -> Random:
    """Return a Mersenne Twister seeded like ``numpy.random.RandomState``, without importing that (13 ms)."""
    state = [seed]
    for place in range(1, 624):
        state.append((0x6C078965 * (state[-1] ^ state[-1] >> 30) + place) & 0xFFFFFFFF)
    random = Random()  # noqa: S311 - nothing secret is drawn
    random.setstate((3, (*state, len(state)), None))
    return random
