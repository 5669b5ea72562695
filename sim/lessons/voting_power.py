"""Lesson: votes are not power. Who turns a losing coalition into a winning one, and how often?"""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.random import Generator

from sim.arrays import Flags
from sim.lenses.power import Power, power, weighted_rule
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 4000
PLACES = tuple(50 + 5 * step for step in range(11))
"""Quotas in per cent; at 50, half the votes are not enough, everywhere else exactly the quota is."""
BETWEEN = tuple(quota + 2 for quota in PLACES[:-1])
ORDERS, COINS = "A is pivotal (Shapley–Shubik)", "A decides (Penrose–Banzhaf)"


def votes_of(settings: Settings) -> tuple[float, ...]:
    """Return the votes of parties A to D."""
    return settings["a"], settings["b"], settings["c"], settings["d"]


def rule(votes: Sequence[float], percent: float) -> Flags:
    """Return which coalitions carry a motion with this percentage of the votes, and always more than half."""
    total = sum(votes)
    return weighted_rule(max(percent * total / 100.0, total / 2.0 + 0.5), votes)


def power_of(votes: Sequence[float], percent: float) -> Power:
    """Return everybody's power under a quota."""
    return power(rule(votes, percent))


def quotas(votes: Sequence[float]) -> tuple[float, ...]:
    """Return the quotas in per cent up to which the same coalitions win: the shares of votes of those above a half."""
    sums = {sum(chosen) for size in range(len(votes) + 1) for chosen in combinations(votes, size)}
    shares = sorted(100.0 * some / sum(votes) for some in sums)
    return (50.0, *(share for share in shares if share > 50.0))


def pivots(winning: Flags, parties: int, rng: Generator) -> float:
    """Return in what share of random orders of joining party A is the one with whom the coalition wins."""
    order = rng.permuted(np.tile(np.arange(parties), (RUNS, 1)), axis=1)
    joined = np.cumsum(1 << order, axis=1)
    return float(np.mean(order[np.arange(RUNS), winning[joined].argmax(axis=1)] == 0))


def swings(winning: Flags, parties: int, rng: Generator) -> float:
    """Return in what share of coalitions of the others, each coming in by the toss of a coin, party A decides."""
    others = rng.integers(0, 1 << (parties - 1), RUNS) << 1
    return float(np.mean(winning[others | 1] & ~winning[others]))


Draw = Callable[[Flags, int, Generator], float]


def _simulated(label: str, places: Sequence[int], votes: Sequence[float], rng: Generator) -> Series:
    """Return A's power as drawn, with 95 % intervals."""
    draw: Draw = pivots if places is PLACES else swings
    found = [draw(rule(votes, quota), len(votes), rng) for quota in places]
    half = [half_interval(share * (1.0 - share), RUNS) for share in found]
    low = tuple(max(0.0, share - width) for share, width in zip(found, half, strict=True))
    high = tuple(min(1.0, share + width) for share, width in zip(found, half, strict=True))
    of = ORDERS if places is PLACES else COINS
    return Series(label, "simulation", tuple(map(float, places)), tuple(found), low, high, of=of)


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show the power of the first party as the quota rises."""
    rng, votes = luck(seed, *settings.values()), votes_of(settings)
    now = power_of(votes, settings["quota"])
    said = ", ".join(f"{name} {share:.2f}" for name, share in zip("ABCD", now.shapley, strict=True))
    sentence = (
        f"With {settings['quota']:.0f} % of the votes needed, parties are pivotal in these shares of all orders of "
        f"joining: {said}. A has {votes[0] / sum(votes):.2f} of the votes."
    )
    steps, share = quotas(votes), votes[0] / sum(votes)
    powers = [power_of(votes, quota) for quota in steps]
    orders, coins = (tuple(float(p.shapley[0]) for p in powers), tuple(float(p.swings[0]) for p in powers))
    series = (
        Series("A's share of the votes", "theory", (50.0, 100.0), (share, share)),
        Series(ORDERS, "theory", steps, orders, steps=True),
        _simulated("A is pivotal, share of orders drawn", PLACES, votes, rng),
        Series(COINS, "theory", steps, coins, steps=True),
        _simulated("A decides, share of coalitions drawn", BETWEEN, votes, rng),
    )
    return LessonFinding(sentence, "per cent of the votes needed", "share", series, RUNS)


TEXT = """
Three parties have 49, 49 and 2 votes, and more than half carries a motion. Who has power? Any two carry it, nobody
does alone: the party of 2 is worth just as much as partners some 24 times its size. Give one of the large ones three
votes more, 52 of 103, and the other two are spectators. **Votes are not power.** What counts is how often a party
turns a coalition that loses into one that wins.

