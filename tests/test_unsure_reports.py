"""What is unsure, and why, as reports and pictures show it: bands beside shares, three parts, what moves nothing."""

from functools import cache

from sim.charts import part_bars
from sim.reports.answers import ANSWERS
from sim.reports.asked import Asker
from sim.reports.contents import compose
from sim.reports.findings import Findings, gather
from sim.reports.questions import question_of
from sim.runs.runner import run
from sim.studies.variance_split import NestedDesign, variance_parts
from tests.small import needs_compiled
from tests.test_three_parts import coins


@cache
def found() -> Findings:
    return gather(run(coins(), 1_000, cases=50), full=True)


@needs_compiled
def test_a_report_has_the_band_over_cases_and_the_three_parts() -> None:
    paper = compose(found())
    told = str([section.blocks for section in paper.sections])
    assert "Half of cases" in told
    assert found().parts is not None
    assert found().parts.sentence() in told  # type: ignore[union-attr]  # there are parts
    assert "three-parts" in [figure.name for figure in paper.figures]


@needs_compiled
def test_the_picture_of_parts_says_what_its_table_says() -> None:
    parts = variance_parts(run(coins(), 200), "signed_and_dry", design=NestedDesign(200, 3, 3))
    assert parts is not None
    picture = part_bars(parts)
    assert picture.alt == parts.sentence().replace("\u00a0", " ")
    assert list(picture.table.iloc[:, 1]) == [str(one) for one in parts.parts]


@needs_compiled
def test_few_runs_have_neither() -> None:
    few = gather(run("pie", 100))
    assert few.parts is None
    assert few.ensemble.bands == ()


@needs_compiled
def test_an_answer_on_what_it_hangs_on_splits_the_variance() -> None:
    ensemble = run(coins(), 200)
    asked = question_of("sensitivity", ensemble.scenario)
    found = ANSWERS["sensitivity"](Asker(ensemble, "signed_and_dry"), asked)
    assert any("what only parties know" in sentence for sentence in found.sentences)
    assert found.finding["parts"]["cases"] == 200
