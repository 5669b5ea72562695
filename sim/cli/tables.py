"""What people read: findings as tables. A share never stands without its interval, runs, seed and digest."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.binding import Attribution, Binding
from sim.analysis.compare import Difference
from sim.analysis.outside import Beside, beside
from sim.analysis.shares import Share
from sim.saving import NOTE, change_text, in_words
from sim.scenario import Question, Scenario

if TYPE_CHECKING:
    from sim.results import Ensemble

NOTHING = "–"
"""What stands where there is no number."""

Cell = str | Text


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: Iterable[int] = ()) -> Table:
    """Return a table whose columns of numbers are flush right."""
    made = Table(title=Text(title, "bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        numeric = place in set(right)
        made.add_column(Text(name), justify="right" if numeric else "left", no_wrap=numeric)
    for row in rows:
        made.add_row(*row)
    return made


def percent(value: float, sign: str = "") -> str:
    """Return a share as percent."""
    return NOTHING if isnan(value) else f"{100 * value:{sign}.1f} %"


def between(low: float, high: float, sign: str = "") -> str:
    """Return an interval of shares as percent."""
    return NOTHING if isnan(low) or isnan(high) else f"{100 * low:{sign}.1f} to {100 * high:{sign}.1f} %"


def show_ensemble(console: Console, ensemble: "Ensemble") -> None:
    """Print the findings of an ensemble."""
    show_head(console, ensemble)
    console.print(_outcomes(ensemble.outcomes))
    if ensemble.questions:
        console.print(_questions(ensemble))
    if ensemble.binding:
        console.print(_binding(ensemble))


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


def _outcomes(shares: Iterable[Share]) -> Table:
    columns = ("Outcome", "Share of runs", "95 % interval", "Runs", "Median day")
    rows = [(*_share(share), f"{share.count:,}", _day(share.median_day)) for share in shares]
    return table("How the runs end", columns, rows, right=range(1, 5))


def _share(share: Share) -> tuple[str, str, str]:
    return share.label, percent(share.share), between(share.low, share.high)


def _day(day: float | None) -> str:
    return NOTHING if day is None else f"{day:g}"


def _questions(ensemble: "Ensemble") -> Table:
    scenario = ensemble.scenario
    views = beside(scenario.outside_view, ensemble.questions)
    of_question = {view.share.id: view for view in views if view.share is not None}
    rows = [_question(scenario.questions[share.id], share, of_question.get(share.id)) for share in ensemble.questions]
    alone = [(view.label, "", "", NOTHING, "", between(view.low, view.high), "") for view in views if not view.share]
    columns = ("Question", "By", "Asked of", "Share of these", "95 % interval", "Base rates say", "Share lies")
    return table("Dated questions, beside the outside view", columns, [*rows, *alone], right=range(3, 6))


def _question(question: Question, share: Share, view: Beside | None) -> tuple[str, ...]:
    label, part, interval = _share(share)
    base_rates = between(view.low, view.high) if view else NOTHING
    mark = NOTHING if view is None or view.inside is None else "inside" if view.inside else "OUTSIDE"
    return label, str(question.by), _asked_of(question, share), part, interval, base_rates, mark


def _asked_of(question: Question, share: Share) -> str:
    if question.of is None:
        return f"all {share.of:,} runs"
    return f"{share.of:,} {in_words(question.of.model_dump(by_alias=True, exclude_unset=True))}"


def _binding(ensemble: "Ensemble") -> Table:
    columns = ["Condition", "Stated by", "Refusals it decided, per run", "Proposals not made for it, per run"]
    if ensemble.attributed is not None:
        label = ensemble.scenario.name_of("outcomes", ensemble.attributed)
        columns += [f"Its part in what removing all does to: {label}", "95 % interval"]
    rows = [_condition(ensemble.scenario, found, ensemble.attributed is not None) for found in ensemble.binding]
    return table("What stands in the way", columns, rows, right=range(2, len(columns)))


def _condition(scenario: Scenario, found: Binding, attributed: bool) -> tuple[str, ...]:
    party = scenario.name_of("parties", scenario.conditions[found.condition].party)
    cells = (found.label, party, f"{found.refused:.2f}", f"{found.unmade:.2f}")
    return (*cells, *_attribution(found.attribution)) if attributed else cells


def _attribution(found: Attribution | None) -> tuple[str, str]:
    return (NOTHING, NOTHING) if found is None else (percent(found.share, "+"), between(found.low, found.high, "+"))


def show_differences(
    console: Console, base: "Ensemble", arms: Mapping[str, "Ensemble"], found: Sequence[Difference]
) -> None:
    """Print what each change changes, outcome by outcome."""
    show_head(console, base)
    console.print("Differences are run by run under the same luck, in percentage points of runs.", "", sep="\n")
    columns = ("Outcome", "Base", "With the change", "Difference", "95 % interval")
    for name, arm in arms.items():
        rows = [_difference(one) for one in found if one.change == name]
        title = f"{_change_label(base.scenario, name)} ({name}; {arm.runs:,} runs, digest {arm.digest})"
        console.print(table(title, columns, rows, right=range(1, 5)))


def _difference(one: Difference) -> tuple[str, ...]:
    shares = percent(one.base), percent(one.share), percent(one.difference, "+").removesuffix(" %")
    return one.label, *shares, between(one.low, one.high, "+").removesuffix(" %")


def _change_label(scenario: Scenario, name: str) -> str:
    names = [part.strip() for part in name.split("+")]
    return " + ".join(scenario.name_of("changes", part) if part in scenario.changes else part for part in names)


def show_levers(console: Console, scenario: Scenario, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print every path that may be moved, those that the scenario declares as levers first."""
    columns = ("Path", "What it is", "Now", "Range", "Unit", "Rests on")
    listed = list(rows)
    for title, declared in ((f"{scenario.title}: its levers", True), ("Everything else that may be set", False)):
        cells = [_lever(row) for row in listed if row["declared"] == declared]
        if cells:
            console.print(table(title, columns, cells))


def _lever(row: Mapping[str, Any]) -> tuple[str, ...]:
    now = NOTHING if row["value"] is None else _stated(row["value"])
    return row["path"], row["label"], now, _range(row), row["unit"] or "", _rests_on(row)


def _stated(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return in_words({"": value}).removeprefix("runs with ").strip() if isinstance(value, Mapping | list) else str(value)


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
    console.print(table("Scenarios", ("Name", "Title", "As of", "Feasible deals"), cells, right=(3,)))
