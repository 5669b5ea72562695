"""Which choice stands up best over many cases, and how sure that is.

A choice is weighed by what it brings in every case, a case being one row of inputs. Luck must be averaged out first:
the worst of ten thousand single runs is the unluckiest run, whatever was chosen. So each case is played under several
draws of luck, the same for every choice, and what a choice brings in a case is its mean over them.

Regret is how much less a choice brings than the choice that is best in that case. Since the best is picked after the
fact, what is left of luck makes it look better than it is: mean regret is overstated. Picking the best on one half of
the draws of luck and measuring it on the other understates it. Both are given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.criteria import CRITERIA, TIE, Criterion, Weights, enough, regrets
from sim.analysis.estimates import Estimate, level_of
from sim.analysis.luck import luck_left, regret_apart
from sim.analysis.shares import Share, share_of
from sim.arrays import Floats
from sim.finding import Finding, Table
from sim.formatting import plain_data

if TYPE_CHECKING:
    import pandas

NOTE = (
    "Over the cases that the scenario's ranges give, under these assumptions; intervals and resamples are over cases "
    "(95 %): they say what more cases would change, not whether the ranges are right."
)

RESAMPLES = 1_000
"""Resamples of the cases, to see how sure a verdict is."""

MEANS = {"mean": "value", "low": "low", "high": "high"}
AT_ONCE = 2_000_000
"""How many numbers of resamples are held in memory at once."""


@dataclass(frozen=True)
class ChoiceScore:
    """What a choice brings.

    Attributes:
        name: The choice.
        label: Its name on screen.
        mean: What it brings on average over cases, with its interval.
        luck: Standard deviation that luck leaves in what it brings in one case, averaged over cases.
        spread: Standard deviation among cases of what it brings, luck taken out.
        regret: Mean regret, overstated by what is left of luck, with its interval.
        regret_apart: Mean regret, understated: the best of a case is picked on other draws than it is measured on.
        enough: Share of cases in which it brings enough.
        values: What each criterion makes of it, by id, with the sign that people know.
    """

    name: str
    label: str
    mean: Estimate
    luck: float
    spread: float
    regret: Estimate
    regret_apart: float
    enough: Share
    values: dict[str, float]


@dataclass(frozen=True)
class Verdict:
    """Which choice a criterion takes.

    Attributes:
        criterion: Its id.
        label: Its name on screen.
        rule: What it says to take.
        best: The choices it takes; several if they are equal.
        again: Share of resamples of the cases in which it takes each choice, in order; none if one case decides.
    """

    criterion: str
    label: str
    rule: str
    best: tuple[str, ...]
    again: tuple[float, ...] | None


@dataclass(frozen=True)
class ChoiceScores:
    """Choices weighed.

    Attributes:
        choices: What each brings.
        verdicts: Which one each criterion takes.
        brought: [cases, choices] what each brings in each case, luck averaged out.
    """

    choices: tuple[ChoiceScore, ...]
    verdicts: tuple[Verdict, ...]
    brought: Floats


@dataclass(frozen=True, repr=False)
class Robustness(Finding):
    """Choices weighed over the cases of a scenario.

    Attributes:
        scenario: Id of the scenario.
        title: Its title.
        digest: Fingerprint of what was played as stated, other changes applied.
        changes: Changes that hold under every choice, as on the command line.
        seed: Key of cases, luck and resamples.
        method: How cases were drawn.
        party: The party that chooses, if one was named.
        party_label: Its name on screen.
        outcome: The outcome that counts; none if what the party gets counts.
        measure: What is brought, in words.
        unit: `points`, or `share of runs`.
        level: What is enough, in that unit.
        pessimism: Weight of the worst case in Hurwicz's criterion.
        cases: How many cases were finished.
        wanted: Cases asked for.
        luck: Draws of luck for each case.
        digests: Fingerprint of what was played, for every choice.
        warnings: What keeps a choice from being the party's own, or from being measured like the others.
        weighing: The choices and the verdicts; none if no case was finished.
        elapsed_s: Seconds it took.
        paths: The inputs that are uncertain as stated.
        inputs: [cases, paths] what they were.
    """

    scenario: str
    title: str
    digest: str
    changes: tuple[str, ...]
    seed: int
    method: str
    party: str | None
    party_label: str
    outcome: str | None
    measure: str
    unit: str
    level: float
    pessimism: float
    cases: int
    wanted: int
    luck: int
    digests: dict[str, str]
    warnings: tuple[str, ...]
    weighing: ChoiceScores | None
    elapsed_s: float
    paths: tuple[str, ...] = ()
    inputs: Floats = field(default_factory=lambda: np.zeros((0, 0)), compare=False)

    def table(self) -> Table:
        """Return what every choice brings, and which criteria take it."""
        choices, verdicts = (self.weighing.choices, self.weighing.verdicts) if self.weighing else ((), ())
        rows = [
            {
                "choice": one.name,
                "label": one.label,
                **{name: getattr(one.mean, end) for name, end in MEANS.items()},
                "regret": one.regret.value,
                "largest_regret": one.values["regret_most"],
                "enough": one.enough.share,
                "worst": one.values["worst"],
                "taken_by": ", ".join(told.label for told in verdicts if one.name in told.best) or None,
            }
            for one in choices
        ]
        played = f"{self.cases:,} cases, {self.luck} draws of luck each, seed {self.seed}, digest {self.digest}"
        return Table(f"{self.title}: {self.measure}; {played}", rows, NOTE)

    def to_pandas(self) -> "pandas.DataFrame":
        """Return one row per case: its inputs by path, then what each choice brings, then the regret of each.

        With it one can look for the cases in which a choice fails.
        """
        import pandas as pd

        columns = {path: self.inputs[: self.cases, place] for place, path in enumerate(self.paths)}
        if self.weighing is not None:
            brought, regretted = self.weighing.brought, regrets(self.weighing.brought)
            names = [one.name for one in self.weighing.choices]
            columns |= {f"brings.{name}": brought[:, place] for place, name in enumerate(names)}
            columns |= {f"regret.{name}": regretted[:, place] for place, name in enumerate(names)}
        return pd.DataFrame(columns)

    @property
    def complete(self) -> bool:
        """Whether all cases were played."""
        return self.cases == self.wanted

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        given = ("scenario", "title", "digest", "changes", "seed", "method", "party", "outcome", "measure", "unit")
        played = ("level", "pessimism", "cases", "wanted", "luck", "warnings", "elapsed_s")
        choices, verdicts = (self.weighing.choices, self.weighing.verdicts) if self.weighing else ((), ())
        return plain_data(
            {
                **{name: getattr(self, name) for name in (*given, *played)},
                "note": NOTE,
                "choices": [{**_choice(one), "digest": self.digests[one.name]} for one in choices],
                "verdicts": [_verdict_data(one, [choice.name for choice in choices]) for one in verdicts],
            }
        )


def _choice(one: ChoiceScore) -> dict[str, Any]:
    return {
        "choice": one.name,
        "label": one.label,
        "mean": one.mean.value,
        "low": one.mean.low,
        "high": one.mean.high,
        "luck_sd": one.luck,
        "case_sd": one.spread,
        "regret": {
            "mean": one.regret.value,
            "low": one.regret.low,
            "high": one.regret.high,
            "mean_apart": one.regret_apart,
            "nine_in_ten": one.values["regret_90"],
            "largest": one.values["regret_most"],
        },
        "satisficing": {
            "share": one.enough.share,
            "low": one.enough.low,
            "high": one.enough.high,
            "count": one.enough.count,
            "of": one.enough.of,
        },
        "worst": one.values["worst"],
        "hurwicz": one.values["hurwicz"],
    }


def _verdict_data(one: Verdict, names: Sequence[str]) -> dict[str, Any]:
    return {
        "criterion": one.criterion,
        "label": one.label,
        "rule": one.rule,
        "best": list(one.best),
        "again": None if one.again is None else dict(zip(names, one.again, strict=True)),
    }


def weigh(payoffs: Floats, names: Sequence[tuple[str, str]], weights: Weights, seed: int) -> ChoiceScores:
    """Weigh choices by every criterion.

    Args:
        payoffs: [cases, draws of luck, choices] what was brought; the same luck for all choices of a case.
        names: Id and name on screen of every choice.
        weights: What the criteria need to be told.
        seed: Key of the resamples.

    Raises:
        ValueError: There is no case, no draw of luck, or no choice.
    """
    if 0 in payoffs.shape:
        raise ValueError(f"there must be a case, a draw of luck and a choice, not {payoffs.shape} of them")
    brought: Floats = payoffs.mean(axis=1)
    values = {one.id: one.sign * one.of(brought, weights) for one in CRITERIA}
    again = _resampled(brought, weights, seed)
    ids = [name for name, _ in names]
    return ChoiceScores(
        tuple(_weighed(payoffs, name, place, values, weights) for place, name in enumerate(names)),
        tuple(_verdict(one, values[one.id], ids, again.get(one.id)) for one in CRITERIA),
        brought,
    )


def _weighed(
    payoffs: Floats, name: tuple[str, str], place: int, values: dict[str, Floats], weights: Weights
) -> ChoiceScore:
    """Return what one choice brings."""
    brought: Floats = payoffs.mean(axis=1)
    good = enough(brought, weights)[:, place]
    luck = luck_left(payoffs)[place]
    among = float(brought[:, place].var(ddof=1)) if len(brought) > 1 else nan
    return ChoiceScore(
        name=name[0],
        label=name[1],
        mean=level_of(brought[:, place]),
        luck=luck,
        spread=sqrt(max(0.0, among - luck**2)) if luck == luck and among == among else nan,
        regret=level_of(regrets(brought)[:, place]),
        regret_apart=float(regret_apart(payoffs)[place]),
        enough=share_of(name[0], name[1], int(good.sum()), len(good)),
        values={criterion: float(value[place]) for criterion, value in values.items()},
    )


def _resampled(brought: Floats, weights: Weights, seed: int) -> dict[str, Floats]:
    """Return, for every criterion that many cases decide, [resamples, choices] its values over resampled cases."""
    luck = np.random.default_rng(seed % 2**64)
    asked = [one for one in CRITERIA if one.resampled]
    at_once = max(1, AT_ONCE // brought.size)
    parts: dict[str, list[Floats]] = {one.id: [] for one in asked}
    for start in range(0, RESAMPLES, at_once):
        lots = luck.integers(len(brought), size=(min(at_once, RESAMPLES - start), len(brought)))
        for one in asked:
            parts[one.id].append(one.of(brought[lots], weights))
    return {name: np.concatenate(values) for name, values in parts.items()}


def _verdict(criterion: Criterion, values: Floats, names: Sequence[str], again: Floats | None) -> Verdict:
    good = criterion.sign * values
    best = tuple(name for name, value in zip(names, good, strict=True) if value >= good.max() - TIE)
    return Verdict(criterion.id, criterion.label, criterion.rule, best, None if again is None else _shared_out(again))


def _shared_out(again: Floats) -> tuple[float, ...]:
    """Return the share of resamples in which each choice is best; equal ones split it."""
    best = again >= again.max(axis=1, keepdims=True) - TIE
    shares: list[float] = (best / best.sum(axis=1, keepdims=True)).mean(axis=0).tolist()
    return tuple(shares)
