"""Games ready to be watched: made once, shared by all models of a batch."""

from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from sim.arrays import Floats
from sim.game.build import Game, make_game
from sim.game.cases import draw
from sim.game.records import column_names
from sim.game.tactics import Switchboard, callback, switchboard
from sim.kernel.compile import packed
from sim.paths import scenarios_dir
from sim.rules.state import PLUG_IN, Case
from sim.scenario.documents import not_a_scenario
from sim.scenario.model import Scenario
from sim.trace.narrative import deal_in_words

Playable = Scenario | Game | str | PathLike[str]
"""What can be watched: a scenario, the game made of one, or a scenario's name or path."""

BLOCK = 32
"""Runs whose inputs are drawn at once."""


class Prepared:
    """What all models of one game share.

    Attributes:
        game: The game.
        board: Its board as rules take it.
        width: Columns of a record.
    """

    def __init__(self, game: Game) -> None:
        """Pack the board of a game."""
        self.game = game
        self.board: Any = packed(game.board)
        self.width = sum(1 for _ in column_names(game))
        self._labels: dict[int, str] = {}
        self._drawn: tuple[int, int, Floats] | None = None
        self._plugged = bool((game.board.tactic >= PLUG_IN).any())
        self._built_in = self._switchboard()

    def label(self, state: int) -> str:
        """Return what of a state goes beyond the status quo, in words."""
        if state not in self._labels:
            self._labels[state] = deal_in_words(self.game.scenario, self.game.deal(state))
        return self._labels[state]

    def case(self, seed: int, run: int) -> Case:
        """Return the inputs of a run; some neighbours' are drawn with it, since a batch will ask for them next."""
        block, place = divmod(run, BLOCK)
        drawn = self._drawn
        if drawn is None or drawn[:2] != (seed, block):
            # Kept in one piece, since other threads may watch other runs of this game.
            self._drawn = drawn = (seed, block, draw(self.game, BLOCK, seed, first=block * BLOCK))
        return self.game.case(drawn[2][place])

    def outside(self) -> tuple[Switchboard, Any]:
        """Return a switchboard for plug-in tactics, one's own if there are any, and what rules take for it."""
        return self._switchboard() if self._plugged else self._built_in

    def _switchboard(self) -> tuple[Switchboard, Any]:
        made = switchboard(self.game.board.tactic.tolist())
        return made, callback(made)


def prepare(scenario: Playable) -> Prepared:
    """Return what is to be played, prepared; the last few are kept, since a batch asks for the same one every run."""
    if isinstance(scenario, Game):
        return _prepared(_Same(scenario))
    if isinstance(scenario, Scenario):
        return _made(_Same(scenario))
    given: object = scenario
    if not isinstance(given, str | PathLike):
        raise not_a_scenario(given)
    return _loaded(fspath(scenario), _stamp(scenario))


class _Same:
    """A key that is equal only for the very same object."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing


@lru_cache(maxsize=4)
def _prepared(game: _Same) -> Prepared:
    return Prepared(game.thing)


@lru_cache(maxsize=4)
def _made(scenario: _Same) -> Prepared:
    return Prepared(make_game(scenario.thing))


@lru_cache(maxsize=4)
def _loaded(name_or_path: str, stamp: tuple[int, int] | None) -> Prepared:
    """Load a scenario, anew when its file has changed."""
    from sim.scenario.documents import load

    return Prepared(make_game(load(name_or_path)))


def _stamp(name_or_path: str | PathLike[str]) -> tuple[int, int] | None:
    """Return what changes when the file of a scenario does."""
    for path in (Path(name_or_path), scenarios_dir() / f"{fspath(name_or_path)}.yaml"):
        if path.is_file():
            return path.stat().st_mtime_ns, path.stat().st_size
    return None
