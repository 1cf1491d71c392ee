"""The types of what kernels take, from which they are compiled (`provenance.kernels.signature`).

The arrays of a kernel are contiguous, the last axis first, and have one axis unless they are a ``Table`` or a ``Cube``.
Helpers are compiled for the types they are called with; theirs are for readers and type checkers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bool = NDArray[np.bool_]
    F32 = NDArray[np.float32]
    F64 = NDArray[np.float64]
    I32 = NDArray[np.int32]
    I64 = NDArray[np.int64]
    U8 = NDArray[np.uint8]
    U16 = NDArray[np.uint16]
    U32 = NDArray[np.uint32]
    U64 = NDArray[np.uint64]

T = TypeVar("T")

#: An array with two axes.
Table: TypeAlias = Annotated[T, 2]
#: An array with three axes.
Cube: TypeAlias = Annotated[T, 3]
#: An array that a kernel writes to; all others it may only read.
Out: TypeAlias = Annotated[T, "out"]
#: A number of the machine: a Python number outside a kernel, one of numba's inside.
Number = Any
