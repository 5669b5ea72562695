"""Lesson: keeping a truce when accidents happen and signals are misread. Which rule of conduct survives noise?"""

from numpy.random import Generator

from sim.lenses.overtime.truces import (
    CONDUCTS,
    Conduct,
    Noise,
    Payoffs,
    best_generosity,
    expected_truce,
    generous,
    grim_patience,
    play_truces,
)
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 2000
PLACES = (0.0, 0.08, 0.16, 0.24)
FINER = tuple(0.01 * step for step in range(28))
STAGGER = 0.01
"""How far apart the places of two rules are, so that their dots do not cover each other."""


def rules(generosity: float) -> dict[str, Conduct]:
    """Return the rules of conduct that are compared, by what they are called in the picture."""
    return {
        "contrite": CONDUCTS["contrite"],
        "generous": generous(generosity),
        "tit-for-tat": CONDUCTS["tit_for_tat"],
        "grim": CONDUCTS["grim"],
    }


def worth(rule: Conduct, settings: Settings, misread: float) -> float:
    """Return what a day of truce is worth to a side, discounted, when both keep to the same rule."""
    noise = Noise(settings["error"], misread)
    return expected_truce(rule, rule, Payoffs(settings["temptation"]), settings["patience"], noise)[0]


def _simulated(rule: Conduct, settings: Settings, misread: float, rng: Generator) -> tuple[float, float]:
    """Return the mean over played truces, and half its 95 % interval; the two sides of one truce count as one."""
    noise = Noise(settings["error"], misread)
    paid = play_truces((rule, rule), Payoffs(settings["temptation"]), settings["patience"], noise, RUNS, rng)
    means = paid.mean(axis=1)
    return float(means.mean()), half_interval(float(means.var(ddof=1)), RUNS, 0.0)


def _pair(name: str, rule: Conduct, shift: float, settings: Settings, rng: Generator) -> tuple[Series, ...]:
    """Return theory and simulation of one rule."""
    places = tuple(place + shift for place in PLACES)
    found = [_simulated(rule, settings, place, rng) for place in places]
    finer = tuple(sorted({*FINER, *places}))
    return (
        Series(f"{name}, in theory", "theory", finer, tuple(worth(rule, settings, place) for place in finer)),
        Series(
            f"{name}, mean of runs",
            "simulation",
            places,
            tuple(value for value, _ in found),
            tuple(value - half for value, half in found),
            tuple(value + half for value, half in found),
            of=f"{name}, in theory",
        ),
    )


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show what a truce is worth under four rules of conduct, as more of what is kept looks broken."""
    rng = luck(seed, *settings.values())
    compared = rules(settings["generosity"])
    series = [
        line
        for number, (name, rule) in enumerate(compared.items())
        for line in _pair(name, rule, number * STAGGER, settings, rng)
    ]
    now = {name: worth(rule, settings, 0.1) for name, rule in compared.items()}
    best = max(now, key=lambda name: now[name])
    others = ", ".join(f"{name} {value:.2f}" for name, value in now.items() if name != best)
    sentence = (
        f"If a tenth of what the other keeps looks broken, two {best} sides get most, {now[best]:.2f} a day of the 3 "
        f"that a truce without noise is worth to each, under these assumptions; the other rules: {others}."
    )
    return LessonFinding(sentence, "chance that a kept day looks broken", "worth of a day to each", tuple(series), RUNS)


TEXT = """
A truce pays both sides: 3 a day each, against 1 a day for both if they fight. But whoever breaks it alone gets more
for that day, and leaves the other with nothing. Played once, both break it. Played day after day, what you do today
can be answered tomorrow, and the answer is what keeps the truce: that is the **repeated prisoner's dilemma**. It
needs *patience*, the weight of tomorrow. The knob can also be read as the chance that there is a tomorrow at all.

Without noise nearly any rule that answers a breach will do. Real truces have noise of two kinds: a patrol fires
without orders (*error*), and a shot that was none is reported as one (*misread*). Then rules come apart.

**Grim** fights for ever after the first breach. Nothing deters better, and nothing is more brittle. **Tit-for-tat**
does what it last saw. After one false alarm two such sides answer each other's answers, turn by turn, until a second
accident happens to end the echo. **Generous** tit-for-tat lets a breach pass with some chance, which breaks the echo
at once, but whoever lets too much pass invites being used. **Contrite** tit-for-tat keeps score of who broke without
cause and takes punishment for its own accident without answering it. It cures *errors*, which both sides saw; it
cannot cure *misreadings*, where the two no longer agree on what happened. Set misreading aside by looking at the left
end of the picture and raise *error*: contrition wins there. Go to the right and it falls back, while generosity holds
on.

