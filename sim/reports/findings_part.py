"""The sections of a report that say what was found: how runs end, what blocks, what would change it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sim.analysis.case_bands import ALIKE
from sim.analysis.final_deals import final_deals
from sim.analysis.frequencies import first_days
from sim.analysis.measures import QUANTILES, NumberAnswer
from sim.analysis.number_bands import NumberBand
from sim.analysis.obstacles import blocking_of
from sim.analysis.outside import OutsideComparison, outside_comparisons
from sim.analysis.paired_differences import Difference
from sim.analysis.shares import Share
from sim.analysis.tornado import Tornado
from sim.charts import (
    attribution_bars,
    binding_bars,
    dots_and_bars,
    first_day_dots,
    frontier,
    leaning_bars,
    number_panels,
    outside_view,
    part_bars,
    stacked_outcomes,
    state_by_day,
    tornado,
)
from sim.formatting import between, of_hundred, signed_points
from sim.lenses.bargaining import Solution, solve
from sim.reports import words
from sim.reports.evidence_words import of_base_rates, titles
from sim.reports.figures import points_between, runs, sentence
from sim.reports.findings import Findings, ReportArm
from sim.reports.paper import Block, Figure, Grid, Section, Text, grid
from sim.scenario.asked_words import Predicate
from sim.scenario.deciders import NO_STOP, on_votes
from sim.scenario.model import Scenario
from sim.scenario.predicate_words import in_words

BARS = 15
"""Bars of a tornado that are drawn; JSON has all of them."""


def ends(findings: Findings) -> Section:
    """Return how the runs end, and when things come."""
    ensemble = findings.ensemble
    rows = [
        (sentence(one.label), of_hundred(one.share), between(one.low, one.high), f"{one.count:,}", _day(one))
        for one in ensemble.outcomes
    ]
    caption = words.ENDS_CAPTION.format(runs=f"{ensemble.runs:,}")
    first = first_days("first_deal", words.FIRST_DEAL, ensemble.records.first_deal, ensemble.game.horizon)
    issue = issue_of(findings.scenario, findings.outcome)
    blocks: list[Block] = [
        Figure("outcomes", dots_and_bars(ensemble.outcomes), "charts.dots_and_bars(ensemble.outcomes)"),
        grid(caption, words.SHARE_COLUMNS, rows, numeric=(1, 2, 3, 4), widths=(2, 1, 1.2, 0.8, 0.9)),
        *_bands(findings),
        Figure("first-deal", first_day_dots(first), _FIRST),
        Figure("by-day", state_by_day(ensemble, issue), f"charts.state_by_day(ensemble, {issue!r})"),
    ]
    return Section("ends", words.ENDS, (*blocks, *_questions(findings), *_numbers(findings)))


_FIRST = 'pictures["first-deal"]'


def _bands(findings: Findings) -> Iterator[Grid]:
    """Yield how far shares hang on what the scenario leaves open: between which the middle half of cases lies."""
    bands = findings.ensemble.bands
    if bands:
        rows = [(sentence(one.label), between(one.low, one.high), of_hundred(one.middle)) for one in bands]
        caption = words.BANDS_CAPTION.format(cases=f"{bands[0].cases:,}", draws=bands[0].draws)
        alike = "" if all(one.told for one in bands) else ALIKE
        yield grid(caption, words.BAND_COLUMNS, rows, numeric=(1, 2), widths=(2, 1.4, 1.2), note=alike)


def _day(share: Share) -> str:
    return words.NOTHING if share.median_day is None else f"{share.median_day:g}"


def issue_of(scenario: Scenario, outcome: str) -> str:
    """Return the issue that an outcome speaks of first; the scenario's first, if it speaks of none."""
    when = scenario.outcomes[outcome].when
    return next(_issues_in(when), next(iter(scenario.issues))) if when is not None else next(iter(scenario.issues))


def _issues_in(predicate: Predicate) -> Iterator[str]:
    for word in ("ever", "at_end", "collapsed", "expired", "withdrawn", "renewed", "reached_term", "alleged", "stands"):
        yield from getattr(predicate, word) or ()
    for inner in (*(predicate.all or ()), *(predicate.any or ())):
        yield from _issues_in(inner)
    if predicate.not_ is not None:
        yield from _issues_in(predicate.not_)


