"""Other people's files, in and out.

A format is a module or object with `recognises(files)`, `read(files)` and `write(scenario)`; `FORMATS` lists them.
What a file says that a scenario cannot, or the other way round, is reported in `left_out`, never dropped in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


@dataclass(frozen=True)
class ImportedScenario:
    """A scenario made of other people's files.

    Attributes:
        data: The scenario as plain data, in the form in which people write it as YAML.
        left_out: What the files say that has no counterpart, a sentence each.
    """

    data: Mapping[str, Any]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class ExportedFiles:
    """A scenario as other people's files.

    Attributes:
        files: Text by file name, in the order in which they are read back.
        left_out: What the scenario says that has no counterpart, a sentence each.
    """

    files: Mapping[str, str]
    left_out: tuple[str, ...]


class FileFormat(Protocol):
    """What a module of this package offers; one that only reads, or only writes, raises ValueError for the other."""

    def recognises(self, files: Sequence[Path]) -> bool:
        """Return whether these files look like this format; raises an error only if a folder cannot be read."""

    def read(self, files: Sequence[Path]) -> ImportedScenario:
        """Return the scenario that the files state; raises ScenarioError with everything wrong with them."""

    def write(self, scenario: "Scenario") -> ExportedFiles:
        """Return a scenario as files; raises ValueError if it has no counterpart at all."""


FORMATS: Mapping[str, str] = {
    "genius": "sim.formats.genius",
    "geniusweb": "sim.formats.geniusweb:OLDER",
    "geniusweb-2022": "sim.formats.geniusweb:NEWER",
    "ktab": "sim.formats.tables:KTAB",
    "ktab-xml": "sim.formats.tables:KTAB_XML",
    "stakeholders": "sim.formats.tables:STAKEHOLDERS",
    "matrix": "sim.formats.matrix_format:MATRIX",
    "nfg": "sim.formats.gambit:NFG",
    "efg": "sim.formats.gambit:EFG",
}
"""Where each format is, by the name people ask for it by: a module, or an object in one.

The first that recognises files reads them.
"""


def format_of(name: str) -> FileFormat:
    """Return a format by name.

    Raises:
        ValueError: There is none.
    """
    if name not in FORMATS:
        raise ValueError(f"found the format {name!r}, expected one of {', '.join(FORMATS)}")
    module, _, within = FORMATS[name].partition(":")
    found = import_module(module)
    return cast(FileFormat, getattr(found, within) if within else found)


def likely(files: Sequence[Path]) -> str | None:
    """Return the format that a file is most likely meant to be by its name, so that its own faults can be reported."""
    if len(files) != 1 or not files[0].is_file():
        return None
    return {".csv": "stakeholders", ".tsv": "stakeholders", ".xlsx": "stakeholders", ".xlsm": "stakeholders"}.get(
        files[0].suffix.lower()
    )


def recognised(files: Sequence[Path]) -> str | None:
    """Return the name of the first format that files look like; None if there is none."""
    return next((name for name in FORMATS if format_of(name).recognises(files)), None)
