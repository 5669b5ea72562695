"""Write the tables of modules in docs/architecture.md from the first sentences of the modules themselves.

Run it as `python docs/make_module_tables.py` after a module was added, moved or removed, or a column of records. Each
table is between `<!-- modules: ROOM -->` or `<!-- columns -->` and `<!-- end -->`; everything else in the page is
written by hand.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

# Run as a script, the checkout is not yet where Python looks for packages.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.rules.recording import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).with_name("architecture.md")
MARKED = re.compile(r"(<!-- modules: ([\w/]+) -->\n).*?(<!-- end -->)", re.DOTALL)
RECORD = re.compile(r"(<!-- columns -->\n).*?(<!-- end -->)", re.DOTALL)
RECORD_HEAD = "| column | one per | holds | what it says |\n|---|---|---|---|\n"
HEAD = "| module | what it holds |\n|---|---|\n"


def sentence(file: Path) -> str:
    """Return the first paragraph of a module's docstring on one line."""
    said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return said.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def rows(room: str) -> Iterator[str]:
    """Yield a row per module of a room, those of folders within it too; the room `sim` is its root alone."""
    folder = ROOT / room
    files = sorted(folder.glob("*.py") if room == "sim" else folder.rglob("*.py"))
    for file in files:
        name = file.relative_to(folder).with_suffix("").as_posix()
        if name.removesuffix("__init__") and (name != "__init__" or room == "sim"):
            yield f"| `{name.removesuffix('/__init__')}` | {sentence(file)} |\n"


def rooms() -> set[str]:
    """Return every room: the folders of the package, and its root."""
    return {"sim", *(f"sim/{file.parent.name}" for file in (ROOT / "sim").glob("*/__init__.py"))}


def columns() -> str:
    """Return the table of a record's columns."""
    return "".join(f"| `{one.name}` | {one.of} | {one.kind} | {one.means} |\n" for one in COLUMNS)


def with_tables(page: str) -> str:
    """Return the page with every table made anew."""
    page = RECORD.sub(lambda mark: mark[1] + RECORD_HEAD + columns() + mark[2], page)
    return MARKED.sub(lambda mark: mark[1] + HEAD + "".join(rows(mark[2])) + mark[3], page)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
