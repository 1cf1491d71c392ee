"""The one signature that each kernel has, taken from its annotations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Argument", "Signature", "signature_of"]

_DTYPES = {
    "Bool": np.bool_, "F32": np.float32, "F64": np.float64, "I32": np.int32, "I64": np.int64, "U8": np.uint8,
    "U16": np.uint16, "U32": np.uint32, "U64": np.uint64,
}  # fmt: skip
_AXES = {"Table": 2, "Cube": 3}
_ARGUMENT = re.compile(r"(?P<out>Out\[)?(?:(?P<axes>Table|Cube)\[)?(?P<type>\w+)\]*")
_RETURNED = re.compile(r"None|int|tuple\[int(?:, int)*\]")
#: Flags of NumPy's arrays: contiguous with the last axis first, aligned, writable.
_CONTIGUOUS, _ALIGNED, _WRITABLE = 0x1, 0x100, 0x400
_INT64 = 1 << 63


@dataclass(frozen=True, slots=True)
class Argument:
    """What a kernel takes.

    Parameters
    ----------
    name : str
        What it is called.
    dtype : dtype
        The type of the items of an array, or of a number: int64 or float64.
    axes : int
        How many axes an array has; 0 for a number.
    written : bool
        Whether the kernel writes to the array.
    """

    name: str
    dtype: np.dtype[Any]
    axes: int
    written: bool

    def __str__(self) -> str:
        if not self.axes:
            return f"a number, {self.dtype}"
        writable = ", writable" if self.written else ""
        return f"a contiguous array of {self.dtype} with {self.axes} axes{writable}"

    def accepts(self, value: Any) -> bool:
        """Whether a value can be given to machine code, which looks at nothing but its numbers."""
        if self.axes:
            flags = _CONTIGUOUS | _ALIGNED | (_WRITABLE if self.written else 0)
            return (
                isinstance(value, np.ndarray)
                and value.dtype == self.dtype
                and value.ndim == self.axes
                and value.flags.num & flags == flags
            )
        if self.dtype.kind == "f":
            return isinstance(value, (float, int, np.floating, np.integer))
        return isinstance(value, (int, np.integer)) and -_INT64 <= value < _INT64


@dataclass(frozen=True, slots=True)
class Signature:
    """What a kernel takes and returns.

    Parameters
    ----------
    name : str
        Its module and its name, such as "words.word_numbers".
    arguments : tuple of Argument
    returned : int
        How many int64 it returns: one as it is, more as a tuple.
    """

    name: str
    arguments: tuple[Argument, ...]
    returned: int

    def check(self, values: tuple[Any, ...]) -> None:
        """Check what a kernel is called with.

        Raises
        ------
        TypeError
            Where a value has another type, layout or number of axes, or cannot be written to and has to be.
        """
        if len(values) != len(self.arguments):
            raise TypeError(f"{self.name} takes {len(self.arguments)} arguments; given: {len(values)}.")
        for argument, value in zip(self.arguments, values, strict=True):
            if not argument.accepts(value):
                raise TypeError(f"{self.name} takes for {argument.name!r} {argument}; given: {_described(value)}.")


def _described(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return f"{value!r}, {type(value).__name__}"
    contiguous = "" if value.flags.c_contiguous else "not contiguous, "
    writable = "writable" if value.flags.writeable else "not writable"
    return f"an array of {value.dtype} with {value.ndim} axes, {contiguous}{writable}"


def signature_of(function: Callable[..., Any]) -> Signature:
    """Take the signature of a kernel from its annotations, which are the names of `provenance.kernels.types`.

    Raises
    ------
    TypeError
        Where an annotation is missing or is none that kernels have.
    """
    name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
    annotations = dict(function.__annotations__)
    returned = annotations.pop("return", "nothing")
    if len(annotations) != function.__code__.co_argcount or not _RETURNED.fullmatch(returned):
        raise TypeError(f"{name} does not say what each argument is, or returns something else than int64: {returned}.")
    arguments = (_argument(name, argument, annotation) for argument, annotation in annotations.items())
    return Signature(name, tuple(arguments), returned.count("int"))


def _argument(kernel: str, name: str, annotation: str) -> Argument:
    if annotation in ("int", "float"):
        return Argument(name, np.dtype(f"{annotation}64"), 0, written=False)
    found = _ARGUMENT.fullmatch(annotation)
    if not found or found["type"] not in _DTYPES:
        raise TypeError(f"{kernel} has for {name!r} a type that no kernel can take: {annotation}.")
    return Argument(name, np.dtype(_DTYPES[found["type"]]), _AXES.get(found["axes"] or "", 1), bool(found["out"]))
