"""A case with another coder's classes: where they stand, what they leave alone, and what they do to the answers."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from docs.make_coders import PAGE, coded_twice
from sim.cli.verbs import app
from sim.scenario.codebook import book
from sim.scenario.coded_case import coded_range, read_coding
from sim.scenario.documents import load
from sim.scenario.edits import text_of
from sim.scenario.restated import Restated, restated
from sim.studies.coder_shares import STATED, coder_shares
from tests.small import needs_compiled

CASE = Path(__file__).parent / "sheets/strait-2001.yaml"
BOOK = book()


def coding(folder: Path, units: Mapping[str, Mapping[str, Any]], coder: str = "a", case: str = "strait-2001") -> Path:
    """Write what a coder made of the made-up sheet, by kind and unit the class."""
    said = {
        kind: {unit: {"class": named, "why": "Made up.", "at": "Made up"} for unit, named in coded.items()}
        for kind, coded in units.items()
    }
    data = {
        "format": 1,
        "case": case,
        "coder": coder,
        "codebook": {"number": BOOK.number, "digest": BOOK.digest},
        "sheet": "plain",
        "recalls": {"what": "nothing", "said": "It is made up."},
        "units": said,
    }
    path = folder / f"{case}.{coder}.yaml"
    path.write_text(text_of(data), "utf-8")
    return path


def found(folder: Path, units: Mapping[str, Mapping[str, Any]]) -> Restated:
    return restated(load(CASE).stated(), read_coding(coding(folder, units), BOOK), BOOK)


@pytest.mark.parametrize(
    ("kind", "unit", "named", "path"),
    [
        ("firmness", "C01", "bound", "conditions.north_fees.firmness"),
        ("rank", "P01/I01", "first", "worth.north.strait.weight"),
        ("reach", "P01/I01/3", "good", "worth.north.strait.for_good"),
        ("no_deal", "P01", "severe_loss", "parties.north.no_deal.value"),
        ("patience", "P02", "years", "parties.south.patience_days"),
        ("sessions", "case", "daily", "protocol.sessions_per_day"),
        ("mediator_patience", "P03", "short", "protocol.mediator_patience"),
        ("mediator_stake", "P03", "own_terms", "protocol.mediator_weights.league"),
        ("trust", "P01>P02", "working", "parties.north.trust.south.initial"),
        ("leaving", "deal", "dear", "issues.strait.options.thirty_days.withdrawal_cost"),
        ("cooling", "I01/2", "months", "issues.strait.options.thirty_days.truce.cooling_days"),
        ("pressure", "E02>P02", "decisive", "pressures.loan_held_back.points"),
        ("pressure", "E02", "decisive", "pressures.loan_held_back.points"),
        ("blow", "E01>P01", "slight", "deadlines.season_ends.no_deal.north"),
        ("recommendation", "P02", "much", "ratifiers.ballot.recommends.south"),
        ("raised_hopes", "P05", "much", "ratifiers.ballot.raises"),
    ],
)
def test_a_class_stands_where_its_unit_does(tmp_path: Path, kind: str, unit: str, named: str, path: str) -> None:
    changes = found(tmp_path, {kind: {unit: named}}).changes
    assert path in changes
    assert changes[path] in coded_range(BOOK, kind, [named]).values()


def test_what_is_coded_the_same_changes_nothing_and_what_is_not_coded_is_told(tmp_path: Path) -> None:
    same = found(tmp_path, {"no_deal": {"P01": "loss"}})
    assert (dict(same.changes), same.alike) == ({}, 1)
    assert {"parties.south.no_deal", "conditions.north_fees", "worth.north.strait"} <= set(same.passed_over)


def test_a_tactic_of_another_kind_takes_the_fields_of_the_first_with_it(tmp_path: Path) -> None:
    changes = found(tmp_path, {"tactic": {"P01": "last_minute"}}).changes
    assert changes["parties.north.tactic.kind"] == "deadline"
    assert changes["parties.north.tactic.beta"] is None
    assert "parties.north.tactic.last_days" in changes


def test_an_issue_with_other_options_than_she_saw_is_passed_over(tmp_path: Path) -> None:
    more = found(tmp_path, {"reach": {"P01/I01/2": "good", "P01/I01/4": "best"}, "settles": {"deal": "all"}})
    assert not more.changes.keys() & {"worth.north.strait.thirty_days", "issues.strait.options.thirty_days.settles"}


def test_terms_that_settle_nothing_alone_are_not_given_what_the_deal_settles(tmp_path: Path) -> None:
    changes = found(tmp_path, {"settles": {"deal": "all"}}).changes
    assert changes
    assert not [path for path in changes if path.startswith("issues.fees")]


@needs_compiled
def test_a_coder_who_reads_the_same_gives_the_same_runs_and_a_firmer_reading_does_not(tmp_path: Path) -> None:
    same = coding(tmp_path, {"no_deal": {"P01": "loss"}}, "a")
    rich = coding(tmp_path, {"no_deal": {"P01": "strong_gain", "P02": "strong_gain"}}, "b")
    played = coder_shares(CASE, [same, rich], runs=300)
    by = {(one.coder, one.id): one for one in played.shares}
    assert {coder for coder, _ in by} == {STATED, "a", "b"}
    pairs = {(one.first, one.second, one.id): one for one in played.differences}
    assert all(one.difference == 0.0 for (first, second, _), one in pairs.items() if (first, second) == (STATED, "a"))
    moved = [one for (first, second, _), one in pairs.items() if (first, second) == ("a", "b")]
    assert any(one.low > 0.0 or one.high < 0.0 for one in moved)
    one = pairs["a", "b", "s1"]
    assert one.difference == pytest.approx(by["b", "s1"].share - by["a", "s1"].share)
    assert [row["other"] for row in played.statements] == [0, 2]


@needs_compiled
def test_it_is_printed_with_intervals_runs_seed_and_digest_and_another_case_is_refused(tmp_path: Path) -> None:
    mine = coding(tmp_path, {"no_deal": {"P01": "gain"}})
    done = CliRunner().invoke(app, ["coded", str(mine), "--play", str(CASE), "--runs", "50"])
    assert done.exit_code == 0, done.output
    assert "50 runs of each statement, seed 1, digest" in done.output
    assert "a less stated" in done.output
    other = coding(tmp_path, {"no_deal": {"P01": "gain"}}, case="river")
    wrong = CliRunner().invoke(app, ["coded", str(other), "--play", str(CASE), "--runs", "50"])
    assert (wrong.exit_code, "found a coding of river, expected one of strait-2001" in wrong.output) == (2, True)


def test_the_page_shows_every_case_that_two_coded_as_it_stands_today() -> None:
    page = PAGE.read_text("utf-8")
    shown = dict(re.findall(r"^\| `([a-z0-9-]+)` \| `s1` \|.*\| `([0-9a-f]{16})` \|$", page, re.MULTILINE))
    assert shown == {case: load(case).digest for case, _ in coded_twice()}, "run python docs/make_coders.py"
