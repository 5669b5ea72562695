"""Arguments of public functions are held to their signatures at one door, in sentences that name them."""

import pickle
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pytest

import sim
from sim import analysis, lenses, studies
from sim.arguments import checked
from tests.wrong_calls import calls, public, refused

ANALYSIS: Any = analysis
LENSES: Any = lenses
STUDIES: Any = studies
"""The faces as those see them who do not check types."""


@dataclass(frozen=True)
class Settings:
    """A bundle of settings."""

    depth: int = 3
    alpha: float = 0.05


Settings.__module__ = "sim.somewhere"


@checked
def played(
    runs: int = 1,
    q: float = 0.5,
    loud: bool = False,
    words: list[str] | tuple[str, ...] = (),
    method: Literal["one", "two"] = "one",
    settings: Settings | None = None,
) -> tuple[Any, ...]:
    return runs, q, loud, words, method, settings


def test_a_thousand_wrong_calls_are_refused_by_the_name_of_the_argument() -> None:
    assert len(public()) > 60
    assert [said for call in calls(1_000, 7) if (said := refused(*call))] == []


@pytest.mark.parametrize("whole", [3, 3.0, np.int8(3), np.uint64(3), np.float32(3)])
def test_whole_numbers_are_taken_as_integers(whole: Any) -> None:
    assert played(runs=whole)[0] == 3
    assert type(played(runs=whole)[0]) is int


def test_numpys_flags_are_flags_and_its_numbers_numbers() -> None:
    given: dict[str, Any] = {"loud": np.True_, "q": np.float32(0.5)}
    assert played(**given)[2] is True
    assert type(played(**given)[1]) is float
    assert type(played(q=1)[1]) is float


def test_lists_of_any_kind_are_taken_and_single_texts_are_not() -> None:
    assert played(words=np.array(["a", "b"]))[3] == played(words=["a", "b"])[3] == ("a", "b")  # type: ignore[arg-type]  # NumPy counts too
    with pytest.raises(TypeError, match=r"words is 'ab', expected a list.*A single one goes into a list too"):
        played(words="ab")  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        ({"runs": 0}, ValueError, "played: runs is 0, expected a whole number of at least 1."),
        ({"runs": np.True_}, TypeError, "runs is np.True_, of the type bool, expected a whole number"),
        ({"q": 1.5}, ValueError, "q is 1.5, expected a number of 0 to 1."),
        ({"loud": 1}, TypeError, "loud is 1, expected True or False."),
        ({"method": "on"}, ValueError, "expected one of 'one', 'two'. Did you mean one?"),
        ({"words": ["a", 1]}, TypeError, "words is a list (['a', 1]), expected a list of which each is a text."),
        (
            {"rans": 1},
            TypeError,
            "there is no argument 'rans'; expected one of runs, q, loud, words, method, settings.",
        ),
        ({"settings": Settings(depth=0)}, ValueError, "Settings whose depth is a whole number of 1 to 1,000, not 0"),
    ],
)
def test_refusals_are_sentences(arguments: dict[str, Any], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind) as raised:
        played(**arguments)
    assert said in str(raised.value)


@pytest.mark.parametrize("given", [[[1, 2], [3, 4]], np.array([[1, 2], [3, 4]], np.int8), ((1.0, 2.0), (3, 4))])
def test_arrays_may_be_given_as_lists(given: Any) -> None:
    assert sim.analysis.regrets(given).tolist() == sim.analysis.regrets(np.array(given, float)).tolist()


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (
            lambda: LENSES.weighted_mean("1, 2", [1, 1]),
            TypeError,
            "weighted_mean: position is '1, 2', expected an array",
        ),
        (lambda: LENSES.voting_power([0, 1]), TypeError, "winning is a list ([0, 1]), expected an array of flags"),
        (lambda: LENSES.weighted_mean([[1], [1, 2]], [1]), ValueError, "an array of numbers, as many in every row"),
        (lambda: LENSES.rubinstein(0.5, True), TypeError, "rubinstein: d2 is True, expected a number of 0 to 1"),
        (lambda: LENSES.war_of_attrition((1.0,), (1.0, 2.0)), ValueError, "values is a list"),
        (lambda: STUDIES.compare("pie", "left_waits"), TypeError, "compare: changes is 'left_waits', expected a list"),
        (lambda: ANALYSIS.wilson_interval(-1, 5), ValueError, "count is -1, expected a number of at least 0"),
    ],
)
def test_other_faces_have_the_same_door(call: Any, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind) as raised:
        call()
    assert said in str(raised.value)


def test_a_public_function_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(sim.run)) is sim.run
    assert pickle.loads(pickle.dumps(lenses.voting_power)) is lenses.voting_power


def test_a_seed_of_numpys_is_saved_and_repeated(tmp_path: Any) -> None:
    folder = sim.run("pie", runs=np.int64(5), seed=np.int64(2)).save(tmp_path / "out")  # type: ignore[arg-type]  # likewise
    assert '"seed": 2' in (folder / "manifest.json").read_text("utf-8")
    assert sim.run("pie", runs=5.0, seed=2.0).manifest() == sim.run("pie", 5, 2).manifest()  # type: ignore[arg-type]  # whole all the same
