"""Compiled code on disk under a checksum: a file that is damaged is compiled anew, and never loaded.

Numba unpickles whatever is in its cache, and runs it. Here each file begins with a digest of the rest; one that is not
what was written, or is not a file, counts as missing, and if one cannot be written, Parley does without it.
"""

import hashlib
import io
import logging
import os
import pickle
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numba.core.caching import IndexDataCacheFile

_LOG = logging.getLogger(__name__)
_DIGEST_BYTES = hashlib.sha256().digest_size


class SealedCacheFile(IndexDataCacheFile):
    """Index and data of one function's compiled code."""

    def save(self, key: Any, data: Any) -> None:
        """Keep compiled code, if it can be kept."""
        try:
            super().save(key, data)  # type: ignore[no-untyped-call]
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