def _questions(findings: Findings) -> Iterator[Grid]:
    scenario, shares = findings.scenario, findings.ensemble.questions
    rows = []
    for one in shares:
        question = scenario.questions[one.id]
        of = words.ALL_RUNS
        if question.of is not None:
            of = f"{runs(one.of)} in which {in_words(scenario, question.of)}"
        rows.append((one.label, question.by.isoformat(), of, of_hundred(one.share), between(one.low, one.high)))
    if rows:
        wide = (2, 1, 2.2, 0.9, 1.1)
        yield grid(words.QUESTION_SHARES, words.QUESTION_COLUMNS, rows, numeric=(3, 4), widths=wide)


def _numbers(findings: Findings) -> Iterator[Block]:
    """Yield how the answers to questions for a number or a date are distributed: a picture and a table."""
    scenario, answers = findings.scenario, findings.ensemble.numbers
    if not answers:
        return
    yield Figure("numbers", number_panels(answers), "charts.number_panels(ensemble.numbers)")
    if bands := findings.ensemble.number_bands:
        halves = [(f"{one.label} ({one.unit})" if one.unit else one.label, *_half(one)) for one in bands]
        caption = words.NUMBER_BANDS_CAPTION.format(draws=bands[0].draws)
        yield grid(caption, words.NUMBER_BAND_COLUMNS, halves, numeric=(1, 2), widths=(2, 1.4, 1.2))
    rows = [_number_row(scenario, one) for one in answers]
    wide = (2.4, 0.9, 1, 1.2, *([0.9] * len(QUANTILES)), 1.6)
    heads = (*words.NUMBER_COLUMNS, *(f"{100 * at:g} %" for at in QUANTILES), words.NUMBER_MEAN)
    caption = words.NUMBERS_CAPTION.format(runs=runs(findings.ensemble.runs))
    yield grid(caption, heads, rows, numeric=tuple(range(2, len(heads))), widths=wide)


def _half(band: NumberBand) -> tuple[str, str]:
    return f"{band.shown(band.low)} to {band.shown(band.high)}", band.shown(band.middle)


def _number_row(scenario: Scenario, one: NumberAnswer) -> tuple[str, ...]:
    of = f"{one.of:,}"
    question = scenario.questions[one.id]
    if question.of is not None:
        of = f"{runs(one.of)} in which {in_words(scenario, question.of)}"
    unit = f" ({one.unit})" if one.unit else ""
    quantiles = [one.shown(found.value) for found in one.quantiles] or [words.NOTHING] * len(QUANTILES)
    mean = f"{one.rough(one.mean)} ({one.rough(one.low)} to {one.rough(one.high)})" if one.known > 1 else words.NOTHING
    never = of_hundred(one.never.share), between(one.never.low, one.never.high)
    return f"{one.label}{unit}, by {question.by}", of, *never, *quantiles, mean


def blocks(findings: Findings) -> Section:
    """Return what stands in the way."""
    ensemble = findings.ensemble
    if not ensemble.game.conditions:
        return Section("blocks", words.BLOCKS, (Text(words.NO_BLOCKS),))
    bars = binding_bars(blocking_of(ensemble.records))
    found: list[Block] = [
        Text(" ".join([words.BLOCKS_TEXT, *on_votes(ensemble.scenario, NO_STOP)])),
        Figure("blocks", bars, 'pictures["blocks"]'),
    ]
    if ensemble.attributions:
        found += [
            Text(words.ATTRIBUTED),
            Figure("attribution", attribution_bars(ensemble), "charts.attribution_bars(ensemble)"),
        ]
    return Section("blocks", words.BLOCKS, tuple(found))


_LEANING = (
    "charts.leaning_bars(findings.leanings, ensemble.game.input_names, findings.share.label, findings.share.share)"
)


def leaning(findings: Findings) -> Section:
    """Return what the outcome leans on."""
    if not findings.leanings:
        return Section("leaning", words.LEANING, (Text(words.LEANING_NONE), *_parts(findings), *_tornado(findings)))
    clear = sum(one.clear for one in findings.leanings)
    text = words.LEANING_TEXT.format(inputs=len(findings.leanings), clear=clear or "None")
    figure = Figure(
        "leaning",
        leaning_bars(
            findings.leanings,
            findings.ensemble.game.input_names,
            findings.share.label,
            findings.share.share,
        ),
        _LEANING,
    )
    return Section("leaning", words.LEANING, (*_parts(findings), Text(text), figure, *_tornado(findings)))


