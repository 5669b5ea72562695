"""What is typed wrongly is said in our words: where, what was found, what was expected, what was probably meant."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.formats.answer_files import read_answers
from sim.scenario.faults import ScenarioError
from sim.scenario.validation_words import expected_words, faults_of

FOREIGN = re.compile(r"Input should|unable to parse|Value error|ield required|Extra inputs|ermitted|<=x<=|x>=")
"""Words of other libraries that nobody should have to read."""
LABOUR = "labour-dispute"


def refused(*words: object) -> str:
    """Return what stands on standard error, having made sure that it is of our words."""
    found = CliRunner().invoke(app, [str(word) for word in words])
    assert found.exit_code == 2, found.output
    assert found.stdout == "" and not FOREIGN.search(found.stderr), found.stderr
    return found.stderr.strip().splitlines()[-1].removeprefix("Error: ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("run pie --runs many", "--runs: found 'many', expected a whole number from 1 to 10,000,000."),
        ("run pie --runs 0", "--runs: found 0, expected a whole number from 1 to 10,000,000."),
        ("run pie --runs=1.5", "--runs: found 1.5, expected a whole number from 1 to 10,000,000."),
        ("run pie --seed x", "--seed: found 'x', expected a whole number."),
        ("run pie --block 0", "--block: found 0, expected a whole number of at least 1."),
        ("run pie --method sobel", "--method: found 'sobel', expected one of monte_carlo, latin_hypercube, sobol. "
         "Did you mean sobol?"),
        ("run pie --seeds 3", "--seeds: found no such option of parley run, expected one that it has. "
         "Did you mean --seed?"),
        ("run pie --answers f", "--answers: found no such option of parley run, expected one that it has. "
         "parley score has it."),
        ("run pie --json=3", "--json: found a value, expected the option alone."),
        ("run pie --set", "--set: found nothing after it, expected PATH=VALUE, set one value, after all changes."),
        ("run pie left_waits", "parley run: found 'left_waits', expected only options after SCENARIO. "
         "A what-if goes with --change left_waits."),
        ("run pie a=b", "parley run: found 'a=b', expected only options after SCENARIO. "
         "A what-if goes with --set a=b."),
        ("scenarios x", "parley scenarios: found 'x', expected options only."),
        ("flip pie --outcome agreed", "--target: found nothing, expected SHARE, share of runs to reach."),
        ("flip pie --outcome agreed --target 30", "--target: found 30, expected a number from 0 to 1. "
         "Did you mean 0.3, which is 30 %?"),
        ("plugin", "check|list: found nothing, expected list them, or check one."),
        ("plugin try", "check|list: found 'try', expected one of check, list."),
    ],
)  # fmt: skip
def test_a_slip_of_the_hand_is_said_in_our_words(words: str, says: str) -> None:
    assert refused(*words.split()) == says


def test_a_scenario_that_is_not_named_is_asked_for() -> None:
    for verb in ("show", "check", "watch", "compare", "preview", "levers"):
        assert refused(verb).startswith("SCENARIO: found nothing, expected the name of a scenario (parley scenarios")


@pytest.mark.parametrize("verb", ["ablate", "flip", "sensitivity", "discover"])
def test_a_study_without_an_outcome_names_all_that_there_are(verb: str) -> None:
    scenario = sim.load(LABOUR)
    target = ["--target", "0.3"] if verb == "flip" else []
    found = CliRunner().invoke(app, [verb, LABOUR, *target])
    lines = found.stderr.splitlines()
    assert found.exit_code == 2
    assert lines[0] == f"--outcome ID: found nothing, expected what {verb} is to ask about. Outcomes of {LABOUR}:"
    for name in scenario.outcomes:
        assert f"  {name}  {scenario.name_of('outcomes', name)}" in lines


def test_an_outcome_is_recognised_by_its_name_too() -> None:
    for text in ("contract_sined", "A contract is signed"):
        assert refused("ablate", LABOUR, "--outcome", text).endswith("Did you mean contract_signed?")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("report pie --out {0}", "{0}: found a folder, expected a file whose name ends in one of .html, .pdf, .md"),
        ("report pie --out {0}", "Such as {0}/report.html."),
        ("report pie --out {0}/r", "found a name without an ending"),
        ("report pie --out {0}/r.htm", "found a name that ends in .htm"),
        ("report pie --out {0}/r.htm", "Did you mean .html?"),
        ("report pie --out {0}/r.svg", "expected to be told which: --chart"),
        ("report pie --chart outcomes --out {0}/r.html", "ends in one of .svg, .png, .pdf."),
        ("brief pie --ask run --out {0}", "Such as {0}/brief.html."),
        ("elicit pie --out {0}", "Such as {0}/sheet.xlsx."),
        ("elicit pie --out {0}/s.csv", "found a name that ends in .csv, expected a file whose name ends in .xlsx."),
        ("score pie --answers a.json --report {0}", "--report: {0}: found a folder"),
        ("run pie --out {0}/r.json", "found a name that ends in .json, expected a folder"),
        ("sweep pie --vary protocol.horizon_days=20:40:2 --out {0}/s.csv", "found a name that ends in .csv"),
        ("solve pie --out {0}/s.pdf", "in a report: parley brief --ask solve."),
        ("export pie --to genius --out {0}/d.xml", "expected a folder"),
        ("import {0} --to {0}/s.xlsx", "--to: {0}/s.xlsx: found a name that ends in .xlsx"),
    ],
)
def test_where_to_write_is_told_before_anything_is_played(words: str, says: str, tmp_path: Path) -> None:
    assert says.format(tmp_path) in refused(*words.format(tmp_path).split())
    assert list(tmp_path.iterdir()) == []


class Sample(BaseModel):
    """What is held to every kind of bound.

    Attributes:
        whole: A whole number.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    whole: int = Field(description="How many there are.", ge=1, le=9)
    real: float = Field(gt=0, lt=1, allow_inf_nan=False)
    flag: bool
    words: list[str] = Field(min_length=1, max_length=2)
    name: str = Field(min_length=2, max_length=4, pattern="^[a-z]+$")
    more: dict[str, int]


