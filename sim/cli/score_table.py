"""How good predictions were, as tables."""

from typing import TYPE_CHECKING

from rich.console import Console

from sim.analysis.reliability_words import HEADS as BIN_HEADS
from sim.analysis.reliability_words import reliability_rows, sentence_of
from sim.analysis.shelf_scores import BASE_RATE, FORECASTERS, MODEL
from sim.cli.tables import NOTHING, heading, put, say, time_taken
from sim.studies.score_study import NOTE

if TYPE_CHECKING:
    from sim.analysis.case_means import CaseMean
    from sim.analysis.shelf_scores import ForecasterScore, ScoredGroup
    from sim.studies.score_study import Scores

MOST_LOSSES = 12
"""Questions that are listed, the worst losses first."""


def show_scores(console: Console, found: "Scores") -> None:
    """Print what was scored: the first question, all, groups, the worst losses, numbers, and what does not fit."""
    heading(console, f"{len(found.cases):,} cases scored, {found.runs:,} runs each, seed {found.seed}, {time_taken()}")
    say(console, found.verdict, NOTE, "")
    for group, title in ((found.first, "The first question of each case"), (found.all, "All questions")):
        if group.forecasters:
            put(console, title, HEADS, [_row(one) for one in group.forecasters], right=range(1, 8), notes=_parts(group))
    _show_groups(console, found)
    _show_bins(console, found)
    _show_questions(console, found)
    if found.numbers:
        heads = ("Case", "Question", "Answer", "Median", "CRPS", "If nothing changes")
        rows = [
            (one.case, one.question, *map(_plain, (one.answer, one.median, one.crps, one.unchanged)))
            for one in found.numbers
        ]
        put(console, "Numbers and dates (days from day 0)", heads, rows, right=range(2, 6), whole=(0, 1))
    if found.unfit:
        say(console, *(f"Not scored: {line}." for line in found.unfit), "")


HEADS = ("Forecaster", "Cases", "Questions", "Brier", "Log", "Model is better by", "95 % interval", "Cases more")


def _row(one: "ForecasterScore") -> tuple[str, ...]:
    own = one.who == MODEL
    gain = (NOTHING, NOTHING, NOTHING) if own else _gain(one.brier_gain)
    name = FORECASTERS.get(one.who, one.who)
    return (name, str(one.cases), str(one.questions), f"{one.brier:.3f}", f"{one.log:.3f}", *gain)


def _gain(gain: "CaseMean") -> tuple[str, str, str]:
    mean = NOTHING if gain.mean is None else f"{gain.mean:+z.3f}"
    ends = NOTHING if gain.low is None or gain.high is None else f"{gain.low:+z.3f} to {gain.high:+z.3f}"
    return mean, ends, NOTHING if gain.more is None else f"{gain.more:,}"


def _parts(group: "ScoredGroup") -> list[str]:
    if group.parts is None:
        return []
    parts = group.parts
    return [
        f"Brier {parts.brier:.3f} = reliability {parts.reliability:.3f} - resolution {parts.resolution:.3f} + "
        f"uncertainty {parts.uncertainty:.3f} + within bins {parts.within:+z.3f}."
    ]


def _show_groups(console: Console, found: "Scores") -> None:
    rows = []
    for group in found.groups:
        model = group.forecasters[0]
        beside = next(one for one in group.forecasters if one.who == BASE_RATE)
        scores = (f"{model.brier:.3f}", f"{beside.brier:.3f}", *_gain(beside.brier_gain))
        rows.append((group.name, str(model.cases), str(model.questions), *scores))
    heads = ("Questions", "Cases", "Asked", "Brier", "Base rate", "Better by", "95 % interval", "Cases more")
    if rows:
        put(console, "By field, kind and what was recalled, losses first", heads, rows, right=range(1, 8))


def _show_bins(console: Console, found: "Scores") -> None:
    rows = list(reliability_rows([one for one in found.bins if one.said is not None]))
    if rows:
        heads = tuple(head.capitalize() for head in BIN_HEADS)
        put(console, "Reliability", heads, rows, right=range(1, 4), notes=[sentence_of(found.bins)])


def _show_questions(console: Console, found: "Scores") -> None:
    heads = ("Case", "Question", "Said", "Answer", "Brier", "Base rate said", "Arguable", "Outside")
    rows = [
        (
            *(one.case, one.question, f"{100 * one.shares[MODEL]:.1f} %", "yes" if one.answer else "no"),
            *(f"{one.brier[MODEL]:.3f}", f"{100 * one.shares[BASE_RATE]:.1f} %"),
            *("yes" if flag else "" for flag in (one.arguable, one.outside)),
        )
        for one in found.questions[:MOST_LOSSES]
    ]
    more = len(found.questions) - len(rows)
    notes = [f"{more:,} more are in --json."] if more > 0 else []
    put(console, "Questions, the worst losses first", heads, rows, right=(2, 4, 5), whole=(0, 1), notes=notes)


def _plain(value: float | None) -> str:
    return "never" if value is None else f"{value:,.1f}"
