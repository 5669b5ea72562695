"""Gambit's games as scenarios, and scenarios as Gambit's games: `.nfg`, a matrix, and `.efg`, a tree.

A game in which each player picks one of its strategies is a scenario in which each party alone controls one issue, the
choice of its strategy, and the parties negotiate over what all will play. What everybody's choices together are worth
is stated as a bonus for that combination. A game says nothing about what each has without an agreement: that is taken
to be what each can secure alone by a strategy that it plays for sure.

A scenario in which every issue is in one party's hands is exported as that game. Any other is exported as its game of
holding firm on conditions (`sim.lenses.firmness`), which cannot be read back as the scenario it came from.

Source:
    What one can secure alone: von Neumann and Morgenstern (1944).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from sim.formats import ExportedFiles, ImportedScenario
from sim.formats.additive import checked_data
from sim.formats.efg import read_efg, write_efg
from sim.formats.files import CONTROL, bytes_of, fault, head_of, today
from sim.formats.gambit_words import BrokenGameError
from sim.formats.ids import ids_of
from sim.formats.matrix_tables import is_matrix, read_matrix
from sim.formats.nfg import read_nfg, write_nfg
from sim.formats.unread import refuse_unread
from sim.lenses.firmness import LIMIT_CHOICES, firmness
from sim.lenses.matrices import MatrixGame, profiles
from sim.lenses.trees import GameTree, in_turn, strategic_form
from sim.lenses.worths import Worths, worths
from sim.scenario.base import FORMAT
from sim.scenario.checks.names import RESERVED_ISSUES, RESERVED_OPTIONS
from sim.scenario.deciders import members
from sim.scenario.faults import ScenarioError
from sim.scenario.likeness import GAME, told_apart
from sim.scenario.model import Scenario
from sim.texts import shortened

__all__ = ["EFG", "NFG", "GameFormat", "game_in", "game_of", "read_efg", "read_nfg", "write_efg", "write_nfg"]

T = TypeVar("T")
MOST_TEXT = 4_000
"""Longest name that a scenario may have, in letters."""
LARGEST_PAYOFF = 10_000.0
"""Largest payoff, in points, that a scenario may state for a combination."""
ONLY_CHOICES = "All but who chooses what and what each choice is worth: time, chance, conditions, pledges, events."
HOLDING_FIRM = (
    "All but its game of holding firm: issues are not each in one party's hands, so strategies are the conditions that "
    "each party insists on."
)
ORDER = "The order of moves and what each player knows: what stands here is the tree's strategic form."


@dataclass(frozen=True)
class GameFormat:
    """One kind of Gambit's files.

    Attributes:
        head: How such a file begins.
        suffix: How its name ends.
        reader: Makes a matrix from a text, and says what in the file the matrix does not hold.
        writer: Makes a text from a matrix, whose players choose at the same time.
    """

    head: bytes
    suffix: str
    reader: Callable[[str], tuple[MatrixGame, tuple[str, ...]]]
    writer: Callable[[MatrixGame], str]

    def recognises(self, files: Sequence[Path]) -> bool:
        """Return whether there is one file, and it begins like this format."""
        return len(files) == 1 and head_of(files[0]).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(self.head)

    def read(self, files: Sequence[Path]) -> ImportedScenario:
        """Return the scenario of a game.

        Raises:
            ScenarioError: It is broken, too large, or not a game of choices between two players or more.
            ValueError: There is more than one file.
        """
        if len(files) != 1:
            raise ValueError(f"found {len(files)} files, expected one game")
        game, left_out = _told(files[0], self.reader)
        data = scenario_data(game, files[0], left_out)
        return ImportedScenario(checked_data(data, str(files[0])), left_out)

    def write(self, scenario: Scenario) -> ExportedFiles:
        """Return a scenario's game as a file.

        Raises:
            ValueError: It has no game: neither is every issue in one party's hands, nor are there conditions.
        """
        game, note = game_of(scenario)
        return ExportedFiles({f"{scenario.id}{self.suffix}": self.writer(game)}, (note,))


def _tree_as_matrix(text: str) -> tuple[MatrixGame, tuple[str, ...]]:
    """Return a tree's strategic form, and that the tree says more, if it does."""
    tree = read_efg(text)
    game = strategic_form(tree)
    return game, (() if write_efg(in_turn(game, blind=True)) == write_efg(tree) else (ORDER,))


