"""Unaligned little-endian loads, which numba's arrays do not offer."""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

__all__ = ["load32", "load64"]


def _loader(bits, result):
    def load(_context, data, at):
        if not (isinstance(data, types.Array) and data.dtype == types.uint8 and isinstance(at, types.Integer)):
            return None

        def generate(context, builder, signature, arguments):
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            at = context.cast(builder, arguments[1], signature.args[1], types.intp)
            pointer = builder.gep(array.data, [at])
            wide = builder.bitcast(pointer, ir.IntType(bits).as_pointer())
            value = builder.load(wide)
            value.align = 1
            return value

        return result(data, at), generate

    return load


#: load32(data, at): bytes ``at`` to ``at + 4`` of a uint8 array as one uint32. Not checked against the end.
load32 = intrinsic(_loader(32, types.uint32))
#: load64(data, at): bytes ``at`` to ``at + 8`` of a uint8 array as one uint64. Not checked against the end.
load64 = intrinsic(_loader(64, types.uint64))
