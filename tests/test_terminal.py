"""What the command line prints fits the terminal it is printed on, is whole, and is told apart from what it could not.

Tables wrap words and never numbers, ids or paths; help is as wide as the terminal; a stream that is closed, full or
without a reader is answered with a sentence and an exit code of its own.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from typer.testing import CliRunner

import sim
from sim.cli import clock
from sim.cli.grid import TerminalTable
from sim.cli.help import examples_of
from sim.cli.lists import LISTS
from sim.cli.output import UNPRINTED
from sim.cli.verbs import GROUPS, VERBS, app
from sim.cli.wrap import wrap
from sim.reports import attributed, gather
from sim.reports.findings import alone
from sim.reports.formats import CHARTS, figures_of
from sim.scenario.numbers import parse_number
from tests import small
from tests.few_runs import with_few_runs
from tests.test_three_parts import coins

ROOT = Path(sim.__file__).parent.parent
NAME = "labour-dispute"


def printed(*words: str, columns: int | None = None) -> str:
    """Return what a command prints in a terminal of a width; none: where nothing says how wide."""
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": None if columns is None else str(columns)})
    assert done.exit_code == 0, done.output
    return done.stdout


# Wrapping


@small.steady
@given(st.text(alphabet="ab 9%×漢-", max_size=80), st.integers(1, 30), st.sampled_from(["", "  "]))
def test_wrapping_keeps_every_word_and_every_line_within_the_width(text: str, width: int, indent: str) -> None:
    lines = wrap(text, width, indent)
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    for line in lines:
        glued = re.sub(r"(?<=\d) (?=[%×\d])", "_", line.strip())
        assert cell_len(line) <= max(width, len(indent) + 1) or " " not in glued


def test_a_number_is_not_parted_from_its_unit_nor_broken_in_itself() -> None:
    assert wrap("about 95 % of 10 000 runs", 9) == ["about", "95 % of", "10 000", "runs"]
    assert wrap("-9223372036854775808", 6) == ["-9223372036854775808"]


# Tables


cells = st.text(alphabet="ab. 漢1", max_size=25).map(str.strip)


@small.steady
@given(st.data(), st.integers(10, 90))
def test_no_table_loses_a_word_or_cuts_what_is_whole(data: st.DataObject, width: int) -> None:
    columns = data.draw(st.integers(1, 5))
    rows = data.draw(st.lists(st.tuples(*[cells] * columns), min_size=1, max_size=5))
    names = tuple(f"c{place}" for place in range(columns))
    whole = frozenset(data.draw(st.sets(st.integers(0, columns - 1))))
    lines = [line.plain for line in TerminalTable(names, tuple(rows), frozenset(), whole).lines(width)]
    text = "\n".join(lines)
    for row in rows:
        for place, cell in enumerate(row):
            assert all(word in text for word in cell.split())
            if place in whole and len(cell.split()) == 1:
                assert any(cell in line for line in lines)
    assert "…" not in text
    assert all(cell_len(line) <= width or " " not in line.strip().replace(": ", ":") for line in lines)


def test_a_table_without_a_width_has_a_line_for_every_row() -> None:
    rows = (("a" * 300, "b c d " * 50), ("x", "1"))
    lines = TerminalTable(("Name", "Text"), rows, frozenset(), frozenset()).lines(None)
    assert len(lines) == 2 + len(rows)


def test_a_table_that_does_not_fit_becomes_paragraphs() -> None:
    grid = TerminalTable(
        ("Path", "Now", "Range"), (("a.long.path.indeed", "0.5", "0 to 1"),), frozenset({1}), frozenset({0, 1})
    )
    assert [line.plain for line in grid.lines(20)] == ["a.long.path.indeed", "  Now: 0.5", "  Range: 0 to 1"]
    assert len(grid.lines(60)) == 3


@pytest.mark.parametrize("columns", [None, 40, 80])
def test_levers_never_cuts_a_path(columns: int | None) -> None:
    text = printed("levers", "ukraine-2025-03", columns=columns)
    shown = set(text.split())
    from sim.scenario.changes import all_paths

    for info in all_paths(sim.load("ukraine-2025-03")):
        assert info.path in shown
    assert "…" not in text


@pytest.mark.parametrize("words", [("levers", NAME), ("run", NAME, "--runs", "5"), ("show", NAME), ("scenarios",)])
def test_what_is_piped_is_not_cut(words: tuple[str, ...]) -> None:
    narrow, wide = printed(*words, columns=50), printed(*words)
    assert max(map(len, wide.splitlines())) > 90
    flat = re.sub(r"\s+", "", wide)
    left = [word for word in narrow.split() if word.strip("─:") and word.rstrip(":") not in flat]
    # The time that a command took is the only thing that differs between two of them.
    assert [word for word in left if not re.fullmatch(r"[\d.]+", word)] == []


# Help


@cache
def wide_help(*words: str) -> str:
    """Return help in a terminal that is wide enough for anything."""
    return printed(*words, "--help", columns=1000)


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("name", ["", *VERBS])
def test_help_follows_the_width_and_breaks_no_number_and_no_name(name: str, columns: int) -> None:
    words = [name] if name else []
    text, wide = printed(*words, "--help", columns=columns), wide_help(*words)
    assert max(map(len, text.splitlines())) <= columns
    longest = max(map(len, wide.splitlines()))
    assert longest <= 120
    whole = set(re.findall(r"[\w.-]*\d[\w.-]*", wide)) | set(re.findall(r"--[a-z-]+", wide))
    assert all(word in text for word in whole)
    assert not re.search(r"\d[\d.]*<=x|x>=|…|[a-z]\.\.\.$", text, re.MULTILINE)


def test_the_verbs_are_grouped() -> None:
    text = printed("--help", columns=80)
    places = [text.index(f"\n{title}:\n") for title in GROUPS]
    assert places == sorted(places)
    for (title, group), end in zip(GROUPS.items(), [*places[1:], len(text)], strict=True):
        part = text[text.index(f"\n{title}:\n") : end]
        assert all(f"\n  {name} " in part for name in group)


def test_what_can_be_chosen_is_listed_where_it_is_chosen() -> None:
    places = {
        "classics": ("games", "--name"),
        "formats": ("export", "--to"),
        "charts": ("report", "--chart"),
        "scenarios": ("run", "SCENARIO"),
        "tactics": ("levers", "List"),
    }
    assert set(places) == set(LISTS)
    for name, (verb, option) in places.items():
        listed = list(LISTS[name]())
        text = re.sub(r"\s+", " ", printed(verb, "--help", columns=80))
        assert f"{', '.join(listed[:-1])}, {listed[-1]}" in text[text.index(option) :]
        assert f"{{{name}}}" not in text


def test_the_charts_that_are_listed_are_those_that_reports_have(tmp_path: Path) -> None:
    outside = figures_of(alone(sim.run("ukraine-2025-03", 20)))
    parts = figures_of(gather(sim.run(coins(), 1000)))
    full = figures_of(gather(attributed(sim.run(NAME, 20), "no_deal"), full=True))
    numbers = figures_of(alone(sim.run(ROOT / "benchmarks" / "cases" / "takeover.yaml", 20)))
    assert {*outside, *parts, *full, *numbers} == set(CHARTS)
    words = ("report", NAME, "--runs", "10000000", "--out", str(tmp_path / "x.svg"))
    done = CliRunner().invoke(app, [*words, "--chart", "outcome"])
    assert (done.exit_code, "Did you mean outcomes?" in done.stderr) == (2, True)


SLOW = {"app", "open", "bench", "backtest", "diff", "plugin", "coded", "score", "new"}
"""Verbs whose examples start a server, measure for a minute, or need data or files that Parley does not bring."""


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_an_example_and_it_works(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = examples_of(VERBS[name])
    assert any(example.startswith(f"parley {name}") for example in examples)
    assert all(f"\n  {example}\n" in f"{printed(name, '--help', columns=120)}\n" for example in examples)
    monkeypatch.chdir(tmp_path)
    for example in [] if name in SLOW else examples:
        printed(*with_few_runs(shlex.split(example)[1:]))


# Show


def test_show_tells_what_each_change_sets_beside_what_it_is_before() -> None:
    found = sim.show(NAME)
    assert [one["id"] for one in found.changes] == list(sim.load(NAME).changes)
    (soft,) = [one for one in found.changes if one["id"] == "conditions_soft"]
    assert {one["path"]: (one["before"], one["to"]) for one in soft["set"]} == dict.fromkeys(
        (f"conditions.{name}.firmness" for name in sim.load(NAME).conditions), ("0.3 to 0.8", 0)
    )
    text = printed("show", NAME, columns=100)
    assert "  conditions.calm_for_pay.firmness: 0.3 to 0.8 → 0\n" in text
    assert "  events.strike_ballot: → removed\n" in text


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        (5, "5"),
        ("0.3 to 0.8", "0.3 to 0.8"),
        ({"lognormal": [0.5, 6]}, "lognormal [0.5, 6]"),
        ({"choice": {"0": 0.7, "1": 0.3}}, "choice {0: 0.7, 1: 0.3}"),
        ({"mixture": ["2 to 8", "6 to 25"]}, "2 to 8 or 6 to 25"),
        ({"truncated": {"of": "0 to 2 to 9", "to": 5}}, "truncated {of: 0 to 2 to 9, to: 5}"),
        ({"range": "0.45 to 0.85", "class": "firmness.red_line"}, "0.45 to 0.85 (firmness.red_line)"),
    ],
)
def test_a_number_is_told_without_the_marks_of_the_language(stated: Any, told: str) -> None:
    assert parse_number(stated).told() == told


def test_show_prints_a_coded_range_as_people_read_it() -> None:
    text = printed("show", "greece-2015", columns=200)
    assert "{" not in text
    assert "range:" not in text
    assert "conditions.greece_no_cuts.firmness: 0.45 to 0.85 (firmness.red_line) → 0\n" in text
    flat = " ".join(text.split())
    assert "-15 to -4 or -7 to 0 (no_deal.loss, no_deal.slight_loss)" in flat


@pytest.mark.parametrize("name", ["pie", NAME, "ukraine-2025-03"])
def test_show_names_all_that_a_scenario_has(name: str) -> None:
    scenario = sim.load(name)
    data = sim.show(name).to_dict()
    for part in ("parties", "issues", "conditions", "outcomes", "questions", "changes"):
        assert [one["id"] for one in data[part]] == list(getattr(scenario, part))
        assert [one["label"] for one in data[part]] == [scenario.name_of(part, one) for one in getattr(scenario, part)]
    text = printed("show", name)
    assert all(scenario.name_of("conditions", one) in text for one in scenario.conditions)


def test_show_shows_the_scenario_with_its_what_ifs() -> None:
    assert sim.show(NAME, ["conditions_soft"]).conditions[0]["firmness"] == "0"


# Time


def test_the_time_shown_is_that_of_the_whole_command() -> None:
    began = time.monotonic()
    done = command("scenarios; import sim.cli.clock as c; print(c.elapsed_s())", code=True)
    said, took = float(done.stdout.split()[-1]), time.monotonic() - began
    assert took - 0.3 < said <= took + 0.05


def test_a_command_called_in_a_process_of_others_counts_from_its_own_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_began", clock._began - 1_000)
    printed("schema")
    assert clock.elapsed_s() < 50


# Standard output


def command(
    *words: str, code: bool = False, close: tuple[int, ...] = (), **streams: int | None
) -> subprocess.CompletedProcess[str]:
    """Return what a command did as a process of its own, with streams closed or put elsewhere."""
    first = words[0].partition(";")[0] if code else ""
    rest = words[0].partition(";")[2] if code else ""
    program = (
        f"import sys; sys.argv = ['parley', {first!r}]\nimport sim.__main__ as m\n"
        f"try: m.main()\nexcept SystemExit: pass\n{rest.strip()}; sys.stdout.flush()"
    )
    run = [sys.executable, "-c", program] if code else [sys.executable, "-m", "sim", *words]
    shut = " ".join(f"{descriptor}>&-" for descriptor in close)
    line = ["bash", "-c", f'"$@" {shut}', "bash", *run] if close else run
    taken = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
        line, cwd=ROOT, env=environment, text=True, check=False, **taken
    )
    return done


needs_posix = pytest.mark.skipif(os.name == "nt", reason="streams are closed by a shell")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")


@needs_full
@pytest.mark.parametrize("words", [("scenarios",), ("schema",), ("--version",), ("--help",), ("show", "pie", "--json")])
def test_full_standard_output_is_told_in_a_sentence(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = command(*words, stdout=full.fileno())
    assert done.returncode == UNPRINTED
    (line,) = done.stderr.splitlines()
    assert line.startswith("Not all could be printed: standard output cannot be written")


@needs_posix
@pytest.mark.parametrize("words", [("scenarios",), ("--version",), ("check", "pie")])
def test_closed_standard_output_is_told_in_a_sentence(words: tuple[str, ...]) -> None:
    done = command(*words, close=(1,))
    assert (done.returncode, done.stderr) == (
        UNPRINTED,
        "Standard output is closed; nothing could be printed.\n",
    )


@needs_posix
def test_with_both_streams_closed_the_exit_code_still_tells() -> None:
    assert command("scenarios", close=(1, 2)).returncode == UNPRINTED
    assert command("rum", close=(2,)).returncode == 2


@needs_posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_stops_is_no_finding_and_what_is_saved_is_saved(
    unbuffered: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    out = tmp_path / "result"
    unread("run", "pie", "--runs", "20", "--out", str(out))
    printed("verify", str(out))
    if unbuffered:
        unread("verify", str(out))


def unread(*words: str) -> None:
    """Type a command whose output nobody reads."""
    ours, theirs = os.pipe()
    os.close(ours)
    done = command(*words, stdout=theirs)
    os.close(theirs)
    assert done.returncode == UNPRINTED
    assert done.stderr == "Whoever read standard output has stopped reading; the rest was not printed.\n"


@needs_full
def test_an_error_that_cannot_be_told_keeps_its_exit_code() -> None:
    with Path("/dev/full").open("w") as full:
        assert command("run", "nothing-like-it", stderr=full.fileno()).returncode == 2
