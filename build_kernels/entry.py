"""LLVM code through which C calls a kernel that numba compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.kernels.library import symbol_of

if TYPE_CHECKING:
    from provenance.kernels.signature import Argument, Signature

__all__ = ["entry"]


def entry(compiled: str, signature: Signature) -> str:
    """Return a function that calls a kernel with numba's calling convention.

    In C it is ``int kernel(int64_t *returned, void **failure, ...)``, with a ``double`` or an ``int64_t`` for each
    number that the kernel takes, and the address of the first item and the length of each axis for each array.

    Parameters
    ----------
    compiled : str
        What numba calls the kernel.
    signature : Signature
        What it takes.
    """
    taken, lines, passed = ["ptr %returned", "ptr %failure"], [], ["ptr %returned", "ptr %failure"]
    for number, argument in enumerate(signature.arguments):
        if argument.axes:
            more, values = _array(f"%a{number}", argument)
            taken += [f"ptr %a{number}", *(f"i64 %a{number}.length.{axis}" for axis in range(argument.axes))]
            lines += more
            passed += values
        else:
            taken.append(f"{'double' if argument.dtype.kind == 'f' else 'i64'} %a{number}")
            passed.append(taken[-1])
    types = ", ".join(value.split()[0] for value in passed)
    return "\n".join(
        (
            f'declare i32 @"{compiled}"({types})',
            f"define i32 @{symbol_of(signature)}({', '.join(taken)}) {{",
            *lines,
            f'%status = call i32 @"{compiled}"({", ".join(passed)})',
            "ret i32 %status",
            "}",
        )
    )


def _array(name: str, argument: Argument) -> tuple[list[str], list[str]]:
    """Return instructions that find out how an array is laid out, and the values that numba's code takes for it.

    They are two addresses of what owns it, which are not looked at where it is not returned, how many items it has, the
    bytes of each, the address of the first, the lengths of its axes, and how many bytes one step along each takes.
    """
    lines, step = [], str(argument.dtype.itemsize)
    strides = []
    for axis in reversed(range(argument.axes)):
        strides.append(f"i64 {step}")
        lines.append(f"{name}.step.{axis} = mul i64 {step}, {name}.length.{axis}")
        step = f"{name}.step.{axis}"
    lines.append(f"{name}.items = udiv i64 {step}, {argument.dtype.itemsize}")
    lengths = [f"i64 {name}.length.{axis}" for axis in range(argument.axes)]
    owners = ["ptr null", "ptr null", f"i64 {name}.items", f"i64 {argument.dtype.itemsize}"]
    return lines, [*owners, f"ptr {name}", *lengths, *reversed(strides)]
