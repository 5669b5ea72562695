"""Lesson: two drive at each other and neither wants to be the one that swerves. How often does it end in a crash?"""

from typing import cast

import numpy as np
from numpy.random import Generator

from sim.lenses.catalogue import classic
from sim.lenses.matrices import MatrixGame, Profile, expected, two_players
from sim.lenses.mixed_equilibria import nash
from sim.lenses.overtime.truces import chance_of_breach
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 4000
PLACES = tuple(0.25 * step for step in range(1, 17))
FINER = tuple(0.1 * step for step in range(2, 41))
FIRM = 1
"""Number of the strategy of standing firm; 0 is giving way."""


def crisis(own_loss: float, other_loss: float, compromise: float) -> MatrixGame:
    """Return chicken about a prize worth 1: what both get if both give way, and what the crash costs either."""
    rows = [[(compromise, compromise), (0.0, 1.0)], [(1.0, 0.0), (-own_loss, -other_loss)]]
    return two_players("Crisis", rows, ("A", "B"), (("give way", "stand firm"),) * 2)


def mixed(game: MatrixGame) -> Profile:
    """Return the equilibrium in which both mix; of chicken there is just one."""
    return next(profile for profile in nash(game).profiles if all(0.0 < chances[FIRM] < 1.0 for chances in profile))


def crash(profile: Profile) -> float:
    """Return the chance that both stand firm."""
    return float(profile[0][FIRM] * profile[1][FIRM])


def _solved(own_loss: float, settings: Settings) -> Profile:
    return mixed(crisis(own_loss, settings["other"], settings["compromise"]))


def _simulated(profile: Profile, crises: int, rng: Generator) -> tuple[float, float]:
    """Return in what share of runs both ever stood firm, each drawing its own act, and half its 95 % interval."""
    firm = [rng.random((RUNS, crises)) < chances[FIRM] for chances in profile]
    share = float(np.mean((firm[0] & firm[1]).any(axis=1)))
    return share, half_interval(share * (1.0 - share), RUNS)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how often it comes to a crash as A loses more in one, and how firm that makes either side."""
    rng, crises = luck(seed, *settings.values()), int(settings["crises"])
    solved = [_solved(loss, settings) for loss in PLACES]
    found = [_simulated(profile, crises, rng) for profile in solved]
    now = _solved(settings["own"], settings)
    worth = expected(crisis(settings["own"], settings["other"], settings["compromise"]), now)
    sentence = (
        f"When both mix, A stands firm with a chance of {now[0][FIRM]:.2f} and B with {now[1][FIRM]:.2f}; "
        f"of 100 runs of {crises} such crises, {100 * chance_of_breach(crash(now), crises):.0f} see a crash, under "
        f"these assumptions. A crisis is worth {worth[0]:.2f} to A and {worth[1]:.2f} to B."
    )
    share = tuple(value for value, _ in found)
    finer = [_solved(loss, settings) for loss in FINER]
    series = (
        Series("A stands firm", "theory", FINER, tuple(float(profile[0][FIRM]) for profile in finer)),
        Series("B stands firm", "theory", FINER, tuple(float(profile[1][FIRM]) for profile in finer)),
        Series("a crash", "theory", PLACES, tuple(chance_of_breach(crash(profile), crises) for profile in solved)),
        Series(
            "a crash, share of runs",
            "simulation",
            PLACES,
            share,
            tuple(max(0.0, value - half) for value, half in found),
            tuple(min(1.0, value + half) for value, half in found),
        ),
    )
    return LessonFinding(sentence, "what a crash costs A, in prizes", "chance", series, RUNS)


TEXT = """
Two drive at each other. Whoever swerves loses face, whoever does not wins it, and if neither swerves both lose more
than there was to win. That is **chicken**, and the pattern of many a last night of talks: a strike deadline, a debt
ceiling, ships that close in on each other. A crash is what *nobody* wants, and still it is what each threatens with.

Unlike in the prisoner's dilemma, what is best depends on the other: stand firm against one who gives way, give way to
one who stands firm. So there are two equilibria in pure strategies, and the parties quarrel over which. Whoever can
visibly tie its own hands picks its own. If neither can, theory has a third: both **mix**, each just as firm as leaves
the other with no reason to prefer either act. Then both stand firm at times, and a crash happens by calculation and
not by accident. The dots are crises in which each side draws its act.

