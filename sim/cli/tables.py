"""What people read: findings as tables. A share never stands without its interval, runs, seed and digest."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.binding_conditions import Attribution, Binding
from sim.analysis.outside import Beside, beside
from sim.analysis.shares import Share
from sim.provenance import NOTE, change_text
from sim.scenario.model import Question, Scenario
from sim.scenario.predicate_words import in_words

if TYPE_CHECKING:
    from sim.runs.results import Ensemble
    from sim.timings.figures import Figure, Report

NOTHING = "–"
"""What stands where there is no number."""


def put(
    console: Console,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Iterable[int] = (),
    notes: Iterable[str] = (),
) -> None:
    """Print a table with a heading, its columns of numbers flush right, and notes beneath."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    numeric = set(right)
    for place, name in enumerate(columns):
        made.add_column(Text(name), justify="right" if place in numeric else "left", no_wrap=place in numeric)
    for row in rows:
        made.add_row(*row)
    with console.capture() as captured:
        console.print(Text(title, "bold"), made, *notes, "", sep="\n")
    # A table fills its lines with spaces, which are in the way wherever text is kept.
    console.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def percent(value: float, sign: str = "") -> str:
    """Return a share as percent."""
    return NOTHING if isnan(value) else f"{100 * value:{sign}.1f} %"


def between(low: float, high: float, sign: str = "") -> str:
    """Return an interval of shares as percent."""
    return NOTHING if isnan(low) or isnan(high) else f"{100 * low:{sign}.1f} to {100 * high:{sign}.1f} %"


def show_ensemble(console: Console, ensemble: "Ensemble") -> None:
    """Print the findings of an ensemble."""
    show_head(console, ensemble)
    _put_outcomes(console, ensemble.outcomes)
    if ensemble.questions:
        _put_questions(console, ensemble)
    if ensemble.binding:
        _put_binding(console, ensemble)


def show_head(console: Console, ensemble: "Ensemble") -> None:
    """Print what was played and what its shares mean."""
    wanted = f" of {ensemble.wanted:,}" if ensemble.wanted > ensemble.runs else ""
    parts = [
        f"{ensemble.runs:,}{wanted} runs",
        f"seed {ensemble.seed}",
        f"digest {ensemble.digest}",
        f"changes: {', '.join(change_text(change) for change in ensemble.changes) or 'none'}",
        f"{ensemble.game.horizon} days from {ensemble.scenario.as_of}",
        f"{ensemble.game.deals:,} feasible deals",
        f"{ensemble.elapsed_s:.1f} s",
    ]
    console.print(Text(ensemble.scenario.title, "bold"))
    console.print(" · ".join(parts), NOTE, "", sep="\n")


def _put_outcomes(console: Console, shares: Iterable[Share]) -> None:
    columns = ("Outcome", "Share of runs", "95 % interval", "Runs", "Median day")
    rows = [(*_share(share), f"{share.count:,}", _day(share.median_day)) for share in shares]
    put(console, "How the runs end", columns, rows, right=range(1, 5))


def _share(share: Share) -> tuple[str, str, str]:
    return share.label, percent(share.share), between(share.low, share.high)


def _day(day: float | None) -> str:
    return NOTHING if day is None else f"{day:g}"


def _put_questions(console: Console, ensemble: "Ensemble") -> None:
    """Print the shares of dated questions beside what base rates say."""
    scenario = ensemble.scenario
    views = beside(scenario.outside_view, ensemble.questions)
    of_question = {view.share.id: view for view in views if view.share is not None}
    rows = [_question(scenario.questions[share.id], share, of_question.get(share.id)) for share in ensemble.questions]
    alone = [(view.label, "", NOTHING, "", bare(view.low, view.high), "") for view in views if not view.share]
    columns = ("Question", "Of runs", "Share, %", "95 % interval", "Base rates, %", "It lies")
    title = "Dated questions, beside the outside view"
    notes = _populations(scenario, ensemble.questions)
    put(console, title, columns, [*rows, *alone], right=range(1, 6), notes=notes)


def _question(question: Question, share: Share, view: Beside | None) -> tuple[str, ...]:
    base_rates = bare(view.low, view.high) if view else NOTHING
    mark = NOTHING if view is None or view.inside is None else "inside" if view.inside else "OUTSIDE"
    part, interval = percent(share.share).removesuffix(" %"), bare(share.low, share.high)
    return f"{share.label} (by {question.by})", f"{share.of:,}", part, interval, base_rates, mark


