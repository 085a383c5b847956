"""An instruction Numba has no word for: fetch a number from memory before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


def _typed(typing_context: Any, array: Any, place: Any) -> Any:
    """The types of ``llvm.prefetch`` (https://llvm.org/docs/LangRef.html#llvm-prefetch-intrinsic), and its code: to
    read, into all caches."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        word, number = data.type, ir.IntType(32)
        form = ir.FunctionType(ir.VoidType(), [word, number, number, number])
        call = builder.module.declare_intrinsic("llvm.prefetch", [word], form)
        builder.call(call, [builder.gep(data, [args[1]]), *(ir.Constant(number, value) for value in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


prefetch = cast(Callable[..., None], intrinsic(_typed))
"""``prefetch(array, place)``: begin to bring ``array[place]`` into the processor's cache, and go on at once. The place
isn't checked. In compiled code only; nothing but speed depends on it."""
