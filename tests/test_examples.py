"""Every public function has a short example in its docstring, and every example comes out as it says."""

import doctest
import importlib
import inspect
from types import FunctionType, ModuleType

import pytest

import sim

FACES = ("sim", "sim.analysis", "sim.lenses", "sim.studies")
WITHOUT = {"app", "bench", "open_"}
"""What cannot be shown in a second: a server, and a measurement of minutes."""


def functions() -> dict[str, FunctionType]:
    """Return the public functions of all faces, each once, by where it is defined."""
    named = [
        inspect.unwrap(getattr(importlib.import_module(face), name)) for face in FACES for name in face_names(face)
    ]
    return {f"{one.__module__}.{one.__qualname__}": one for one in named if isinstance(one, FunctionType)}


def face_names(face: str) -> list[str]:
    """Return the public names of a package."""
    return list(importlib.import_module(face).__all__)


@pytest.mark.parametrize("name", sorted(functions()))
def test_every_public_function_has_an_example_that_comes_out_as_it_says(name: str) -> None:
    function = functions()[name]
    found = doctest.DocTestFinder(recurse=False).find(function, name, module=inspect.getmodule(function))
    examples = [example for one in found for example in one.examples]
    assert examples or function.__name__ in WITHOUT
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for one in found:
        one.globs = dict(vars(inspect.getmodule(function) or ModuleType("none")))
        runner.run(one)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("face", FACES)
def test_a_face_lists_what_it_has_and_no_name_of_a_module(face: str) -> None:
    """A module of the same name would stand in a function's place as soon as somebody imports it."""
    package = importlib.import_module(face)
    assert list(package.__all__) == sorted(package._HOMES)
    assert dir(package) == sorted(package.__all__)
    modules = [one for one in package.__all__ if importlib.util.find_spec(f"{face}.{one}") is not None]
    assert modules == []
    with pytest.raises(AttributeError, match=f"module '{face}' has no attribute 'nothing'"):
        _ = package.nothing


def test_names_that_are_imported_elsewhere_are_still_the_functions() -> None:
    import sim.runs.runner  # a submodule imported first must not take a public name's place

    assert callable(sim.run)
    assert inspect.unwrap(sim.run) is sim.runs.runner.run


def test_every_verb_of_the_command_line_has_its_function() -> None:
    from sim.cli.verbs import VERBS

    other = {"lenses": "lens_table", "import": "import_", "open": "open_"}
    assert [verb for verb in VERBS if not callable(getattr(sim, other.get(verb, verb), None))] == []


SCENARIO_FIRST = (
    *("ablate", "check", "compare", "discover", "doubt", "export", "flip", "games", "lens_table", "levers", "report"),
    *("robust", "run", "sensitivity", "show", "solve", "spatial", "stability", "sweep", "watch"),
)


@pytest.mark.parametrize("name", SCENARIO_FIRST)
def test_arguments_stand_in_one_order(name: str) -> None:
    """Scenario, what the question needs, runs, seed, changes; all that says how it is played goes by name."""
    parameters = inspect.signature(getattr(sim, name)).parameters
    first = [one for one, kind in parameters.items() if kind.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    whole = ("scenario", "runs", "seed") if name == "compare" else ("scenario", "runs", "seed", "changes")
    order = [one for one in whole if one in first]
    assert first[0] == "scenario"
    assert [one for one in first if one in order] == order
    assert not {"threads", "block", "progress", "cancel", "method"} & set(first)


@pytest.mark.parametrize("name", SCENARIO_FIRST)
def test_what_is_no_scenario_is_refused_in_a_sentence(name: str) -> None:
    needed = {
        "ablate": ("agreed",),
        "compare": (["left_waits"],),
        "discover": ("agreed",),
        "export": ("stakeholders",),
        "flip": ("agreed", 0.5),
        "report": ("out.csv",),
        "sensitivity": ("agreed",),
        "sweep": ({"parties.left.no_deal.value": [0, 1]},),
    }
    with pytest.raises(TypeError, match="scenario is 7, expected a Scenario or "):
        getattr(sim, name)(7, *needed.get(name, ()))
