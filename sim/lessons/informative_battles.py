"""Lesson: fighting as an argument. Battles tell who is stronger, beliefs meet, and then a deal can be found."""

from math import acosh, cosh, exp, log, sinh

import numpy as np
from numpy.random import Generator

from sim.lenses.overtime.beliefs import Quarrel, drift, exact_battles, exact_quarrel, play_quarrels, wald_battles
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck, stepwise

RUNS = 2000
PLACES = tuple(0.5 + 0.05 * step for step in range(10))
FINER = tuple(0.5 + 0.01 * step for step in range(46))
EXACT = "exact mean"


def quarrel_of(sure: float, settings: Settings) -> Quarrel:
    """Return two sides that are equally sure, each of itself, that they are the stronger one."""
    return Quarrel((sure, 1.0 - sure), settings["strong"], settings["weak"], settings["costs"])


def agreement(quarrel: Quarrel) -> float:
    """Return how sure an observer who began with even odds is when both sides can settle; 0.5 if they need no battle.

    With priors p and 1 - p and L = logit p, beliefs at log-odds K of the observer differ by
    sinh L / (cosh K + cosh L). They are near enough at costs / (strong - weak), which gives K.
    """
    sure = quarrel.priors[0]
    optimism = log(sure / (1.0 - sure))
    needed = sinh(optimism) * (quarrel.high - quarrel.low) / quarrel.costs - cosh(optimism)
    return 1.0 / (1.0 + exp(-acosh(needed))) if needed > 1.0 else 0.5


def by_wald(quarrel: Quarrel) -> float:
    """Return about how many battles it takes, by Wald's approximation; none if the sides can settle at once."""
    stop = agreement(quarrel)
    return wald_battles(quarrel.high, quarrel.low, stop) if stop > 0.5 else 0.0


def exactly(quarrel: Quarrel) -> float:
    """Return how many battles it takes on average, by following every count of battles lost and won."""
    lengths = exact_quarrel(quarrel, quarrel.high)
    return float(np.arange(len(lengths)) @ lengths)


def _simulated(quarrel: Quarrel, rng: Generator) -> tuple[float, float]:
    """Return the mean number of battles in play, and half its 95 % interval."""
    battles = play_quarrels(quarrel, quarrel.high, RUNS, rng)
    return float(battles.mean()), half_interval(float(battles.var(ddof=1)), RUNS, 0.0)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how long the war lasts, by how sure each side was of itself at the start."""
    rng = luck(seed, *settings.values())
    quarrels = [quarrel_of(sure, settings) for sure in PLACES]
    places, exact = stepwise(lambda sure: exactly(quarrel_of(sure, settings)), PLACES)
    found = [_simulated(quarrel, rng) for quarrel in quarrels]
    now = quarrel_of(settings["sure"], settings)
    if agreement(now) > 0.5:
        told = (
            f"it takes {exactly(now):.1f} battles on average until a deal suits both, under these assumptions; Wald's "
            f"approximation says {by_wald(now):.1f}. An onlooker with even odds is then "
            f"{100 * agreement(now):.0f} % sure who is stronger."
        )
    else:
        told = "their beliefs differ by less than war costs: a deal suits both before any battle."
    sentence = f"With each side {100 * settings['sure']:.0f} % sure that it is the stronger one, {told}"
    mean = tuple(value for value, _ in found)
    low = tuple(max(0.0, value - half) for value, half in found)
    high = tuple(value + half for value, half in found)
    series = (
        Series("Wald's approximation", "theory", FINER, tuple(by_wald(quarrel_of(sure, settings)) for sure in FINER)),
        Series(EXACT, "theory", places, exact, steps=True),
        Series("mean of runs", "simulation", PLACES, mean, low, high, of=EXACT),
    )
    return LessonFinding(
        sentence, "how sure each side is at first that it is stronger", "battles until a deal", series, RUNS
    )


TEXT = """
Two sides know that war is costly, and that a deal which mirrors their strength would save the cost. If both agreed on
who is stronger they could sign it today. They fight because they do **not** agree: each is fairly sure of itself, and
the two together expect to win more than there is to be won. The lesson “If war costs both, why is it fought?” shows
how much of such optimism the costs of war can absorb. This one asks what happens to the rest.

Words are cheap, since either side would claim to be strong. Battles are not. The stronger side wins more of them,
both sides see the same results, and Bayes' rule moves both beliefs the same way in log-odds. Private conviction wears
off: that is the **principle of convergence**. As soon as what is left of the disagreement is smaller than what war
still costs, some deal suits both, and the war ends. Nobody needs to be beaten for that.

