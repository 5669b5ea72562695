"""Imports run one way, as docs/architecture.md says, and importing `sim` costs next to nothing."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import sim
from docs.make_module_tables import MARKED, PAGE, rooms, with_tables

ROOT = Path(__file__).parents[1]
FILES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in (ROOT / "sim").rglob("*.py")
}
HEAVY = {"mesa", "streamlit", "pandas", "scipy", "numba"}
ONLY_IN = {
    "streamlit": ("sim.ui", "sim.cli"),
    "mesa": ("sim.trace.mesa_model",),
    "altair": ("sim.charts", "sim.ui", "sim.runs.results", "sim.reports"),
    "random": (),
    # A call of the library changes nothing outside itself: only programs start processes, end or hush anything.
    "atexit": ("sim.__main__",),
    "gc": ("sim.__main__", "sim.cli.precompile", "sim.runs.precompile", "sim.ui.server"),
    # A renderer that gives up ends its process, which must not be ours.
    "subprocess": (
        "sim.cli",
        "sim.ui",
        "sim.kernel.first_compilation",
        "sim.timings.benchmark",
        "sim.reports.renderer",
    ),
}
"""Packages that only some rooms may import."""
FLOORS = (
    ("sim.arrays", "sim.formatting", "sim.lazy", "sim.memory", "sim.paths", "sim.texts"),
    ("sim.finding", "sim.storage"),
    ("sim.kernel", "sim.scenario"),
    ("sim.arguments", "sim.provenance", "sim.rules"),
    ("sim.game",),
    ("sim.analysis",),
    ("sim.lenses", "sim.trace"),
    ("sim.formats", "sim.lessons"),
    ("sim.charts",),
    ("sim.runs",),
    ("sim.studies",),
    ("sim.reports", "sim.timings"),
    ("sim.cli", "sim.ui"),
)
"""The rooms; each imports from floors above it in this table, and from itself, and from nowhere else."""
NEVER = {
    "sim.runs": ("sim.trace",),
    "sim.studies": ("sim.trace.mesa_model",),
}
"""What a room may not import although it is on another floor: the two drivers do not know each other."""
FRONT_DOORS = ("sim", "sim.__main__")
"""The public names and the program, which import from everywhere."""
NOUNS = {"bargaining", "drawing", "finding", "formatting", "spatial_bargaining", "war_as_bargaining"}
"""Modules outside the rulebook whose names end in -ing and are words for things."""
FROM_RULES = ("sim.rules", "sim.arrays", "sim.kernel", "math", "typing", "collections.abc", "numpy")
"""What a rule may import."""


def _in(module: str, *rooms: str) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


@cache
def _imports(module: str) -> tuple[str, ...]:
    """Return what a module imports, inside functions and under `TYPE_CHECKING` too."""
    return tuple(_imported(ast.parse(FILES[module].read_text())))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in FILES else node.module for name in inner)


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("package", ONLY_IN)
def test_each_of_these_packages_stays_in_its_room(package: str) -> None:
    strangers = [module for module in FILES if not _in(module, *ONLY_IN[package])]
    assert [module for module in strangers if any(_in(name, package) for name in _imports(module))] == []


def test_rules_import_numbers_and_each_other_only() -> None:
    modules = [module for module in FILES if _in(module, "sim.rules")]
    assert len(modules) > 10
    assert [(module, name) for module in modules for name in _imports(module) if not _in(name, *FROM_RULES)] == []


def test_every_room_is_in_the_table() -> None:
    assert {_room(module) for module in FILES} - set(FRONT_DOORS) == {room for floor in FLOORS for room in floor}


@pytest.mark.parametrize("floor", range(len(FLOORS)))
def test_imports_run_one_way(floor: int) -> None:
    before = {room for other in FLOORS[:floor] for room in other}
    for room in FLOORS[floor]:
        modules = [module for module in FILES if _in(module, room)]
        ours = [(module, name) for module in modules for name in _imports(module) if name in FILES]
        assert [(module, name) for module, name in ours if _room(name) not in {*before, room}] == []


@pytest.mark.parametrize("room", NEVER)
def test_what_should_not_know_each_other_does_not(room: str) -> None:
    modules = [module for module in FILES if _in(module, room)]
    assert [(module, name) for module in modules for name in _imports(module) if _in(name, *NEVER[room])] == []


def test_there_is_no_circle_among_modules() -> None:
    graph = {module: {name for name in _imports(module) if name in FILES and name != module} for module in FILES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(FILES)


def test_there_is_no_circle_among_folders() -> None:
    graph: dict[str, set[str]] = {}
    for module in FILES.keys() - set(FRONT_DOORS):
        rooms = {_room(name) for name in _imports(module) if name in FILES}
        graph.setdefault(_room(module), set()).update(rooms - {_room(module)})
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)


def test_no_room_bears_the_name_of_a_public_function() -> None:
    """`sim.run` must be a function, whatever was imported before."""
    assert {_room(module).removeprefix("sim.") for module in FILES} & set(sim.__all__) == set()


def test_nobody_touches_global_luck() -> None:
    """A generator of NumPy's is made on the spot from the seed, where SciPy asks for one, and nowhere else."""
    uses = {module: FILES[module].read_text().count("np.random.") for module in FILES}
    made = {module: FILES[module].read_text().count("np.random.default_rng(seed") for module in FILES}
    assert uses == made