SOUND = {"whole": 1, "real": 0.5, "flag": True, "words": ["a"], "name": "abc", "more": {}}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"whole": "x"}, "a whole number"),
        ({"whole": 0}, "at least 1"),
        ({"whole": 10}, "at most 9"),
        ({"real": "x"}, "a number"),
        ({"real": 0}, "more than 0.0"),
        ({"real": 1}, "less than 1.0"),
        ({"real": float("nan")}, "a finite number"),
        ({"flag": 3}, "true or false"),
        ({"words": []}, "at least 1 in it"),
        ({"words": ["a"] * 3}, "at most 2 in it"),
        ({"words": "a"}, "a list"),
        ({"name": 3}, "text"),
        ({"name": "a"}, "text of at least 2 letters"),
        ({"name": "abcde"}, "text of at most 4 letters"),
        ({"name": "ABC"}, "text of the form ^[a-z]+$"),
        ({"more": []}, "a mapping"),
        ({"wholes": 1}, "one of whole, real, flag, words, name, more"),
        ({"whole": None}, "a whole number"),
    ],
)
def test_what_pydantic_finds_is_said_in_our_words(changed: dict[str, object], expected: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate(SOUND | changed)
    (fault,) = faults_of("f", caught.value, Sample)
    assert fault.expected == expected and not FOREIGN.search(str(fault))


def test_a_missing_key_is_named_with_what_it_means() -> None:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate({name: value for name, value in SOUND.items() if name != "whole"})
    (fault,) = faults_of("f", caught.value, Sample)
    assert (fault.found, fault.expected) == ("nothing", "whole (how many there are)")


def test_a_kind_of_error_that_has_no_words_of_ours_loses_at_least_the_opening() -> None:
    item = {"type": "unheard_of", "msg": "Input should be a thing."}
    assert expected_words(item) == "a thing"


def test_a_file_of_answers_with_everything_wrong_is_said_in_our_words(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"id": 3, "day0": "x", "horizon_days": 0, "questions": [{"kind": "yes"}], "more": 1}')
    with pytest.raises(ScenarioError) as caught:
        read_answers(file)
    assert not FOREIGN.search(str(caught.value))


def test_days_that_are_no_number_are_asked_for_again(tmp_path: Path) -> None:
    said = "\n".join(["Talks", "2025-01-01", "many", "0", "30"])
    found = CliRunner().invoke(app, ["new", str(tmp_path / "talks.yaml")], input=said)
    assert "found 'many', expected a whole number of at least 1." in found.output
    assert "found '0'" in found.output and "found '30'" not in found.output and not FOREIGN.search(found.output)
