"""Lesson: both pay until one gives up. Wars of attrition with values that are known, and with private ones."""

from collections.abc import Sequence

import numpy as np

from sim.lenses.overtime.attrition import (
    PRIVATE_MEAN_TIME,
    attrition,
    expected_cost,
    play_attrition,
    play_private,
    stays_until,
)
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 4000
KNOWN = tuple(float(value) for value in np.linspace(0.05, 0.95, 19))
PRIVATE = tuple(float(value) for value in np.linspace(0.075, 0.925, 18))


def wins_privately(value: float) -> float:
    """Return how likely a type wins if values are private: (what it gains + what it pays) / value, each v^2 / 2."""
    return 2.0 * expected_cost(value) / value


def _shares(label: str, x: tuple[float, ...], found: Sequence[float]) -> Series:
    """Return shares of runs with their 95 % intervals."""
    halves = [half_interval(share * (1.0 - share), RUNS, 4.0) for share in found]
    low = tuple(max(0.0, share - half) for share, half in zip(found, halves, strict=True))
    high = tuple(min(1.0, share + half) for share, half in zip(found, halves, strict=True))
    return Series(label, "simulation", x, tuple(found), low, high)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how often the first party wins as the prize becomes worth more to it, with known and private values."""
    v1, v2, costs = settings["v1"], settings["v2"], (settings["c1"], settings["c2"])
    key = [seed, *(round(100 * number) for number in (v2, *costs))]
    known = [
        float(play_attrition((value, v2), costs, RUNS, luck(*key, 1, place))[1].mean())
        for place, value in enumerate(KNOWN)
    ]
    private = [float(play_private(RUNS, luck(seed, 2, place), value)[1].mean()) for place, value in enumerate(PRIVATE)]
    now = attrition((v1, v2), costs)
    sentence = (
        f"Known values: with {v1:.2f} against {v2:.2f} the first party outlasts the second in "
        f"{100 * now.first_wins:.0f} of 100 runs in theory, after {now.mean_time:.2f} months on average, and both "
        f"together pay {sum(costs) * now.mean_time:.2f}. Private values: it would win in "
        f"{100 * wins_privately(v1):.0f} of 100 and pay {expected_cost(v1):.2f}, half of the "
        f"{2 * expected_cost(v1):.2f} that it wins on average."
    )
    series = (
        Series(
            "values are known, in theory",
            "theory",
            KNOWN,
            tuple(attrition((value, v2), costs).first_wins for value in KNOWN),
        ),
        _shares("values are known, share of runs", KNOWN, known),
        Series("values are private, in theory", "theory", PRIVATE, tuple(wins_privately(value) for value in PRIVATE)),
        _shares("values are private, share of runs", PRIVATE, private),
    )
    return LessonFinding(sentence, "what the prize is worth to the first party", "chance that it wins", series, RUNS)


TEXT = """
Two parties want one prize, and both pay for every month until one gives up: a strike, a lawsuit, a siege, a price war.
What has been paid is gone for both. Who gives up, and when?

Suppose first that each **knows** what the prize is worth to the other. One way to play is that one party yields at once
since it expects the other not to. In the balanced way nobody is expected to, and each gives up at a rate that makes the
*other* just indifferent between going on and giving up. So a party's rate depends on the other's value and cost, not on
its own; and the falling line follows: the party that wants the prize more wins **less** often. On average neither gains
anything. All of the prize is burned in the contest for it.

Suppose now that values are **private**, each drawn evenly between 0 and 1, and that a month costs either party 1. Every
type has its day, later the more it values the prize, and whoever values it more wins: the rising line. Half of the
worth to the winner is still burned, but half is left. Time now tells something: whoever is still there has shown that
it wants the prize. The knobs of costs and of the second value move the falling line only.

The two lines are a warning about models as much as about contests. The same story, with one change in who knows what,
turns "wanting it more helps" into its opposite. Ask which of them fits before you draw a conclusion.

Two conclusions hold in both. What has been paid is not a reason to go on: nothing but what lies ahead moves either
party. And every contest has a deal in it, since both would gain from reaching the likely end without the wait.

In Parley's labour dispute both no-deal values drift down while the strike rolls on, which is the cost of a month; see
what becomes of the days without work when one side's drift alone is made steeper. The `reputation` tactic gives way at
a constant rate for the same reason as here: it keeps the other side just willing to wait.
"""

LESSON = Lesson(
    id="attrition",
    title="Who gives up first?",
    idea="Both pay until one gives up. With known values the contest burns the whole prize; with private ones the "
    "party that values it more wins, and half is burned.",
    text=TEXT,
    knobs=(
        Knob(
            "v1", "The prize is worth to the first", 0.05, 0.95, 0.7, 0.05, "", "What it gets if the second gives up."
        ),
        Knob("v2", "The prize is worth to the second", 0.05, 0.95, 0.5, 0.05, "", "Used where values are known."),
        Knob("c1", "A month costs the first", 0.25, 3, 1, 0.25, "", "Used where values are known; else 1."),
        Knob("c2", "A month costs the second", 0.25, 3, 1, 0.25, "", "Used where values are known; else 1."),
    ),
    play=play,
    exercises=(
        Exercise(
            "Values are known: 0.8 to the first party, 0.2 to the second. A month costs either 1. In the balanced "
            "equilibrium, how likely is it that the first party wins?",
            "At what rate must the second give up for the first to break even on one more month?",
            lambda: attrition((0.8, 0.2), (1.0, 1.0)).first_wins,
            0.01,
            "The second gives up at 1 / 0.8 = 1.25 a month, the first at 1 / 0.2 = 5. So the first wins with chance "
            "1.25 / 6.25 = 0.2.",
        ),
        Exercise(
            "Values are private, drawn evenly from 0 to 1; a month costs either party 1. How long does a party stay to "
            "whom the prize is worth 0.8?",
            "After each further moment it should break even: the value times the rate at which the other gives up is "
            "1. That leads to t(v) = −v − ln(1 − v).",
            lambda: stays_until(0.8),
            0.02,
            f"−0.8 − ln 0.2 = {stays_until(0.8):.2f} months: at worst it pays slightly more than the prize is worth to "
            f"it. On average it pays only {expected_cost(0.8):.2f}, for most rivals leave earlier.",
        ),
        Exercise(
            "The same private values. The prize goes to whoever values it more, and is worth 2/3 to that party on "
            "average. What is left of it, once both have paid, on average?",
            "Such a contest takes a sixth of a month on average, and both pay for it.",
            lambda: 2.0 / 3.0 - 2.0 * PRIVATE_MEAN_TIME,
            0.01,
            "2/3 − 2 · 1/6 = 1/3. Half of the worth is burned to find out who wants the prize more.",
        ),
    ),
    note="Thirty minutes. Auction a coin with the rule that both bidders pay their last bid, before any theory, and "
    "write the sum of both bids on the board. Typical mistakes: reading a party's own value into its own rate of "
    "giving up, and counting what has been paid as a reason to go on. Ask which of the two lines would rather "
    "describe a strike in the first week, and which one in the tenth year of a lawsuit.",
    references=(
        "J. Maynard Smith (1974): The theory of games and the evolution of animal conflicts. Journal of Theoretical "
        "Biology 47, 209-221.",
        "D. T. Bishop, C. Cannings (1978): A generalized war of attrition. Journal of Theoretical Biology 70, 85-124.",
        "K. Hendricks, A. Weiss, C. Wilson (1988): The war of attrition in continuous time with complete information. "
        "International Economic Review 29, 663-680.",
    ),
)