How often is counted in two ways. **Shapley and Shubik** let the parties join in every possible order and ask who is
*pivotal*, the one with whom the motion is carried. Each order has exactly one such party, so the shares add up to
one: read it as the part of a prize that a party may expect. **Penrose and Banzhaf** toss a coin for everybody else's
vote and ask how often the party's own vote *decides*. These chances do not add up to one: read them as influence. The
two mostly rank parties alike, and they can differ much in size. Lines in the picture are exact; dots are orders and
coalitions drawn by lot.

Move the quota to the right. Power jumps where coalitions begin or cease to win, and stays put in between. Where
everybody's consent is needed, all are pivotal equally often, whatever their votes: a **veto** makes small and large
equal. A party without which nothing passes and with which everything does is a dictator; one that never decides is a
dummy, and may have a good many votes.

These indices know nothing of what parties *want*. They take every order to be as likely, also of parties that would
never join each other. They are a statement on the rules and not on an issue of the day. That is their use: to judge
rules before anybody knows who will want what.

For practice: before a quota or a weight is haggled over, work out whether it changes anybody's power at all. Seek
partners by what they add and not by their size. In Parley's scenarios the rule of consent says who must agree to
which deal: the solution lens counts in the same way how often each party is one that cannot be done without.
"""

LESSON = Lesson(
    id="voting_power",
    title="Votes are not power",
    idea="Power under a rule of voting is how often a party turns losing into winning. It can be far from the share of "
    "votes, and it jumps as the quota moves.",
    text=TEXT,
    knobs=(
        Knob("a", "Votes of A", 1, 60, 45, 1, "votes", "The party whose power the picture shows."),
        Knob("b", "Votes of B", 1, 60, 30, 1, "votes", ""),
        Knob("c", "Votes of C", 1, 60, 15, 1, "votes", ""),
        Knob("d", "Votes of D", 1, 60, 10, 1, "votes", ""),
        Knob("quota", "Votes needed", 50, 100, 50, 5, "per cent", "At 50, more than half."),
    ),
    play=play,
    exercises=(
        Exercise(
            "Four parties have 45, 30, 15 and 10 votes; more than half is needed. In what share of orders of joining "
            "is the largest pivotal?",
            "It wins with any one partner, and without it only the other three together do. At which places in the "
            "order is it the one who matters?",
            lambda: float(power_of((45, 30, 15, 10), 50).shapley[0]),
            0.01,
            "As second or third to join it is pivotal, as first or last not: 1/2. Each of the others has 1/6, though "
            "one has three times the votes of another.",
        ),
        Exercise(
            "The same parties. In what share of orders is the party of 10 votes pivotal if 80 % is needed?",
            "Which coalitions reach 80? Is there any that reaches it only with the 10 votes?",
            lambda: float(power_of((45, 30, 15, 10), 80).shapley[3]),
            0.01,
            "45 and 30 are in every coalition that reaches 80, and with either of the small ones they have it. The "
            "small party must come third, after both large ones: 2 orders of 24.",
        ),
        Exercise(
            "Three parties have 49, 49 and 2 votes; more than half is needed. In what share of coalitions of the other "
            "two does the party of 2 decide?",
            "List the four coalitions of the other two.",
            lambda: float(power_of((49, 49, 2), 50).swings[2]),
            0.01,
            "It decides where exactly one of the two is in: 2 of 4.",
        ),
    ),
    note="Twenty minutes. Hand out cards with votes, let students line up in a drawn order and call who is pivotal; "
    "after twenty orders compare with the line. Typical mistakes: that power is in proportion to votes, and that a "
    "higher quota always helps the small: it makes everybody equal at the end, and on the way may leave somebody a "
    "dummy. Ask for weights and a quota that give three parties power of 2/3, 1/6 and 1/6.",
    references=(
        "L. S. Shapley, M. Shubik (1954): A method for evaluating the distribution of power in a committee system. "
        "American Political Science Review 48, 787-792.",
        "J. F. Banzhaf (1965): Weighted voting doesn't work. Rutgers Law Review 19, 317-343.",
        "L. S. Penrose (1946): The elementary statistics of majority voting. Journal of the Royal Statistical Society "
        "109, 53-57.",
    ),
)
