"""Lesson: what caution costs. Nash's point, Kalai and Smorodinsky's, and offers that lead to the former."""

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats
from sim.lenses.overtime.offers import rubinstein_limit, thresholds
from sim.lenses.points import bargain
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 4000
DEALS = 1001
PLACES = tuple(0.1 * step for step in range(10))
FINER = tuple(0.05 * step for step in range(19))


def point(name: str, caution: tuple[float, float], floors: tuple[float, float] = (0.0, 0.0)) -> float:
    """Return the first party's share of a pie at a point that a theory singles out among finely cut deals.

    What a party has beyond its no-deal value is worth gain^(1 - caution) to it: relative risk aversion is constant.
    """
    gains = (1.0 - sum(floors)) * np.linspace(0.0, 1.0, DEALS)
    worth = np.stack([gains ** (1.0 - caution[0]), gains[::-1] ** (1.0 - caution[1])], axis=1)
    places = bargain(worth, np.zeros(2)).points[name].deals
    return floors[0] + float(gains[places].mean())


def asks(caution: tuple[float, float], risk: float) -> tuple[float, float, float, float]:
    """Return how much of the surplus is A's when A, and when B, proposes, and what A, and B, would accept.

    Whoever refuses risks that talks break off. A gain a round later is worth (1 - risk) times its worth to a party,
    thus as much as (1 - risk)^(1 / (1 - caution)) of the gain now: offers alternate as if these were discount factors.
    """
    d1, d2 = ((1.0 - risk) ** (1.0 / (1.0 - one)) for one in caution)
    (demand, accepts), (claim, least) = thresholds(d1, d2)
    return demand, 1.0 - claim, accepts, least


def by_offers(caution: tuple[float, float], risk: float, floors: tuple[float, float] = (0.0, 0.0)) -> float:
    """Return the first party's mean share when it is left to chance who proposes first."""
    demand, left, _, _ = asks(caution, risk)
    return floors[0] + (1.0 - sum(floors)) * (demand + left) / 2.0


def by_haste(caution: tuple[float, float]) -> float:
    """Return the share to which alternating offers tend as the risk goes to zero: caution works like haste."""
    return rubinstein_limit(1.0 / (1.0 - caution[0]), 1.0 / (1.0 - caution[1]))


def played(caution: tuple[float, float], risk: float, rng: Generator) -> Floats:
    """Play talks and return A's share of the surplus in those that reach a deal.

    A coin says who proposes first. Proposers do not know how far they can go: each asks for more than it would itself
    accept, by an excess drawn evenly up to twice the one that the other would grant. A refusal may end the talks.
    """
    demand, left, accepts, least = asks(caution, risk)
    room = demand - left
    shares, turn = np.full(RUNS, np.nan), rng.random(RUNS) < 0.5
    going = np.ones(RUNS, bool)
    while going.any():
        more = 2.0 * room * rng.random(RUNS)
        share = np.where(turn, accepts + more, 1.0 - least - more)
        taken = going & (more <= room)
        shares[taken] = share[taken]
        going &= ~taken & (rng.random(RUNS) >= risk)
        turn = ~turn
    deals: Floats = shares[np.isfinite(shares)]
    return deals


def _simulated(settings: Settings, caution: float, rng: Generator) -> tuple[float, float]:
    """Return A's mean share of the pie in talks played, and half its 95 % interval."""
    surplus = 1.0 - settings["floor_a"] - settings["floor_b"]
    shares = settings["floor_a"] + surplus * played((settings["own"], caution), settings["risk"], rng)
    return float(shares.mean()), half_interval(float(shares.var(ddof=1)), len(shares), 0.0)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show what A gets of the pie, by how cautious B is: two points, and offers and counter-offers."""
    rng, own = luck(seed, *settings.values()), settings["own"]
    floors = settings["floor_a"], settings["floor_b"]
    found = [_simulated(settings, caution, rng) for caution in PLACES]
    now = own, settings["other"]
    sentence = (
        f"A, with a caution of {now[0]:.1f}, meets B with {now[1]:.1f}: Nash's point gives A "
        f"{point('nash', now, floors):.3f} of the pie, Kalai and Smorodinsky's "
        f"{point('kalai_smorodinsky', now, floors):.3f}. Alternating offers give "
        f"{by_offers(now, settings['risk'], floors):.3f} on average, under these assumptions."
    )
    drawn = {
        label: tuple(point(name, (own, caution), floors) for caution in FINER)
        for label, name in (("Nash's point", "nash"), ("Kalai and Smorodinsky's point", "kalai_smorodinsky"))
    }
    offers = tuple(by_offers((own, caution), settings["risk"], floors) for caution in PLACES)
    mean = tuple(value for value, _ in found)
    low, high = (tuple(value + sign * half for value, half in found) for sign in (-1.0, 1.0))
    series = (
        *(Series(label, "theory", FINER, line) for label, line in drawn.items()),
        Series("alternating offers, in theory", "theory", PLACES, offers),
        Series("alternating offers, mean of deals", "simulation", PLACES, mean, low, high),
    )
    return LessonFinding(sentence, "how cautious B is", "A's share of the pie", series, RUNS)


TEXT = """
Two share a pie. Each has a no-deal value, and any split above both beats having no deal. Which one? Theory gives
several answers, and each rests on demands that a fair-minded umpire might make of a rule.

