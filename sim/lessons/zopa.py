"""Lesson: is there anything to agree on? The zone of possible agreement, and what an anchor does within it."""

import numpy as np

from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 4000
SHARES = 21


def chance_of_zone(seller: float, buyer: float, spread: float) -> float:
    """Return the chance that a buyer would pay at least what a seller would take.

    Both reservation prices are uniform within `spread` of what is expected of them. Their difference is then
    triangular: with d = buyer - seller, P(B >= S) = 1 - (2 w - d)^2 / (8 w^2) for 0 <= d <= 2 w, and by symmetry below.
    """
    gap = buyer - seller
    if spread == 0.0 or abs(gap) >= 2.0 * spread:
        return 1.0 if gap >= 0.0 else 0.0
    tail = (2.0 * spread - abs(gap)) ** 2 / (8.0 * spread**2)
    return 1.0 - tail if gap >= 0.0 else tail


def price_with_anchor(seller: float, buyer: float, anchor: float, pull: float) -> float:
    """Return the price of a certain zone: its middle, drawn towards the first offer and kept within the zone."""
    middle = (seller + buyer) / 2.0
    return min(buyer, max(seller, middle + pull * (anchor - middle)))


def _simulated(seller: float, buyer: float, spread: float, seed: int) -> tuple[float, float]:
    """Return the share of pairs that find a zone, and half its 95 % interval."""
    low, high = luck(seed, seller, buyer, spread).uniform(-spread, spread, (2, RUNS))
    share = float(np.mean(buyer + high >= seller + low))
    return share, half_interval(share * (1.0 - share), RUNS)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how often there is a zone as the buyer can pay more, and where an anchor draws the price."""
    seller, spread = settings["seller"], settings["spread"]
    buyers = [float(price) for price in np.linspace(0.0, 100.0, SHARES)]
    theory = tuple(chance_of_zone(seller, buyer, spread) for buyer in buyers)
    found = [_simulated(seller, buyer, spread, seed) for buyer in buyers]
    now = chance_of_zone(seller, settings["buyer"], spread)
    if settings["buyer"] < seller:
        certain = "there would be no price that both would take"
    else:
        price = price_with_anchor(seller, settings["buyer"], settings["anchor"], settings["pull"])
        certain = f"a first offer of {settings['anchor']:.0f} would end at {price:.1f}"
    sentence = (
        f"A seller of about {seller:.0f} and a buyer of about {settings['buyer']:.0f} have something to agree on in "
        f"{100 * now:.0f} of 100 pairs, in theory. Were both prices certain, {certain}."
    )
    share = tuple(value for value, _ in found)
    low = tuple(max(0.0, value - half) for value, half in found)
    high = tuple(min(1.0, value + half) for value, half in found)
    series = (
        Series("a zone exists, in theory", "theory", tuple(buyers), theory),
        Series("a zone exists, share of pairs", "simulation", tuple(buyers), share, low, high),
    )
    return LessonFinding(sentence, "what the buyer is expected to pay at most", "share of pairs", series, RUNS)


TEXT = """
Before asking *what* two sides will agree on, ask whether there is anything *to* agree on. A seller who has another
offer of 40 takes no less; a buyer who can buy elsewhere for 60 pays no more. Any price between them beats no deal for
both: the **zone of possible agreement**, ZOPA. What each would do without a deal, its **BATNA**, sets the ends of the
zone. Parley calls its worth the *no-deal value*: a better no-deal value moves one's end of the zone, and can close it.

Neither side sees the other's end. Where both are guessed within a margin, a zone exists only in some share of pairs,
and that share rises along an S-shaped line as the buyer's end moves up. That is the line in the picture. Dots are pairs
drawn by lot. No skill at the table helps the pairs that have no zone: their problem lies in the no-deal values.

Within the zone theory is silent, or rather speaks with several voices (see the lesson “What caution costs”). What
experiments find is that the **first number** pulls the price towards itself, more so when the other side has thought
little about its own end. The knob *pull* says how much. Within a certain zone an anchor moves the price but never the
ends: nobody accepts what is worse than no deal.

Two practical conclusions. Work on your no-deal value before you work on your arguments. And know your own end, and a
guess of theirs, before the first number is said.
"""

LESSON = Lesson(
    id="zopa",
    title="Is there anything to agree on?",
    idea="Two no-deal values leave a zone of possible agreement between them, or none. A first offer moves the price "
    "within the zone and cannot make one.",
    text=TEXT,
    knobs=(
        Knob("seller", "The seller takes at least about", 0, 100, 40, 5, "", "The middle of what is expected of it."),
        Knob("buyer", "The buyer pays at most about", 0, 100, 60, 5, "", "The middle of what is expected of it."),
        Knob("spread", "Either may be off by", 0, 40, 20, 5, "", "Both ends are drawn evenly within this margin."),
        Knob("anchor", "The first offer", 0, 100, 75, 5, "", "Whoever names it."),
        Knob("pull", "How much the first offer pulls", 0, 1, 0.4, 0.1, "share", "0: not at all; 1: all the way."),
    ),
    play=play,
    exercises=(
        Exercise(
            "The seller takes at least about 50, the buyer pays at most about 60, and either may be off by 20. In what "
            "share of pairs is there a zone?",
            "Draw the square of both errors and shade the corner where the buyer's end lies below the seller's.",
            lambda: chance_of_zone(50, 60, 20),
            0.01,
            "The corner without a zone is a triangle with legs 2·20 − 10 = 30 in a square of side 40: "
            "900 / 2 / 1600 = 0.28, so a zone exists in 0.72.",
        ),
        Exercise(
            "Ends are certain: 40 and 60. The first offer is 90 and pulls by 0.4. What is the price?",
            "The middle is 50. How far towards 90 does 0.4 take it, and may it end there?",
            lambda: price_with_anchor(40, 60, 90, 0.4),
            0.05,
            "50 + 0.4 · (90 − 50) = 66, which the buyer would not pay: the price stops at the end of the zone, 60.",
        ),
    ),
    note="Fifteen minutes. Let students write down their own end before the first number is said, then reveal both. "
    "Typical mistake: taking the middle of two *opening offers* for the middle of the zone. Ask what would change if "
    "the seller's other offer rose from 40 to 70: no argument about fairness brings the zone back.",
    references=(
        "R. Fisher, W. Ury (1981): Getting to Yes. Houghton Mifflin. (BATNA)",
        "H. Raiffa (1982): The Art and Science of Negotiation. Harvard University Press. (zone of agreement)",
        "A. Galinsky, T. Mussweiler (2001): First offers as anchors. Journal of Personality and Social Psychology 81, "
        "657-669.",
    ),
)
