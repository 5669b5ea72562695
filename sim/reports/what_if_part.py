"""The section of a report that says what its what-if is, beside the case as it is stated."""

from sim.formatting import of_hundred, signed_points
from sim.reports import words
from sim.reports.figures import points_between, sentence
from sim.reports.findings import Findings
from sim.reports.paper import Block, Section, Text, grid
from sim.reports.what_if import settings_of, why_of


def what_if(findings: Findings) -> Section | None:
    """Return what the what-if is and what it does; nothing if the report is about the case as stated."""
    ensemble = findings.ensemble
    if not ensemble.changes:
        return None
    sets = [(one.name, one.before, one.after) for one in settings_of(ensemble)]
    why = why_of(ensemble)
    blocks: list[Block] = [*([Text(why)] if why else []), Text(words.WHAT_IF_TEXT)]
    blocks.append(grid(words.WHAT_IF_SETS, words.WHAT_IF_COLUMNS, sets, widths=(2, 1.2, 1.2)))
    if findings.what_if is not None:
        rows = [
            (
                sentence(one.label),
                *(of_hundred(one.base), of_hundred(one.share), signed_points(one.difference)),
                *(points_between(one.low, one.high), one.says),
            )
            for one in findings.what_if.differences
        ]
        caption = words.WHAT_IF_ENDS.format(runs=f"{findings.what_if.runs:,}")
        wide = (1.6, 0.9, 0.9, 0.9, 1.2, 1.2)
        blocks.append(grid(caption, words.WHAT_IF_END_COLUMNS, rows, numeric=(1, 2, 3, 4), widths=wide))
    return Section("what-if", words.WHAT_IF_TITLE, tuple(blocks))