**Nash** asks for four: that nothing be wasted, that equals get the same, that the units of worth do not matter, and
that striking out deals which would not have been chosen changes nothing. Only one point meets them, that with the
largest *product of gains*. **Kalai and Smorodinsky** give up the last demand for another: whoever's best hope grows
should not lose by it. Their point gives each the same *share of the most* that it could get. Where worth is in
proportion to money both say: split the surplus evenly.

They part when somebody is **cautious**. A cautious party values the first slice far above the last, and would rather
have a sure half than a toss-up for all. The knob is relative risk aversion: at 0 worth is proportional to the gain,
at 0.5 it goes with its square root. Move it and watch: under both rules the cautious party gets *less* of the pie,
and under Nash's least. To a party that finds a little nearly as good as a lot, a rule can give a little and call it
even.

Is that only an umpire's arithmetic? The dots say no. In them nobody knows a rule: parties alternate in asking, and
whoever refuses risks that talks end for good. The cautious side fears that more and grants more. As the risk per
refusal shrinks, what alternating offers lead to moves to **Nash's** point; with a large risk it strays from it.
Caution works just as impatience does in the lesson “Who can wait gets more”.

For practice: fear of a breakdown is paid for, so reduce the fear before you reduce the demand. Improve the no-deal
value, insure what would hurt most, spread the stakes over several deals. A side that negotiates for many may be less
cautious than each of them. And where somebody proposes to "split it fairly", ask in which unit. In Parley's scenarios
the solution lens marks all these points on the frontier of deals; where they lie close together the theories agree,
and where they do not, an appeal to fairness will not settle it.
"""

LESSON = Lesson(
    id="bargaining_points",
    title="What caution costs",
    idea="Rules for a fair division agree when worth goes with money, and part when one side fears to lose the deal. "
    "Offers and counter-offers under a small risk of breakdown lead to Nash's point.",
    text=TEXT,
    knobs=(
        Knob("other", "How cautious B is", 0, 0.9, 0.5, 0.1, "", "Relative risk aversion; 0: worth goes with money."),
        Knob("own", "How cautious A is", 0, 0.9, 0, 0.1, "", "The same for A."),
        Knob("risk", "A refusal ends the talks", 0.02, 0.5, 0.1, 0.02, "chance", "For good; both have no deal then."),
        Knob("floor_a", "A's no-deal value", 0, 0.4, 0, 0.05, "share", "Share of the pie that A has without a deal."),
        Knob("floor_b", "B's no-deal value", 0, 0.4, 0, 0.05, "share", "The same for B."),
    ),
    play=play,
    exercises=(
        Exercise(
            "A's worth goes with money, B's with the square root of what it gets. Nobody has anything without a deal. "
            "What share does A get at Nash's point?",
            "Find the x between 0 and 1 with the largest x · √(1 − x).",
            lambda: point("nash", (0.0, 0.5)),
            0.005,
            "1/x = 0.5/(1 − x) gives x = 2/3: B, who has half A's readiness for risk, gets half as much.",
        ),
        Exercise(
            "The same two. What share does A get at Kalai and Smorodinsky's point?",
            "Each could get at most a worth of 1. At which x are both at the same share of it?",
            lambda: point("kalai_smorodinsky", (0.0, 0.5)),
            0.005,
            "x = √(1 − x) gives x = 0.618, the golden ratio; B gets more than from Nash.",
        ),
        Exercise(
            "A's caution is 0.5 and B's 0.75. To what share for A do alternating offers tend as the risk of a "
            "breakdown goes to none?",
            "A party with caution r acts as if it were 1/(1 − r) times as much in haste.",
            lambda: by_haste((0.5, 0.75)),
            0.01,
            "The rates are 2 and 4; A, in less of a hurry, gets 4 / (2 + 4) = 2/3, just as at Nash's point.",
        ),
    ),
    note="Thirty minutes. Let students choose between a sure sum and a toss-up for twice as much or nothing, lower the "
    "sure sum until they switch, and pair those who switched early with those who switched late. Typical mistakes: "
    "reading the cautious party's smaller share as unfair to it in its own worth, and taking either rule for a "
    "forecast. Ask which of Nash's demands they would give up, and what a union does to the caution of its members.",
    references=(
        "J. F. Nash (1950): The bargaining problem. Econometrica 18, 155-162.",
        "E. Kalai, M. Smorodinsky (1975): Other solutions to Nash's bargaining problem. Econometrica 43, 513-518.",
        "K. Binmore, A. Rubinstein, A. Wolinsky (1986): The Nash bargaining solution in economic modelling. RAND "
        "Journal of Economics 17, 176-188.",
    ),
)