def test_importing_sim_pulls_in_nothing_heavy() -> None:
    program = f"import sys, sim; print(*({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def _users_of(module: str) -> set[str]:
    """Return a module and all that imports it, directly or by way of others."""
    users = {module}
    while more := {name for name in FILES if name not in users and users & set(_imports(name))}:
        users |= more
    return users


def test_lenses_that_need_no_rule_load_no_compiler_and_make_no_folder(tmp_path: Path) -> None:
    """Each is imported alone, in a process that has imported nothing else than what most of them begin with."""
    compiled = _users_of("sim.lenses.worths")
    lenses = [module for module in FILES if _in(module, "sim.lenses") and module not in compiled]
    assert len(lenses) > 25
    program = """
import importlib, multiprocessing, sys

def loaded(module):
    importlib.import_module(module)
    return [name for name in ("numba", "llvmlite", "sim.kernel.cache") if name in sys.modules]

if __name__ == "__main__":
    for shared in ("numpy.random", "sim.scenario.documents"):
        assert not loaded(shared), shared
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for module, names in zip(sys.argv[1:], pool.map(loaded, sys.argv[1:], chunksize=1)):
            print(module, *names)
"""
    command = [sys.executable, "-c", program, *lenses]
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == lenses
    assert list(tmp_path.iterdir()) == []


def test_the_architecture_page_names_every_module() -> None:
    page = PAGE.read_text("utf-8")
    marked = [room for _, room, _ in MARKED.findall(page)]
    assert sorted(marked) == sorted(rooms())
    assert page == with_tables(page), "run python docs/make_module_tables.py"
    assert len(re.findall(r"^\| `[\w/]+` \| [A-Z]", page, re.MULTILINE)) > 300


def test_the_table_of_floors_is_that_of_the_architecture_page() -> None:
    told = re.findall(r"^\| (\d+) \| (.+?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    floors = {int(floor): {f"sim.{name}" for name in re.findall(r"`(\w+)`", names)} for floor, names in told}
    assert floors == {floor: set(names) for floor, names in enumerate(FLOORS)}


def test_no_page_holds_what_a_merge_left_behind() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    left = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)
    assert [page.name for page in pages if left.search(page.read_text("utf-8"))] == []


def test_no_two_classes_have_the_same_name() -> None:
    homes: dict[str, list[str]] = {}
    for module, file in FILES.items():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(module)
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_modules_outside_the_rulebook_are_named_by_nouns() -> None:
    last = {module.rpartition(".")[2] for module in FILES if not _in(module, "sim.rules")}
    assert {name for name in last if name.endswith("ing")} == NOUNS