How long does it take? Beliefs walk up and down between two bounds until one is reached, as in testing a batch of
goods item by item. Abraham Wald found a short formula for the mean: distance to the bound over the mean step. It is
an *approximation*, for it takes the walk to end exactly at the bound, and really the last battle carries it beyond.
So the exact mean, which follows every tally of battles, lies above it, and rises in steps: a little more conviction
changes nothing until it takes one more victory to undo. Dots are wars played by lot.

Move the knobs. Battles that tell much (80 to 20) make short wars; battles near 50 to 50 teach nearly nothing and make
long ones, even though less is then at issue. Higher costs shorten the war.

For practice: ask what the next battle, strike week or auction would *teach*, and whether an inspection, a pilot or a
neutral expert could teach it for less. A ceasefire before beliefs have met leaves the disagreement where it was. In
Parley's own scenarios this shows where both sides put their no-deal value high: look at whether the sum of the two
leaves a zone at all, and what news would move either. The model leaves out that sides may learn differently from the
same news, or doubt that a deal will be kept.
"""

_EXAMPLE = Quarrel((0.9, 0.1), 0.7, 0.3, 0.1)

LESSON = Lesson(
    id="learning_by_fighting",
    title="How long until both know?",
    idea="Two sides that disagree on who is stronger cannot agree on a deal. Battles bring their beliefs together, and "
    "the war ends once what is left of the disagreement is smaller than the cost of going on.",
    text=TEXT,
    knobs=(
        Knob("sure", "Each side is so sure of itself", 0.5, 0.95, 0.9, 0.05, "chance", "0.5: neither knows."),
        Knob("strong", "The stronger wins a battle", 0.6, 0.9, 0.7, 0.05, "chance", "Side A, in truth the strong one."),
        Knob("weak", "If it were weak it would win", 0.1, 0.4, 0.3, 0.05, "chance", "What B believes of A."),
        Knob("costs", "War costs both together", 0.05, 0.4, 0.1, 0.05, "share", "Share of what they fight over."),
    ),
    play=play,
    exercises=(
        Exercise(
            "Each side is 90 % sure of itself. The stronger wins 0.7 of battles, the weaker would win 0.3, and war "
            "costs 0.1 of the prize. How many battles does it take on average, by Wald's approximation?",
            "An onlooker with even odds is about 96.2 % sure by then. Divide the mean distance in log-odds, "
            "(1 − 2a) ln((1 − a)/a) with a = 0.038, by what a battle tells: 0.7 ln(7/3) + 0.3 ln(3/7).",
            lambda: by_wald(_EXAMPLE),
            0.3,
            "The onlooker's log-odds are 3.2 by then; right 96 times in 100 and wrong 4 times they stand at "
            "0.92 · 3.2 on average, and a battle moves them by 0.34.",
        ),
        Exercise(
            "The same question, exactly.",
            "One battle moves the log-odds by ln(7/3) = 0.85, and 3.2 must be reached: what lead, in whole battles? It "
            "is a lead 97 times in 100 and a deficit as large otherwise, and a battle adds 0.4 to it on average.",
            lambda: exact_battles(_EXAMPLE.high, _EXAMPLE.low, agreement(_EXAMPLE))[0],
            0.2,
            "Only whole battles count: a lead of four is needed, which stands for 3.4, so (0.97 − 0.03) · 4 / 0.4 = "
            "9.4. A walk that must end at four instead of 3.8 takes longer, and Wald's formula does not see that.",
        ),
        Exercise(
            "By how much does one battle move the log-odds of the truth on average if the stronger wins 0.6 and the "
            "weaker would win 0.4?",
            "h ln(h/l) + (1 − h) ln((1 − h)/(1 − l)).",
            lambda: drift(0.6, 0.4),
            0.005,
            "0.2 · ln 1.5 = 0.081, a quarter of what a battle with chances of 0.7 and 0.3 tells.",
        ),
    ),
    note="Twenty-five minutes. Begin with a coin that is either fair or loaded, two students who bet on opposite "
    "claims, and let the class toss until both would settle the bet at the same price. Typical mistakes: thinking that "
    "the war ends when one side is exhausted, and that each victory adds the same to a belief in per cent; it adds the "
    "same in log-odds. Ask why the exact line has steps, and why telling battles shorten a war twice over.",
    references=(
        "A. Wald (1945): Sequential tests of statistical hypotheses. Annals of Mathematical Statistics 16, 117-186.",
        "B. L. Slantchev (2003): The principle of convergence in wartime negotiations. American Political Science "
        "Review 97, 621-632.",
        "A. Smith, A. C. Stam (2004): Bargaining and the nature of war. Journal of Conflict Resolution 48, 783-813.",
    ),
)
