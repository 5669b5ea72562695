"""The session of docs/python.md, run cell by cell as a notebook does: everything a cell ends in is shown."""

import ast
import importlib
import json
import pkgutil
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.finding import FEW, LINE, Finding
from tests.test_backtest import data

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
CELL = re.compile(r"<!-- python -->\n```python\n(.*?)```\n(?:```text\n(.*?)```)?", re.DOTALL)
LINES = FEW + 5
"""Most lines of a finding: a title of up to three, the heads of columns, the rows, and what is left out."""


def cells() -> list[tuple[str, str]]:
    """Return the cells of the page, and what it shows below them."""
    return [(code, shown) for code, shown in CELL.findall(PAGE.read_text("utf-8"))]


def outcome(code: str, variables: dict[str, Any]) -> Any:
    """Run a cell and return what its last line is worth, as a notebook shows it."""
    tree = ast.parse(code)
    last = tree.body[-1]
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "cell", "exec"), variables)
        return None
    exec(compile(ast.Module(tree.body[:-1], []), "cell", "exec"), variables)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), variables)


def check_shown(found: Finding) -> None:
    """Hold a finding to what all of them promise."""
    lines = repr(found).splitlines()
    assert lines[0].startswith(f"{type(found).__name__}: ")
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= LINE + 60
    assert found.table().title.split(":")[0] in found._repr_html_().replace("&#x27;", "'")
    assert isinstance(found.to_pandas(), pd.DataFrame)
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False)) == found.to_dict()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """The findings of the session, each held to its promises; what the page shows below a cell is what it prints."""
    found: list[Finding] = []
    variables: dict[str, Any] = {"__name__": "session"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("session"))
        for code, shown in cells():
            value = outcome(code, variables)
            if isinstance(value, Finding):
                check_shown(value)
                found.append(value)
            assert repr(value).startswith(shown.rstrip("\n"))
    return found


def kinds() -> set[type[Finding]]:
    """Return every kind of finding that the package defines."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        if not module.name.startswith(("sim.ui", "sim.cli", "sim.__main__")):
            importlib.import_module(module.name)
    return {kind for kind in Finding.__subclasses__() if kind.__module__.startswith("sim.")}


ELSEWHERE = {
    "Backtest",
    "Conformance",
    "BenchmarkReport",
    "SpatialIssue",
    "CodedCases",
    "Scores",
    "Elicitation",
    "CaseRecord",
    "CoderShares",
}
"""Findings that the session does not show: they need data that does not come along, minutes, or are part of another."""


def test_the_session_prints_every_finding(session: list[Finding]) -> None:
    assert {type(one).__name__ for one in session} | ELSEWHERE == {kind.__name__ for kind in kinds()}


def test_the_page_names_every_public_name() -> None:
    named = set(re.findall(r"\bsim\.([A-Za-z_]+)", PAGE.read_text("utf-8")))
    assert set(sim.__all__) - named == set()
    assert named - set(sim.__all__) == {"analysis", "lenses", "studies"}


def test_every_kind_of_finding_prints_by_the_one_mechanism() -> None:
    assert [kind for kind in kinds() if kind.__repr__ is not Finding.__repr__] == []
    assert [kind for kind in kinds() if kind._repr_html_ is not Finding._repr_html_] == []


def test_findings_that_need_data_print_too(tmp_path: Path) -> None:
    check_shown(sim.backtest(data(tmp_path), runs=0))
    check_shown(sim.spatial("labour-dispute").issues[0])


def test_a_benchmark_prints_too() -> None:
    from sim.timings.figures import BenchmarkReport, Measurement

    figures = tuple(
        Measurement(name, name, "runs a second", (1.0, 2.0))
        for name in ("ensemble", "batch_run", "uncompiled_batch_run", "ensemble_processor", "calibration")
    )
    check_shown(BenchmarkReport({"id": "pie"}, {"processors": 2, "system": "Linux"}, figures))