def _parts(findings: Findings) -> Iterator[Block]:
    """Yield the three parts of the variance of runs, with a sentence."""
    found = findings.parts
    if found is not None and found.variance > 0.0:
        design = {"cases": f"{found.cases:,}", "minds": found.minds, "talks": found.talks, "runs": f"{found.runs:,}"}
        yield Text(f"{found.sentence()} {words.PARTS_TEXT.format(**design)}")
        yield Figure("three-parts", part_bars(found), 'pictures["three-parts"]')


def _tornado(findings: Findings) -> Iterator[Block]:
    if findings.tornado is not None and findings.tornado.bars:
        bars = findings.tornado.bars
        drawn = {"shown": min(BARS, len(bars)), "bars": len(bars)}
        yield Text(words.TORNADO_TEXT.format(runs=f"{findings.tornado.runs:,}", **drawn))
        yield Figure("tornado", tornado(widest(findings.tornado)), 'pictures["tornado"]')
        idle = [f"{bar.label} {bar.idle}" for bar in bars if bar.idle]
        if idle:
            yield Text(words.TORNADO_IDLE.format(idle="; ".join(idle)))


def widest(found: Tornado, bars: int = BARS) -> Tornado:
    """Return a tornado with its widest bars, as many as a page has room for."""
    return replace(found, bars=found.bars[:bars])


def changes(findings: Findings) -> Section:
    """Return what the declared changes change."""
    if not findings.changes:
        return Section("changes", words.CHANGES, (Text(_why_none(findings)),))
    arms = in_order(findings.changes, findings.outcome)
    rows = [(one.label, *_moved(findings, one), one.of(findings.outcome).says) for one in arms]
    every = [
        (one.label, *(_cell(difference) for difference in (one.of(name) for name in findings.scenario.outcomes)))
        for one in arms
    ]
    heads = (words.WHAT_IF, *(findings.scenario.name_of("outcomes", name) for name in findings.scenario.outcomes))
    whys = [(one.label, one.why) for one in arms if one.why]
    here = case_of(findings)
    caption = words.CHANGES_CAPTION.format(label=findings.share.label, here=here)
    wide, count = (2.2, 0.8, 0.9, 1, 1.3, 1.3), f"{findings.changes[0].runs:,}"
    columns = [head.format(here=sentence(here)) for head in words.CHANGE_COLUMNS]
    named = findings.ensemble.base
    left_out = "; ".join(f"{named.name_of('changes', name)}, since {why}" for name, why in findings.left_out.items())
    found: list[Block] = [
        Text(words.CHANGES_TEXT.format(runs=count, here=here)),
        grid(caption, columns, rows, numeric=(1, 2, 3, 4), widths=wide),
        *([Text(words.CHANGES_LEFT_OUT.format(left_out=left_out))] if left_out else []),
        Figure(
            "changes",
            stacked_outcomes(stacked(findings)),
            'pictures["changes"]',
            words.CHANGES_FIGURE.format(runs=count, here=here),
        ),
        grid(
            words.CHANGES_ALL,
            heads,
            every,
            numeric=range(1, len(heads)),
            widths=(1.4, *[1.0] * len(heads[1:])),
            long=True,
        ),
    ]
    if whys:
        found.append(grid(words.WHY_CAPTION, (words.WHAT_IF, words.WHY), whys, widths=(1, 2.6), long=True))
    return Section("changes", words.CHANGES, tuple(found))


def case_of(findings: Findings) -> str:
    """Return what the report is about, in a sentence: the case as stated, or a what-if."""
    return words.THE_WHAT_IF if findings.ensemble.changes else words.THE_CASE


def _why_none(findings: Findings) -> str:
    """Return why no change is compared."""
    declared = findings.ensemble.base.changes
    if not declared:
        return words.NO_CHANGES
    return words.NO_OTHER_CHANGES if len(findings.left_out) == len(declared) else words.NOT_PLAYED


def stacked(findings: Findings) -> Mapping[str, Sequence[Share]]:
    """Return the shares of the runs as stated, of the what-if if it is about one, and of every declared change."""
    ensemble = findings.ensemble
    before = {} if findings.stated is None else {words.AS_STATED: findings.stated.outcomes}
    here = {words.THE_WHAT_IF if ensemble.changes else words.AS_STATED: ensemble.outcomes}
    return before | here | {one.label: one.outcomes for one in in_order(findings.changes, findings.outcome)}


