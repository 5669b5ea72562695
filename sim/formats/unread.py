"""Files of other programs that are not read: what they are, and what to save them as instead."""

from pathlib import Path

from sim.formats.files import fault, head_of
from sim.scenario.faults import ScenarioError

_ACTION_GRAPH = ("a game of Gambit's as an action graph (.agg)", "Save it as a strategic game (.nfg) in Gambit.")
UNREAD: dict[str, tuple[str, str]] = {
    ".agg": _ACTION_GRAPH,
    ".bagg": ("a Bayesian action graph game of Gambit's (.bagg)", _ACTION_GRAPH[1]),
    ".gbt": ("a workbook of Gambit's (.gbt)", "Save its game as .nfg or .efg in Gambit."),
    ".gte": ("a file of Game Theory Explorer (.gte)", "Save its game as .nfg or .efg."),
    ".xls": ("a workbook of old Excel (.xls)", "Save it as .xlsx or .csv in a spreadsheet program."),
    ".xlsb": ("a binary workbook (.xlsb)", "Save it as .xlsx or .csv in a spreadsheet program."),
    ".ods": ("an OpenDocument workbook (.ods)", "Save it as .xlsx or .csv in a spreadsheet program."),
    ".numbers": ("a workbook of Numbers (.numbers)", "Export it as .xlsx or .csv."),
    ".zip": ("a ZIP archive", "Unpack it and name the folder."),
    ".gz": ("a packed file (.gz)", "Unpack it."),
}
"""What files are, by how their names end, and what to do instead."""


def refuse_unread(file: Path) -> None:
    """Say what to use instead of a file that is not read; do nothing if it may be read.

    Raises:
        ScenarioError: It is of a kind that is not read.
    """
    told = UNREAD.get(file.suffix.lower())
    if told is None and head_of(file).lstrip().startswith(b"#AGG"):
        told = _ACTION_GRAPH
    if told is not None and file.is_file():
        raise _refused(file, *told)


def _refused(file: Path, found: str, hint: str) -> ScenarioError:
    return fault(file, (0, 0), f"{found}, which is not read", "a file of a kind that is", hint)
