"""Findings -> paper: the report in the order of its sections, before any format."""

import shlex
from collections.abc import Iterator
from functools import lru_cache

from sim.analysis.obstacles import blocking_of
from sim.analysis.outside import outside_comparisons
from sim.formatting import between, of_hundred, signed_points
from sim.provenance import parley_version
from sim.reports import words
from sim.reports.evidence_words import caveat_in_short, day_zero, is_late
from sim.reports.figures import counted, joined, points_between, runs
from sim.reports.findings import Findings, ReportArm
from sim.reports.findings_part import blocks, changes, doubt, ends, leaning, outside, strongest, theory
from sim.reports.origin import Origin, origin_of
from sim.reports.paper import Code, Paper, Points, Section, Text, grid
from sim.reports.scenario_part import all_inputs, assumptions, dates, parties, question, sources
from sim.reports.what_if import label_of
from sim.reports.what_if_part import what_if
from sim.scenario.model import Scenario

Item = tuple[str, str]


def compose(findings: Findings) -> Paper:
    """Return the report of some findings."""
    scenario = findings.scenario
    origin = origin_of(findings.ensemble, findings.settings)
    sections = (
        *body(findings),
        limits(findings),
        repeat(findings),
        all_inputs(findings),
        sources(findings),
        manifest(origin),
    )
    return Paper(
        title=scenario.asks or scenario.title,
        subtitle=_subtitle(scenario),
        facts=tuple(_facts(findings)),
        summary=(*lead(findings), Text(words.HEADLINE_NOTE), Points(tuple(in_short(findings)))),
        sections=sections,
        origin=origin,
    )


@lru_cache(maxsize=1)
def body(findings: Findings) -> tuple[Section, ...]:
    """Return the sections of the findings themselves, which hold all figures; made once for all files of a report."""
    sections = (
        what_if(findings),
        question(findings),
        parties(findings),
        assumptions(findings),
        ends(findings),
        blocks(findings),
        leaning(findings),
        changes(findings),
        outside(findings),
        doubt(findings),
        theory(findings),
    )
    return tuple(section for section in sections if section is not None)


def _subtitle(scenario: Scenario) -> str:
    form = words.SUBTITLE if scenario.asks else words.SUBTITLE_BARE
    return form.format(title=scenario.title, as_of=scenario.as_of)


def _facts(findings: Findings) -> Iterator[str]:
    ensemble = findings.ensemble
    first, last = dates(findings.scenario)
    yield words.FACT_DAYS.format(days=ensemble.game.horizon, first=first, last=last)
    form = words.FACT_RUNS if ensemble.runs == ensemble.wanted else words.FACT_CUT
    yield form.format(runs=runs(ensemble.runs), wanted=f"{ensemble.wanted:,}", seed=ensemble.seed)
    if ensemble.changes:
        yield words.FACT_CHANGES.format(changes=label_of(ensemble))
    yield words.FACT_DIGEST.format(digest=ensemble.digest)
    yield words.FACT_VERSION.format(version=parley_version())


def lead(findings: Findings) -> Iterator[Text]:
    """Yield the answer, and of a what-if first what it is, and then what the answer is without it."""
    ensemble = findings.ensemble
    if ensemble.changes:
        yield Text(words.WHAT_IF_LEAD.format(label=label_of(ensemble)), lead=True)
    yield Text(headline(findings), lead=True)
    if findings.what_if is not None and findings.stated is not None:
        one = findings.what_if.of(findings.outcome)
        share = next(share for share in findings.stated.outcomes if share.id == findings.outcome)
        low, high = of_hundred(share.low), of_hundred(share.high)
        found = {"base": of_hundred(share.share), "low": low, "high": high, "hits": f"{share.count:,}"}
        moved = {
            "difference": signed_points(one.difference),
            "interval": points_between(one.low, one.high),
            "says": one.says,
        }
        yield Text(words.WHAT_IF_BESIDE.format(**found, **moved, runs=f"{share.of:,}"))
    elif ensemble.changes:
        yield Text(words.WHAT_IF_NOT_PLAYED)


def headline(findings: Findings) -> str:
    """Return the answer as a natural frequency, with its interval."""
    share = findings.share
    low, high = of_hundred(share.low), of_hundred(share.high)
    found = {"share": of_hundred(share.share), "label": share.label, "low": low, "high": high}
    return words.HEADLINE.format(**found, hits=f"{share.count:,}", runs=f"{share.of:,}")


def in_short(findings: Findings) -> Iterator[Item]:
    """Yield what a reader in a hurry should know beside the headline."""
    most = max(findings.ensemble.outcomes, key=lambda one: one.count)
    if most != findings.share:
        low, high = of_hundred(most.low), of_hundred(most.high)
        yield _item(words.MOST_OFTEN, label=most.label, share=of_hundred(most.share), low=low, high=high)
    yield from _blocker(findings)
    yield from _leans(findings)
    yield from _strongest(findings)
    yield from _outside(findings)
    yield from _build(findings)
    inputs = len(findings.ensemble.game.inputs)
    doubts = words.TWO_DOUBTS if inputs else words.ONE_DOUBT
    yield _item(doubts, inputs=counted(inputs, words.INPUT, words.INPUTS))