Lines are exact: two rules make a Markov chain, and its discounted worth solves a linear equation. Dots are truces
played day by day by lot. Both sides follow the same rule; the picture does *not* show who could exploit whom.

For practice: do not ask only how breaches will be punished. Ask how false alarms will be recognised, who reports what
both sides believe, and how a spiral stops. Monitoring lowers the misreading; a hotline or a joint commission lets a
side own up to an error; a rule of proportion and a first warning are generosity in writing. In Parley's scenarios
look at conditions on monitoring and on what ends a ceasefire: a clause that voids all after one breach is grim.
"""

LESSON = Lesson(
    id="truces",
    title="A truce among accidents",
    idea="The answer to a breach is what keeps a truce, and also what destroys it once accidents and false alarms "
    "occur. Which rule of conduct is best depends on what kind of noise there is.",
    text=TEXT,
    knobs=(
        Knob("patience", "Weight of the next day", 0.5, 0.9, 0.85, 0.05, "", "Also: chance that there is one."),
        Knob("error", "A side breaks by accident", 0, 0.2, 0.02, 0.02, "chance", "Per side and day; both see it."),
        Knob("generosity", "The generous let a breach pass", 0, 1, 0.3, 0.1, "chance", "0: tit-for-tat; 1: always."),
        Knob("temptation", "A day of breaking alone is worth", 3.5, 6, 5, 0.5, "", "A kept day is worth 3 to each."),
    ),
    play=play,
    exercises=(
        Exercise(
            "A day is worth 5 to whoever breaks alone, 3 to both if they keep, 1 to both if they break, 0 to whoever "
            "keeps alone. With what chance may a breach be let pass at most, so that it does not pay to exploit it?",
            "Two things must not pay: to break once and make up, and to break for ever. "
            "The smaller of 1 − (T − R)/(R − S) and (R − P)/(T − P).",
            lambda: best_generosity(Payoffs()),
            0.01,
            "1 − 2/3 = 1/3 and 2/4 = 1/2: at most one breach in three may pass.",
        ),
        Exercise(
            "The same days, under threat of ending the truce for ever. On each day there is a chance of 0.1 that a "
            "false alarm ends it for both. How much weight must the next day have at least for both to keep it?",
            "Without false alarms it is (T − R)/(T − P). A false alarm works like a next day that may not come.",
            lambda: grim_patience(Payoffs(), 0.1),
            0.01,
            "(5 − 3)/(5 − 1) = 0.5 without alarms, and 0.5/0.9 = 0.556 with them: noise uses up patience.",
        ),
        Exercise(
            "The next day weighs 0.9 and nobody makes an error, but of kept days 1 in 10 looks broken to the other "
            "side. What is a day worth to each of two sides who play tit-for-tat? (Set the knobs; read the line.)",
            "Patience 0.9, error 0, temptation 5. It is less than 3 and more than the 1 of fighting.",
            lambda: worth(CONDUCTS["tit_for_tat"], {"patience": 0.9, "error": 0.0, "temptation": 5.0}, 0.1),
            0.06,
            "One misreading starts an echo that only another accident changes, so a good part of what the truce adds "
            "is lost though neither side ever meant to break it.",
        ),
    ),
    note="Thirty minutes. Let pairs play ten days on paper with a die: a six turns a kept day into one that looks "
    "broken. Most pairs end in an echo. Then let them write a clause that would have stopped it. Typical mistakes: to "
    "call contrition generosity, or to think that the harshest threat keeps the peace best. Ask why the rules hardly "
    "differ when patience is low, and what monitoring would be worth in the unit of the picture.",
    references=(
        "R. Axelrod (1984): The Evolution of Cooperation. Basic Books.",
        "P. Molander (1985): The optimal level of generosity in a selfish, uncertain environment. Journal of Conflict "
        "Resolution 29, 611-618.",
        "J. Wu, R. Axelrod (1995): How to cope with noise in the iterated prisoner's dilemma. Journal of Conflict "
        "Resolution 39, 183-189.",
    ),
)
