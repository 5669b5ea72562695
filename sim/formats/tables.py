"""KTAB and stakeholder tables as formats that `parley import` and `parley export` know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.formats import ExportedFiles, ImportedScenario, ktab, stakeholders
from sim.formats.actor_tables import ActorTable
from sim.formats.cells import csv_rows, text_of
from sim.formats.unread import refuse_unread
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario

ONLY_POSITIONS = (
    "Tables of actors hold influence, positions and saliences; protocol, conditions, pledges, truces, events, "
    "pressures, outcomes, questions and sources have no counterpart."
)


@dataclass(frozen=True)
class TableFormat:
    """A format of one file that lists actors.

    Attributes:
        suffixes: How the names of such files end.
        reader: Makes plain data from a path, and lists what has no counterpart.
        writer: Makes the text for a scenario.
        suffix: How the name of the file that is written ends.
    """

    suffixes: tuple[str, ...]
    reader: Callable[[Path], tuple[dict[str, Any], list[str]]]
    writer: Callable[[Scenario], str]
    suffix: str

    def recognises(self, files: Sequence[Path]) -> bool:
        """Return whether there is exactly one file, named like this format, that can be read as such."""
        if len(files) != 1 or files[0].suffix.lower() not in self.suffixes:
            return False
        try:
            self.reader(files[0])
        except (ScenarioError, OSError, ValueError):
            return False
        return True

    def read(self, files: Sequence[Path]) -> ImportedScenario:
        """Return the scenario of a table.

        Raises:
            ScenarioError: It cannot be read.
            ValueError: There is more than one file.
        """
        if len(files) != 1:
            raise ValueError(f"found {len(files)} files, expected one table")
        data, left_out = self.reader(files[0])
        return ImportedScenario(data, tuple(left_out))

    def write(self, scenario: Scenario) -> ExportedFiles:
        """Return a scenario as a table.

        Raises:
            ValueError: It has no positions.
        """
        return ExportedFiles({f"{scenario.id}{self.suffix}": self.writer(scenario)}, (ONLY_POSITIONS,))


KTAB = TableFormat((".csv", ".xml"), ktab.read, ktab.write, ".csv")
KTAB_XML = TableFormat((".xml",), ktab.read, ktab.write_xml, ".xml")
STAKEHOLDERS = TableFormat((".csv", ".tsv", ".xlsx", ".xlsm"), stakeholders.read, stakeholders.write, ".csv")


def is_table(file: Path) -> bool:
    """Return whether a file is named like a table of actors, or like one that a spreadsheet program wrote."""
    suffixes = {".csv", ".tsv", ".xlsx", ".xlsm", ".xml", ".xls", ".xlsb", ".ods", ".numbers"}
    return file.suffix.lower() in suffixes


def placed_in(file: Path) -> tuple[ActorTable, list[str]]:
    """Return the actors of a table of either kind, and what was left out or read with some doubt.

    Raises:
        ScenarioError: It cannot be read.
    """
    refuse_unread(file)
    suffix = file.suffix.lower()
    if suffix == ".xml":
        return ktab.read_placed(file)
    if suffix == ".csv":
        text = text_of(file, str(file))
        if ktab.is_ktab(list(csv_rows(text.said, text.file))):
            return ktab.read_placed(file)
    return stakeholders.read_placed(file)
