"""Lesson: power that shifts. Why a falling party may fight while it can, though both would rather settle."""

import numpy as np

from sim.lenses.overtime.war import chance_of_preventive_war, inefficiency_condition, play_shifts, preventive_war
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Series, Settings, half_interval, luck

RUNS = 4000
WEIGHTS = tuple(float(weight) for weight in np.linspace(0.05, 0.95, 19))
FINE = tuple(float(weight) for weight in np.linspace(0.05, 0.95, 73))


def play(settings: Settings, seed: int) -> LessonFinding:
    """Show how often a falling power attacks as the future counts for more."""
    p, cost, later, discount = settings["p"], settings["cost_a"], settings["later"], settings["discount"]
    key = [seed, round(100 * p), round(100 * cost)]
    shares = [
        float(play_shifts(p, cost, weight, RUNS, luck(*key, place)).mean()) for place, weight in enumerate(WEIGHTS)
    ]
    halves = [half_interval(share * (1.0 - share), RUNS, 4.0) for share in shares]
    now = preventive_war(p, min(p, later), cost, discount)
    change = f"falls from {p:.2f} to {later:.2f}" if later < p else f"stays at {p:.2f}"
    sentence = (
        f"If A's chance of winning {change}, war now is worth {now.war:.2f} to it and "
        f"the best peace {now.peace:.2f}: in theory it {'attacks' if now.fights else 'keeps the peace'}. If the later "
        f"chance may be anything from 0 to {p:.2f}, it attacks in "
        f"{100 * chance_of_preventive_war(p, cost, discount):.0f} of 100 runs."
    )
    series = (
        Series(
            "least later chance at which A keeps the peace, in theory",
            "theory",
            FINE,
            tuple(min(1.0, max(0.0, preventive_war(p, p, cost, weight).threshold)) for weight in FINE),
        ),
        Series(
            "A attacks, in theory",
            "theory",
            WEIGHTS,
            tuple(chance_of_preventive_war(p, cost, weight) for weight in WEIGHTS),
        ),
        Series(
            "A attacks, share of runs",
            "simulation",
            WEIGHTS,
            tuple(shares),
            tuple(max(0.0, share - half) for share, half in zip(shares, halves, strict=True)),
            tuple(min(1.0, share + half) for share, half in zip(shares, halves, strict=True)),
        ),
    )
    return LessonFinding(sentence, "weight of the future", "chance", series, RUNS)


TEXT = """
Two parties share a prize period by period. A could win a war today with chance p; tomorrow its chance will be lower,
for B grows, arms, or finds allies. Both know all of this, and war costs both. Is there a deal that keeps the peace?

Whatever B offers today, it cannot give more than everything that there is today. Tomorrow it will be stronger, and will
want a share to match. It may promise now to stay modest then, and mean it; but nothing will hold it to that promise. So
the best peace for A is all of today's prize, and later what its *later* power is worth. If the fall is steep, that is
less than war now, while A's chance is still good. There is no deal, although after any war both can name one that would
have been better. This is a **commitment problem**: no one is misinformed, and better information does not help.

The picture asks how often that happens if the later chance may be anything from 0 to p. The further right, the more the
future counts, the less today's prize can make up for it, and the smaller the fall that A accepts. Patience, which helps
peace where promises can be enforced by tomorrow's rewards, hurts here. Higher costs of war help, but less and less as
the future gains weight, for they would have to be paid later as well.

Powell shows how general this is. A fast enough shift of power is the common core of preventive wars, of first strikes,
and of bargains over things that themselves bring power. No peace is efficient if what the rising party can lock in
tomorrow grows by more than what is left over today once both get what they could lock in now. It is then the
**falling** party that cannot be bought off.

What helps is whatever slows the shift or binds the rising party: limits on arms that can be checked, guarantors, steps
that are taken on both sides at once. That is why terms on rearming and on mobilisation are so hard in a truce. In
Parley's truce scenario they are issues with conditions of their own: a limit is what one side fears to live without and
the other fears to live with. Drifting no-deal values (`drift`) state whom time helps. In practice: look for the term
that changes tomorrow's power, and negotiate how it will be kept before you negotiate the rest.
"""

LESSON = Lesson(
    id="shifting_power",
    title="Fighting while one still can",
    idea="A party that will grow weaker may prefer war now, since nobody can promise that the stronger other will stay "
    "modest.",
    text=TEXT,
    knobs=(
        Knob("p", "A wins a war now", 0.1, 1, 0.8, 0.05, "chance", "Both agree on it."),
        Knob("later", "A wins a war later", 0, 1, 0.4, 0.05, "chance", "For the sentence; never more than now."),
        Knob("cost_a", "War costs A", 0, 0.5, 0.1, 0.05, "", "As a share of the prize, each period."),
        Knob("discount", "Weight of the future", 0.05, 0.95, 0.6, 0.05, "share", "1 − this is the weight of today."),
    ),
    play=play,
    exercises=(
        Exercise(
            "A wins with chance 0.8 now; war costs it 0.1 per period; the future has weight 0.8. Down to which later "
            "chance of winning does A keep the peace?",
            "War now is worth 0.7. The best peace is all of today, with weight 0.2, and later what power is then "
            "worth.",
            lambda: preventive_war(0.8, 0.4, 0.1, 0.8).threshold,
            0.01,
            "0.2 + 0.8 (p′ − 0.1) = 0.7 at p′ = 0.725. A fall of less than a tenth of its chance is enough for war.",
        ),
        Exercise(
            "The same party, but the future has weight 0.5, and the later chance is drawn evenly between 0 and 0.8. "
            "How likely is it that A attacks?",
            "Find the least later chance that keeps the peace first. Which part of 0 to 0.8 lies below it?",
            lambda: chance_of_preventive_war(0.8, 0.1, 0.5),
            0.01,
            "0.5 + 0.5 (p′ − 0.1) = 0.7 at p′ = 0.5, and 0.5 / 0.8 = 0.625.",
        ),
        Exercise(
            "There is 1 to share. The rising party can lock in 0.3 now and 0.7 next period, the falling one 0.5 now; "
            "the discount factor is 0.9. By how much does the growth, discounted, exceed what is left over for bribes?",
            "Growth is 0.9 · 0.7 less what can be locked in now. Left over is what neither can lock in now.",
            lambda: float(np.subtract(*inefficiency_condition((0.3, 0.5), 0.7, 1.0, 0.9))),
            0.01,
            "0.63 − 0.3 = 0.33 against 1 − 0.8 = 0.2: 0.13 too much. The falling party cannot be bought off.",
        ),
    ),
    note="Thirty minutes, after the lesson “If war costs both, why is it fought?”. Let students find a deal for "
    "p = 0.8 and a later chance of 0.4, and ask of each proposal who would enforce it tomorrow. Typical mistakes: "
    "looking for the lie or the error, of which there is none; and taking the rising party for the one that attacks. "
    "Ask what an outside guarantor would have to promise, and to whom.",
    references=(
        "J. Fearon (1995): Rationalist explanations for war. International Organization 49, 379-414.",
        "R. Powell (1999): In the Shadow of Power. Princeton University Press.",
        "R. Powell (2006): War as a commitment problem. International Organization 60, 169-203.",
    ),
)
