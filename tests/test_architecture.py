"""Imports run one way, as the table in docs/architecture.md says, and importing `sim` costs next to nothing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in (ROOT / "sim").rglob("*.py")
}
HEAVY = {"mesa", "streamlit", "pandas", "scipy", "numba"}
ONLY_IN = {
    "streamlit": ("sim.ui", "sim.cli"),
    "mesa": ("sim.trace.mesa_model", "sim.timings.benchmark"),  # which measures `mesa.batch_run`
    "altair": ("sim.charts", "sim.ui", "sim.runs.results", "sim.runs.result_folder", "sim.reports"),
    "random": (),
}
"""Packages that only some rooms may import."""
DRIVERS = ("sim.runs.ensemble", "sim.trace.mesa_model")
FRONTS = ("sim.cli", "sim.ui")
NEVER = {
    "sim.rules": ("sim.game", "sim.scenario", "sim.runs", "sim.trace", *FRONTS),
    "sim.scenario": ("sim.rules", "sim.runs", "sim.trace", *FRONTS),
    "sim.game": ("sim.runs", "sim.trace", *FRONTS),
    "sim.runs.ensemble": ("sim.trace.mesa_model", "sim.runs.results", "sim.runs.runner", "sim.analysis", *FRONTS),
    "sim.trace.mesa_model": ("sim.runs.ensemble", *FRONTS),
    "sim.analysis": ("sim.charts", "sim.runs.runner", "sim.studies", "sim.reports", *DRIVERS, *FRONTS),
    "sim.lenses": ("sim.charts", *DRIVERS, *FRONTS),
    "sim.formats": ("sim.charts", *DRIVERS, *FRONTS),
    "sim.lessons": ("sim.charts", *DRIVERS, *FRONTS),
    "sim.studies": ("sim.charts", "sim.reports", "sim.trace.mesa_model", *FRONTS),
    "sim.charts": ("sim.studies", "sim.reports", *FRONTS),
    "sim.reports": FRONTS,
}
"""What a room may not import."""


def _in(module: str, *rooms: str) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def _imports(module: str) -> Iterator[str]:
    """Yield what a module imports, inside functions too; what only type checkers see is no import."""
    tree = ast.parse(FILES[module].read_text())
    unseen = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and node not in unseen:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node not in unseen:
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in FILES else node.module for name in inner)


@pytest.mark.parametrize("package", ONLY_IN)
def test_each_of_these_packages_stays_in_its_room(package: str) -> None:
    strangers = [module for module in FILES if not _in(module, *ONLY_IN[package])]
    assert [module for module in strangers if any(_in(name, package) for name in _imports(module))] == []


def test_rules_import_numbers_and_each_other_only() -> None:
    allowed = (
        "sim.rules",
        "sim.kernel.chance",
        "sim.kernel.compile",
        "sim.kernel.lanes",
        "math",
        "typing",
        "collections.abc",
        "numpy",
    )
    modules = [module for module in FILES if _in(module, "sim.rules")]
    assert len(modules) > 10
    assert [(module, name) for module in modules for name in _imports(module) if not _in(name, *allowed)] == []


@pytest.mark.parametrize("room", NEVER)
def test_imports_run_one_way(room: str) -> None:
    modules = [module for module in FILES if _in(module, room)]
    assert [(module, name) for module in modules for name in _imports(module) if _in(name, *NEVER[room])] == []


def test_there_is_no_cycle_among_imports() -> None:
    graph = {module: {name for name in _imports(module) if name in FILES and name != module} for module in FILES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(FILES)


def test_nobody_touches_global_luck() -> None:
    """A generator of NumPy's is made on the spot from the seed, where SciPy asks for one, and nowhere else."""
    uses = {module: FILES[module].read_text().count("np.random.") for module in FILES}
    made = {module: FILES[module].read_text().count("np.random.default_rng(seed") for module in FILES}
    assert uses == made


def test_importing_sim_pulls_in_nothing_heavy() -> None:
    program = f"import sys, sim; print(*({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
