"""Games ready to be watched: made once, shared by all models of a batch."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

from sim.arrays import Floats
from sim.game.build import Game, make_game
from sim.game.cases import draw
from sim.game.records import plan_of
from sim.game.tactics import Switchboard, callback, switchboard
from sim.kernel.compile import packed
from sim.paths import scenarios_dir
from sim.provenance import texts_of
from sim.rules.state import PLUG_IN, Case
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import not_a_scenario
from sim.scenario.model import Scenario
from sim.trace.narrative import deal_in_words

Playable = Scenario | Game | str | PathLike[str]
"""What can be watched: a scenario, the game made of one, or a scenario's name or path."""

BLOCK = 32
"""How many runs have their inputs drawn at once."""


Changes = ChangeLike | Sequence[ChangeLike] | None
"""What-ifs as a model takes them: one, several or none."""


class PreparedGame:
    """What all models of one game share.

    Attributes:
        game: The game.
        board: Its board as rules take it.
        plan: Where the numbers of a record are found.
    """

    def __init__(self, game: Game) -> None:
        """Pack the board of a game."""
        self.game = game
        self.board: Any = packed(game.board)
        self.plan = plan_of(game)
        self._labels: dict[int, str] = {}
        self._drawn: tuple[int, int, Floats] | None = None
        self._plugged = bool((game.board.tactic >= PLUG_IN).any())
        self._built_in = self._switchboard()

    def label(self, state: int) -> str:
        """Return what in a state goes beyond the status quo, in words."""
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


def prepare(scenario: Playable, changes: Sequence[ChangeLike] = ()) -> PreparedGame:
    """Return what is to be played, prepared; the last few are kept, since a batch asks for the same one every run.

    Args:
        scenario: A scenario, the game made of one, or a scenario's name or path.
        changes: What-ifs, applied in order.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.
    """
    texts = tuple(text for change in changes for text in texts_of(change))
    if isinstance(scenario, Game | Scenario):
        return _prepared(_IdentityKey(scenario), texts)
    given: object = scenario
    if not isinstance(given, str | PathLike):
        raise not_a_scenario(given)
    return _prepared(_File(fspath(scenario), _stamp(scenario)), texts)


def _listed(changes: Changes) -> Sequence[ChangeLike]:
    """Return what-ifs as a list, however many were named; an empty text names none."""
    if changes is None or changes == "":
        return ()
    return (changes,) if isinstance(changes, str | Mapping) else changes


def what_ifs(changes: Changes, settings: Changes) -> list[ChangeLike]:
    """Return changes, then single settings, so that what is set by hand holds.

    Raises:
        ValueError: One is not `PATH=VALUE`. (In `mesa.batch_run` put a mapping in a list, or Mesa varies its keys.)
    """
    for one in _listed(settings):
        if isinstance(one, str) and "=" not in one:
            raise ValueError(f"settings take PATH=VALUE or a mapping of paths to values, not {one!r}")
    return [*_listed(changes), *_listed(settings)]


class _IdentityKey:
    """A key that is equal only for the very same object."""

    def __init__(self, thing: Game | Scenario) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _IdentityKey) and self.thing is other.thing


class _File(NamedTuple):
    """A scenario by name or path, as the file stands."""

    name: str
    stamp: tuple[int, int] | None


@lru_cache(maxsize=16)
def _prepared(source: _IdentityKey | _File, changes: tuple[str, ...]) -> PreparedGame:
    """Load a scenario, anew when its file has changed."""
    from sim.scenario.documents import load

    thing = source.thing if isinstance(source, _IdentityKey) else load(source.name)
    if isinstance(thing, Game):
        return PreparedGame(make_game(apply(thing.scenario, changes)) if changes else thing)
    return PreparedGame(make_game(apply(thing, changes)))


def _stamp(name_or_path: str | PathLike[str]) -> tuple[int, int] | None:
    """Return what changes when the file of a scenario does."""
    for path in (Path(name_or_path), scenarios_dir() / f"{fspath(name_or_path)}.yaml"):
        if path.is_file():
            return path.stat().st_mtime_ns, path.stat().st_size
    return None