def _moved(findings: Findings, arm: ReportArm) -> tuple[str, str, str, str]:
    one = arm.of(findings.outcome)
    return of_hundred(one.base), of_hundred(one.share), signed_points(one.difference), points_between(one.low, one.high)


def _cell(one: Difference) -> str:
    return f"{signed_points(one.difference)} ({points_between(one.low, one.high)})"


def outside(findings: Findings) -> Section:
    """Return what base rates say beside the model's shares."""
    scenario = findings.scenario
    views = outside_comparisons(scenario.outside_view, findings.ensemble.questions)
    if not views:
        return Section("outside", words.OUTSIDE, (Text(words.NO_OUTSIDE),))
    code = 'pictures["outside"]'
    rows = [_view(scenario, view) for view in views]
    table = grid(words.OUTSIDE, words.OUTSIDE_COLUMNS, rows, numeric=(1, 2, 3), widths=(1.5, 0.8, 1, 1, 0.7, 2.6))
    return Section(
        "outside",
        words.OUTSIDE,
        (Text(of_base_rates(scenario, views)), Figure("outside", outside_view(views), code), table),
    )


def _view(scenario: Scenario, view: OutsideComparison) -> tuple[str, ...]:
    entry = scenario.outside_view[view.id]
    verdict = {True: words.INSIDE, False: words.OUTSIDE_WORD, None: words.NOTHING}[view.inside]
    share = (words.NOTHING, words.NOTHING)
    if view.share is not None:
        share = (of_hundred(view.share.share), between(view.share.low, view.share.high))
    rests = ". ".join([*filter(None, [titles(scenario, entry.sources)]), *filter(None, [entry.assumed])])
    return view.label, *share, between(view.low, view.high), verdict, rests


def doubt(findings: Findings) -> Section:
    """Return how far the share moves when mechanisms are switched off."""
    if not findings.doubt:
        on = any(findings.scenario.protocol.features.model_dump().values())
        return Section("doubt", words.DOUBT, (Text(words.NOT_PLAYED if on else words.NO_DOUBT),))
    rows = [(one.label, one.why, *_moved(findings, one)) for one in in_order(findings.doubt, findings.outcome)]
    caption = words.DOUBT_CAPTION.format(label=findings.share.label)
    wide = (1.1, 2.4, 0.8, 0.9, 1, 1.3)
    table = grid(caption, words.DOUBT_COLUMNS, rows, numeric=(2, 3, 4, 5), widths=wide)
    return Section("doubt", words.DOUBT, (Text(words.DOUBT_TEXT.format(runs=f"{findings.doubt[0].runs:,}")), table))


def theory(findings: Findings) -> Section | None:
    """Return the bargaining lens beside the runs; nothing where it does not apply."""
    try:
        solution = solve(findings.scenario)
        picture = frontier(solution, final_deals(findings.ensemble.records))
    except ValueError:
        return None
    code = 'pictures["frontier"]'
    return Section("theory", words.THEORY, (Text(_theory_text(solution)), Figure("frontier", picture, code)))


def _theory_text(solution: Solution) -> str:
    """Return what theory says: a point of each, or, where votes are counted, what they carry."""
    if not solution.withheld:
        return words.THEORY_TEXT
    told = solution.to_dict()
    core = "none are" if told["core"] is None else f"{told['core']['deals']:,}"
    counts = {"gaining": told["settling"]["carried_by_gain"], "deals": told["deals"], "core": core}
    return words.THEORY_BY_VOTE.format(withheld=solution.withheld, **counts)


def in_order(arms: Sequence[ReportArm], outcome: str) -> list[ReportArm]:
    """Return changes, that which moves an outcome most first."""
    return sorted(arms, key=lambda arm: -abs(arm.of(outcome).difference))


def strongest(arms: Sequence[ReportArm], outcome: str) -> ReportArm | None:
    """Return the change that moves an outcome most, of those whose interval leaves out 0; none, if none does."""
    clear = [arm for arm in arms if arm.of(outcome).low > 0 or arm.of(outcome).high < 0]
    return max(clear, key=lambda arm: abs(arm.of(outcome).difference), default=None)
