"""An ensemble as tables: how its runs end, dated questions, and what stands in the way."""

from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING

from rich.console import Console

from sim.analysis.asked_about import aimed_at
from sim.analysis.binding_conditions import Attribution, BindingCondition
from sim.analysis.case_bands import ALIKE, CaseBand
from sim.analysis.measures import QUANTILES, NumberAnswer
from sim.analysis.outside import OutsideComparison, outside_comparisons
from sim.analysis.shares import Share
from sim.cli.tables import NOTHING, put, show_head
from sim.formatting import between, percent, percent_between
from sim.scenario.asked_words import Question
from sim.scenario.deciders import NO_STOP, on_votes
from sim.scenario.model import Scenario
from sim.scenario.predicate_words import in_words

if TYPE_CHECKING:
    from sim.runs.results import Ensemble


def show_ensemble(console: Console, ensemble: "Ensemble") -> None:
    """Print the findings of an ensemble."""
    show_head(console, ensemble)
    _put_outcomes(console, ensemble.outcomes, ensemble.bands)
    if ensemble.questions:
        _put_questions(console, ensemble)
    if ensemble.numbers:
        _put_numbers(console, ensemble)
    if ensemble.binding:
        _put_binding(console, ensemble)


def _put_outcomes(console: Console, shares: Iterable[Share], bands: Sequence[CaseBand]) -> None:
    columns = ["Outcome", "Share of runs", "95 % interval", "Runs", "Median day"]
    halves = {band.id: percent_between(band.low, band.high) for band in bands}
    if bands:
        columns.insert(3, "Half of cases")
    rows = [
        (*_share(one), *([halves[one.id]] if bands else []), f"{one.count:,}", _day(one.median_day)) for one in shares
    ]
    put(console, "How the runs end", columns, rows, right=range(1, len(columns)), notes=_on_bands(bands))


def _on_bands(bands: Sequence[CaseBand]) -> Iterator[str]:
    """Yield what a band is: how far the share depends on what the scenario leaves open."""
    if bands:
        yield (
            f"Half of cases: between these shares lies the middle half of cases, by {bands[0].cases:,} of them played "
            f"{bands[0].draws} times each; the noise of so few runs is taken out."
            f"{'' if all(band.told for band in bands) else f' {ALIKE}'}"
        )


def _share(share: Share) -> tuple[str, str, str]:
    return share.label, percent(share.share), percent_between(share.low, share.high)


def _day(day: float | None) -> str:
    return NOTHING if day is None else f"{day:g}"


def _put_questions(console: Console, ensemble: "Ensemble") -> None:
    """Print the shares of dated questions beside what base rates say."""
    scenario = ensemble.scenario
    views = outside_comparisons(scenario.outside_view, ensemble.questions)
    of_question = {view.share.id: view for view in views if view.share is not None}
    rows = [_question(scenario.questions[share.id], share, of_question.get(share.id)) for share in ensemble.questions]
    alone = [(view.label, "", NOTHING, "", between(view.low, view.high), "") for view in views if not view.share]
    columns = ("Question", "Of runs", "Share, %", "95 % interval", "Base rates, %", "It lies")
    title = "Dated questions, beside the outside view"
    notes = _populations(scenario, ensemble.questions)
    put(console, title, columns, [*rows, *alone], right=range(1, 6), notes=notes)


def _question(question: Question, share: Share, view: OutsideComparison | None) -> tuple[str, ...]:
    base_rates = between(view.low, view.high) if view else NOTHING
    mark = NOTHING if view is None or view.inside is None else "inside" if view.inside else "OUTSIDE"
    part, interval = percent(share.share).removesuffix(" %"), between(share.low, share.high)
    return f"{share.label} (by {question.by})", f"{share.of:,}", part, interval, base_rates, mark


def _put_numbers(console: Console, ensemble: "Ensemble") -> None:
    """Print how the answers to questions for a number or a date are distributed."""
    scenario, answers = ensemble.scenario, ensemble.numbers
    halves = {band.id: f"{band.shown(band.low)} to {band.shown(band.high)}" for band in ensemble.number_bands}
    more = [(halves.get(one.id, NOTHING),) if halves else () for one in answers]
    told = (_number(scenario.questions[one.id], one) for one in answers)
    rows = [(*row, *half) for row, half in zip(told, more, strict=True)]
    parts = (f"{100 * at:g} %" if at != 0.5 else "Median" for at in QUANTILES)
    columns = ("Question", "Of runs", "Never or none, %", "95 % interval", *parts, "Mean", "95 % interval")
    columns += ("Half of cases, mean",) if halves else ()
    notes = [
        "Of the runs with an answer: 5 % have at most the first number, half have the median at most, and so on.",
        *([HALF_OF_MEANS] if halves else []),
        *_populations(scenario, [one.never for one in answers]),
    ]
    put(console, "Questions for a number or a date", columns, rows, right=range(1, len(columns)), notes=notes)


HALF_OF_MEANS = "Half of cases: between these means lies the middle half of cases; the noise of few runs is taken out."


def _number(question: Question, one: NumberAnswer) -> tuple[str, ...]:
    unit = "" if one.dated else f", {one.unit}" if one.unit else ""
    never = percent(one.never.share).removesuffix(" %"), between(one.never.low, one.never.high)
    quantiles = [one.shown(found.value) for found in one.quantiles] or [NOTHING] * len(QUANTILES)
    mean = one.rough(one.mean) or NOTHING
    ends = NOTHING if isnan(one.low) else f"{one.rough(one.low)} to {one.rough(one.high)}"
    return f"{one.label} (by {question.by}{unit})", f"{one.of:,}", *never, *quantiles, mean, ends


def _populations(scenario: Scenario, shares: Iterable[Share]) -> Iterator[str]:
    """Yield of which runs a question is asked, if not of all."""
    for share in shares:
        of = scenario.questions[share.id].of
        if of is not None:
            yield f"{share.label}: asked of the {share.of:,} runs in which {in_words(scenario, of)}."


def _put_binding(console: Console, ensemble: "Ensemble") -> None:
    columns = ["Condition", "Stated by", "Refusals", "Unmade"]
    notes = ["Refusals: how many it decided, per run. Unmade: proposals not made for fear of it, per run."]
    notes += on_votes(ensemble.scenario, NO_STOP)
    if ensemble.attributed is not None:
        columns += ["Its part", "95 % interval"]
        label = aimed_at(ensemble.scenario, ensemble.attributed)
        notes.append(
            f"Its part: of what removing all of them adds to: {label}; in percentage points of runs (Shapley)."
        )
    rows = [_condition(ensemble.scenario, found, ensemble.attributed is not None) for found in ensemble.binding]
    put(console, "What stands in the way", columns, rows, right=range(2, len(columns)), notes=notes)


def _condition(scenario: Scenario, found: BindingCondition, attributed: bool) -> tuple[str, ...]:
    party = scenario.name_of("parties", scenario.conditions[found.condition].party)
    cells = (found.label, party, f"{found.refused:.2f}", f"{found.unmade:.2f}")
    return (*cells, *_attribution(found.attribution)) if attributed else cells


def _attribution(found: Attribution | None) -> tuple[str, str]:
    if found is None:
        return NOTHING, NOTHING
    return percent(found.share, "+").removesuffix(" %"), between(found.low, found.high, "+")
