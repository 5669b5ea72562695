"""Lesson: war costs both, so why is it fought? The range of deals, and the gamble of asking for more."""

import numpy as np

from sim.arrays import Floats
from sim.lenses.overtime.war import bargaining_range, play_demand, risk_return
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 4000
COSTS = tuple(float(cost) for cost in np.linspace(0.05, 1.0, 20))
BETWEEN = tuple(float(cost) for cost in np.linspace(0.075, 0.975, 19))
FINE = tuple(float(cost) for cost in np.linspace(0.05, 1.0, 77))


def _means(label: str, x: tuple[float, ...], runs: list[Floats]) -> Series:
    """Return means over runs with their 95 % intervals."""
    means = [float(found.mean()) for found in runs]
    halves = [half_interval(float(found.var()), RUNS, 4.0) for found in runs]
    low = tuple(mean - half for mean, half in zip(means, halves, strict=True))
    high = tuple(mean + half for mean, half in zip(means, halves, strict=True))
    return Series(label, "simulation", x, tuple(means), low, high)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how often A's best demand ends in war, and what it gains, as A knows less about what war costs B."""
    p, cost, most = settings["p"], settings["cost_a"], settings["most"]
    key = [seed, round(100 * p), round(100 * cost)]
    wars = [
        play_demand(p, cost, cap, risk_return(p, cost, cap).asks, RUNS, luck(*key, 1, place))[0]
        for place, cap in enumerate(COSTS)
    ]
    worths = [
        play_demand(p, cost, cap, risk_return(p, cost, cap).asks, RUNS, luck(*key, 2, place))[1]
        for place, cap in enumerate(BETWEEN)
    ]
    low, high = bargaining_range(p, cost, most / 2.0)
    now = risk_return(p, cost, most)
    sentence = (
        f"If war costs B {most / 2.0:.2f}, as A expects, any deal that gives A between {max(0.0, low):.2f} and "
        f"{min(1.0, high):.2f} beats war for both. The demand that is best for A in theory is {now.asks:.2f}; B "
        f"refuses it in {100 * now.war:.0f} of 100 runs, and A gets {now.worth:.2f} on average instead of a safe "
        f"{p:.2f}."
    )
    series = (
        Series("A's best demand, in theory", "theory", FINE, tuple(risk_return(p, cost, cap).asks for cap in FINE)),
        Series("chance of war, in theory", "theory", COSTS, tuple(risk_return(p, cost, cap).war for cap in COSTS)),
        _means("war, share of runs", COSTS, [war.astype(np.float64) for war in wars]),
        Series("what A gets, in theory", "theory", BETWEEN, tuple(risk_return(p, cost, cap).worth for cap in BETWEEN)),
        _means("what A gets, mean of runs", BETWEEN, worths),
    )
    return LessonFinding(
        sentence,
        "the most that war may cost B, as a share of the prize",
        "chance of war, and share of the prize",
        series,
        RUNS,
    )


TEXT = """
War is a costly way to divide something. Call the prize 1, let A win it with chance p, and let war cost the two cA and
cB. Then A does better in any deal that gives it more than p − cA, and B in any that gives A less than p + cB. Between
these ends lies a **range of deals** as wide as both costs together, that beats war for both. However strong one side
is, the range is there: strength moves it and does not close it. So the question is not who is right or who is stronger.
It is what keeps the two from a deal that both would prefer.

Fearon's answer has three parts.

- **Private information, and reasons to misstate it.** A knows what it could get by war, but not what war costs B. It
  may ask for little and be sure of a deal, or for more and be refused by those types of B that would suffer least.
  Asking for more pays as long as the gain from those who accept outweighs the war with those who do not. This is the
  gamble in the picture: the less A knows (further right), the more it asks and the more often there is war, up to the
  point where it asks for everything. B could remove the risk by saying what war costs it, but every type would say
  "little".
- **Promises that nobody can enforce**, when power will shift: see the lesson “Fighting while one still can”.
- **Prizes that cannot be divided**, which is often a matter of how issues are framed: side payments and other issues
  divide most of them.

Note what is absent. Nobody here is mistaken or cruel, and each does its best with what it knows. A war that was the
best gamble beforehand is still regretted afterwards by both, since in each there was a deal.

In Parley the *no-deal value* is what a party expects without an agreement. In the truce scenario that is fighting on,
with a wide range, as nobody outside knows; what its rivals believe of it may be wrong (`misperception`). In practice:
ask what would make a *claim* of strength costly to fake, divide what looks indivisible, and treat a refused demand as
news about the other's costs and not as bad faith.
"""

LESSON = Lesson(
    id="war_as_bargaining",
    title="If war costs both, why is it fought?",
    idea="Costs of war leave a range of deals that both prefer. Not knowing the other's costs can still make it best "
    "to ask for so much that some refuse.",
    text=TEXT,
    knobs=(
        Knob("p", "A wins a war", 0.05, 0.95, 0.5, 0.05, "chance", "Both agree on it."),
        Knob("cost_a", "War costs A", 0, 0.5, 0.1, 0.05, "", "As a share of the prize; both know it."),
        Knob(
            "most",
            "War costs B at most",
            0.05,
            1,
            0.5,
            0.05,
            "",
            "B knows its cost; to A all from 0 to this are alike.",
        ),
    ),
    play=play,
    exercises=(
        Exercise(
            "A wins with chance 0.7; war costs A 0.1 and B 0.15, and both know it. How wide is the range of deals?",
            "What is the least that A takes, and the most that B leaves it?",
            lambda: bargaining_range(0.7, 0.1, 0.15)[1] - bargaining_range(0.7, 0.1, 0.15)[0],
            0.01,
            "From 0.7 − 0.1 to 0.7 + 0.15: 0.25, both costs together. The chance 0.7 does not matter for the width.",
        ),
        Exercise(
            "A wins with chance 0.5 and war costs it 0.1. War costs B between 0 and 0.5, all alike to A. How likely is "
            "war if A makes its best demand?",
            "B refuses x if its cost is below x − p. Maximise x times the chance of a deal plus p − cA times the rest.",
            lambda: risk_return(0.5, 0.1, 0.5).war,
            0.01,
            "x = p + (C − cA) / 2 = 0.7, refused by all whose cost is below 0.2: a chance of 0.4.",
        ),
        Exercise(
            "The same case. How much more does A get on average than by the safe demand, which no type refuses?",
            "The safe demand is p: even a B to which war costs nothing accepts it.",
            lambda: risk_return(0.5, 0.1, 0.5).worth - 0.5,
            0.005,
            "0.6 · 0.7 + 0.4 · (0.5 − 0.1) = 0.58, against 0.5. For a gain of 0.08, two wars in five runs.",
        ),
    ),
    note="Thirty to forty minutes. Let half of the class draw a secret cost for B and the other half make one demand "
    "each; plot demands against wars. Typical mistakes: explaining war by hatred alone, which moves the costs and "
    "leaves the range; and taking the stronger side for the one that fights. Ask why B does not just tell its cost, "
    "and which acts could show it. The theory covers only the first of the three reasons here; the lesson "
    "“Fighting while one still can” adds the second.",
    references=(
        "J. Fearon (1995): Rationalist explanations for war. International Organization 49, 379-414.",
        "R. Powell (1999): In the Shadow of Power. Princeton University Press. (the trade-off of risk and return)",
        "T. Schelling (1960): The Strategy of Conflict. Harvard University Press.",
    ),
)
