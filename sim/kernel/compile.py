"""How rules become machine code.

A rule is an ordinary function; `rule` compiles it with Numba so that the watched run and the ensemble call the
same bits. `sim.kernel.cache` says where compiled code is kept.
"""

import hashlib
import operator
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

import numba
import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from sim.kernel.cache import cache_folder
from sim.kernel.linkage import WHOLE, RuleCompiler
from sim.kernel.sealed_cache import SealedCache

P = ParamSpec("P")
R = TypeVar("R")

_FOLDER = cache_folder()

CONFIG: Any = numba.config
"""Numba's settings, which it defines at run time."""

_plain: Callable[[Any], Any] = types.unliteral


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a rule: no global lock, arithmetic as IEEE has it, cached where that is possible."""
    return _compiled(function, "never")


def part(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function as part of the one rule that calls it: half the work, for what is a rule only to readers."""
    return _compiled(function, "always")


def whole_rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a rule that copies all that it calls and so is loaded alone: for what every start waits for."""
    setattr(function, WHOLE, True)
    return rule(function)


def interpreted(function: Callable[P, R]) -> Callable[P, R]:
    """Return a rule or part as Python runs it: what it calls is compiled, but not the function itself."""
    plain: Callable[P, R] = getattr(function, "py_func", function)
    return plain


def _compiled(function: Callable[P, R], inline: Literal["never", "always"]) -> Callable[P, R]:
    # Nobody calls a rule from C, and the code that would let them takes a tenth of the compile time.
    options: Any = {"nogil": True, "error_model": "numpy", "inline": inline, "no_cfunc_wrapper": True}
    options["pipeline_class"] = RuleCompiler
    decorate: Any = njit(**options)
    compiled: Callable[P, R] = decorate(function)
    if not CONFIG.DISABLE_JIT:
        _forget_literals(compiled)
        _keep(compiled)
    return compiled


def _keep(dispatcher: Any) -> None:
    """Keep what a rule is compiled to on disk, in our folder, if there is one and the rule stands in a file."""
    if _FOLDER is None:
        return
    before = CONFIG.CACHE_DIR
    # The folder is read now; others' cached functions must not land in ours.
    CONFIG.CACHE_DIR = str(_FOLDER)
    try:
        with suppress(OSError):
            dispatcher._cache = SealedCache(dispatcher.py_func)
    finally:
        CONFIG.CACHE_DIR = before


def _forget_literals(dispatcher: Any) -> None:
    """Compile one version per type, not one per constant that some caller passes."""
    template = dispatcher.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        plain = {name: _plain(kind) for name, kind in kws.items()}
        return template(tuple(_plain(kind) for kind in args), plain)

    dispatcher.get_call_template = get_call_template


class RecordType(types.Type):
    """The compiled type of a NamedTuple of arrays: one pointer to a table of where each array lies and how long it is.

    Numba would pass a NamedTuple of a hundred arrays as seven hundred arguments, and count references to each; with
    the table, compiling takes a tenth of the time, and threads that share a board share no counters.
    """

    def __init__(self, name: str, fields: tuple[tuple[str, str, int], ...]) -> None:
        self.fields = fields
        super().__init__(name=f"{name}{hashlib.sha256(repr(fields).encode()).hexdigest()[:8]}")

    def array(self, name: str) -> "tuple[int, ArrayType]":
        """Return the place of a field and the type of its array."""
        for place, (field, dtype, dimensions) in enumerate(self.fields):
            if field == name:
                return place, ArrayType(f"{self.name}.{name}", numba.from_dtype(np.dtype(dtype)), dimensions)
        raise AttributeError(name)


class ArrayType(types.Type):
    """The compiled type of one array of a record: a pointer to its row in the table.

    It is indexed by as many whole numbers as it has dimensions and never from its end, which leaves a processor with
    half as much to do as Numba's own arrays, and a compiler too. Arrays of two fields never overlap, which it is told.
    """

    def __init__(self, field: str, dtype: Any, dimensions: int) -> None:
        self.field = field
        self.dtype = dtype
        self.dimensions = dimensions
        super().__init__(name=f"{field}[{dtype}, {dimensions}d]")


ROW = 4
"""Entries of the table per array: its address and up to three lengths."""


class Record:
    """What compiled rules take for a NamedTuple of arrays; it shares the arrays and keeps them alive."""

    def __init__(self, source: NamedTuple) -> None:
        """Note where each array lies.

        Raises:
            TypeError: An array is not C-contiguous or has more than three dimensions.
        """
        self.source = source
        self.table = np.zeros(ROW * len(source), np.int64)
        for place, array in enumerate(source):
            if not array.flags.c_contiguous or array.ndim >= ROW:
                raise TypeError(f"{source._fields[place]} must be C-contiguous with at most {ROW - 1} dimensions")
            self.table[ROW * place] = array.ctypes.data
            self.table[ROW * place + 1 : ROW * place + 1 + array.ndim] = array.shape
        self.address = int(self.table.ctypes.data)
        fields = tuple((name, a.dtype.str, a.ndim) for name, a in zip(source._fields, source, strict=True))
        self.kind = RecordType(type(source).__name__, fields)
        # Numba looks here first; else it would work the type out at every call from Python, which takes as long again.
        self._numba_type_ = self.kind

    def __getattr__(self, name: str) -> Any:
        """Return an array by its name, for a rule that Python runs."""
        return getattr(object.__getattribute__(self, "source"), name)


def packed(source: NamedTuple) -> Any:
    """Return what rules take for a NamedTuple of arrays; the arrays are shared, not copied.

    With compilation off (`NUMBA_DISABLE_JIT=1`) rules are ordinary Python and take the NamedTuple itself.
    """
    return source if CONFIG.DISABLE_JIT else Record(source)


register_model(RecordType)(models.OpaqueModel)
register_model(ArrayType)(models.OpaqueModel)


@typeof_impl.register(Record)
def _type_of_record(value: Record, context: Any) -> RecordType:
    return value.kind


_unboxes: Callable[[type], Callable[[Any], Any]] = unbox
_loads_fields: Callable[[type], Callable[[Any], Any]] = lower_getattr_generic
_loads: Callable[..., Callable[[Any], Any]] = lower_getattr
lowers: Callable[..., Callable[[Any], Any]] = lower_builtin
resolves: Callable[..., Callable[[Any], Any]] = infer_global
typed: Callable[..., Any] = numba.core.typing.templates.signature
made: Any = types
"""Numba's types where they are called; it does not say what they take."""
unpacked: Callable[..., list[Any]] = cgutils.unpack_tuple
_native: Callable[[Any], NativeValue] = NativeValue
_WORD = ir.IntType(64)


