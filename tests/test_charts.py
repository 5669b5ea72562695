"""Pictures of findings, and the numbers behind them: each a valid chart with a sentence and a table."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import pytest

import sim
from sim import charts
from sim.analysis.binding_conditions import Attribution
from sim.analysis.examples import Pick, picked, runs_ending_in
from sim.analysis.frequencies import dots_of, first_days
from sim.analysis.obstacles import blocking_of, per_hundred
from sim.analysis.outside import outside_comparisons
from sim.analysis.shares import share_of
from sim.charts import Picture, words
from sim.charts.comparison import _tops
from sim.charts.picture import COLOURS, names_down, percent
from sim.charts.run_lines import THEMES
from sim.charts.timeline import ACTS, spells_of
from sim.lenses.landscape import landscape_of, positions_of
from sim.lenses.placed import actors_of
from sim.runs.results import Ensemble
from sim.texts import width
from sim.trace.transcript import Transcript

NAMES = ("pie", "labour-dispute", "ukraine-2025-03")


@cache
def ensemble(name: str) -> Ensemble:
    return sim.run(name, runs=150, seed=3)


@cache
def transcript(name: str, run: int = 5) -> Transcript:
    return sim.watch(name, seed=3, run=run)


def first(found: Ensemble) -> Picture:
    return charts.first_day_dots(first_days("any", "any deal", found.records.first_deal, found.game.horizon))


def attributed(found: Ensemble) -> Picture:
    shares = {name: Attribution(0.1 * place, 0.0, 0.2) for place, name in enumerate(found.game.conditions)}
    return charts.attribution_bars(replace(found, attributions=shares, attributed=found.outcomes[0].id))


OF_ENSEMBLES: dict[str, Callable[[Ensemble], Picture]] = {
    "outcome bars": lambda found: charts.outcome_bars(found.outcomes),
    "outcome bars beside what was stated": lambda found: charts.outcome_bars(found.outcomes, found.outcomes),
    "hundred dots": lambda found: charts.hundred_dots(found.outcomes),
    "first days": first,
    "state by day": lambda found: charts.state_by_day(found, found.game.issues[0]),
    "binding": lambda found: charts.binding_bars(blocking_of(found.records)),
    "attribution": attributed,
    "outside view": lambda found: charts.outside_view(
        outside_comparisons(found.scenario.outside_view, found.questions)
    ),
    "landscape": lambda found: charts.power_landscape(found.scenario),
}

OF_RUNS: dict[str, Callable[[Transcript], Picture]] = {
    "timeline": charts.timeline,
    "timeline up to a day": lambda watched: charts.timeline(watched, until=12),
    "answers": charts.answers_by_day,
    **{what: lambda watched, what=what: charts.lines(watched, what) for what in THEMES},  # type: ignore[misc]  # mypy cannot infer a lambda with a default
}


@cache
def pictures(name: str) -> dict[str, Picture]:
    found = {what: make(ensemble(name)) for what, make in OF_ENSEMBLES.items()}
    return found | {what: make(transcript(name)) for what, make in OF_RUNS.items()}


@cache
def specs(name: str, dark: bool = False) -> dict[str, Any]:
    """Return what every picture is drawn from, checked against the schema."""
    return {what: charts.dressed(picture, dark).to_dict() for what, picture in pictures(name).items()}


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_is_a_valid_chart_with_a_title_a_sentence_and_a_table(name: str) -> None:
    for what, picture in pictures(name).items():
        assert specs(name)[what]["title"] and specs(name, True)[what]["title"], what
        assert picture.alt.endswith(".") or ":" in picture.alt, what
        assert "nan" not in picture.alt.lower() and len(picture.table.columns) >= 1, what
        assert not picture.table.isna().to_numpy().any(), what


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_can_be_drawn_without_a_network(name: str) -> None:
    converter = pytest.importorskip("vl_convert")
    for what, spec in specs(name).items():
        assert converter.vegalite_to_svg(spec).startswith("<svg"), what


@pytest.mark.parametrize("name", NAMES)
def test_on_a_phone_no_text_reaches_out_of_a_picture(name: str) -> None:
    converter = pytest.importorskip("vl_convert")
    long = {what: picture for what, picture in pictures(name).items() if isinstance(picture.chart, alt.LayerChart)}
    arms = {f"{arm}, {'very ' * 12}long": ensemble(name).outcomes for arm in ("one", "other")}
    for what, picture in {**long, "stacked": charts.stacked_outcomes(arms)}.items():
        svg = converter.vegalite_to_svg(charts.spec_of(picture) | {"width": PHONE})
        assert [text for text, left, right in texts_of(svg) if left < -ABOUT or right > PHONE + ABOUT] == [], what


PHONE, ABOUT = 358, 12
"""Pixels of a picture on a phone, and by how many the length of a text is known here."""


def texts_of(svg: str) -> Iterator[tuple[str, float, float]]:
    """Yield every level text of a drawing with about where it begins and ends."""

    def walk(node: ElementTree.Element, x: float) -> Iterator[tuple[str, float, float]]:
        moved = node.get("transform", "")
        if "rotate" in moved and "rotate(0" not in moved:
            return
        if (found := re.match(r"translate\(([-\d.]+)", moved)) is not None:
            x += float(found[1])
        if node.tag.endswith("}text") and node.get("opacity") != "0":
            long = 0.46 * width(node.text or "") * float((node.get("font-size") or "12").removesuffix("px"))
            start = x - long * {"end": 1.0, "middle": 0.5}.get(node.get("text-anchor", ""), 0.0)
            yield node.text or "", start, start + long
        for inner in node:
            yield from walk(inner, x)

    yield from walk(ElementTree.fromstring(svg), 0.0)


def test_names_of_flows_stand_below_each_other() -> None:
    places = {"a": (0.0, 1.0), "b": (1.0, 2.0), "c": (2.0, 100.0), "d": (100.0, 101.0)}
    heights = dict.fromkeys(places, 20.0)
    tops = list(_tops(places, heights, 101.0).values())
    assert all(after - before >= 20.0 for before, after in pairwise(tops)) and tops[0] >= 0.0 and tops[-1] <= 81.0


def test_a_name_of_several_lines_stands_beside_the_middle_of_its_row() -> None:
    axis = names_down("what", ["short", "a name that is too long for one line", "three: lines: are"], split=": ")[
        "axis"
    ]
    moved = str(axis["labelOffset"])
    assert '"a name that is too long for one line" ? -7.5' in moved.replace("\\", "") and "-15.0" in moved
    assert names_down("what", ["short"])["axis"]["labelOffset"] == 0


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_draws_what_everybody_draws_with_the_rows_under_no_name(name: str, dark: bool) -> None:
    for what, picture in pictures(name).items():
        whole, spec = specs(name, dark)[what], charts.spec_of(picture, dark)
        if isinstance(picture.chart, alt.LayerChart) and isinstance(picture.chart.data, dict):
            spec["datasets"] = {whole["data"]["name"]: spec["data"]["values"], **spec.get("datasets", {})}
            spec["data"] = whole["data"]
        assert spec == whole, what


def test_more_runs_are_the_same_picture_with_other_rows() -> None:
    """So that a browser goes on with the one it has."""
    few, more = (charts.outcome_bars(sim.run("pie", runs).outcomes) for runs in (60, 90))
    one, other = charts.spec_of(few), charts.spec_of(more)
    assert one.pop("data") != other.pop("data") and one == other


def test_a_dark_page_gets_light_words() -> None:
    picture = charts.outcome_bars(ensemble("pie").outcomes)
    light, dark = (charts.dressed(picture, flag).to_dict()["config"]["text"]["color"] for flag in (False, True))
    assert light != dark and charts.dressed(picture).config is not charts.dressed(picture, True).config


@pytest.mark.parametrize("name", NAMES)
def test_no_share_stands_without_its_interval(name: str) -> None:
    table = charts.outcome_bars(ensemble(name).outcomes).table
    assert (table[words.INTERVAL].str.contains(" to ")).all()
    by_day = charts.state_by_day(ensemble(name), ensemble(name).game.issues[0]).table
    assert by_day.iloc[:, 1:].map(lambda cell: " to " in cell).to_numpy().all()


@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_dots_are_handed_out_in_the_order_of_the_outcomes(name: str) -> None:
    shares = ensemble(name).outcomes
    picture = charts.hundred_dots(shares)
    assert picture.table[words.OF_100].sum() == 100
    rows = next(iter(picture.chart.to_dict()["datasets"].values()))
    assert len(rows) == 100 and len({(row["column"], row["row"]) for row in rows}) == 100
    labels = [share.label for share in shares]
    order = [labels.index(row["what"]) for row in rows]
    assert order == sorted(order)


def test_what_nothing_else_caught_is_grey_and_the_others_can_be_told_apart() -> None:
    spec = charts.outcome_bars(ensemble("ukraine-2025-03").outcomes).chart.to_dict()
    colours = spec["layer"][0]["encoding"]["color"]["scale"]["range"]
    assert colours[-1] == "#999999" and len(set(colours)) == len(colours) == 5
    assert set(colours[:-1]) <= set(COLOURS)


def test_who_said_what_is_told_by_shape_as_well_as_by_colour() -> None:
    shapes, colours = zip(*ACTS.values(), strict=True)
    assert len(set(shapes)) == len(set(colours)) == len(ACTS)
    dashes = charts.lines(transcript("labour-dispute"), "holds").chart.to_dict()["layer"][0]["encoding"]["strokeDash"]
    assert len({str(dash) for dash in dashes["scale"]["range"]}) == 3


def test_the_timeline_up_to_a_day_shows_nothing_later() -> None:
    watched = transcript("labour-dispute")
    table = charts.timeline(watched, until=12).table
    assert (table[words.DAY].astype(int) <= 12).all()
    assert len(charts.timeline(watched).table) >= len(table)


@pytest.mark.parametrize("run", range(6))
def test_spells_say_what_the_days_say(run: int) -> None:
    watched = transcript("ukraine-2025-03", run)
    spells = spells_of(watched)
    for day in watched.days:
        quo = {issue: next(iter(stated.options)) for issue, stated in watched.scenario.issues.items()}
        agreed = {(issue, option) for issue, option in day.in_force.items() if option != quo[issue]}
        assert agreed == {(s.issue, s.option) for s in spells if s.first <= day.day < s.last}


def test_the_sentence_of_a_run_counts_its_deals_and_refusals() -> None:
    watched = transcript("ukraine-2025-03")
    sessions = [session for day in watched.days for session in day.sessions]
    said = charts.timeline(watched).alt
    assert f"{sum(session.agreed for session in sessions)} deals" in said and f"Run {watched.run}" in said


def test_the_outside_view_says_what_lies_outside_its_range() -> None:
    found = ensemble("ukraine-2025-03")
    views = outside_comparisons(found.scenario.outside_view, found.questions)
    table = charts.outside_view(views).table
    assert set(table[words.VERDICT]) <= {words.INSIDE, words.OUTSIDE, words.NOT_ASKED}
    inside = sum(view.inside is True for view in views)
    assert (table[words.VERDICT] == words.INSIDE).sum() == inside


def test_nothing_to_show_is_shown_as_nothing() -> None:
    empty = ensemble("pie")
    for picture in (
        charts.binding_bars(()),
        charts.outside_view(()),
        charts.outcome_bars(()),
        charts.lines(transcript("pie"), "ledger"),
    ):
        charts.dressed(picture).to_dict()
        assert picture.alt and len(picture.table) == 0
    assert "no conditions" in charts.attribution_bars(empty).alt


def test_a_chart_shows_itself_outside_the_app() -> None:
    assert isinstance(charts.outcome_bars(ensemble("pie").outcomes).chart, alt.LayerChart)


# The numbers behind the pictures


@pytest.mark.parametrize("counts", [(0, 0), (1, 0), (1, 1, 1), (3331, 3333, 3336), (1, 9_999), (5, 5, 990)])
def test_dots_add_up_and_are_off_by_less_than_one(counts: tuple[int, ...]) -> None:
    dots = dots_of(counts)
    total = sum(counts)
    assert sum(dots) == (100 if total else 0)
    assert all(abs(dot - 100 * count / total) < 1 for dot, count in zip(dots, counts, strict=True) if total)


def test_first_days_are_quantiles_of_all_runs() -> None:
    days = np.array([*range(1, 61), *([np.nan] * 40)], float)
    found = first_days("x", "it", days, horizon=90)
    assert found.happened.count == 60 and found.half == 50
    assert found.half_low is not None and found.half_low < 50 and found.half_high == 60
    assert found.dots[0] == 2 and found.dots[29] == 60 and found.dots[30:] == (None,) * 20


def test_what_happens_in_few_runs_has_no_day_by_which_half_have_it() -> None:
    found = first_days("x", "it", np.array([3.0, np.nan, np.nan]), horizon=90)
    assert found.half is None and "33.3" in charts.first_day_dots(found).alt


def test_the_interval_of_the_median_day_holds_the_true_one_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(400):
        found = first_days("x", "it", rng.integers(1, 1001, 201).astype(float), horizon=1000)
        assert found.half_low is not None and found.half_high is not None
        hits += found.half_low <= 500 <= found.half_high
    assert 0.92 <= hits / 400 <= 0.99


def test_counts_are_scaled_to_a_hundred_runs_with_their_error() -> None:
    found = per_hundred(np.array([0.0, 1.0, 2.0, 1.0]))
    assert found.mean == 100.0 and found.low < 100.0 < found.high
    assert found.high - found.mean == pytest.approx(100 * 1.959964 * np.std([0, 1, 2, 1], ddof=1) / 2)
    assert np.isnan(per_hundred(np.array([])).mean)


def test_what_blocks_most_comes_first_and_agrees_with_the_ensemble() -> None:
    found = ensemble("ukraine-2025-03")
    blockings = blocking_of(found.records)
    totals = [blocking.refused.mean + blocking.unmade.mean for blocking in blockings]
    assert totals == sorted(totals, reverse=True)
    means = {binding.condition: 100 * binding.refused for binding in found.binding}
    assert {b.condition: b.refused.mean for b in blockings} == pytest.approx(means)


HOWS: tuple[Pick, ...] = ("typical", "extreme")


def test_a_run_is_picked_from_those_that_end_so() -> None:
    found = ensemble("ukraine-2025-03")
    runs = runs_ending_in(found.outcome_names, "energy_truce_only")
    assert all(found.outcome_names[run] == "energy_truce_only" for run in runs)
    typical, extreme = (picked(found.records, runs, how) for how in HOWS)
    assert typical in runs and extreme in runs and typical != extreme
    lots = {picked(found.records, runs, "random", lot) for lot in np.linspace(0, 0.999, 50)}
    assert len(lots) > 20 and lots <= set(runs.tolist())
    assert picked(found.records, runs_ending_in(found.outcome_names, "nothing such"), "typical") is None
    assert len(runs_ending_in(found.outcome_names, None)) == found.runs


def test_power_is_influence_times_weight_towards_the_best_option() -> None:
    scenario = sim.load("pie")
    left = next(pull for pull in landscape_of(scenario) if pull.party == "left")
    assert (left.option, left.position) == ("left_100", 100.0)
    assert left.power == left.low == left.high == scenario.parties["left"].influence.middle
    flagship = sim.load("ukraine-2025-03")
    for party in flagship.parties:
        total = sum(pull.power for pull in landscape_of(flagship) if pull.party == party)
        assert total == pytest.approx(flagship.parties[party].influence.middle)


def test_a_party_that_likes_options_equally_stands_at_their_mean_as_in_the_spatial_lens() -> None:
    flagship = sim.load("ukraine-2025-03")
    actors = actors_of(flagship)
    for pull in landscape_of(flagship):
        place = actors.position[actors.names.index(pull.party), actors.dimensions.index(pull.issue)]
        assert pull.position == place, pull
    tied = next(p for p in landscape_of(flagship) if (p.issue, p.party) == ("power_plants", "europe"))
    assert tied.position == 25.0
    assert flagship.worth["europe"].issues["power_plants"].values[tied.option].middle == 50.0


def test_options_without_places_stand_evenly_in_their_order() -> None:
    scenario = sim.load("labour-dispute")
    for issue, stated in scenario.issues.items():
        places = positions_of(scenario, issue)
        assert list(places) == list(stated.options)


def test_numbers_are_written_as_people_read_them() -> None:
    assert percent(0.1034) == "10.3\u00a0%" and percent(float("nan")) == "–"
    share = share_of("x", "it", 0, 0)
    assert charts.outcome_bars([share]).table[words.SHARE][0] == "–"
