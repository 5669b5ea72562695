"""The record: what stands on the page is what the code prints, or the log says why not."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

import sim
from docs.make_record import CASE, COMMIT, FACTS, PAGE, ROOT, ROW, commits_of, lacking, recorded, text_of, with_cases
from sim.scenario.documents import bundled, load, load_text
from sim.scenario.edits import text_of as yaml_of
from sim.scenario.model import Scenario
from sim.studies.record import record, told_later

TEXT = PAGE.read_text("utf-8")
CASE_FILE = Path(__file__).with_name("sheets") / "strait-2001.yaml"
LOGGED = set(re.findall(r"^\| \d{4}-\d\d-\d\d \| `?([a-z0-9_-]+)`? \|", TEXT.partition("## Log")[2], re.MULTILINE))


def test_every_case_that_is_stated_by_the_book_is_recorded_once_with_all_its_questions() -> None:
    shelf = {name for name in bundled() if case(name).codebook is not None}
    assert len(recorded(TEXT)) == len(CASE.findall(TEXT))
    assert set(recorded(TEXT)) <= set(bundled())
    for name, text in recorded(TEXT).items():
        facts = FACTS.search(text)
        assert facts is not None
        if facts["digest"] == case(name).digest:
            assert [row["id"] for row in ROW.finditer(text)] == list(case(name).questions)
    assert shelf >= set(recorded(TEXT)) - LOGGED


PLAYED = {"air-canada-2025", "sudan-2025-11"}
"""The cases that are played soonest are played again here; all others are held to the digest that was recorded."""


@cache
def case(name: str) -> Scenario:
    """Return a case as it stands."""
    return sim.load(name)


@pytest.mark.parametrize("name", sorted(recorded(TEXT)))
def test_what_is_recorded_is_what_is_played_or_the_log_says_why(name: str) -> None:
    text = recorded(TEXT)[name]
    facts = FACTS.search(text)
    assert facts is not None
    if facts["digest"] != case(name).digest:
        assert name in LOGGED
        return
    if name not in PLAYED:
        return
    found = record(name, int(facts["runs"].replace(",", "")), int(facts["seed"]))
    rows = {row["id"]: (row["share"], row["interval"]) for row in ROW.finditer(text)}
    assert rows == {one.id: (one.said, one.interval) for one in found.questions}


def commits_in(text: str) -> dict[str, str]:
    return {match["what"]: match["commit"] for match in COMMIT.finditer(text)}


def is_before(one: str, two: str) -> bool | None:
    """Return whether a commit comes before another; None where the history is not there."""
    asked = ["git", "merge-base", "--is-ancestor", one, two]
    code = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode
    return None if code not in (0, 1) else code == 0 and one != two


@pytest.mark.parametrize("name", sorted(recorded(TEXT)))
def test_book_and_recollection_were_committed_before_the_case(name: str) -> None:
    named = commits_in(recorded(TEXT)[name])
    assert set(named) == {"book", "recalls", "case"}
    assert is_before(named["book"], named["case"]) is not False
    assert is_before(named["recalls"], named["case"]) is not False


def test_the_order_of_commits_is_read_from_the_history() -> None:
    assert commits_in("Committed: book `abc` of 2025-01-01 · case `def` of 2025-01-02") == {
        "book": "abc",
        "case": "def",
    }
    assert is_before("0" * 40, "HEAD") is None
    assert is_before("HEAD", "HEAD") in (False, None)


def test_every_share_near_0_or_100_is_said_why() -> None:
    assert lacking(TEXT) == []


def test_what_lacks_a_reason_is_known_until_the_page_gives_one() -> None:
    found = record(CASE_FILE, 200)
    page = with_cases(TEXT, {found.scenario: text_of(found, "2025-01-06", "Committed: book `abc` of 2025-01-01\n\n")})
    assert lacking(page) == [(found.scenario, one) for one in found.extreme] != []
    assert "Committed: book `abc` of 2025-01-01\n" in recorded(page)[found.scenario]
    shares = {one.id: one.said for one in found.outcomes} | {one.id: one.said for one in found.questions}
    assert all(not 1.0 <= float(shares[one]) <= 99.0 for one in found.extreme)
    rows = "".join(
        f"| `{found.scenario}` | `{one}` | Nothing in it stands in the way of that. |\n" for one in found.extreme
    )
    head = "| case | outcome or question | why |\n|---|---|---|\n"
    assert lacking(page.replace(head, f"{head}{rows}")) == []


def test_commits_are_named_where_there_are_any() -> None:
    said = commits_of("no-such-case")
    assert said == "" or re.fullmatch(r"Committed: book `[0-9a-f]+` of [\d-]+\n\n", said)


def test_a_case_is_written_in_read_back_and_left_alone() -> None:
    found = record("labour-dispute", 60)
    once = with_cases(TEXT, {"labour-dispute": text_of(found, "2025-01-06")})
    facts = FACTS.search(recorded(once)["labour-dispute"])
    assert facts is not None
    assert (facts["digest"], facts["book"], facts["runs"]) == (found.digest, "none", "60")
    assert with_cases(once, {}) == once
    again = with_cases(once, {"pie": text_of(record("pie", 20), "2025-01-07")})
    assert recorded(again)["labour-dispute"] == recorded(once)["labour-dispute"]
    assert again.endswith(TEXT.partition("<!-- end of cases -->\n")[2])
    assert Path(PAGE).read_text("utf-8") == TEXT


def test_entries_that_rest_on_what_is_told_later_alone_are_left_out_for_a_second_look() -> None:
    data = sim.load("labour-dispute").stated()
    data["sources"] = {
        **data.get("sources", {}),
        "later": {"title": "Memoirs", "date": "2030-01-01", "public_since": str(data["as_of"]), "grade": "C"},
    }
    first, *_ = data["conditions"]
    data["conditions"][first]["source"] = "later"
    scenario = load_text(yaml_of(data))
    names, removed = told_later(scenario)
    assert (names, removed) == ((f"conditions.{first}",), {f"conditions.{first}": None})
    assert all(one.without for one in record(scenario, 40).questions)
    assert all(not one.without for one in record("labour-dispute", 40).questions)


def test_what_a_case_of_the_book_rests_on_later_sources_alone_is_left_out_but_for_what_questions_ask_about() -> None:
    data = load(CASE_FILE).stated()
    data["deadlines"]["season_ends"]["source"] = "l1"
    data["ratifiers"]["ballot"]["source"] = ["l1"]
    data["events"]["storm"]["source"] = "l1"
    scenario = load_text(yaml_of(data))
    names, removed = told_later(scenario)
    assert names == ("ratifiers.ballot", "events.storm", "deadlines.season_ends")
    assert set(removed) == {"ratifiers.ballot", "deadlines.season_ends"}
    assert all(one.without for one in record(scenario, 40).questions)
