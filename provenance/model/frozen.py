"""Makes values read-only, so that no reporter or other reader of a result can change it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar, cast

import numpy as np

__all__ = ["FrozenList", "frozen"]

_T = TypeVar("_T")


class FrozenList(tuple[Any, ...]):
    """A tuple that also equals a list of the same values, since it stands where a list was once."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return super().__eq__(tuple(other) if isinstance(other, list) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = tuple.__hash__


def frozen(value: _T) -> _T:
    """Return the same value, read-only.

    Parameters
    ----------
    value
        An array becomes a read-only view, a dict a mapping proxy, a list a `FrozenList`; of a dataclass each field is
        treated in this way. Anything else is returned as it is.

    Examples
    --------
    >>> frozen({"a": [1, 2]})["a"].sort()
    Traceback (most recent call last):
        ...
    AttributeError: 'FrozenList' object has no attribute 'sort'
    """
    made: Any = value
    if isinstance(value, np.ndarray):
        made = value.view()
        made.flags.writeable = False
    elif isinstance(value, dict):
        made = MappingProxyType({key: frozen(one) for key, one in value.items()})
    elif isinstance(value, list):
        made = FrozenList(map(frozen, value))
    elif is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: one for name, old in held.items() if (one := frozen(old)) is not old}
        made = replace(value, **changed) if changed else value
    return cast("_T", made)
