"""LLVM code that is linked to the machine code of a kernel, so that it runs without numba."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from provenance.kernels.native import ENTRY

if TYPE_CHECKING:
    from provenance.kernels.native import ArrayKind, Kinds

__all__ = ["RUNTIME", "entry"]

#: What numba's code asks for to have memory and to give it back: what its runtime has, without statistics. A block
#: begins with a count of references, a destructor with an argument, the address of the data, and its size.
RUNTIME = """
declare ptr @malloc(i64)
declare void @free(ptr)
define ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %wide = zext i32 %align to i64
  %more = add i64 %wide, 64
  %total = add i64 %size, %more
  %block = call ptr @malloc(i64 %total)
  %nothing = icmp eq ptr %block, null
  br i1 %nothing, label %failed, label %fill
failed:
  ret ptr null
fill:
  %address = ptrtoint ptr %block to i64
  %after = add i64 %address, %more
  %past = urem i64 %after, %wide
  %aligned = sub i64 %after, %past
  %data = inttoptr i64 %aligned to ptr
  %destructor = getelementptr i64, ptr %block, i64 1
  %argument = getelementptr i64, ptr %block, i64 2
  %place = getelementptr i64, ptr %block, i64 3
  %bytes = getelementptr i64, ptr %block, i64 4
  %allocator = getelementptr i64, ptr %block, i64 5
  store i64 1, ptr %block
  store ptr null, ptr %destructor
  store ptr null, ptr %argument
  store ptr %data, ptr %place
  store i64 %size, ptr %bytes
  store ptr null, ptr %allocator
  ret ptr %block
}
define void @NRT_MemInfo_call_dtor(ptr %block) {
  call void @free(ptr %block)
  ret void
}
"""

#: Where NumPy's arrays have their data, lengths and strides. It is the same in all that were built against NumPy.
_DATA, _LENGTHS, _STRIDES = (object.__basicsize__ + offset for offset in (0, 16, 24))


def entry(symbol: str, kinds: Kinds) -> str:
    """Return a function that calls a kernel with numba's calling convention.

    numba's code takes an array apart: two addresses of what owns it, which are not looked at where it is not returned,
    how many items it has, the bytes of each, the address of the first, its lengths and its strides.

    Parameters
    ----------
    symbol : str
        What the kernel is called.
    kinds : Kinds
        The kinds of its arguments.
    """
    taken, lines, passed = ["ptr %result", "ptr %failure"], [], ["ptr %result", "ptr %failure"]
    for number, kind in enumerate(kinds):
        if kind == "int" or kind == "float":
            taken.append(f"{'i64' if kind == 'int' else 'double'} %a{number}")
            passed.append(taken[-1])
        else:
            taken.append(f"ptr %a{number}")
            more, values = _array(f"%a{number}", kind)
            lines += more
            passed += values
    types = ", ".join(value.split()[0] for value in passed)
    return "\n".join(
        (
            f'declare i32 @"{symbol}"({types})',
            f"define i32 @{ENTRY}({', '.join(taken)}) {{",
            *lines,
            f'%status = call i32 @"{symbol}"({", ".join(passed)})',
            "ret i32 %status",
            "}",
        )
    )


def _array(name: str, kind: ArrayKind) -> tuple[list[str], list[str]]:
    """Return instructions that read an array's fields, and the values that stand for it."""
    lines = []
    for field, offset in (("data", _DATA), ("lengths", _LENGTHS), ("strides", _STRIDES)):
        lines.append(f"{name}.{field}.at = getelementptr i8, ptr {name}, i64 {offset}")
        lines.append(f"{name}.{field} = load ptr, ptr {name}.{field}.at")
    sizes, items = [], "1"
    for field in ("lengths", "strides"):
        for axis in range(kind.dimensions):
            one = f"{name}.{field}.{axis}"
            lines.append(f"{one}.at = getelementptr i64, ptr {name}.{field}, i64 {axis}")
            lines.append(f"{one} = load i64, ptr {one}.at")
            sizes.append(f"i64 {one}")
    for axis in range(kind.dimensions):
        lines.append(f"{name}.items.{axis} = mul i64 {items}, {name}.lengths.{axis}")
        items = f"{name}.items.{axis}"
    size = np.dtype(kind.dtype).itemsize
    return lines, ["ptr null", "ptr null", f"i64 {items}", f"i64 {size}", f"ptr {name}.data", *sizes]
