"""Processor operations that numba's arrays do not offer: unaligned loads and stores, wide products, and more."""

from __future__ import annotations

from typing import Any

from provenance.kernels.jit import intrinsic

__all__ = ["letters_at", "load32", "load64", "store64", "trailing_zeros", "wide_product"]


def _load(data: Any, at: Any, bits: int) -> Any:
    from llvmlite import ir
    from numba import types

    if not (isinstance(data, types.Array) and data.dtype == types.uint8 and isinstance(at, types.Integer)):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        at = context.cast(builder, arguments[1], signature.args[1], types.intp)
        pointer = builder.gep(array.data, [at])
        value = builder.load(builder.bitcast(pointer, ir.IntType(bits).as_pointer()))
        value.align = 1
        return value

    return (types.uint32 if bits == 32 else types.uint64)(data, at), generate


@intrinsic
def load32(_context: Any, data: Any, at: Any) -> Any:
    """Return bytes ``at`` to ``at + 4`` of a uint8 array as one uint32. Not checked against the end."""
    return _load(data, at, 32)


@intrinsic
def load64(_context: Any, data: Any, at: Any) -> Any:
    """Return bytes ``at`` to ``at + 8`` of a uint8 array as one uint64. Not checked against the end."""
    return _load(data, at, 64)


@intrinsic
def store64(_context: Any, data: Any, at: Any, value: Any) -> Any:
    """Write a uint64 to bytes ``at`` to ``at + 8`` of a uint8 array. Not checked against the end."""
    from llvmlite import ir
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        at = context.cast(builder, arguments[1], signature.args[1], types.intp)
        wide = builder.bitcast(builder.gep(array.data, [at]), ir.IntType(64).as_pointer())
        builder.store(arguments[2], wide).align = 1
        return context.get_dummy_value()

    return types.void(data, at, types.uint64), generate


@intrinsic
def trailing_zeros(_context: Any, value: Any) -> Any:
    """Return how many of the lowest bits of a uint64 are 0; 64 for 0."""
    from llvmlite import ir
    from numba import types

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(0))

    return types.uint64(types.uint64), generate


@intrinsic
def wide_product(_context: Any, left: Any, right: Any) -> Any:
    """Return the product of two uint64 as two: its low half, and its high half."""
    from llvmlite import ir
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(argument, wide) for argument in arguments))
        high = builder.lshr(product, ir.Constant(wide, 64))
        halves = [builder.trunc(half, ir.IntType(64)) for half in (product, high)]
        return context.make_tuple(builder, signature.return_type, halves)

    pair: Any = types.UniTuple
    return pair(types.uint64, 2)(types.uint64, types.uint64), generate


@intrinsic
def letters_at(_context: Any, data: Any, at: Any) -> Any:
    """Look at bytes ``at`` to ``at + 64`` of a uint8 array: return a bit for each letter of ASCII, and one for others.

    Others are digits, apostrophes, grave accents and what is not ASCII. Not checked against the end.
    """
    from llvmlite import ir
    from numba import types

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = ir.VectorType(ir.IntType(8), 64)

        def all_of(byte: int) -> Any:
            return ir.Constant(vector, [byte] * 64)

        def among(values: Any, first: int, count: int) -> Any:
            return builder.icmp_unsigned("<", builder.sub(values, all_of(first)), all_of(count))

        def bits(marks: Any) -> Any:
            return builder.bitcast(marks, ir.IntType(64))

        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        at = context.cast(builder, arguments[1], signature.args[1], types.intp)
        found = builder.load(builder.bitcast(builder.gep(array.data, [at]), vector.as_pointer()))
        found.align = 1
        letters = among(builder.or_(found, all_of(0x20)), 0x61, 26)
        digits, beyond = among(found, 0x30, 10), among(found, 0x80, 0x80)
        quotes = builder.or_(among(found, 0x27, 1), among(found, 0x60, 1))
        others = builder.or_(builder.or_(digits, beyond), quotes)
        return context.make_tuple(builder, signature.return_type, [bits(letters), bits(others)])

    pair: Any = types.UniTuple
    return pair(types.uint64, 2)(data, at), generate
