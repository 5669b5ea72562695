"""Compiled code on disk under a checksum: a file that is damaged is compiled anew, and never loaded.

Numba unpickles whatever is in its cache, and runs it. Here each file begins with a digest of the rest; one that is not
what was written, or is not a file, counts as missing, and if one cannot be written, Parley does without it.

Numba keeps code by the path of its source on this disk. Here code of Parley's own is kept by its place in the package:
the folder of the cache is named by a digest of all sources, so two copies of the same sources share what is compiled.
"""

import hashlib
import io
import logging
import os
import pickle
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from numba import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile
from numba.core.runtime.nrt import rtsys

from sim.kernel.cache import PACKAGE, subfolder
from sim.kernel.linkage import kept, loaded

_LOG = logging.getLogger(__name__)
_CONFIG: Any = config
_RUNTIME: Any = rtsys
_NumbaChoices: Any = CompileResultCacheImpl
_DIGEST_BYTES = hashlib.sha256().digest_size


class SealedCacheFile(IndexDataCacheFile):
    """Index and data of one function's compiled code."""

    def save(self, key: Any, data: Any) -> None:
        """Keep compiled code, if it can be kept."""
        try:
            super().save(key, data)  # type: ignore[no-untyped-call]  # Numba has no types here
        except OSError as error:
            _LOG.debug("compiled code is not kept: %s", error)

    def _load_index(self) -> Any:
        """Return which code is kept for which types: nothing if the index is damaged or belongs to another source."""
        try:
            index = io.BytesIO(_unsealed(Path(self._index_path)))
        except OSError:
            return {}
        if pickle.load(index) != self._version:
            return {}
        stamp, overloads = pickle.load(index)
        return overloads if stamp == self._source_stamp else {}

    def _load_data(self, name: str) -> Any:
        """Return compiled code; Numba takes an OSError to mean that there is none."""
        return pickle.loads(_unsealed(Path(self._cache_path) / name))

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        data = io.BytesIO()
        yield data
        with super()._open_for_write(filepath) as file:
            file.write(hashlib.sha256(data.getvalue()).digest() + data.getvalue())


class _Place:
    """Where the code of one function is kept, and what says that it is that of its source; Numba calls it a locator."""

    def __init__(self, function: Any, file: str) -> None:
        self._py_file = file
        self._line: int = function.__code__.co_firstlineno
        self._own = Path(file).is_relative_to(PACKAGE)
        self._folder = Path(_CONFIG.CACHE_DIR) / (subfolder(Path(file)) if self._own else _digest(file.encode()))

    @classmethod
    def from_function(cls, function: Any, file: str) -> "_Place":
        """Return the place of a function."""
        return cls(function, file)

    def ensure_cache_path(self) -> None:
        """Make the folder, if it can be made; if not, saving says so."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(self._folder)

    def get_source_stamp(self) -> str:
        """Return what changes when the source does."""
        # For sources of the package the name of the folder does.
        return "" if self._own else _digest(Path(self._py_file).read_bytes())

    def get_disambiguator(self) -> str:
        """Return what tells functions of one name apart."""
        return str(self._line)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


class _Choices(_NumbaChoices):  # type: ignore[misc]  # Numba has no types here
    _locator_classes: Any = (_Place,)

    def reduce(self, cres: Any) -> Any:
        return kept(cres.library, super().reduce(cres))

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        return loaded(payload, lambda reduced: super(_Choices, self).rebuild(target_context, reduced))


class SealedCache(FunctionCache):
    """The compiled code of one function on disk, one index for all types it is compiled for."""

    _impl_class = _Choices

    def __init__(self, function: Any) -> None:
        """Find its place in the folder that Numba's settings name."""
        super().__init__(function)  # type: ignore[no-untyped-call]  # Numba has no types here
        self._cache_file.__class__ = SealedCacheFile

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return compiled code, or none where it has to be compiled.

        Numba would make ready for compiling before, which takes a fifth of a short command. It does so again when it
        compiles; what is loaded needs no more than the functions that arrays are made with.
        """
        _RUNTIME.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)  # type: ignore[no-untyped-call]  # Numba has no types here


def _unsealed(path: Path) -> bytes:
    """Return what was written to a file.

    Raises:
        OSError: It is not there, or holds something else.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(f"{path} is not a file")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        seal, data = file.read(_DIGEST_BYTES), file.read()
    if hashlib.sha256(data).digest() != seal:
        _LOG.debug("%s is not what was written, so it is compiled anew", path)
        raise OSError(f"{path} is not what was written")
    return data
