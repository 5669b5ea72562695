"""What experts said and what it does, as tables."""

from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import heading, put, say
from sim.formatting import percent

if TYPE_CHECKING:
    from sim.studies.elicitation import Elicitation


def show_elicitation(console: Console, found: "Elicitation") -> None:
    """Print what experts say of each number, and what their disagreement does to outcomes."""
    heading(console, f"{found.scenario}: {len(found.experts)} experts, {found.runs:,} runs each, seed {found.seed}")
    heads = ("Number", "Stated", *found.experts, "Disagreement")
    rows = [
        (one.label, one.stated, *(one.experts.get(name, "left open") for name in found.experts), percent(one.between))
        for one in found.numbers
    ]
    note = "Disagreement: the share of the pooled variance that lies between experts, not in each one's own doubt."
    put(console, "Numbers, the most disputed first", heads, rows, right=(len(heads) - 1,), notes=(note, *found.notes))
    heads = ("Outcome", "Stated", *found.experts, "Pooled", "One expert a run", "Between experts")
    rows = [
        (
            *(one.label, percent(one.stated.share)),
            *(percent(one.experts[name].share) for name in found.experts),
            *(percent(one.pooled.share), percent(one.mean), f"{100 * one.spread:.1f} points"),
        )
        for one in found.outcomes
    ]
    put(console, "What it does to outcomes, of runs", heads, rows, right=range(1, len(heads)))
    say(console, *(f"{name}: digest {digest}" for name, digest in found.digests.items()), "")
