"""How runs are played: on how many threads, told to whom, stopped by whom. None of it changes a number."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypedDict

Progress = Callable[[int, int], None]
"""(runs done, runs wanted), called between blocks."""

BLOCK = 256
"""Runs a thread plays before it reports and checks whether it should stop."""


class PlayKeywords(TypedDict):
    """The options of every public function that plays ensembles, as its keywords."""

    threads: int | None
    progress: Progress | None
    cancel: threading.Event | None


class BlockKeywords(PlayKeywords):
    """The same with `block`, where a function takes that too."""

    block: int | None


@dataclass(frozen=True)
class PlayOptions:
    """How runs are played.

    Attributes:
        threads: Threads to use; none: one per processor.
        block: Runs a thread plays at a stretch; none: `BLOCK`.
        progress: Called with (runs done, runs wanted) between blocks.
        cancel: Set it to stop between blocks; what is finished is the result.
    """

    threads: int | None = None
    block: int | None = None
    progress: Progress | None = None
    cancel: threading.Event | None = None

    @property
    def keywords(self) -> PlayKeywords:
        """These options for a public function, which takes them one by one."""
        return {"threads": self.threads, "progress": self.progress, "cancel": self.cancel}

    @property
    def block_keywords(self) -> BlockKeywords:
        """The same for a public function that takes `block` too."""
        return {**self.keywords, "block": self.block}

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.cancel is not None and self.cancel.is_set()

    @property
    def workers(self) -> int:
        """How many threads to use.

        Raises:
            ValueError: `threads` is not positive.
        """
        return _positive(self.threads if self.threads is not None else processors())

    @property
    def stretch(self) -> int:
        """How many runs a thread plays at a stretch.

        Raises:
            ValueError: `block` is not positive.
        """
        return _positive(self.block if self.block is not None else BLOCK)

    def tell(self, done: int, wanted: int) -> None:
        """Say how far along it is."""
        if self.progress is not None:
            self.progress(done, wanted)

    def told(self, progress: Progress | None) -> "PlayOptions":
        """Return the same, with progress told to somebody else."""
        return replace(self, progress=progress)

    def part(self, before: int, wanted: int) -> "PlayOptions":
        """Return the same for a part of what is played: so many runs came before it, so many are wanted in all."""
        if self.progress is None:
            return self
        progress = self.progress
        return self.told(lambda done, _: progress(before + done, wanted))


NO_OPTIONS = PlayOptions()
"""Played on all processors, told to nobody, stopped by nobody."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError("threads and block must be at least 1")
    return number