def bare(low: float, high: float, sign: str = "") -> str:
    """Return an interval of shares as percent where the heading says so."""
    return between(low, high, sign).removesuffix(" %")


def _populations(scenario: Scenario, shares: Iterable[Share]) -> Iterator[str]:
    """Yield of which runs a question is asked, if not of all."""
    for share in shares:
        of = scenario.questions[share.id].of
        if of is not None:
            yield f"{share.label}: asked of the {share.of:,} runs in which {in_words(scenario, of)}."


def _put_binding(console: Console, ensemble: "Ensemble") -> None:
    columns = ["Condition", "Stated by", "Refusals", "Unmade"]
    notes = ["Refusals: how many it decided, per run. Unmade: proposals not made for fear of it, per run."]
    if ensemble.attributed is not None:
        columns += ["Its part", "95 % interval"]
        label = ensemble.scenario.name_of("outcomes", ensemble.attributed)
        notes.append(
            f"Its part: of what removing all of them adds to: {label}; in percentage points of runs (Shapley)."
        )
    rows = [_condition(ensemble.scenario, found, ensemble.attributed is not None) for found in ensemble.binding]
    put(console, "What stands in the way", columns, rows, right=range(2, len(columns)), notes=notes)


def _condition(scenario: Scenario, found: Binding, attributed: bool) -> tuple[str, ...]:
    party = scenario.name_of("parties", scenario.conditions[found.condition].party)
    cells = (found.label, party, f"{found.refused:.2f}", f"{found.unmade:.2f}")
    return (*cells, *_attribution(found.attribution)) if attributed else cells


def _attribution(found: Attribution | None) -> tuple[str, str]:
    if found is None:
        return NOTHING, NOTHING
    return percent(found.share, "+").removesuffix(" %"), bare(found.low, found.high, "+")


def show_levers(console: Console, scenario: Scenario, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print every path that may be moved, those that the scenario declares as levers first."""
    columns = ("Path", "What it is", "Now", "Range", "Unit", "Rests on")
    listed = list(rows)
    for title, declared in ((f"{scenario.title}: its levers", True), ("Everything else that may be set", False)):
        cells = [_lever(row) for row in listed if row["declared"] == declared]
        if cells:
            put(console, title, columns, cells)


def _lever(row: Mapping[str, Any]) -> tuple[str, ...]:
    now = NOTHING if row["value"] is None else _stated(row["value"])
    return row["path"], row["label"], now, _range(row), row["unit"] or "", _rests_on(row)


def _stated(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, Mapping | list) else str(value)


def _range(row: Mapping[str, Any]) -> str:
    choices = [_stated(choice) for choice in row["choices"]]
    if row["low"] is not None and row["high"] is not None:
        choices.insert(0, f"{row['low']:g} to {row['high']:g}")
    return ", ".join(choices)


def _rests_on(row: Mapping[str, Any]) -> str:
    return ", ".join([*row["sources"], *(["assumed"] if row["assumed"] else [])]) or NOTHING


def show_scenarios(console: Console, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print the scenarios that come with Parley."""
    cells = [(row["id"], row["title"], str(row["as_of"]), f"{row['deals']:,}") for row in rows]
    put(console, "Scenarios", ("Name", "Title", "As of", "Feasible deals"), cells, right=(3,))


def show_report(console: Console, report: "Report") -> None:
    """Print what a machine can do."""
    scenario, machine = report.scenario, report.machine
    console.print(Text(scenario["title"], "bold"))
    console.print(
        f"{scenario['deals']:,} feasible deals · {scenario['uncertain_numbers']} uncertain numbers · "
        f"seed {scenario['seed']} · digest {scenario['digest']}",
        " · ".join(f"{name} {value}" for name, value in machine.items()),
        "",
        sep="\n",
    )
    rows = [(figure.label, *_ends(figure), figure.unit) for figure in report.figures]
    notes = [f"{name.replace('_', ' ')}: {_figure(value)}" for name, value in report.ratios.items()]
    put(console, "Measured", ("What", "Least", "Median", "Most", "Unit"), rows, right=range(1, 4), notes=notes)


def _ends(figure: "Figure") -> tuple[str, str, str]:
    least, middle, most = map(_figure, figure.ends)
    return least, middle, most


def _figure(value: float) -> str:
    return f"{value:,.{1 if value < 100 else 0}f}"
