"""Lesson: why hold out? Two parties, each perhaps stubborn, and the standoff between them."""

from math import log

import numpy as np

from sim.analysis.shares import wilson
from sim.lenses.overtime.reputation import play_standoff, reputation, standoff
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, luck

RUNS = 4000
PLACES = 25
RATE = 0.1
"""How fast either party loses by waiting, per month."""


def still_on(demands: tuple[float, float], stubborn: tuple[float, float], time: float) -> float:
    """Return the chance that neither has given way by a time.

    By Bayes' rule a party still holds out with chance z_i / (how likely it is then held to be stubborn).
    """
    one, two = reputation(standoff(demands, (RATE, RATE), stubborn), stubborn, time)
    return stubborn[0] * stubborn[1] / (one * two)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how long a standoff lasts, and how stubborn each comes to be thought."""
    demands, stubborn = (settings["a1"], settings["a2"]), (settings["z1"], settings["z2"])
    found = standoff(demands, (RATE, RATE), stubborn)
    times = [float(time) for time in np.linspace(0.0, 1.2 * found.end, PLACES)]
    key = [seed, *(round(100 * settings[name]) for name in ("a1", "a2", "z1", "z2"))]
    ends = play_standoff(demands, (RATE, RATE), stubborn, RUNS, luck(*key))[0]
    # The last concessions fall on the end itself, give or take the last digit of a float.
    shares = [float(np.mean(ends > time * (1.0 + 1e-9))) for time in times]
    bounds = [wilson(share * RUNS, RUNS) for share in shares]
    fine = [float(time) for time in np.linspace(0.0, 1.2 * found.end, 2 * PLACES - 1)]
    held = [reputation(found, stubborn, time) for time in fine]
    weaker = found.weaker
    start = (
        "Neither gives way at the start"
        if weaker is None
        else f"The {('first', 'second')[weaker]} party is the weaker one and gives way at once with chance "
        f"{found.at_once[weaker]:.2f}"
    )
    sentence = (
        f"{start}; by month {found.end:.1f} whoever can yield has done so, and {100 * stubborn[0] * stubborn[1]:.1f} % "
        f"of standoffs never end, under these assumptions. Unless they are stubborn, the parties expect "
        f"{found.values[0]:.2f} and {found.values[1]:.2f} of the pie."
    )
    series = (
        Series("first is held to be stubborn", "theory", tuple(fine), tuple(min(1.0, one) for one, _ in held)),
        Series("second is held to be stubborn", "theory", tuple(fine), tuple(min(1.0, two) for _, two in held)),
        Series(
            "standoff goes on, in theory",
            "theory",
            tuple(times),
            tuple(still_on(demands, stubborn, time) for time in times),
        ),
        Series(
            "standoff goes on, share of runs",
            "simulation",
            tuple(times),
            tuple(shares),
            tuple(low for low, _ in bounds),
            tuple(high for _, high in bounds),
        ),
    )
    return LessonFinding(sentence, "months since both made their demands", "chance", series, RUNS)


TEXT = """
Two demands add up to more than there is. Whoever gives way gets what the other's demand leaves; meanwhile both lose,
here 10 % a month. If each knew that the other *can* yield, patience would settle the matter (see the lesson “Who can
wait gets more”). But with a small chance each is **stubborn**: bound by a vow, a law, a voter, and unable to come down.
A party that is not stubborn gains by being taken for one, and so it holds out as the stubborn would.

How long? Long enough to keep the other just willing to wait, and no longer: both give way at constant rates. While
nobody yields, each looks more stubborn by the day; these are the two rising lines. Both must reach certainty on the
same day, since it makes no sense to wait for one who is sure never to yield. A party whose line would come too late
makes up for it at the start: it gives way **at once** with some chance. That party is the weaker one, and all that the
stronger one gains over yielding itself comes from there.

Who is weaker? The one less likely to be stubborn, and the one that **demands more**: the more is asked of the other,
the less yielding gives it, and the more slowly one's own posture gains belief. A modest demand makes a believable
threat. Move the first demand up and watch the chance of yielding at once change sides. With equal parties nobody gains
from the posture at all, and waiting burns what there was to win.

