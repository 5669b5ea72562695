"""How sure an answer is: how far luck, what is not known, and how the model is built each move it."""

from collections.abc import Sequence

from sim.analysis.outside import outside_comparisons
from sim.analysis.paired_differences import Difference
from sim.analysis.predicates import among
from sim.analysis.quintile_contrast import quintile_contrasts
from sim.charts import difference_panels
from sim.formatting import between, of_hundred, signed_points
from sim.provenance import change_text
from sim.reports import brief_words as words
from sim.reports.asked import Answer, Asker
from sim.reports.evidence_words import caveat_in_short
from sim.reports.figures import points_between
from sim.reports.paper import Figure, grid
from sim.reports.questions import AskedQuestion
from sim.studies.structural import doubt


def doubted(asker: Asker, question: AskedQuestion) -> Answer:
    """Return how sure the share of the outcome is, by every kind of doubt that can be measured here."""
    scenario, runs, seed, changes = asker.same
    found = doubt(scenario, runs, seed, changes, method=asker.ensemble.method, **asker.options.keywords)
    differences = [d for d in found.comparison.differences if d.id == asker.outcome]
    asker.check(found.comparison.complete, bool(differences))
    order = sorted(differences, key=lambda one: -abs(one.difference))
    about = {one.change: one for one in found.variants}
    rows = [
        (
            *(about[one.change].label, of_hundred(one.share), signed_points(one.difference)),
            *(points_between(one.low, one.high), one.says),
        )
        for one in order
    ]
    picture = difference_panels(order, {name: one.label for name, one in about.items()})
    return Answer(
        asked=question.text,
        question=words.ASK_DOUBT,
        sentences=(_range(asker, differences), *_kinds(asker)),
        sure=words.SURE_DOUBT.format(runs=f"{runs:,}", variants=len(found.variants)),
        command=asker.command("doubt"),
        figure=Figure("doubt", picture, "", f"{words.DOUBT_TABLE}.") if order else None,
        table=grid(words.DOUBT_TABLE, words.DOUBT_COLUMNS, rows, numeric=(1, 2, 3), widths=(1.7, 0.8, 1.1, 1.3, 1.3))
        if rows
        else None,
        finding={**found.to_dict(), "changes": [change_text(one) for one in changes]},
        complete=found.comparison.complete,
    )


def _range(asker: Asker, differences: Sequence[Difference]) -> str:
    """Return the share with its sampling error, and how far it goes over ways in which the model could be built."""
    share = next(one for one in asker.ensemble.outcomes if one.id == asker.outcome)
    moved = [share.share, *(one.share for one in differences)]
    return words.RANGE.format(
        share=of_hundred(share.share),
        label=share.label,
        interval=between(share.low, share.high),
        runs=f"{share.of:,}",
        least=of_hundred(min(moved)),
        most=of_hundred(max(moved)),
    )


def _kinds(asker: Asker) -> list[str]:
    """Return what the inputs do, and what base rates say."""
    ensemble = asker.ensemble
    hits = among(ensemble.outcome_names, (asker.outcome,))
    leanings = quintile_contrasts([given.path for given in ensemble.game.inputs], ensemble.values, hits)
    said = []
    clear = [one for one in leanings if one.clear]
    if clear:
        top = clear[0]
        name = ensemble.game.input_names[top.path]
        ends = {"low": of_hundred(top.low.share), "high": of_hundred(top.high.share)}
        said.append(words.LEANS.format(name=name, **ends, clear=len(clear), inputs=len(leanings)))
    elif leanings:
        said.append(words.LEANS_NONE.format(inputs=len(leanings)))
    views = [v for v in outside_comparisons(ensemble.scenario.outside_view, ensemble.questions) if v.inside is not None]
    if views:
        inside = sum(view.inside is True for view in views)
        caveat = caveat_in_short(ensemble.scenario, views)
        said.append(words.OUTSIDE.format(inside=inside, asked=len(views), caveat=caveat))
    return said
