"""Write a page per field of docs/shelf/ from the cases that are stated by the codebook: `python docs/make_shelf.py`.

A case tells its question, day 0, length, parties and issues itself; what it teaches, for whom, how long it takes and
the questions for the debrief stand in docs/shelf/notes/CASE.md, written by hand. The pages are made from both.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# Run as a script, the checkout is not yet where Python looks for packages.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.scenario.documents import bundled, load
from sim.scenario.model import Scenario

FOLDER = Path(__file__).with_name("shelf")
NOTES = FOLDER / "notes"
NOTE = re.compile(
    r"\*\*Teaches\.\*\* (?P<teaches>[^*]{20,}?)\n+\*\*For\.\*\* (?P<whom>[^*]{5,}?)\n+"
    r"\*\*Takes\.\*\* (?P<takes>[^*]{5,}?)\n+"
    r"\*\*Debrief\.\*\*\n+(?P<debrief>(?:- .+\n(?:  .+\n)*){3,})\s*"
)
"""What a note must hold, in this order: three questions for the debrief at least."""
HEAD = "| case | day 0 | days | parties | question |\n|---|---|---|---|---|\n"
MADE = "Made by `python docs/make_shelf.py`; the notes are written by hand, in `docs/shelf/notes`."
SEALED = (
    "How these negotiations ended is told nowhere here: the cases are stated from what was public on day 0, by the "
    "[codebook](../codebook.md), and their predictions stand in [the record](../record.md)."
)


def cases() -> list[Scenario]:
    """Return the cases that are stated by the codebook, those with the earliest day 0 first."""
    found = [one for one in map(load, bundled()) if one.codebook is not None and one.field]
    return sorted(found, key=lambda one: (one.as_of, one.id))


def slug(field: str) -> str:
    """Return the name of a field's page."""
    return re.sub(r"[^a-z0-9]+", "-", field.lower()).strip("-")


def note_of(name: str) -> str:
    """Return what is written for instructors about a case; empty if nothing is."""
    path = NOTES / f"{name}.md"
    return path.read_text("utf-8").strip() if path.is_file() else ""


def page_of(field: str, found: Sequence[Scenario], notes: Mapping[str, str]) -> str:
    """Return the page of a field: a table of its cases, then each with its story and the note for instructors."""
    rows = "".join(map(_row, found))
    parts = "\n".join("\n".join(_case(one, notes.get(one.id, ""))) for one in found)
    return f"# Cases: {field}\n\n{SEALED}\n\n{MADE}\n\n{HEAD}{rows}\n{parts}"


def _row(one: Scenario) -> str:
    days, parties = one.protocol.horizon_days, len(one.parties)
    return f"| [{one.title}](#{one.id}) | {one.as_of} | {days} | {parties} | {_line(one.asks)} |\n"


def _case(one: Scenario, note: str) -> Iterator[str]:
    issues = ", ".join(one.name_of("issues", name) for name in one.issues)
    parties = ", ".join(one.name_of("parties", name) for name in one.parties)
    yield f"## {one.id}\n"
    yield f"**{one.title}**, as of {one.as_of}. {_line(one.story)}\n"
    yield f"- At the table or behind it: {parties}."
    yield f"- About: {issues}."
    yield f"- {len(one.questions)} dated questions; `parley run {one.id}`, `parley watch {one.id}`.\n"
    if note:
        yield f"{note}\n"


def _line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "/")


def pages() -> dict[str, str]:
    """Return the text of every page by the name of its file."""
    found = cases()
    fields = sorted({one.field for one in found if one.field})
    notes = {one.id: note_of(one.id) for one in found}
    return {
        f"{slug(field)}.md": page_of(field, [one for one in found if one.field == field], notes) for field in fields
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(f"wrote docs/shelf/{name}")