Look at who becomes firm as the crash costs A more. *A's* own line stays flat: what A does must keep *B* undecided,
and B's losses have not changed. It is **B** that stands firm less often, since a smaller chance of a crash now
suffices to keep A undecided. So a crash that is more dreadful for either side becomes rarer, and the side with more
to lose is not the one that gives way more. This is the logic of a mixed equilibrium. People need not follow it: their
own losses may well make them careful.

The risk adds up. A chance that looks small in one crisis is large over ten; the knob *crises in a row* shows it. A
better **compromise** for the case that both give way makes both less firm.

For practice: do not count on the other's fear alone. Make giving way cheap (a form of words, a third party to whom
both yield, a clock that stops for both), raise what joint yielding pays, and be wary of two sides that have *both*
tied their hands. In Parley's scenarios each condition that a party holds to is a way of standing firm: the lens on
games builds this very table from them, with the no-deal values as the crash.
"""

LESSON = Lesson(
    id="brinkmanship",
    title="Who gives way?",
    idea="Each would rather stand firm if the other gives way, and both dread that neither does. Where nobody can bind "
    "itself, both mix, and a crash that nobody wants has a chance that can be worked out.",
    text=TEXT,
    knobs=(
        Knob("own", "A crash costs A", 0.25, 4, 1, 0.25, "prizes", "Beyond giving way alone, which is worth 0."),
        Knob("other", "A crash costs B", 0.25, 4, 1, 0.25, "prizes", "The same for the other side."),
        Knob("compromise", "Both give way: each gets", 0.1, 0.9, 0.5, 0.1, "prizes", "Winning alone is worth 1."),
        Knob("crises", "Crises in a row", 1, 10, 1, 1, "", "What is drawn is whether any of them ends in a crash."),
    ),
    play=play,
    exercises=(
        Exercise(
            "In the textbook's game of chicken both get 3 if both swerve, 4 and 2 if one does not, 1 each in a crash. "
            "What is the chance of a crash when both mix?",
            "With what chance of standing firm is the other just as well off with either act?",
            lambda: crash(mixed(cast(MatrixGame, classic("chicken").game))),
            0.01,
            "Swerving is worth 3 − q, going straight 4 − 3q: equal at q = 1/2. Both do so in 1/4 of crises.",
        ),
        Exercise(
            "The prize is worth 1, a compromise 0.5 to each, giving way alone nothing. A crash costs A 4 and B 1. With "
            "what chance does A stand firm?",
            "A's chance keeps B undecided. Write down what B gets from either act.",
            lambda: float(mixed(crisis(4, 1, 0.5))[0][FIRM]),
            0.01,
            "B gets 0.5 (1 − p) by giving way and (1 − p) − p by standing firm: p = 1/3, whatever a crash costs A. B, "
            "who loses less, stands firm with a chance of 1/9 only.",
        ),
        Exercise(
            "A crash costs both 1, and the compromise is worth 0.5. What is the chance of at least one crash in five "
            "crises?",
            "Each stands firm with a chance of 1/3. Work out the chance that all five end well.",
            lambda: chance_of_breach(crash(mixed(crisis(1, 1, 0.5))), 5),
            0.01,
            "One crisis ends well with a chance of 8/9, five do with (8/9)^5 = 0.55.",
        ),
    ),
    note="Twenty minutes. Let pairs write down secretly with what chance they stand firm, draw, and keep score; then "
    "double the loss of one side and see whose chances move. Typical mistake: that whoever has more to lose yields "
    "more. In the mixed equilibrium it is the other way round, and it is worth discussing why people differ from it, "
    "and that a mixed equilibrium may describe a population of sides and not one that throws dice.",
    references=(
        "T. C. Schelling (1960): The Strategy of Conflict. Harvard University Press.",
        "A. Rapoport, A. M. Chammah (1966): The game of chicken. American Behavioral Scientist 10, 10-28.",
        "M. J. Osborne (2004): An Introduction to Game Theory. Oxford University Press. (mixed strategies)",
    ),
)
