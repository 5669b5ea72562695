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
from typing import Any, NamedTuple, ParamSpec, TypeVar

import numba
from numba import njit, types
from numba.core import cgutils, imputils
from numba.experimental import structref
from numba.experimental.jitclass.base import imp_dtor
from numba.extending import intrinsic

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
    folder = cache_root() / sources_digest(Path(__file__).parent)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


_FOLDER = cache_folder()


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a rule: no global lock, arithmetic as IEEE has it, cached where that is possible."""
    before = numba.config.CACHE_DIR
    if _FOLDER is not None:
        # The locator reads the folder while decorating; others' cached functions must not land in ours.
        numba.config.CACHE_DIR = str(_FOLDER)
    try:
        compiled: Callable[P, R] = njit(cache=_FOLDER is not None, nogil=True, error_model="numpy")(function)
    finally:
        numba.config.CACHE_DIR = before
    return compiled


class _Record(types.StructRef):
    """A bundle of arrays behind one pointer: passing a hundred arrays by value makes compiling ten times slower."""

    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


_RECORDS: dict[type, type] = {}


def record(cls: type) -> type:
    """Make a NamedTuple of arrays known to compiled code as one pointer with the same field names."""
    kind = structref.register(type(f"{cls.__name__}Type", (_Record,), {"__module__": cls.__module__}))
    handle = type(f"{cls.__name__}Handle", (structref.StructRefProxy,), {"__module__": cls.__module__})
    structref.define_boxing(kind, handle)
    _RECORDS[cls] = kind
    return cls


@intrinsic
def _bundle(typingctx: Any, source: Any) -> Any:
    """Copy the fields of a NamedTuple into a new record."""
    kind = _RECORDS[source.instance_class](list(zip(source.fields, source.types, strict=True)))

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        model = context.data_model_manager[kind.get_data_type()]
        layout = model.get_value_type()
        size = context.get_constant(types.uintp, context.get_abi_sizeof(layout))
        meminfo = context.nrt.meminfo_alloc_dtor(builder, size, imp_dtor(context, builder.module, kind))
        place = builder.bitcast(context.nrt.meminfo_data(builder, meminfo), layout.as_pointer())
        builder.store(cgutils.get_null_value(layout), place)
        fields = cgutils.create_struct_proxy(kind.get_data_type())(context, builder, ref=place)
        for position, (name, item) in enumerate(zip(source.fields, source.types, strict=True)):
            value = builder.extract_value(args[0], position)
            context.nrt.incref(builder, item, value)
            setattr(fields, name, value)
        instance = context.make_helper(builder, kind)
        instance.meminfo = meminfo
        return imputils.impl_ret_new_ref(context, builder, kind, instance._getvalue())

    return kind(source), codegen


@rule
def _packed(source: Any) -> Any:
    return _bundle(source)


def packed(source: NamedTuple) -> Any:
    """Return what compiled rules take for a NamedTuple of arrays; the arrays are shared, not copied.

    With compilation off (`NUMBA_DISABLE_JIT=1`) rules are ordinary Python and take the NamedTuple itself.
    """
    return source if numba.config.DISABLE_JIT else _packed(source)
