"""Choices weighed, as people read them: what each brings, how much is regretted, which one each criterion takes."""

from math import isnan

from rich.console import Console

from sim.analysis.robustness import NOTE, ChoiceScore, ChoiceScores, Robustness, Verdict
from sim.cli.tables import NOTHING, heading, put, say, time_taken
from sim.formatting import percent

ONE_CASE = "one case decides"


def show_robustness(console: Console, found: Robustness) -> None:
    """Print choices weighed over the cases of a scenario."""
    assert found.weighing is not None
    _show_head(console, found)
    _show_choices(console, found, found.weighing)
    _show_regrets(console, found, found.weighing)
    _show_verdicts(console, found.weighing)


def _show_head(console: Console, found: Robustness) -> None:
    wanted = f" of {found.wanted:,}" if found.wanted > found.cases else ""
    parts = [
        f"{found.cases:,}{wanted} cases",
        f"{found.luck:,} draws of luck each, the same for all choices",
        f"seed {found.seed}",
        f"digest {found.digest}",
        f"changes: {', '.join(found.changes) or 'none'}",
        time_taken(),
    ]
    who = f", for {found.party_label}" if found.party else ""
    heading(console, f"{found.title}: choices weighed{who}")
    say(console, " · ".join(parts), NOTE, f"Measured: {found.measure}.", *found.warnings, "")


def _show_choices(console: Console, found: Robustness, weighing: ChoiceScores) -> None:
    columns = ("Choice", "Mean", "95 % interval", "Worst case", "Enough, of cases", "95 % interval", "Left by luck")
    notes = [
        f"Enough: at least {_number(found, found.level)} in a case. Left by luck: standard deviation of what a choice "
        "brings in one case, so that worst cases and largest regrets are at least that uncertain."
    ]
    rows = [_choice(found, one) for one in weighing.choices]
    put(console, "What each choice brings", columns, rows, right=range(1, 7), notes=notes)


def _choice(found: Robustness, one: ChoiceScore) -> tuple[str, ...]:
    return (
        one.label,
        _number(found, one.mean.value),
        _between(found, one.mean.low, one.mean.high),
        _number(found, one.values["worst"]),
        percent(one.enough.share),
        f"{100 * one.enough.low:.1f} to {100 * one.enough.high:.1f}",
        _number(found, one.luck),
    )


def _show_regrets(console: Console, found: Robustness, weighing: ChoiceScores) -> None:
    columns = ("Choice", "Mean regret", "95 % interval", "Understated", "Nine cases in ten", "Largest")
    notes = [
        "Regret: how much less than the best choice of the same case. Picking the best after the fact overstates it by "
        "what is left of luck; understated is the mean with the best picked on other draws of luck."
    ]
    rows = [_regret(found, one) for one in weighing.choices]
    put(console, "Regret", columns, rows, right=range(1, 6), notes=notes)


def _regret(found: Robustness, one: ChoiceScore) -> tuple[str, ...]:
    return (
        one.label,
        _number(found, one.regret.value),
        _between(found, one.regret.low, one.regret.high),
        _number(found, one.regret_apart),
        _number(found, one.values["regret_90"]),
        _number(found, one.values["regret_most"]),
    )


def _show_verdicts(console: Console, weighing: ChoiceScores) -> None:
    labels = {one.name: one.label for one in weighing.choices}
    rows = [(f"{one.label}: {one.rule}", _taken(one, labels), _again(one, weighing)) for one in weighing.verdicts]
    columns = ("Criterion", "Takes", "Of resampled cases")
    notes = ["Of resampled cases: how often the criterion takes it when the cases are drawn again from those played."]
    put(console, "Which choice stands up best", columns, rows, right=(2,), notes=notes)


def _taken(one: Verdict, labels: dict[str, str]) -> str:
    if len(one.best) == len(labels) > 1:
        return "none: all are equal"
    return "; ".join(labels[name] for name in one.best)


def _again(one: Verdict, weighing: ChoiceScores) -> str:
    if len(one.best) == len(weighing.choices) > 1:
        return NOTHING
    if one.again is None:
        return ONE_CASE
    return percent(sum(share for name, share in zip(_names(weighing), one.again, strict=True) if name in one.best))


def _names(weighing: ChoiceScores) -> tuple[str, ...]:
    return tuple(one.name for one in weighing.choices)


def _number(found: Robustness, value: float) -> str:
    if isnan(value):
        return NOTHING
    return f"{value:.2f}" if found.unit == "points" else percent(value)


def _between(found: Robustness, low: float, high: float) -> str:
    if isnan(low) or isnan(high):
        return NOTHING
    scale = 1.0 if found.unit == "points" else 100.0
    return f"{scale * low:.{2 if scale == 1.0 else 1}f} to {scale * high:.{2 if scale == 1.0 else 1}f}"
