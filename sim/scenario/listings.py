"""Lists: what is wrong with a scenario, what may be moved in it, and which scenarios come with Parley."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.finding import Finding, Row, Table, counted
from sim.formatting import plain_data
from sim.scenario import documents
from sim.scenario.changes import ChangeLike, LeverInfo, all_paths, apply
from sim.scenario.changes import levers as declared_levers
from sim.scenario.checks.coded_ranges import CodedRange, ranges_with_classes
from sim.scenario.coded_case import FactSheet
from sim.scenario.data import in_use
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import Fault, ScenarioError, dotted
from sim.scenario.model import Scenario
from sim.scenario.sheet_coverage import uncovered


@dataclass(frozen=True, repr=False)
class CheckResult(Finding):
    """What is wrong with a scenario.

    Attributes:
        scenario: The name or path that was checked.
        faults: Everything wrong, warnings included, in the order in which it is written.
        coded: Every range that carries a class of the codebook; empty if it cannot be played.
    """

    scenario: str
    faults: tuple[Fault, ...]
    coded: tuple[CodedRange, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it can be played: it has warnings at most."""
        return all(fault.severity == "warning" for fault in self.faults)

    def table(self) -> Table:
        """Return one row per fault."""
        wrong = sum(fault.severity != "warning" for fault in self.faults)
        title = f"{self.scenario}: {counted(wrong, 'fault')}, {counted(len(self.faults) - wrong, 'warning')}"
        return Table(title, [asdict(fault) for fault in self.faults])

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley check --json`."""
        faults = [{**asdict(fault), "text": str(fault)} for fault in self.faults]
        coded = [{**asdict(one), "departs": one.departs} for one in self.coded]
        return plain_data({"scenario": self.scenario, "ok": self.ok, "faults": faults, "coded": coded})


def check(scenario: ScenarioLike, changes: Sequence[ChangeLike] = (), sheet: FactSheet | None = None) -> CheckResult:
    """Look for faults in a scenario, all at once.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs to check as well; they are looked at only if the scenario itself can be played.
        sheet: The fact sheet that it is stated from, to see what is passed over.

    Example:
        >>> import sim
        >>> sim.check("pie").ok
        True
        >>> print(sim.check("pie", ["parties.left.influence=much"]).faults[0].found)
        'much'
    """
    name = scenario.id if isinstance(scenario, Scenario) else str(scenario)
    faults, stated = _read(scenario)
    coded: tuple[CodedRange, ...] = ()
    if stated is not None:
        try:
            coded = ranges_with_classes(apply(stated, changes).stated())
        except ScenarioError as error:
            faults += error.faults
    if sheet is not None:
        faults += _uncovered(scenario, sheet)
    return CheckResult(name, tuple(faults), coded)


def _read(scenario: ScenarioLike) -> tuple[list[Fault], Scenario | None]:
    """Return what is wrong with a scenario, and what it is if it can be played."""
    if not isinstance(scenario, str | Path):
        return [], scenario_of(scenario)
    try:
        document = documents.read(scenario)
    except ScenarioError as error:
        return list(error.faults), None
    return list(document.faults), document.read


def _uncovered(scenario: ScenarioLike, sheet: FactSheet) -> list[Fault]:
    """Return what a scenario passes over of its sheet, with the places where it is written if it is a file."""
    if isinstance(scenario, Scenario):
        found = uncovered(scenario.stated(), sheet)
        return [Fault("", 0, 0, dotted(one.path), one.found, one.expected, one.hint, one.severity) for one in found]
    try:
        document = documents.read(scenario)
    except ScenarioError:
        return []
    return [document.tree.fault(one) for one in uncovered(document.data or {}, sheet)]


@dataclass(frozen=True, repr=False)
class LeverList(Finding):
    """What may be moved in a scenario.

    Attributes:
        scenario: Its id.
        digest: Its fingerprint.
        levers: Every path, with those that the scenario declares as levers first.
    """

    scenario: str
    digest: str
    levers: tuple[LeverInfo, ...]

    def table(self) -> Table:
        """Return one row per path."""
        names = ("path", "label", "value", "low", "high", "unit", "kind", "choices", "declared", "group", "assumed")
        rows = [{name: getattr(one, name) for name in names} | {"sources": list(one.sources)} for one in self.levers]
        told = sum(one.declared for one in self.levers)
        title = f"{self.scenario}: {len(rows):,} paths that may be set, {told:,} of them declared as levers"
        return Table(f"{title}; digest {self.digest}", rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley levers --json`."""
        levers = [asdict(one) for one in self.levers]
        return plain_data({"scenario": self.scenario, "digest": self.digest, "levers": levers})


def levers(scenario: ScenarioLike, changes: Sequence[ChangeLike] = ()) -> LeverList:
    """List everything that may be set in a scenario, with range, unit and source.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs, applied in order.

    Example:
        >>> import sim
        >>> sim.levers("pie").levers[0].path
        'parties.left.tactic.from'
    """
    stated = apply(scenario_of(scenario), changes)
    found = {info.path: info for info in (*declared_levers(stated), *all_paths(stated))}
    return LeverList(stated.id, stated.digest, tuple(found.values()))


@dataclass(frozen=True, repr=False)
class ScenarioList(Finding):
    """The scenarios that come with Parley.

    Attributes:
        scenarios: Id, title, field, day 0, year, number of parties and of feasible deals, and the question of each.
    """

    scenarios: tuple[Row, ...]

    def table(self) -> Table:
        """Return one row per scenario."""
        return Table(f"{len(self.scenarios)} scenarios come with Parley", self.scenarios)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley scenarios --json`."""
        return plain_data({"scenarios": self.scenarios})


