"""Lesson: who can wait gets more. Alternating offers with and without a deadline, and what blunders cost."""

import numpy as np

from sim.lenses.overtime.offers import (
    play_offers,
    rubinstein,
    rubinstein_limit,
    rubinstein_timed,
    stahl,
    value_of_erring,
)
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 3000
PLACES = 20
MOST = 0.95


def _simulated(d1: float, d2: float, break_off: float, key: list[int]) -> tuple[float, float]:
    """Return what the first party gets on average in simulated talks, and half its 95 % interval."""
    got = play_offers(d1, d2, break_off, RUNS, luck(*key))[0]
    return float(got.mean()), half_interval(float(got.var()), RUNS)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show what the first party gets as it becomes more patient."""
    d1, d2, break_off, rounds = settings["d1"], settings["d2"], settings["break_off"], int(settings["rounds"])
    goes_on = 1.0 - break_off
    other = d2 * goes_on
    fine = [float(d) for d in np.linspace(0.0, MOST, 2 * PLACES - 1)]
    coarse = [float(d) for d in np.linspace(0.0, MOST, PLACES)]
    key = [seed, round(d2 * 100), round(break_off * 100)]
    found = [_simulated(d, d2, break_off, [*key, place]) for place, d in enumerate(coarse)]
    mine = d1 * goes_on
    perfect, deadline = rubinstein(mine, other)[0], float(stahl(mine, other, rounds)[0])
    lost = 1.0 - sum(value_of_erring(mine, other))
    sentence = (
        f"In theory the first proposer gets {perfect:.2f} of the pie if offers may alternate for ever, and "
        f"{deadline:.2f} if nothing is left after round {rounds}. Where every proposer asks too much half of the time, "
        f"waiting and breaking off use up {100 * lost:.0f} % of the pie on average."
    )
    series = (
        Series(
            "no deadline, no blunders, in theory",
            "theory",
            tuple(fine),
            tuple(rubinstein(d * goes_on, other)[0] for d in fine),
        ),
        Series(
            f"nothing left after round {rounds}, in theory",
            "theory",
            tuple(fine),
            tuple(float(stahl(d * goes_on, other, rounds)[0]) for d in fine),
        ),
        Series(
            "with blunders, in theory",
            "theory",
            tuple(coarse),
            tuple(value_of_erring(d * goes_on, other)[0] for d in coarse),
        ),
        Series(
            "with blunders, mean of runs",
            "simulation",
            tuple(coarse),
            tuple(value for value, _ in found),
            tuple(max(0.0, value - half) for value, half in found),
            tuple(min(1.0, value + half) for value, half in found),
        ),
    )
    return LessonFinding(
        sentence,
        "what a pie one round later is worth to the first party now",
        "what the first party gets, as a share of the pie",
        series,
        RUNS,
    )


TEXT = """
Two parties take turns proposing how to split a pie of 1. A refusal costs a round, and a pie one round later is worth
less: to the first party d₁ of it, to the second d₂. These **discount factors** are all there is; nobody is louder or
more skilled. Yet exactly one split holds up, and it is agreed at once. Whoever answers would propose next, so it must
be left what waiting for that is worth to it, and no more. The first proposer keeps (1 − d₂) / (1 − d₁ d₂). Three things
follow.

- **Patience is power.** Slide along the axis: the more the first party thinks of tomorrow, the more it gets today. It
  need not wait; that it *could* is enough.
- **Proposing first helps**, and less so the shorter a round is. In the limit shares depend on impatience alone, r₂ :
  r₁, each being paid for the other's hurry.
- **A deadline changes everything.** If nothing is left after the last round, whoever proposes in it holds the whole
  pie, and the rest follows backwards. With patient parties an odd or even number of rounds turns the split over; only
  when the deadline is far away does its line join the one without a deadline.

A chance that talks break off for good after a refusal works like impatience: both discount factors are multiplied by
the chance that talks go on.

