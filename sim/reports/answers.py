"""Answers to an analyst's questions: a sentence first, then a picture, a table, how sure it is, and the command."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sim.analysis.paired_differences import Contrast, contrast
from sim.analysis.sizes import UNCLEAR
from sim.charts import ablation_bars, reach_dots, stacked_outcomes
from sim.charts import outcome_bars as bars_of
from sim.charts import tornado as tornado_bars
from sim.charts.numbers import said_of
from sim.formatting import between, of_hundred, plain_data, signed_points
from sim.reports import brief_words as words
from sim.reports.asked import Answer, AnswerCutError, Asker
from sim.reports.figures import points_between, sentence
from sim.reports.paper import Figure, grid
from sim.reports.questions import AskedQuestion
from sim.reports.sureness import doubted
from sim.reports.told.answers import FOUND
from sim.reports.told.arms import median_moved
from sim.reports.what_if import LEFT_OUT, NOTHING, asked_of, label_of, settings_of, supposed, why_of
from sim.runs.results import Ensemble
from sim.runs.variants import play_variants
from sim.studies.ablation import ablate
from sim.studies.break_even import flip
from sim.studies.one_at_a_time import tornado
from sim.studies.variance_split import NestedDesign, variance_parts

SHOWN, NEAREST = 8, 5
"""Bars of a picture and rows of a table, and levers that come nearest, so that an answer fits on a page."""


def answer(asker: Asker, question: AskedQuestion) -> Answer:
    """Return the answer to a question.

    Args:
        asker: What it is worked out from.
        question: What is asked.

    Raises:
        sim.studies.responses.CancelledError: It was cancelled before the answer was there.
        ValueError: The question cannot be asked of this scenario.
    """
    about = question.options.get("outcome")
    asked = asker if about is None or "+" in about else replace(asker, outcome=about)
    return ANSWERS[question.verb](asked, question)


def _of_runs(asker: Asker, question: AskedQuestion) -> Answer:
    shares = asker.ensemble.outcomes
    share = next(one for one in shares if one.id == asker.outcome)
    most = max(shares, key=lambda one: one.count)
    found = {"label": share.label, "share": of_hundred(share.share), "interval": between(share.low, share.high)}
    said = [words.ENDS.format(**found)]
    if most != share:
        said.append(words.MOST.format(label=most.label, share=of_hundred(most.share)))
    said += [said_of(one) for one in asker.ensemble.numbers]
    rows = [(sentence(o.label), of_hundred(o.share), between(o.low, o.high), f"{o.count:,}") for o in shares]
    return Answer(
        asked=question.text,
        question=words.ASK_RUN,
        sentences=tuple(said),
        sure=words.SURE_RUN.format(runs=f"{share.of:,}"),
        command=asker.command("run"),
        figure=Figure("outcomes", bars_of(shares), "", words.ENDS_TABLE + "."),
        table=grid(words.ENDS_TABLE, words.ENDS_COLUMNS, rows, numeric=(1, 2, 3), widths=(2, 1, 1.2, 1)),
        finding=asker.ensemble.summary(),
    )


def _compared(asker: Asker, question: AskedQuestion) -> Answer:
    ensemble = asker.ensemble
    arms = list(play_variants(ensemble, question.changes, ensemble.runs, asker.options))
    if len(arms) < len(question.changes) or any(arm.runs < ensemble.runs for arm in arms):
        raise AnswerCutError
    labels = [label_of(replace(arm, changes=arm.changes[len(ensemble.changes) :])) for arm in arms]
    found = [contrast(name, ensemble.records, arm.records) for name, arm in zip(question.changes, arms, strict=True)]
    said = [text for one, label in zip(found, labels, strict=True) for text in _moved(asker, one, label)]
    sets = [_sets(ensemble, arm, label) for arm, label in zip(arms, labels, strict=True)]
    rows: list[tuple[str, ...]] = [
        (
            label,
            sentence(d.label),
            of_hundred(d.base),
            of_hundred(d.share),
            signed_points(d.difference),
            *_ends(d),
            d.says,
        )
        for one, label in zip(found, labels, strict=True)
        for d in one.differences
    ]
    columns: tuple[str, ...] = words.COMPARED_COLUMNS
    wide: tuple[float, ...] = (1.6, 1.5, 0.9, 0.8, 1.1, 1.3, 1.2)
    if len(arms) == 1:
        rows, columns, wide = [row[1:] for row in rows], columns[1:], wide[1:]
    here = words.AS_IT_STANDS if ensemble.changes else words.AS_STATED
    stacks = {here: ensemble.outcomes, **{n: arm.outcomes for n, arm in zip(labels, arms, strict=True)}}
    narrower = [f"{one.median_narrower:.1f}" for one in found]
    sure = words.SURE_COMPARED.format(runs=f"{ensemble.runs:,}", narrower=" and ".join(narrower))
    return Answer(
        asked=question.text,
        question=asked_of(labels),
        sentences=(*said, *sets),
        sure=sure,
        command=asker.command("compare", *(word for name in question.changes for word in ("--change", name))),
        figure=Figure("stacked", stacked_outcomes(stacks), "", words.COMPARED_TABLE + "."),
        table=grid(
            words.COMPARED_TABLE,
            columns,
            rows,
            numeric=[place for place, head in enumerate(columns) if head in words.NUMERIC],
            widths=wide,
        ),
        finding={"arms": [_contrast_data(one) for one in found]},
    )


def _ends(difference: Any) -> tuple[str]:
    return (points_between(difference.low, difference.high),)


def _moved(asker: Asker, found: Contrast, label: str) -> list[str]:
    """Return what a what-if does to the outcome, and to the day of the first deal where that can be told."""
    one = next(difference for difference in found.differences if difference.id == asker.outcome)
    shares = {
        "label": supposed(label),
        "outcome": one.label,
        "base": of_hundred(one.base),
        "share": of_hundred(one.share),
    }
    moved = {
        "difference": signed_points(one.difference),
        "interval": points_between(one.low, one.high),
        "says": words.UNCLEAR if one.says == UNCLEAR else one.says,
    }
    said = [words.COMPARED.format(**shares, **moved)]
    first = next((shift for shift in found.shifts if shift.id == "first_deal"), None)
    if first is not None and not first.low <= 0.0 <= first.high:
        days = {"mean": f"{first.mean:.1f}", "base": f"{first.base:.1f}", "says": first.says}
        said.append(words.FIRST_DEAL.format(**days))
    return [*said, *(median_moved(label, plain_data(asdict(number))) for number in found.numbers)]


def _sets(ensemble: Ensemble, arm: Ensemble, label: str) -> str:
    """Return what a what-if sets, and why one would look at it."""
    held = {one.path: one for one in settings_of(ensemble)} if ensemble.changes else {}
    sets = [one for one in settings_of(arm) if held.get(one.path) != one]
    forms = [words.SET_OUT if one.after == LEFT_OUT else words.SET for one in sets]
    forms = [words.SET_NEW if one.before == NOTHING else form for form, one in zip(forms, sets, strict=True)]
    listed = "; ".join(
        form.format(name=one.name, before=one.before, after=one.after) for form, one in zip(forms, sets, strict=True)
    )
    why = why_of(replace(arm, changes=arm.changes[len(ensemble.changes) :]))
    return words.SETS.format(label=sentence(label), sets=listed, why=f" {why}" if why else "").strip()


def _contrast_data(found: Contrast) -> dict[str, Any]:
    differences = [
        {"id": d.id, "base": d.base, "share": d.share, "difference": d.difference, "low": d.low, "high": d.high}
        for d in found.differences
    ]
    return {"change": found.change, "runs": found.runs, "differences": differences}


def _ablated(asker: Asker, question: AskedQuestion) -> Answer:
    scenario, runs, seed, changes = asker.same
    study = ablate(scenario, asker.outcome, runs, seed, changes, method=asker.ensemble.method, **asker.options.keywords)
    found = study.finding
    asker.check(study.complete, bool(found.whole and found.singles))
    if found.whole is None:
        raise ValueError(f"--ask ablate: {scenario.id} states no condition, so none can be dropped.")
    fair = {one.condition: one for one in found.shared}
    alone = sorted(found.singles, key=lambda one: -abs(one.difference))
    rows = [
        (
            *(one.label, of_hundred(one.share), signed_points(one.difference), points_between(one.low, one.high)),
            signed_points(fair[one.conditions[0]].attribution.share) if one.conditions[0] in fair else words.NOTHING,
        )
        for one in alone
    ]
    first = words.ABLATED.format(
        outcome=found.base.label,
        base=of_hundred(found.base.share),
        share=of_hundred(alone[0].share),
        label=alone[0].label,
    )
    unclear = words.ABLATED_UNCLEAR.format(runs=f"{study.base.runs:,}")
    return Answer(
        asked=question.text,
        question=words.ASK_ABLATE,
        sentences=(first if alone[0].told else unclear, *found.sentences),
        sure=words.SURE_ABLATED.format(runs=f"{study.base.runs:,}", sets=f"{2 ** len(found.singles):,}"),
        command=asker.command("ablate", "--outcome", asker.outcome),
        figure=Figure("ablation", ablation_bars(found), "", words.ABLATED_TABLE + "."),
        table=grid(
            words.ABLATED_TABLE, words.ABLATED_COLUMNS, rows, numeric=(1, 2, 3, 4), widths=(2.2, 0.9, 1.2, 1.3, 0.8)
        ),
        finding=study.to_dict(),
        complete=study.complete,
    )


def _flipped(asker: Asker, question: AskedQuestion) -> Answer:
    scenario, runs, seed, changes = asker.same
    study = flip(scenario, asker.outcome, question.target, runs, seed, changes, **asker.options.keywords)
    found = study.finding
    asker.check(found.complete, bool(found.nearest and found.base.of))
    conceded = found.concessions
    nearest = (conceded.nearest,) if conceded is not None and conceded.nearest is not None else ()
    packages = (conceded.reached if conceded is not None else ()) or nearest
    rows = [
        (one.label, sentence(one.costs_in_words), of_hundred(one.share.share), between(one.share.low, one.share.high))
        for one in packages
    ]
    shown = replace(found, nearest=tuple(one for one in found.nearest if one.share.of == found.base.of)[:NEAREST])
    said = list(found.sentences)
    conceding = [text for text in said if text.startswith(words.CONCESSION)]
    if not (found.concessions and found.concessions.reached) and (found.singles or found.pairs):
        # What reaches the target is the answer, whichever way it does.
        conceding = [text for text in said if text.startswith(words.REACHES)]
    target = f"{100 * question.target:g}"
    return Answer(
        asked=question.text,
        question=words.ASK_FLIP.format(label=found.base.label, target=target),
        sentences=(*conceding, *(text for text in said if text not in conceding)),
        sure=words.SURE_FLIP.format(
            tries=f"{found.tries:,}", runs=f"{found.base.of:,}", probes=f"{found.probe_runs:,}"
        ),
        command=asker.command("flip", "--outcome", asker.outcome, "--target", f"{question.target:g}"),
        figure=Figure("reach", reach_dots(shown), "", words.REACH) if shown.nearest else None,
        table=grid(
            words.FLIP_TABLE, words.FLIP_COLUMNS, rows, numeric=(2, 3), widths=(2.6, 1.8, 0.8, 1.1), note=words.PRICE
        )
        if rows
        else None,
        finding=study.to_dict(),
        complete=found.complete,
    )


PARTS = NestedDesign(cases=200, minds=3, talks=3)
"""How the variance is split beside a tornado."""


def _sensitive(asker: Asker, question: AskedQuestion) -> Answer:
    ensemble = asker.ensemble
    found = tornado(
        ensemble, asker.outcome, keep=SHOWN, runs=ensemble.runs, with_levers=False, **asker.options.keywords
    )
    whole = len(found.bars) == found.wanted and not asker.options.cancelled
    asker.check(whole, bool(found.bars))
    parts = variance_parts(ensemble, asker.outcome, design=PARTS, **asker.options.told(None).keywords)
    whole = whole and (parts is not None or ensemble.runs <= 1)
    asker.check(whole, bool(found.bars))
    picture = tornado_bars(found)
    idle = tuple(f"{bar.label} {bar.idle}." for bar in found.bars if bar.idle)
    return Answer(
        asked=question.text,
        question=words.ASK_SENSITIVITY,
        sentences=(picture.alt, *((parts.sentence(),) if parts is not None else ()), *idle),
        sure=words.SURE_SENSITIVITY.format(
            runs=f"{ensemble.runs:,}", shown=len(found.bars), considered=found.considered
        ),
        command=asker.command("sensitivity", "--outcome", asker.outcome),
        figure=Figure("tornado", picture, ""),
        finding={**found.to_dict(), "parts": None if parts is None else parts.to_dict()},
        complete=whole,
    )


ANSWERS: dict[str, Callable[[Asker, AskedQuestion], Answer]] = {
    "run": _of_runs,
    "compare": _compared,
    "ablate": _ablated,
    "flip": _flipped,
    "doubt": doubted,
    "sensitivity": _sensitive,
    **FOUND,
}
"""How each kind of question is answered."""


def sentences_of(answers: Sequence[Answer]) -> tuple[tuple[str, str], ...]:
    """Return every question with its answer in a sentence."""
    return tuple((one.question, one.sentences[0]) for one in answers)
