"""The sheet on which an expert is asked for ranges, by the steps of the IDEA protocol."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.formats.expert_sheets import ASKED, COLUMNS, LEAST_SURE, form_at, read_expert
from sim.reports.book import WorkbookSheet, book_of
from sim.reports.endings import ending_of
from sim.scenario.changes import ChangeLike, LeverInfo, all_paths, apply
from sim.scenario.changes import levers as declared_levers
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import Fault, ScenarioError, did_you_mean
from sim.scenario.input_names import input_name
from sim.scenario.model import Scenario
from sim.storage.writer import write
from sim.studies.elicitation import RUNS, Elicitation, pool

HOW = (
    "How to fill in this sheet",
    "1. Alone, in the columns of the first round, row by row, in this order: what is realistically the lowest that the "
    "number may be; the highest; your best guess; how sure you are, in percent, that the truth lies between the two.",
    f"   Write at least {LEAST_SURE:g} %: if you are less sure, make the range wider. Leave a row empty if you know "
    "nothing of it.",
    "2. Write in the notes why, in a few words: others will read them without your name.",
    "3. Talk: look at all first answers and notes together; ask where words were understood differently.",
    "4. Alone again, in the columns after talking: what you say now. Leave it empty if you say the same.",
    "Save the file under your name, and send it back. Numbers are on the scale that the column Unit names.",
    "Steps after Hemming, V., Burgman, M. A., Hanea, A. M., McBride, M. F., & Wintle, B. C. (2018), A practical guide "
    "to structured expert elicitation using the IDEA protocol, Methods in Ecology and Evolution 9, 169-180.",
)
"""The second page of the sheet."""

MOST_ASKED = 60
"""Most numbers on a sheet, unless they are named: more is more than anybody thinks about."""


def asked_numbers(scenario: Scenario, inputs: Sequence[str] = ()) -> list[LeverInfo]:
    """Return the numbers that a sheet asks for.

    Args:
        scenario: Of what.
        inputs: Their paths; none: its declared levers that are numbers, or all that are uncertain if it declares none.

    Raises:
        ScenarioError: A path names no number.
    """
    numbers = {one.path: one for one in (*all_paths(scenario), *declared_levers(scenario)) if one.kind == "number"}
    unknown = [path for path in inputs if path not in numbers]
    if unknown:
        expected = "a number of the scenario; parley levers lists them"
        raise ScenarioError(
            Fault(scenario.id, 0, 0, path, "no number", expected, did_you_mean(path, numbers)) for path in unknown
        )
    if inputs:
        return [numbers[path] for path in dict.fromkeys(inputs)]
    declared = [one for one in numbers.values() if one.declared]
    return (declared or [one for one in numbers.values() if not isinstance(one.value, int | float)])[:MOST_ASKED]


def form_of(scenario: Scenario, inputs: Sequence[str] = ()) -> bytes:
    """Return an empty sheet as a workbook."""
    rows = tuple(_row(scenario, one) for one in asked_numbers(scenario, inputs))
    heads = (f"Path in {scenario.id}, digest {scenario.digest}", *COLUMNS[1:])
    widths = (38, 44, 12, 10, 10, 18, *((9, 9, 9, 9, 40) * 2))
    sheets = (
        WorkbookSheet("Numbers", heads, rows, widths=widths),
        WorkbookSheet("How to", (), tuple((line,) for line in HOW), widths=(120,)),
    )
    return book_of(f"{scenario.title}: ranges asked of an expert", sheets)


def _row(scenario: Scenario, one: LeverInfo) -> tuple[str | float | None, ...]:
    form = form_at(one.path)
    bounds: tuple[Any, Any] = (None, None) if form is None else (form.least, form.most)
    stated = "" if one.value is None else str(one.value).replace("'", "")
    told = (one.path, input_name(scenario, one.path), one.unit or "", *bounds, stated)
    return (*told, *[None] * (len(COLUMNS) - len(ASKED)))


def elicit(
    scenario: ScenarioLike,
    out: str | Path | None = None,
    sheets: Sequence[str | Path] = (),
    runs: int = RUNS,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    inputs: Sequence[str] = (),
    threads: int | None = None,
) -> Elicitation | None:
    """Ask experts for ranges, or pool what they wrote.

    Args:
        scenario: A scenario, or the name or path of one.
        out: Where to write an empty sheet (.xlsx); none: none is written.
        sheets: Filled-in sheets to pool, each named after its expert.
        runs: Runs of each scenario that is played.
        seed: Key of all luck.
        changes: What-ifs that hold before the experts' numbers.
        inputs: Paths of the numbers to ask for; none: the declared levers.
        threads: Threads to use.

    Returns:
        What the experts said and what it does; None if only a sheet was written.

    Raises:
        ScenarioError: The scenario, a path or a sheet cannot be used.
        ValueError: Neither a sheet is to be written nor any is given, or the name does not end in .xlsx.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     elicit("labour-dispute", f"{folder}/ana.xlsx")
        ...     [file.name for file in Path(folder).iterdir()]
        ['ana.xlsx']
    """
    base = apply(scenario_of(scenario), changes)
    if out is None and not sheets:
        raise ValueError("found neither out nor sheets, expected where to write a sheet or sheets to pool")
    if out is not None:
        write_form(base, Path(out), inputs)
    return pool(base, sheets, runs, seed, threads=threads) if sheets else None


def write_form(scenario: Scenario, path: Path, inputs: Sequence[str] = ()) -> None:
    """Write an empty sheet, whole or not at all.

    Raises:
        ValueError: Its name does not end in .xlsx.
        OSError: It cannot be written.
    """
    ending_of(path, (".xlsx",), "sheet")
    write(path, form_of(scenario, inputs))


def is_blank(path: Path) -> bool:
    """Return whether a file is a sheet in which no expert has written anything yet."""
    try:
        return not read_expert(path).estimates
    except ScenarioError:
        return False