@_unboxes(RecordType)
def _unbox_record(kind: RecordType, obj: Any, c: Any) -> NativeValue:
    """Take the address of the table from the Python object."""
    number = c.pyapi.object_getattr_string(obj, "address")
    pointer = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return _native(pointer)


@infer_getattr
class _RecordFields(AttributeTemplate):
    key = RecordType

    def generic_resolve(self, kind: RecordType, name: str) -> Any:  # type: ignore[override]  # Numba marks it as missing
        return kind.array(name)[1]


@infer_getattr
class _ArrayFields(AttributeTemplate):
    key = ArrayType

    def resolve_shape(self, kind: ArrayType) -> Any:
        return made.UniTuple(types.int64, kind.dimensions)


@resolves(operator.getitem)
class _Loading(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], ArrayType) and indexes(*args):
            return typed(args[0].dtype, *args)
        return None


@resolves(operator.setitem)
class _Storing(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], ArrayType) and indexes(*args[:2]):
            return typed(types.none, *args)
        return None


def indexes(array: ArrayType, index: Any) -> bool:
    """Return whether an index is one whole number per dimension."""
    whole: tuple[Any, ...] = (index,) if isinstance(index, types.Integer) else getattr(index, "types", ())
    return len(whole) == array.dimensions and all(isinstance(number, types.Integer) for number in whole)


@_loads_fields(RecordType)
def _load_field(context: Any, builder: Any, kind: RecordType, value: Any, name: str) -> Any:
    """Point to the row of a field in the table."""
    table = builder.bitcast(value, _WORD.as_pointer())
    row = builder.gep(table, [ir.Constant(_WORD, ROW * kind.array(name)[0])])
    return builder.bitcast(row, value.type)


@_loads(ArrayType, "shape")
def _load_shape(context: Any, builder: Any, kind: ArrayType, value: Any) -> Any:
    lengths = [_entry(builder, value, 1 + axis) for axis in range(kind.dimensions)]
    return context.make_tuple(builder, made.UniTuple(types.int64, kind.dimensions), lengths)


@lowers(operator.getitem, ArrayType, types.Any)
def _load_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    pointer = locate(context, builder, sig.args, args)
    loaded = builder.load(pointer)
    tell_apart(builder, sig.args[0], loaded)
    return context.data_model_manager[sig.args[0].dtype].from_data(builder, loaded)


@lowers(operator.setitem, ArrayType, types.Any, types.Any)
def _store_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    value = context.cast(builder, args[2], sig.args[2], kind.dtype)
    pointer = locate(context, builder, sig.args, args)
    tell_apart(builder, kind, builder.store(context.data_model_manager[kind.dtype].as_data(builder, value), pointer))
    return context.get_dummy_value()


def _entry(builder: Any, row: Any, place: int) -> Any:
    """Load one entry of an array's row in the table."""
    words = builder.bitcast(row, _WORD.as_pointer())
    loaded = builder.load(builder.gep(words, [ir.Constant(_WORD, place)]))
    # Nothing moves an array while a rule runs, so loops need not look again.
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def locate(context: Any, builder: Any, kinds: Any, args: Any) -> Any:
    """Return the address of an item, given an array and an index; the last number of the index moves fastest."""
    array, index = kinds[:2]
    many = isinstance(index, types.BaseTuple)
    whole = unpacked(builder, args[1], len(index)) if many else [args[1]]
    place = None
    for axis, (number, kind) in enumerate(zip(whole, index.types if many else (index,), strict=True)):
        number = context.cast(builder, number, kind, types.int64)
        if place is None:
            place = number
        else:
            place = builder.add(builder.mul(place, _entry(builder, args[0], 1 + axis), ("nsw",)), number, ("nsw",))
    data = builder.inttoptr(_entry(builder, args[0], 0), context.get_data_type(array.dtype).as_pointer())
    return builder.gep(data, [place], inbounds=True)


def tell_apart(builder: Any, array: ArrayType, access: Any) -> None:
    """Mark an access as one to this field, which overlaps no other."""
    module = builder.module
    root = module.add_metadata(["Parley"])
    field = module.add_metadata([array.field, root, ir.Constant(_WORD, 0)])
    access.set_metadata("tbaa", module.add_metadata([field, field, ir.Constant(_WORD, 0)]))
