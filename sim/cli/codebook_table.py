"""The codebook and what coders made of texts by it, as tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import NOTHING, put, say
from sim.scenario.codebook import said

if TYPE_CHECKING:
    from sim.analysis.coder_agreement import CoderAgreement
    from sim.scenario.checks.coded_ranges import CodedRange
    from sim.studies.codebook_tables import BookView, CodedCases
    from sim.studies.coder_shares import CoderDifference, CoderShares


def show_book(console: Console, found: "BookView") -> None:
    """Print the kinds of the book, the classes of a kind, or what a class states."""
    table = found.table()
    if found.yaml:
        say(console, table.title, "", *found.yaml.rstrip("\n").split("\n"))
        return
    columns = tuple(column.capitalize() for column in table.columns)
    tests = [f"{place}. {test}" for place, test in enumerate(found.tests, 1)]
    notes = ["Asked in order, the first that fits decides:", *tests] if tests else []
    rows = [[str(cell) for cell in row.values()] for row in found.rows]
    put(console, table.title, columns, rows, whole=(0,), notes=notes)


def show_classes(console: Console, coded: "Sequence[CodedRange]") -> None:
    """Print the class of every range that carries one, and where a range departs from it."""
    rows = [(one.path, " or ".join(one.classes), said(one.range), _departure(one)) for one in coded]
    departs = sum(one.departs for one in coded)
    note = f"{len(coded):,} ranges by class, {departs:,} of them depart from it."
    put(console, "Classes of the codebook", ("Path", "Class", "Range", "Departs"), rows, whole=(0, 1), notes=[note])


def _departure(one: "CodedRange") -> str:
    return f"from {said(one.of_class)}: {one.why or 'no reason given'}" if one.departs else ""


def show_coded(console: Console, found: "CodedCases") -> None:
    """Print what each coder coded and passed over, and how far coders of the same case agree."""
    heads = ("Case", "Coder", "Sheet", "Book", "Recalls", "Units", "Open", "Two classes", "Left out")
    rows = [[str(row[name]) for name in list(row)[:9]] for row in found.codings]
    gone = [f"{row['case']}, {row['coder']}: missing {row['missing']}." for row in found.codings if row["missing"]]
    title = f"Codings by book {found.number}, digest {found.digest}"
    put(console, title, heads, rows, right=range(5, 9), whole=(0,), notes=gone)
    if found.numbered:
        rows = [[unit, text] for unit, text in found.numbered.items()]
        put(console, "What the sheet numbers", ("Unit", "Text"), rows, whole=(0,))
    if found.agreement:
        columns = ("Kind", "Units", "Open by one", "Alpha", "95 % interval", "Alike", "Alike or next")
        notes = [found.table().note]
        notes += [f"To reword or merge: {', '.join(found.to_reword)}."] if found.to_reword else []
        rows = [_agreement(one) for one in found.agreement]
        put(console, "Agreement of coders", columns, rows, right=range(1, 7), whole=(0,), notes=notes)


def _agreement(one: "CoderAgreement") -> list[str]:
    alpha = NOTHING if one.alpha is None else f"{one.alpha:.2f}"
    ends = NOTHING if one.low is None or one.high is None else f"{one.low:.2f} to {one.high:.2f}"
    shares = [NOTHING if share is None else f"{100 * share:.0f} %" for share in (one.alike, one.next)]
    return [one.kind, str(one.units), str(one.open), alpha, ends, *shares]


def show_coder_shares(console: Console, found: "CoderShares") -> None:
    """Print what each coder's classes change in a case, the shares by every statement, and how far coders differ."""
    heads = ("Coder", "Another class", "The same", "Not coded by her")
    rows = [
        [row["coder"], str(row["other"]), str(row["alike"]), str(len(row["passed_over"]))] for row in found.statements
    ]
    put(console, "Fields of the scenario", heads, rows, right=range(1, 4), whole=(0,))
    coders = tuple(dict.fromkeys(one.coder for one in found.shares))
    answers: dict[str, list[str]] = {}
    for one in found.shares:
        answers.setdefault(one.id, [one.id]).append(_share(one.share, one.low, one.high))
    table = found.table()
    put(
        console,
        table.title,
        ("Answer", *coders),
        list(answers.values()),
        right=range(1, 9),
        whole=(0,),
        notes=[table.note],
    )
    rows = [[one.id, f"{one.second} less {one.first}", _points(one)] for one in found.differences]
    put(console, "Differences in points", ("Answer", "Between", "Difference"), rows, right=(2,), whole=(0,))


def _share(share: float, low: float, high: float) -> str:
    return NOTHING if share != share else f"{100 * share:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def _points(one: "CoderDifference") -> str:
    return f"{100 * one.difference:+z.1f} ({100 * one.low:+z.1f} to {100 * one.high:+z.1f})"