def _item(form: Item, **found: object) -> Item:
    return form[0], form[1].format(**found)


def _blocker(findings: Findings) -> Iterator[Item]:
    for top in blocking_of(findings.ensemble.records)[:1]:
        refused, unmade = (f"{one.mean:.0f} ({one.low:.0f} to {one.high:.0f})" for one in (top.refused, top.unmade))
        yield _item(words.BLOCKER, label=top.label, party=top.party, refused=refused, unmade=unmade)


def _leans(findings: Findings) -> Iterator[Item]:
    if not findings.leanings:
        return
    top = findings.leanings[0]
    if not top.clear:
        yield _item(words.LEANS_NONE, inputs=len(findings.leanings))
        return
    name = findings.ensemble.game.input_names[top.path]
    low, high = (f"{of_hundred(one.share)} ({between(one.low, one.high)})" for one in (top.low, top.high))
    yield _item(words.LEANS, name=name, low=low, high=high)


def _strongest(findings: Findings) -> Iterator[Item]:
    top = strongest(findings.changes, findings.outcome)
    if top is not None:
        yield _item(words.STRONGEST, count=len(findings.changes), **_moved(findings, top))
    elif findings.changes:
        yield _item(words.STRONGEST_NONE, count=len(findings.changes), runs=f"{findings.changes[0].runs:,}")


def _moved(findings: Findings, arm: ReportArm) -> dict[str, str]:
    one = arm.of(findings.outcome)
    interval = points_between(one.low, one.high)
    return {
        "label": arm.label,
        "difference": signed_points(one.difference),
        "interval": interval,
        "runs": f"{arm.runs:,}",
    }


def _outside(findings: Findings) -> Iterator[Item]:
    asked = [
        v
        for v in outside_comparisons(findings.scenario.outside_view, findings.ensemble.questions)
        if v.inside is not None
    ]
    if asked:
        off = [view.label for view in asked if not view.inside]
        names = words.OUTSIDE_NAMES.format(names=joined(off)) if off else ""
        shared = caveat_in_short(findings.scenario, asked)
        found = {"inside": len(asked) - len(off), "asked": len(asked)}
        yield _item(words.OUTSIDE_SHORT, **found, outside=names, shared=shared)


def _build(findings: Findings) -> Iterator[Item]:
    top = strongest(findings.doubt, findings.outcome)
    if top is not None:
        yield _item(words.DOUBT_SHORT, **_moved(findings, top))
    elif findings.doubt:
        yield _item(words.DOUBT_SHORT_NONE, runs=f"{findings.doubt[0].runs:,}")


def limits(findings: Findings) -> Section:
    """Return what must not be read into the numbers."""
    share = findings.share
    width = f"{100 * max(share.high - share.share, share.share - share.low):.1f}"
    scenario = findings.scenario
    items = [_item(words.LIMIT_SHARES, by=_judged_by(scenario))]
    items.append(_item(words.LIMIT_SAMPLING, runs=f"{share.of:,}", width=width))
    if findings.ensemble.game.inputs:
        items.append(words.LIMIT_INPUTS)
    items.append(words.LIMIT_BUILD if findings.doubt else words.LIMIT_BUILD_UNTRIED)
    frozen = words.LIMIT_DATE_LATE if is_late(scenario) else words.LIMIT_DATE
    items += [_item(frozen, day_zero=day_zero(scenario)), words.LIMIT_UNCALIBRATED]
    left = [(name.replace("_", " "), why) for name, why in scenario.left_out.items()]
    table = [grid(words.LEFT_OUT_CAPTION, words.LEFT_OUT_COLUMNS, left, widths=(1, 2.4), long=True)] if left else []
    return Section("limits", words.LIMITS, (Points(tuple(items)), *table))


def _judged_by(scenario: Scenario) -> str:
    """Return what helps a reader to judge the assumptions."""
    if scenario.outside_view:
        return words.JUDGE_BOTH if scenario.sources else words.JUDGE_OUTSIDE
    return words.JUDGE_SOURCES if scenario.sources else ""


def repeat(findings: Findings) -> Section:
    """Return how to repeat the runs and the report, and how to cite them."""
    ensemble = findings.ensemble
    cite = {"version": parley_version(), "id": ensemble.base.id, "digest": ensemble.digest, "seed": ensemble.seed}
    found = (
        Text(words.REPEAT_TEXT),
        Code(words.REPEAT_FILE, "sh"),
        Text(words.REPEAT_OR),
        Code(report_command(findings), "sh"),
        Text(words.CITE.format(**cite, runs=f"{ensemble.runs:,}")),
    )
    return Section("repeat", words.REPEAT, found)


def report_command(findings: Findings) -> str:
    """Return the command that makes the report anew."""
    typed = findings.ensemble.manifest()["command"].removeprefix("parley run ")
    full = ["--full"] if findings.full else []
    return f"parley report {typed} {shlex.join(['--outcome', findings.outcome, *full, '--out', 'REPORT.html'])}"


def manifest(origin: Origin) -> Section:
    """Return what determines the report."""
    text = origin.manifest_text.rstrip()
    return Section("manifest", words.APPENDIX_MANIFEST, (Text(words.MANIFEST_TEXT), Code(text, "json")))