Why then do real talks take long? Here each knows all about the other. The dots drop the perfect play: half of the time
a proposer first asks for too much, and a round is lost. Their distance from the line without a deadline is what such
blunders cost the first party; the sentence says how much is lost in all.

In Parley, a party whose no-deal value drifts down while the dispute is open is the impatient one; in the labour dispute
both drift, because a strike fund and an order book run down. What counts is who runs down *faster*. `patience_days`
sets how fast the time tactic comes down, a related but cruder idea. In practice: ask what a week of delay costs each
side, cut your own cost of it before you bargain, and find out who will hold the pen in the last round.
"""

LESSON = Lesson(
    id="patience",
    title="Who can wait gets more",
    idea="When offers alternate and time costs, the split follows from what waiting costs each. A deadline hands power "
    "to whoever proposes last.",
    text=TEXT,
    knobs=(
        Knob("d1", "A round later is worth to the first", 0, MOST, 0.9, 0.05, "share", "Its discount factor, d₁."),
        Knob("d2", "A round later is worth to the second", 0, MOST, 0.8, 0.05, "share", "Its discount factor, d₂."),
        Knob("break_off", "A refusal ends the talks", 0, 0.5, 0, 0.05, "chance", "Then neither gets anything."),
        Knob("rounds", "Rounds until the deadline", 1, 40, 4, 1, "", "Nothing is left after the last one."),
    ),
    play=play,
    exercises=(
        Exercise(
            "Offers may alternate for ever. A round later is worth 0.9 to the first proposer and 0.8 to the other. "
            "What share does the first proposer get?",
            "Call what each keeps when it proposes x and y. What must x leave to the other, and y to the first?",
            lambda: rubinstein(0.9, 0.8)[0],
            0.01,
            "x = 1 − 0.8 y and y = 1 − 0.9 x give x = 0.2 / (1 − 0.72) = 0.714. If both had 0.8 it would be 0.556: "
            "patience makes the difference.",
        ),
        Exercise(
            "Both have a discount factor of 0.9, and nothing is left after round 2. What share does the first proposer "
            "get?",
            "Begin at the end: what does the proposer of round 2 take, and what is that worth a round earlier?",
            lambda: float(stahl(0.9, 0.9, 2)[0]),
            0.01,
            "In round 2 the other takes all, worth 0.9 to it now, so it must be offered 0.9: the first keeps 0.1. With "
            "three rounds it would keep 1 − 0.9 · 0.1 = 0.91.",
        ),
        Exercise(
            "Delay costs the first party 5 % a week and the second 15 % (rates of 0.05 and 0.15), and an answer takes "
            "minutes. What share does the first party get, nearly?",
            "With short rounds it hardly matters who proposes. Whose impatience pays whom?",
            lambda: rubinstein_limit(0.05, 0.15),
            0.02,
            "0.15 / (0.05 + 0.15) = 0.75. With rounds of a whole week, proposing first would raise it to no more than "
            f"{rubinstein_timed(0.05, 0.15, 1.0):.2f}.",
        ),
    ),
    note="Thirty minutes. Let pairs play three rounds with a shrinking pie of sweets before they see any formula, then "
    "work backwards on the board. Typical mistakes: taking the party that waits longest for the winner, while in "
    "theory nobody waits at all; and forgetting that the share depends on both discount factors. Set both to 0.95 and "
    "move the deadline from 3 to 4 rounds: ask who would want to move it in real talks, and how.",
    references=(
        "I. Ståhl (1972): Bargaining Theory. Stockholm School of Economics.",
        "A. Rubinstein (1982): Perfect equilibrium in a bargaining model. Econometrica 50, 97-109.",
        "K. Binmore, A. Rubinstein, A. Wolinsky (1986): The Nash bargaining solution in economic modelling. RAND "
        "Journal of Economics 17, 176-188. (the risk that talks break off)",
    ),
)