def scenarios(field: str = "", year: int = 0, parties: int = 0, about: str = "") -> ScenarioList:
    """List the scenarios that come with Parley, by field and day 0.

    Args:
        field: Only those of fields that have this in their name.
        year: Only those with their day 0 in this year; 0: any.
        parties: Only those with so many parties; 0: any.
        about: Only those that have this in their title or question.

    Example:
        >>> import sim
        >>> list(sim.scenarios(about="pie").to_pandas()["id"])
        ['pie']
    """
    wanted = [
        row
        for row in shelf()
        if field.lower() in str(row["field"]).lower()
        and year in (0, row["year"])
        and parties in (0, row["parties"])
        and about.lower() in f"{row['title']} {row['asks']}".lower()
    ]
    return ScenarioList(tuple({**row, "deals": _deals(str(row["id"]))} for row in wanted))


def shelf() -> tuple[Row, ...]:
    """Return what each scenario that comes with Parley says of itself, by field and day 0; nothing is checked."""
    rows = [_said(name) for name in documents.bundled()]
    return tuple(sorted(rows, key=lambda row: (not row["field"], row["field"], row["as_of"], row["id"])))


_SAID = ("title", "field", "as_of", "parties", "asks")
"""The parts of a scenario by which the shelf is listed."""


def _said(name: str) -> Row:
    data = documents.written(name, _SAID)
    as_of = str(data.get("as_of", ""))
    return {
        "id": name,
        "title": str(data.get("title", "")),
        "field": str(data.get("field") or ""),
        "as_of": as_of,
        "year": int(as_of[:4] or 0),
        "parties": len(data.get("parties", {})),
        "asks": " ".join(str(data.get("asks") or "").split()),
    }


def _deals(name: str) -> int:
    from sim.scenario.checks.space import space_of
    from sim.scenario.checks.view import View

    # What the check enumerates is what is played. Setting up a game would import the compiler; checking all else that
    # is stated would take ten times as long.
    view = View(in_use(documents.written(name)))
    deals = space_of(view, view.options).rows
    return 0 if deals is None else len(deals)
