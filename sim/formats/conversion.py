"""Other people's files made scenarios, and scenarios made other people's files: `import_` and `export`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.finding import Finding, Table, counted
from sim.formats import FORMATS, format_of, likely, recognised
from sim.formats.files import is_there
from sim.formats.unread import refuse_unread
from sim.formatting import plain_data
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, read_text, save, scenario_of
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError, known, one_of
from sim.scenario.likeness import DOMAIN, GAME, mistaken_for, told_apart
from sim.scenario.model import Scenario
from sim.storage import check_writable, write_together

NOTE = "Left out: what has no counterpart on the other side."


@dataclass(frozen=True, repr=False)
class ExportResult(Finding):
    """A scenario as files for other programs.

    Attributes:
        scenario: Its id.
        format: The format they are in.
        files: Text by file name.
        paths: Where they were written; empty if they were not.
        left_out: What the scenario says that has no counterpart, a sentence each.
    """

    scenario: str
    format: str
    files: Mapping[str, str]
    paths: tuple[Path, ...]
    left_out: tuple[str, ...]

    def table(self) -> Table:
        """Return the files, then what was left out."""
        rows = [{"file": name, "letters": len(text), "left_out": None} for name, text in self.files.items()]
        rows += [{"file": None, "letters": None, "left_out": text} for text in self.left_out]
        where = f", in {self.paths[0].parent}" if self.paths else ""
        return Table(f"{self.scenario} as {self.format}: {counted(len(self.files), 'file')}{where}", rows, NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley export --json`."""
        files = [str(path) for path in self.paths] or list(self.files)
        head = {"scenario": self.scenario, "format": self.format}
        return plain_data({**head, "files": files, "left_out": self.left_out})


def export(
    scenario: ScenarioLike,
    to: str,
    changes: Sequence[ChangeLike] = (),
    *,
    out: str | Path | None = None,
    replace: bool = False,
) -> ExportResult:
    """Write a scenario as files for other programs.

    Args:
        scenario: A scenario, or the name or path of one.
        to: The format, a key of `sim.formats.FORMATS`.
        changes: What-ifs, applied in order.
        out: The folder to write to; if None, the texts are returned and nothing is written.
        replace: Write over files that are there already.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.
        ValueError: There is no such format, or the scenario cannot be expressed in it.
        OSError: A file is there already, or cannot be written.

    Example:
        >>> import sim
        >>> list(sim.export("labour-dispute", "stakeholders").files)
        ['labour-dispute.csv']
    """
    stated = apply(scenario_of(scenario), changes)
    made = format_of(known(to, FORMATS, "format")).write(stated)
    folder = None if out is None else Path(out)
    paths = () if folder is None else tuple(folder / name for name in made.files)
    if folder is not None:
        _check_free(paths, replace)
        folder.mkdir(parents=True, exist_ok=True)
        write_together({path: text.encode() for path, text in zip(paths, made.files.values(), strict=True)})
    return ExportResult(stated.id, to, dict(made.files), paths, made.left_out)


@dataclass(frozen=True, repr=False)
class ImportResult(Finding):
    """A scenario made of other people's files.

    Attributes:
        scenario: The scenario.
        format: The format of the files.
        path: Where it was written; None if it was not.
        left_out: What the files say that has no counterpart, a sentence each; kept in the scenario too.
    """

    scenario: Scenario
    format: str
    path: Path | None
    left_out: tuple[str, ...]

    def table(self) -> Table:
        """Return what was left out."""
        where = f", written to {self.path}" if self.path else ""
        title = f"{self.scenario.title}: the scenario {self.scenario.id}, from {self.format}{where}"
        return Table(title, [{"left_out": text} for text in self.left_out], NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley import --json`."""
        to = None if self.path is None else str(self.path)
        head = {"scenario": self.scenario.id, "format": self.format, "to": to}
        return plain_data({**head, "left_out": self.left_out})


def import_(
    files: str | Path | Sequence[str | Path],
    to: str | Path | None = None,
    *,
    kind: str | None = None,
    replace: bool = False,
) -> ImportResult:
    """Make a scenario of other people's files.

    Args:
        files: Files of one scenario, or their folder.
        to: The YAML file to write; if None, the scenario is returned and nothing is written.
        kind: Their format; if None, it is recognised from the files.
        replace: Write over a file that is there already.

    Raises:
        sim.scenario.faults.ScenarioError: The files cannot be read, or do not make a sound scenario.
        ValueError: The format is not known.
        OSError: A file is missing, is there already, or cannot be written.

    Example:
        >>> import sim, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     paths = sim.export("labour-dispute", "stakeholders", out=folder).paths
        ...     sim.import_(paths).format
        'stakeholders'
    """
    paths = [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]
    for path in paths:
        if not is_there(path):
            raise FileNotFoundError(f"{path}: found no such file, expected a file to import")
    name = recognised(paths) or likely(paths) if kind is None else known(kind, FORMATS, "format")
    if name is None:
        for path in paths:
            refuse_unread(path)
            _refuse_ours(path)
        said = f"{paths[0]}: found no format that Parley knows, expected {one_of(FORMATS)}"
        raise ValueError(f"{said}; say which with --from, in Python with kind")
    target = None if to is None else Path(to)
    if target is not None:
        _check_free([target], replace)
    with told_apart(paths[0], DOMAIN, GAME, expected="files of another program"):
        found = format_of(name).read(paths)
    document = read_text(text_of(dict(found.data)), str(target or paths[0]))
    scenario = document.scenario
    if target is not None:
        save(document, target)
    return ImportResult(scenario, name, target, found.left_out)


def _refuse_ours(path: Path) -> None:
    """Say what a file of Parley's own is for; do nothing with others.

    Raises:
        ScenarioError: It is one, and cannot be imported.
    """
    mistaken = mistaken_for(path, DOMAIN, GAME, expected="files of another program")
    if mistaken is not None:
        raise ScenarioError([mistaken])


def _check_free(paths: Iterable[Path], replace: bool) -> None:
    """Make sure that files can be written, and that nothing is overwritten unasked."""
    for path in paths:
        make = not path.parent.is_dir()
        check_writable(path.parent if make else path, folder=make)
    there = [path for path in paths if path.exists()]
    if there and not replace:
        raise FileExistsError(f"{there[0]} is there already; say --replace, in Python replace=True, to write over it")
