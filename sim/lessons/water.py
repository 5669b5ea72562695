"""Lesson: moves and answers. A published quarrel about a lake, where it may settle, and what mistakes do to that."""

from functools import cache

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats
from sim.lenses.concepts import Verdicts, verdicts
from sim.lenses.graph import from_ranking, of_options
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 3000
TURNS = 20
ECONOMY, ENVIRONMENT = 0, 1
STATES = tuple("".join("NY"[number >> option & 1] for option in range(3)) for number in range(8))
"""Options: the federal government keeps its ban on exports, the province lifts its own, supporters appeal."""


@cache
def lake(wants: int) -> Verdicts:
    """Return the conflict over Lake Gisborne, judged, by what the province cares for most.

    Source:
        Li, Hipel, Kilgour and Fang (2004), the three parties' orders of the eight states.
    """
    province = ([3, 7, 4, 8, 1, 5, 2, 6], [2, 6, 1, 5, 4, 8, 3, 7])[wants]
    best_first = {"federal": [2, 6, 4, 8, 1, 5, 3, 7], "province": province, "support": [3, 4, 7, 8, 5, 6, 1, 2]}
    owners = {"federal": [0], "province": [1], "support": [2]}
    ranks = {party: [float(rank) for rank in from_ranking(order, 8)] for party, order in best_first.items()}
    return verdicts(of_options(STATES, owners, ranks))


def stable(wants: int, concept: str = "nash") -> list[int]:
    """Return the states that everybody stays in, numbered from 1."""
    return [int(state) + 1 for state in lake(wants).equilibria(concept)]


def turn(wants: int, careless: float) -> Floats:
    """Return [8, 8] the chances of going from state to state in a turn.

    One of the parties, all equally likely, may change its option. It does if it gains; with chance `careless` it does
    what a coin says.
    """
    found = lake(wants)
    chances = np.zeros((8, 8))
    for mover in range(len(found.conflict.movers)):
        moves = found.conflict.moves[mover]
        chances += (1.0 - careless) * found.improvements[mover] + careless * 0.5 * moves
    chances /= len(found.conflict.movers)
    return chances + np.diag(1.0 - chances.sum(axis=1))


def chances_after(settings: Settings, turns: int = TURNS) -> Floats:
    """Return [turns + 1, 8] how likely each state is after each turn, from the one at the start."""
    step = turn(int(settings["wants"]), settings["careless"])
    rows = [np.eye(8)[int(settings["start"]) - 1]]
    for _ in range(turns):
        rows.append(rows[-1] @ step)
    return np.array(rows)


def turns_needed(wants: int, start: int) -> float:
    """Return the mean number of turns until nobody who is careful moves any more."""
    moving = [state for state in range(8) if state + 1 not in stable(wants)]
    among = turn(wants, 0.0)[np.ix_(moving, moving)]
    waits = dict(zip(moving, np.linalg.solve(np.eye(len(moving)) - among, np.ones(len(moving))), strict=True))
    return float(waits.get(start - 1, 0.0))


def played(settings: Settings, rng: Generator) -> Floats:
    """Play the quarrel and return [turns + 1, runs] where it stands, party by party and move by move."""
    found, careless = lake(int(settings["wants"])), settings["careless"]
    goes_to = found.conflict.moves.argmax(axis=2)
    gains = np.asarray(found.improvements.any(axis=2))
    states = np.full((TURNS + 1, RUNS), int(settings["start"]) - 1)
    for number in range(TURNS):
        now, mover = states[number], rng.integers(0, len(goes_to), RUNS)
        by_coin = rng.random(RUNS) < careless
        changes = np.where(by_coin, rng.random(RUNS) < 0.5, gains[mover, now])
        states[number + 1] = np.where(changes, goes_to[mover, now], now)
    return states.astype(np.float64)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how often the quarrel stands where theory says that it settles, turn by turn."""
    rng, wants = luck(seed, *settings.values()), int(settings["wants"])
    settled = [state - 1 for state in stable(wants)]
    exact = chances_after(settings)[:, settled].sum(axis=1)
    share = np.isin(played(settings, rng), settled).mean(axis=1)
    # At the start there is nothing to draw; elsewhere a share of all or none of the runs is still not certain.
    half = np.array([half_interval(float(one * (1.0 - one)), RUNS) for one in share])
    named = " and ".join(str(state + 1) for state in settled)
    sentence = (
        f"The one state that nobody leaves is {named}. From state {settings['start']:.0f} careful parties need "
        f"{turns_needed(wants, int(settings['start'])):.1f} turns on average to reach it; with the mistakes set here "
        f"it holds after {TURNS} turns in {100 * exact[-1]:.0f} of 100 runs, under these assumptions."
    )
    turns = tuple(float(number) for number in range(TURNS + 1))
    low, high = np.maximum(share - half, 0.0), np.minimum(share + half, 1.0)
    label = f"in state {named}"
    series = (
        Series(f"{label}, in theory", "theory", turns, tuple(map(float, exact))),
        Series(
            f"{label}, share of runs",
            "simulation",
            turns,
            tuple(map(float, share)),
            tuple(low.tolist()),
            tuple(high.tolist()),
        ),
    )
    return LessonFinding(sentence, "turns", "share of runs", series, RUNS)


TEXT = """
In the 1990s a company asked to export water in bulk from Lake Gisborne in Newfoundland. Three had a say: the
**federal** government could go on with a ban on exports or drop it, the **province** could lift its own prohibition,
and **supporters** of the export could appeal. Each says yes or no, which makes eight states. Researchers ranked them
for each party. That is all a **graph model** needs: states, who can move between which, and who prefers what. No
worths, no chances.

