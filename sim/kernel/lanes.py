"""Four numbers at a time: what a processor does in one instruction, the rules say in one line.

A `Lanes` is four neighbours in the last dimension of an array, one per party. Compiled, it is one register; with
compilation off it is an ordinary NumPy array of four. Both add, subtract and multiply lane by lane as IEEE has it.
"""

import operator
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate
from numba.extending import models, register_model
from numpy.typing import NDArray

from sim.kernel.compile import ArrayType, indexes, locate, lowers, made, resolves, tell_apart, typed

LANES = 4
"""How many numbers are worked on at a time; arrays of lanes are as long as a multiple of it."""

Lanes: TypeAlias = NDArray[np.float64]
"""Four numbers."""


def take(array: NDArray[np.float64], row: int, first: int) -> Lanes:
    """Return the four numbers of a row from `first` on."""
    return array[row, first : first + LANES].copy()


def put(array: NDArray[np.float64], row: int, first: int, lanes: Lanes) -> None:
    """Store four numbers in a row from `first` on."""
    array[row, first : first + LANES] = lanes


def take_at(array: NDArray[np.float64], place: int) -> Lanes:
    """Return the four numbers of an array of one dimension from a place on."""
    return array[place : place + LANES].copy()


def put_at(array: NDArray[np.float64], place: int, lanes: Lanes) -> None:
    """Store four numbers in an array of one dimension from a place on."""
    array[place : place + LANES] = lanes


def larger(one: Lanes, other: Lanes) -> Lanes:
    """Return, lane by lane, the larger number."""
    return np.fmax(one, other)


def below_zero(lanes: Lanes) -> int:
    """Return the lanes that hold less than zero, a bit mask."""
    return sum(1 << lane for lane in range(LANES) if lanes[lane] < 0.0)


class LanesType(types.Type):
    """The compiled type of four numbers."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


LANES_TYPE = LanesType()
_declared: Callable[..., Any] = cgutils.get_or_insert_function
_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, _VECTOR)  # type: ignore[no-untyped-call]  # Numba's models have no types


@resolves(take)
class _Taking(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return typed(LANES_TYPE, *args) if _row_of_lanes(args) else None


@resolves(put)
class _Putting(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return typed(types.none, *args) if _row_of_lanes(args[:3]) and args[3] == LANES_TYPE else None


@resolves(take_at)
class _TakingAt(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return typed(LANES_TYPE, *args) if _row_of_lanes(args) else None


@resolves(put_at)
class _PuttingAt(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return typed(types.none, *args) if _row_of_lanes(args[:2]) and args[2] == LANES_TYPE else None


def _row_of_lanes(args: Any) -> bool:
    array = args[0]
    return isinstance(array, ArrayType) and array.dtype == types.float64 and indexes(array, made.Tuple(args[1:]))


class _LaneByLane(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        fits = len(args) == 2 and args[1] == LANES_TYPE and args[0] in (LANES_TYPE, types.float64)
        return typed(LANES_TYPE, *args) if fits else None


for _operation in (operator.add, operator.sub, operator.mul, larger):
    resolves(_operation)(type(f"_{_operation.__name__}", (_LaneByLane,), {}))


@resolves(below_zero)
class _Comparing(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return typed(types.int64, *args) if args == (LANES_TYPE,) else None


@lowers(take_at, ArrayType, types.Integer)
@lowers(take, ArrayType, types.Integer, types.Integer)
def _take(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    loaded = builder.load(_pointer(context, builder, sig, args), align=8)
    tell_apart(builder, sig.args[0], loaded)
    return loaded


@lowers(put_at, ArrayType, types.Integer, LanesType)
@lowers(put, ArrayType, types.Integer, types.Integer, LanesType)
def _put(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    stored = builder.store(args[-1], _pointer(context, builder, sig, args), align=8)
    tell_apart(builder, sig.args[0], stored)
    return context.get_dummy_value()


def _pointer(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kinds = [kind for kind in sig.args[1:] if kind != LANES_TYPE]
    index = context.make_tuple(builder, made.Tuple(kinds), args[1 : 1 + len(kinds)])
    place = locate(context, builder, (sig.args[0], made.Tuple(kinds)), (args[0], index))
    return builder.bitcast(place, _VECTOR.as_pointer())


def _lower(operation: Any, instruction: str) -> None:
    @lowers(operation, LanesType, LanesType)
    def lanes(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, instruction)(*args)

    @lowers(operation, types.Float, LanesType)
    def spread(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, instruction)(_spread(builder, args[0]), args[1])


for _operation, _instruction in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul")):
    _lower(_operation, _instruction)


def _spread(builder: Any, number: Any) -> Any:
    """Put one number in all lanes."""
    lanes = ir.Constant(_VECTOR, ir.Undefined)
    for lane in range(LANES):
        lanes = builder.insert_element(lanes, number, ir.Constant(ir.IntType(32), lane))
    return lanes


@lowers(larger, LanesType, LanesType)
def _larger(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    # Compared and selected, it would become a masked store, which is slow on some processors. Rules make no NaN.
    kind = ir.FunctionType(_VECTOR, [_VECTOR, _VECTOR])
    return builder.call(_declared(builder.module, kind, f"llvm.maxnum.v{LANES}f64"), args, fastmath=("nnan",))


@lowers(below_zero, LanesType)
def _below_zero(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    below = builder.fcmp_ordered("<", args[0], ir.Constant(_VECTOR, [0.0] * LANES))
    return builder.zext(builder.bitcast(below, ir.IntType(LANES)), ir.IntType(64))
