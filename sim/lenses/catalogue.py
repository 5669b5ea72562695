"""Classic games as data, each with its source and its known equilibria."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.lenses.matrices import MatrixGame, two_players
from sim.lenses.trees import END, GameNode, GameTree
from sim.scenario.faults import did_you_mean, one_of


@dataclass(frozen=True)
class Classic:
    """A game that everybody should know.

    Attributes:
        name: Its id.
        game: The matrix, or the tree.
        lesson: What it shows, in a sentence.
        source: Where it is from.
        known: Equilibria as published. Of a matrix: for each player the chance of each strategy. Of a tree: the
            actions on the way that is taken in a subgame-perfect equilibrium.
    """

    name: str
    game: MatrixGame | GameTree
    lesson: str
    source: str
    known: tuple[tuple[tuple[float, ...], ...], ...] | tuple[tuple[str, ...], ...]


def _matrix(
    title: str,
    rows: Sequence[Sequence[tuple[float, float]]],
    labels: tuple[Sequence[str], Sequence[str]],
    players: tuple[str, str] = ("row", "column"),
) -> MatrixGame:
    return two_players(title, rows, players, labels)


PURE = {0: (1.0, 0.0), 1: (0.0, 1.0)}
"""One of two strategies, surely."""

COOPERATE = ("cooperate", "defect")


def _centipede() -> GameTree:
    """Four turns to take the larger part of a growing pot or to pass it on."""
    takes = [(4, 1), (2, 8), (16, 4), (8, 32)]
    nodes: list[GameNode] = []
    for turn, payoff in enumerate(takes):
        nodes.append(GameNode(turn % 2, turn, ("take", "pass"), (2 * turn + 1, 2 * turn + 2), name=f"turn {turn + 1}"))
        nodes.append(GameNode(END, payoff=payoff))
    nodes.append(GameNode(END, payoff=(64, 16)))
    return GameTree("Centipede", ("first", "second"), tuple(nodes))


def _ultimatum(pie: int = 4) -> GameTree:
    """One offers a share of a pie, the other takes it or neither gets anything."""
    offers = range(pie + 1)
    nodes = [GameNode(0, 0, tuple(f"offer {offer}" for offer in offers), tuple(1 + 3 * offer for offer in offers))]
    for offer in offers:
        at = len(nodes)
        nodes.append(GameNode(1, offer, ("accept", "reject"), (at + 1, at + 2)))
        nodes += [GameNode(END, payoff=(pie - offer, offer)), GameNode(END, payoff=(0, 0))]
    return GameTree("Ultimatum", ("proposer", "responder"), tuple(nodes))


def _crisis(audience: float) -> GameTree:
    """A challenge, resistance, and then war or backing down before the public, with a prize of 1."""
    nodes = (
        GameNode(0, 0, ("challenge", "leave it"), (1, 2)),
        GameNode(1, 0, ("resist", "concede"), (3, 4)),
        GameNode(END, payoff=(0.0, 1.0), name="status quo"),
        GameNode(0, 1, ("attack", "back down"), (5, 6)),
        GameNode(END, payoff=(1.0, 0.0), name="concession"),
        GameNode(END, payoff=(-0.2, -0.3), name="war"),
        GameNode(END, payoff=(-audience, 1.0), name="backed down"),
    )
    return GameTree(f"Crisis with audience costs of {audience:g}", ("challenger", "defender"), nodes)


def _demands(pie: int = 4) -> list[list[tuple[float, float]]]:
    asked = range(1, pie)
    return [[(float(a), float(b)) if a + b <= pie else (0.0, 0.0) for b in asked] for a in asked]


CLASSICS: tuple[Classic, ...] = (
    Classic(
        "prisoners_dilemma",
        _matrix("Prisoner's dilemma", [[(3, 3), (0, 5)], [(5, 0), (1, 1)]], (COOPERATE, COOPERATE)),
        "Each does better by defecting whatever the other does, and both end worse than they could.",
        "Tucker (1950); payoffs of Axelrod (1984)",
        ((PURE[1], PURE[1]),),
    ),
    Classic(
        "chicken",
        _matrix("Chicken", [[(3, 3), (2, 4)], [(4, 2), (1, 1)]], (("swerve", "straight"),) * 2),
        "Whoever is known not to give way wins, and if neither gives way both lose most.",
        "Rapoport and Chammah (1966)",
        ((PURE[0], PURE[1]), (PURE[1], PURE[0]), ((0.5, 0.5), (0.5, 0.5))),
    ),
    Classic(
        "stag_hunt",
        _matrix("Stag hunt", [[(4, 4), (0, 3)], [(3, 0), (3, 3)]], (("stag", "hare"),) * 2),
        "The better agreement needs trust, the worse one none.",
        "Rousseau (1755); Skyrms (2004)",
        ((PURE[0], PURE[0]), (PURE[1], PURE[1]), ((0.75, 0.25), (0.75, 0.25))),
    ),
    Classic(
        "battle_of_the_sexes",
        _matrix("Battle of the sexes", [[(2, 1), (0, 0)], [(0, 0), (1, 2)]], (("fight", "ballet"),) * 2),
        "Both want to agree and differ on what.",
        "Luce and Raiffa (1957)",
        ((PURE[0], PURE[0]), (PURE[1], PURE[1]), ((2 / 3, 1 / 3), (1 / 3, 2 / 3))),
    ),
    Classic(
        "matching_pennies",
        _matrix("Matching pennies", [[(1, -1), (-1, 1)], [(-1, 1), (1, -1)]], (("heads", "tails"),) * 2),
        "Whoever can be foreseen loses.",
        "von Neumann and Morgenstern (1944)",
        (((0.5, 0.5), (0.5, 0.5)),),
    ),
    Classic(
        "deadlock",
        _matrix("Deadlock", [[(1, 1), (0, 3)], [(3, 0), (2, 2)]], (COOPERATE, COOPERATE)),
        "Both prefer conflict to cooperating, so nothing is lost by it.",
        "Snyder and Diesing (1977)",
        ((PURE[1], PURE[1]),),
    ),
    Classic(
        "ultimatum",
        _ultimatum(),
        "Who can only say yes or no gets the least that beats nothing.",
        "Güth, Schmittberger and Schwarze (1982)",
        (
            ("proposer: offer 0", "responder: accept"),
            ("proposer: offer 1", "responder: accept"),
        ),
    ),
    Classic(
        "centipede",
        _centipede(),
        "Reasoning from the end takes the small pot at once, though passing on makes it grow.",
        "Rosenthal (1981); payoffs of McKelvey and Palfrey (1992)",
        (("first: take",),),
    ),
    Classic(
        "nash_demand",
        _matrix("Nash demand game", _demands(), (("1", "2", "3"),) * 2),
        "Every split of the pie is an equilibrium; theory must say which.",
        "Nash (1953)",
        (
            ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
            ((0.0, 1.0, 0.0), (0.0, 1.0, 0.0)),
            ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0)),
            ((2 / 3, 1 / 3, 0.0), (0.0, 0.5, 0.5)),
            ((0.0, 0.5, 0.5), (2 / 3, 1 / 3, 0.0)),
            ((1 / 3, 0.0, 2 / 3), (1 / 3, 0.0, 2 / 3)),
            ((1 / 3, 1 / 6, 0.5), (1 / 3, 1 / 6, 0.5)),
        ),
    ),
    Classic(
        "cuban_missile_crisis",
        _matrix(
            "Cuban missile crisis",
            [[(3, 3), (1, 4)], [(2, 2), (4, 1)]],
            (("blockade", "air strike"), ("withdraw", "maintain")),
            ("United States", "Soviet Union"),
        ),
        "Chosen once and at the same time, the compromise is not an equilibrium: the Soviet Union would maintain.",
        "Brams (1985), his second matrix",
        (((0.5, 0.5), (0.75, 0.25)),),
    ),
    Classic(
        "audience_costs",
        _crisis(0.4),
        "Backing down before the public costs more than war, so the threat is believed.",
        "Fearon (1994), with nothing uncertain",
        (("challenger: challenge", "defender: concede"),),
    ),
    Classic(
        "no_audience",
        _crisis(0.0),
        "Backing down costs nothing, so the threat is not believed: made or not, it moves nobody.",
        "Fearon (1994), without audience costs",
        (
            ("challenger: challenge", "defender: resist", "challenger: back down"),
            ("challenger: leave it",),
        ),
    ),
    Classic(
        "inspection",
        _matrix(
            "Inspection game",
            [[(0, 0), (-10, 10)], [(-1, 0), (-6, -90)]],
            (("trust", "inspect"), ("comply", "violate")),
            ("inspector", "inspected"),
        ),
        "Inspections stay rare and violations never cease: each is only as frequent as makes the other indifferent.",
        "Dresher (1962); payoffs of Turocy and von Stengel (2001)",
        (((0.9, 0.1), (0.8, 0.2)),),
    ),
)
"""The catalogue; a row here is all that a classic needs."""


def classic(name: str) -> Classic:
    """Return a classic by its id; `-` and spaces may stand for `_`.

    Raises:
        ValueError: There is none of that name.

    Example:
        >>> classic("chicken").name
        'chicken'
    """
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_").replace("'", "")
    for game in CLASSICS:
        if game.name == wanted:
            return game
    names = [game.name for game in CLASSICS]
    hint = did_you_mean(name, names)
    raise ValueError(f"found no classic {name!r}, expected {one_of(names)}{'. ' if hint else ''}{hint}")