States are numbered by their options: one for none, plus 1 if the ban is kept, plus 2 if the province lifts its own,
plus 4 for an appeal. A state is **stable** for a party that has no move it gains by. This is Nash's idea. Others look
further: *sequential* stability lets a party stay because the others would answer a move of its own, to their gain and
its loss. Where all parties stay, the quarrel may settle.

Here is what makes the case a good one. It turns on **what the province wants**. If it cares for its economy most, one
state is left by nobody; if for the environment, another. The knob switches between the two, and the rest stays the
same. So the model says what must be found out before anything else is argued about.

Does the quarrel get there? In the picture a party is drawn each turn and moves if it gains. Dots are such walks, the
line is the exact chance. Walks of careful parties end in the stable state from wherever they begin, but not at once,
and on the way pass through states that no party would call its aim. With **mistakes**, moves made by the toss of a
coin, the stable state is left now and then and found again: it then is where the quarrel *mostly* stands.

For practice: list who can change what alone, and what each would do next. A deal that somebody gains by leaving needs
an answer that hurts and that is credible, or it is not a deal yet. In Parley's scenarios the stability lens does this
with every deal, signing and denouncing being moves, and names who would leave which deal and what deters them. What
it does not know is time, strength, or how sure anybody is of the others' wishes.
"""

LESSON = Lesson(
    id="water",
    title="Moves, answers and a lake",
    idea="A quarrel settles where nobody has a move to gain by. Who can do what, and in which order they rank the "
    "states, is enough to find out where, and one party's wish can decide it.",
    text=TEXT,
    knobs=(
        Knob("wants", "The province cares for", 0, 1, 0, 1, "", "0: its economy most; 1: the environment most."),
        Knob("start", "The quarrel begins in state", 1, 8, 2, 1, "", "2: the ban is kept, nobody else has moved."),
        Knob("careless", "Moves made by mistake", 0, 0.5, 0.1, 0.05, "share", "What is then done a coin decides."),
    ),
    play=play,
    exercises=(
        Exercise(
            "The province cares for its economy most. Which state is left by nobody?",
            "The federal government always keeps its ban, supporters appeal only if the province does not give in.",
            lambda: float(stable(ECONOMY)[0]),
            0.1,
            "State 4: the ban is kept, the province lifts its own prohibition, and nothing is left to appeal for.",
        ),
        Exercise(
            "The same with a province that cares for the environment most.",
            "What do supporters do about a province that keeps its prohibition?",
            lambda: float(stable(ENVIRONMENT)[0]),
            0.1,
            "State 6: the ban and the prohibition stay, and supporters appeal.",
        ),
        Exercise(
            "The quarrel begins in state 2, and the province cares for its economy most. How many turns does it take "
            "on average until it is settled if nobody errs?",
            "Set mistakes to 0 and read the sentence; or: in state 2 two of three parties have a move to gain by.",
            lambda: turns_needed(ECONOMY, 2),
            0.1,
            "Either the province moves first, and all is settled, or supporters appeal first, and then the province "
            "and the supporters must each have another turn.",
        ),
    ),
    note="Twenty-five minutes. Put the eight states on cards, give three groups their rankings, and let them move in "
    "an order drawn by lot until nobody wants to. Then exchange the province's ranking only. Typical mistakes: "
    "comparing the heights of ranks between parties, and taking the state that all like fairly well for the stable "
    "one. Ask what each party would give to know the province's ranking.",
    references=(
        "L. Fang, K. W. Hipel, D. M. Kilgour (1993): Interactive Decision Making: The Graph Model for Conflict "
        "Resolution. Wiley.",
        "K. W. Li, K. W. Hipel, D. M. Kilgour, L. Fang (2004): Preference uncertainty in the graph model for conflict "
        "resolution. IEEE Transactions on Systems, Man, and Cybernetics A 34, 507-520.",
    ),
)
