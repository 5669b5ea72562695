"""The verb `new`: a scenario asked for in words, by the codebook."""

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.doors import BadInputError, guarded, tell
from sim.cli.elsewhere import written

Target = Annotated[Path, typer.Argument(metavar="OUT.yaml", help="Where to write it.", show_default=False)]


@guarded
def new(out: Target) -> None:
    """Write a scenario by answering questions in words.

    Who negotiates, what is decided, and for every number the class of the codebook that fits. The file can be played.

    Example:
        parley new talks.yaml
    """
    if out.suffix not in {".yaml", ".yml"}:
        raise BadInputError(f"found {out.name}, expected a name that ends in .yaml")
    if out.exists():
        raise BadInputError(f"{out} is there already; choose another name.")
    from sim.scenario.documents import save
    from sim.scenario.first_draft import draft

    stated = draft(_frame(out.stem), _choose)
    written(lambda place: save(stated, place), out, "the scenario")
    tell(f"Written to {out}. Look at what it implies with parley preview, and play it with parley run.")


def _frame(name: str) -> dict[str, Any]:
    """Ask who negotiates and what is decided."""
    issues = {}
    title = typer.prompt("Title")
    as_of = typer.prompt("Day 0, the last day of evidence (YYYY-MM-DD)")
    days = _days()
    parties = _listed("Parties, separated by commas")
    for issue in _listed("Issues, separated by commas"):
        issues[issue] = _listed(f"Options of {issue!r}, the status quo first, separated by commas")
    return {"id": name, "title": title, "as_of": as_of, "days": days, "parties": parties, "issues": issues}


def _days() -> int:
    """Ask how many days are played, until the answer is a number of days."""
    while True:
        said = str(typer.prompt("Days to play", default="60")).strip()
        if said.isdecimal() and int(said) > 0:
            return int(said)
        tell(f"Days to play: found {said!r}, expected a whole number of at least 1.")


def _listed(asked: str) -> list[str]:
    return [part.strip() for part in typer.prompt(asked).split(",") if part.strip()]


def _choose(asked: str, classes: dict[str, str]) -> str:
    """Ask for a class in words; by number or name."""
    names = list(classes)
    tell("", asked, *(f"  {place}  {name}: {said}" for place, (name, said) in enumerate(classes.items(), 1)))
    while True:
        said = typer.prompt("Which", default=names[-1])
        if said in names:
            return str(said)
        if said.isdecimal() and 1 <= int(said) <= len(names):
            return names[int(said) - 1]
        tell(f"{said!r} is none of them; a number from 1 to {len(names)}, or a name.")
