"""A test that replaces a name in Parley replaces one that is looked up when it is used.

A name that other modules took over when they were imported is not: replacing it changes nothing, and a test that rests
on it cannot fail.
"""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(file.read_text("utf-8"))
    for file in (ROOT / "sim").rglob("*.py")
}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def patched(file: Path) -> Iterator[tuple[str, str]]:
    """Yield every module of ours and the name that a file of tests replaces in it."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr":
            place = node.args[0]
            if isinstance(place, ast.Constant) and str(place.value).startswith("sim."):
                module, _, name = str(place.value).rpartition(".")
                yield module, name
            elif isinstance(node.args[1], ast.Constant):
                found = module_of(file, place)
                if found is not None:
                    yield found, str(node.args[1].value)


def module_of(file: Path, place: ast.expr) -> str | None:
    """Return the module of ours that an expression in a file of tests stands for."""
    tests = importlib.import_module(f"tests.{file.stem}")
    try:
        found = eval(ast.unparse(place), vars(tests))
    except NameError:
        return None
    return found.__name__ if isinstance(found, ModuleType) and found.__name__.startswith("sim.") else None


def is_looked_up(module: str, name: str) -> bool:
    """Return whether code finds a name in a module only when it runs."""
    own = any(_uses(inner, name) for inner in _functions(SOURCES[module]))
    parent, _, last = module.rpartition(".")
    return own or any(_takes(tree, (module, parent, last), name) for tree in SOURCES.values())


def _functions(tree: ast.Module) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))


def _uses(function: ast.AST, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(function))


def _takes(tree: ast.Module, module: tuple[str, str, str], name: str) -> bool:
    """Return whether a function imports the name itself, or the name is asked of the module."""
    whole, _, last = module
    late = (node for function in _functions(tree) for node in ast.walk(function))
    imported = any(
        isinstance(node, ast.ImportFrom) and node.module == whole and name in {alias.name for alias in node.names}
        for node in late
    )
    asked = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == name)
    return imported or any(ast.unparse(node.value).rpartition(".")[2] == last for node in asked)


FILES = sorted((ROOT / "tests").glob("test_*.py"))
PATCHED = [(file.name, *patch) for file in FILES if ".setattr(" in file.read_text("utf-8") for patch in patched(file)]


@pytest.mark.parametrize(("file", "module", "name"), PATCHED)
def test_a_name_that_a_test_replaces_is_one_that_is_looked_up(file: str, module: str, name: str) -> None:
    assert is_looked_up(module, name), f"{file} replaces {module}.{name}, which nothing reads when it runs"


def test_a_name_that_others_took_over_is_noticed() -> None:
    assert not is_looked_up("sim.runs.ensemble", "play")
    assert is_looked_up("sim.runs.runner", "play")