NFG = GameFormat(b"NFG", ".nfg", lambda text: (read_nfg(text), ()), write_nfg)
EFG = GameFormat(b"EFG", ".efg", _tree_as_matrix, lambda game: write_efg(in_turn(game, blind=True)))


def game_in(file: Path) -> tuple[MatrixGame | None, GameTree | None]:
    """Return the game in a file: a matrix, even in a spreadsheet, or a tree.

    Raises:
        ScenarioError: It is broken, or neither kind.
    """
    with told_apart(file, GAME, expected="a game: .nfg, .efg, or a payoff matrix (.csv, .xlsx)"):
        return _game_in(file)


def _game_in(file: Path) -> tuple[MatrixGame | None, GameTree | None]:
    refuse_unread(file)
    if is_matrix(file):
        return read_matrix(file), None

    def either(text: str) -> tuple[MatrixGame | None, GameTree | None]:
        tree = text.lstrip("\ufeff \t\r\n").startswith("EFG")
        return (None, read_efg(text)) if tree else (read_nfg(text), None)

    return _told(file, either)


def _told(file: Path, reader: Callable[[str], T]) -> T:
    """Read a file; what is wrong with it is reported with its place.

    Raises:
        ScenarioError: Something is wrong with it.
    """
    data = bytes_of(file)
    try:
        return reader(_without_controls(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fault(file, (line, 1), "bytes that are not UTF-8", "a file saved as UTF-8") from None
    except BrokenGameError as error:
        raise fault(file, (error.line, 1), error.found, error.expected) from error
    except ScenarioError:
        raise
    except ValueError as error:
        found, _, expected = str(error).removeprefix("found ").partition(", expected ")
        raise fault(file, (1, 1), found, expected or "a game") from error


def _without_controls(text: str) -> str:
    """Return a text, having made sure that nothing in it steers a terminal.

    Raises:
        BrokenGameError: It contains a control character.
    """
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise BrokenGameError(line, f"the control character U+{ord(found.group()):04X}", "text")
    return text


def scenario_data(game: MatrixGame, file: Path, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Return a game as a scenario's plain data; what the file does not state is assumed, and marked as such.

    Raises:
        ScenarioError: There are fewer than two players, a player has nothing to choose, there are too many choices, or
            a payoff is too large.
    """
    _check(game, file)
    parties = ids_of(game.players)
    issues = ids_of((f"choice of {name}" for name in game.players), RESERVED_ISSUES)
    options = [ids_of(names, RESERVED_OPTIONS) for names in game.strategies]
    title = game.title.strip()[:MOST_TEXT] or file.stem
    whole = {issues[0]: options[0]}
    return {
        "format": FORMAT,
        "id": ids_of([title])[0],
        "title": title,
        "as_of": today(),
        "sources": {"file": {"title": f"A game of Gambit's: {title}"[:MOST_TEXT], "date": today()}},
        "protocol": {"horizon_days": 30, "sessions_per_day": 1, "status_quo": "outside", "speaks": "alternating"},
        "parties": {party: _party(game, p) for p, party in enumerate(parties)},
        "issues": {
            issue: {
                **_label(f"Choice of {game.players[p]}"),
                "controlled_by": [parties[p]],
                "options": {o: _label(name) for o, name in zip(options[p], game.strategies[p], strict=True)},
                "source": "file",
            }
            for p, issue in enumerate(issues)
        },
        "worth": {party: _worth(game, p, issues, options) for p, party in enumerate(parties)},
        "outcomes": {
            "agreed": {"label": "they agree on what all play", "when": {"ever": whole}},
            "no_deal": {"label": "no agreement", "otherwise": True},
        },
        **({"left_out": {f"note_{number}": text for number, text in enumerate(left_out, 1)}} if left_out else {}),
    }


def _check(game: MatrixGame, file: Path) -> None:
    if len(game.players) < 2:
        raise fault(file, (1, 1), "a game of one player", "two players at least")
    if min(game.sizes) < 2:
        lone = game.players[int(np.argmin(game.sizes))]
        raise fault(file, (1, 1), f"one strategy of {shortened(lone, 40)!r}", "two at least for each player")
    if prod(game.sizes) > LIMIT_CHOICES:
        found = f"{prod(game.sizes):,} choices of strategies"
        raise fault(file, (1, 1), found, f"at most {LIMIT_CHOICES:,} in a scenario")
    if float(np.abs(game.payoffs).max()) > LARGEST_PAYOFF:
        found = f"a payoff of {float(np.abs(game.payoffs).max()):g}"
        raise fault(file, (1, 1), found, f"at most {LARGEST_PAYOFF:g} points in a scenario")


def _label(name: str) -> dict[str, str]:
    """Return a name on screen, if there is one."""
    return {"label": name[:MOST_TEXT]} if name else {}


def _party(game: MatrixGame, player: int) -> dict[str, Any]:
    why = (
        "The file states no payoff without an agreement: what the player can secure alone by a strategy played surely."
    )
    rest = "The file states neither tactic nor precision nor patience: evenly from 90 to 10 %, exact, 30 days."
    return {
        **_label(game.players[player]),
        "no_deal": {"value": secured(game, player), "assumed": why},
        "tactic": {"kind": "time", "from": 0.9, "to": 0.1},
        "precision": "exact",
        "patience_days": 30,
        "assumed": rest,
    }


def secured(game: MatrixGame, player: int) -> float:
    """Return the most that a player is sure of by one of its strategies: max over s_i of min over s_-i of u_i."""
    table = np.moveaxis(game.payoffs[player], player, 0).reshape(game.sizes[player], -1)
    return float(table.min(axis=1).max())


def _worth(game: MatrixGame, player: int, issues: Sequence[str], options: Sequence[Sequence[str]]) -> dict[str, Any]:
    bonus = {}
    for number, cell in enumerate(profiles(game), 1):
        points = float(game.payoffs[(player, *cell)])
        if points:
            when = {issue: options[p][cell[p]] for p, issue in enumerate(issues)}
            bonus[f"choice_{number}"] = {"when": when, "points": points, "source": "file"}
    return {"source": "file", **({"bonus": bonus} if bonus else {})}


def game_of(scenario: Scenario) -> tuple[MatrixGame, str]:
    """Return the game that a scenario is exported as, and what in the scenario it leaves out.

    Raises:
        ValueError: There is none.
    """
    found = worths(scenario)
    hands = _hands(scenario)
    if hands is None or len(found.states) != prod(len(issue.options) for issue in scenario.issues.values()):
        return firmness(scenario).game, HOLDING_FIRM
    return _of_choices(found, hands), ONLY_CHOICES


def _hands(scenario: Scenario) -> Mapping[str, Sequence[str]] | None:
    """Return the issues of each party that decides any alone; None if an issue is in several parties' hands."""
    held: dict[str, list[str]] = {}
    for issue in scenario.issues:
        deciding = members(scenario, issue)
        if len(deciding) != 1:
            return None
        held.setdefault(deciding[0], []).append(issue)
    return {party: held[party] for party in scenario.parties if party in held} if len(held) > 1 else None


def _of_choices(found: Worths, hands: Mapping[str, Sequence[str]]) -> MatrixGame:
    """Return the game in which each party picks an option on each of its issues."""
    scenario = found.game.scenario
    sets = [list(product(*(scenario.issues[issue].options for issue in mine))) for mine in hands.values()]
    strategies = tuple(
        tuple(
            ", ".join(scenario.option_name(issue, option) for issue, option in zip(mine, chosen, strict=True))
            for chosen in listed
        )
        for mine, listed in zip(hands.values(), sets, strict=True)
    )
    places = {tuple(sorted(found.deal(place).items())): place for place in range(len(found.states))}
    columns = [found.parties.index(party) for party in hands]
    table = np.zeros((len(hands), *(len(listed) for listed in sets)))
    for cell in np.ndindex(*table.shape[1:]):
        pairs = [
            pair
            for mine, listed, s in zip(hands.values(), sets, cell, strict=True)
            for pair in zip(mine, listed[s], strict=True)
        ]
        table[(slice(None), *cell)] = found.value[places[tuple(sorted(pairs))], columns]
    names = tuple(scenario.name_of("parties", party) for party in hands)
    return MatrixGame(scenario.title, names, strategies, table)