The falling line, and the dots, say how many standoffs go on. Below it lies a floor: the runs in which both were
stubborn, where no deal is possible. From outside they look like the others until the last day, which is why a long
silence does not prove that nothing can be had.

In Parley the *firmness* of a condition is how likely it is to be a true red line, and a party with the `reputation`
tactic gives way on a day drawn from this theory. In the scenarios on wages and on the truce, public conditions have
wide ranges of firmness for either side, since a public demand is not a probability. In practice: ask what a party loses
by giving way before you believe that it cannot, and leave it a way to yield that does not look like yielding.
"""


LESSON = Lesson(
    id="reputation",
    title="Stubborn, or playing stubborn?",
    idea="A small chance that a party never yields lets it pose as one that does not. Both hold out, and the weaker "
    "one yields at once with some chance.",
    text=TEXT,
    knobs=(
        Knob("a1", "The first demands", 0.55, 0.9, 0.6, 0.05, "share", "Its share of the pie; the rest is left over."),
        Knob("a2", "The second demands", 0.55, 0.9, 0.6, 0.05, "share", "Its share of the pie; the rest is left over."),
        Knob("z1", "The first is stubborn", 0.02, 0.6, 0.22, 0.02, "chance", "It never yields, come what may."),
        Knob("z2", "The second is stubborn", 0.02, 0.6, 0.1, 0.02, "chance", "It never yields, come what may."),
    ),
    play=play,
    exercises=(
        Exercise(
            "Both demand 0.6 and both lose 10 % a month by waiting. The first is stubborn with chance 0.1, the second "
            "with 0.3. How likely is it that the first gives way at once?",
            "Both concede at one rate. By when would the second be known to be stubborn, and how far would the first "
            "have come by then?",
            lambda: standoff((0.6, 0.6), (RATE, RATE), (0.1, 0.3)).at_once[0],
            0.01,
            "With one rate the two grow alike: when the second has gone from 0.3 to 1, the first has gone from 0.1 to "
            "a third. To be certain too it must have yielded at once with chance 1 − 0.1 / 0.3 = 0.67.",
        ),
        Exercise(
            "Both demand 0.6 of the pie, both lose 10 % a month, and both are stubborn with chance 0.2. After how many "
            "months without a word is it certain that both are?",
            "The rate of giving way is r (1 − a) / (2 a − 1). How long does 0.2 take to grow to 1?",
            lambda: standoff((0.6, 0.6), (RATE, RATE), (0.2, 0.2)).end,
            0.2,
            f"The rate is 0.1 · 0.4 / 0.2 = 0.2 a month, and ln(1 / 0.2) / 0.2 = {log(5.0) / 0.2:.1f} months.",
        ),
        Exercise(
            "Both are stubborn with chance 0.1 and lose 10 % a month. The first demands 0.8, the second 0.6. What does "
            "the first expect, if it is not stubborn?",
            "Whose rate of giving way is lower? That one is weaker, and gets no more than the other's demand leaves.",
            lambda: standoff((0.8, 0.6), (RATE, RATE), (0.1, 0.1)).values[0],
            0.01,
            "The first gives way at 0.1 · 0.2 / 0.4 = 0.05 a month and the second at 0.1. The greedier party is the "
            "weaker one and expects 1 − 0.6 = 0.4, what it could have had on the first day.",
        ),
    ),
    note="Forty minutes, after the lesson “Who can wait gets more”. Deal out cards, one in ten of them marked "
    "'stubborn', and let pairs stare at each other while a pot shrinks. Typical mistakes: believing that the larger "
    "demand is the stronger position, and that waiting reveals a type at once. Ask what a mediator could save the two "
    "who learns in private whether each can yield, and why they might not tell it the truth.",
    references=(
        "T. Schelling (1960): The Strategy of Conflict. Harvard University Press. (commitment)",
        "D. Abreu, F. Gul (2000): Bargaining and reputation. Econometrica 68, 85-117.",
        "R. Myerson (1991): Game Theory: Analysis of Conflict. Harvard University Press. (one stubborn party)",
    ),
)
