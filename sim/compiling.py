"""How rules become machine code, and where that code is kept.

A rule is an ordinary function; `rule` compiles it with Numba so that the watched run and the ensemble call the
same bits. Compiled code is cached in a folder named by a digest of every source it depends on, because Numba's own
index does not notice a change in *another* file.
"""

import hashlib
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

import numba
import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array

from sim.paths import cache_root

P = ParamSpec("P")
R = TypeVar("R")

SOURCES = ("compiling.py", "chance.py", "ensemble.py", "rules")
"""Files and folders of `sim` whose text decides what the compiled code does."""


def sources_digest(root: Path) -> str:
    """Return a fingerprint of the sources under `root` that compiled code depends on, and of the versions used."""
    digest = hashlib.sha256(f"{numba.__version__} {platform.python_version()} {platform.machine()}".encode())
    for name in SOURCES:
        path = root / name
        files = sorted(path.glob("*.py")) if path.is_dir() else [path]
        for file in files:
            digest.update(file.name.encode())
            digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Return the folder for compiled code, or none when it cannot be written (then nothing is cached)."""
    try:
        folder = cache_root() / sources_digest(Path(__file__).parent)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


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


def _compiled(function: Callable[P, R], inline: Literal["never", "always"]) -> Callable[P, R]:
    before = CONFIG.CACHE_DIR
    if _FOLDER is not None:
        # The locator reads the folder while decorating; others' cached functions must not land in ours.
        CONFIG.CACHE_DIR = str(_FOLDER)
    try:
        decorate: Any = njit(cache=_FOLDER is not None, nogil=True, error_model="numpy", inline=inline)
        compiled: Callable[P, R] = decorate(function)
    finally:
        CONFIG.CACHE_DIR = before
    if not CONFIG.DISABLE_JIT:
        _forget_literals(compiled)
    return compiled


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

    def array(self, name: str) -> tuple[int, Any]:
        """Return the place of a field and the type of its array."""
        for place, (field, dtype, dimensions) in enumerate(self.fields):
            if field == name:
                return place, types.Array(numba.from_dtype(np.dtype(dtype)), dimensions, "C")
        raise AttributeError(name)


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


def packed(source: NamedTuple) -> Any:
    """Return what rules take for a NamedTuple of arrays; the arrays are shared, not copied.

    With compilation off (`NUMBA_DISABLE_JIT=1`) rules are ordinary Python and take the NamedTuple itself.
    """
    return source if CONFIG.DISABLE_JIT else Record(source)


register_model(RecordType)(models.OpaqueModel)


@typeof_impl.register(Record)
def _type_of_record(value: Record, context: Any) -> RecordType:
    return value.kind


_unboxes: Callable[[type], Callable[[Any], Any]] = unbox
_loads_fields: Callable[[type], Callable[[Any], Any]] = lower_getattr_generic
_fill: Callable[..., None] = populate_array
_native: Callable[[Any], NativeValue] = NativeValue


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


@_loads_fields(RecordType)
def _load_field(context: Any, builder: Any, kind: RecordType, value: Any, name: str) -> Any:
    """Build the array of a field from its row in the table, without counting a reference."""
    place, array_type = kind.array(name)
    word = ir.IntType(64)
    table = builder.bitcast(value, word.as_pointer())

    def entry(offset: int) -> Any:
        loaded = builder.load(builder.gep(table, [ir.Constant(word, ROW * place + offset)]))
        # Nothing moves an array while a rule runs, so loops need not look again.
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    array = context.make_array(array_type)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    shape = [entry(1 + axis) for axis in range(array_type.ndim)]
    strides = [ir.Constant(word, size)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(entry(0), context.get_data_type(array_type.dtype).as_pointer())
    _fill(array, data=data, shape=shape, strides=strides, itemsize=ir.Constant(word, size), meminfo=None)
    return array._getvalue()
