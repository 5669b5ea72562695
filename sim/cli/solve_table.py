"""The bargaining lens as tables."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console

from sim.cli.tables import NOTHING, heading, put, say
from sim.formatting import counted
from sim.lenses.bargaining import DECIMALS, Solution
from sim.lenses.called import POINTS

MOST_SETS = 30
"""Sets of parties that are listed; of more, the others are counted."""
CONSENT = ("Whose consent counts", "Would refuse, deals")


def show_solution(console: Console, solved: Solution, notes: Sequence[str] = ()) -> None:
    """Print what theories of bargaining say, and what is to be noted about the files that were read."""
    found, labels = solved.found, list(solved.parties.values())
    parts = [f"{len(found.worth):,} deals", f"convention: {found.convention}"]
    parts += [f"digest {solved.digest}"] if solved.digest else []
    heading(console, solved.title)
    say(console, " · ".join(parts), solved.withheld or found.why, "")
    rows = [
        ("Without a deal", *_figures(found.disagreement), ""),
    ]
    if not solved.withheld:
        rows += [("Best of all rational deals", *_figures(found.ideal), ""), *_points(solved)]
    columns = ("Point", *labels, "Deals tied")
    put(console, "What theory singles out", columns, rows, right=range(1, len(columns)), notes=_notes(solved))
    _put_deals(console, solved)
    if solved.withheld:
        _put_coalitions(console, solved)
    _put_power(console, solved)
    if notes:
        say(console, "Notes on the files:", *(f"  {note}" for note in notes))


def _points(solved: Solution) -> Iterator[tuple[str, ...]]:
    for name, point in solved.found.points.items():
        if len(point.deals):
            yield POINTS[name], *_figures(solved.found.worth[point.deals[0]]), f"{len(point.deals):,}"
        else:
            yield POINTS[name], *(NOTHING for _ in solved.parties), "0"


def _figures(values: Iterable[float]) -> list[str]:
    return [f"{value:.5g}" if value == value else NOTHING for value in values]


def _notes(solved: Solution) -> Iterator[str]:
    found, zopa = solved.found, solved.found.zopa
    yield f"Pareto frontier: {len(found.frontier):,} different worths, {int(found.efficient.sum()):,} deals."
    if solved.withheld:
        gaining = int(solved.carried(10.0**-DECIMALS).sum())
        passed = int(solved.carried().sum())
        yield f"By the votes: those who gain are enough for {gaining:,} deals, those who do not lose for {passed:,}."
    better = counted(zopa.deals, "deal makes", "deals make") if zopa.exists else "no deal makes"
    no_worse = counted(zopa.rational, "leaves", "leave")
    yield f"Zone of possible agreement: {better} everybody better off, {no_worse} nobody worse off."
    if solved.core is not None:
        yield f"Core: {counted(int(solved.core.stable.sum()), 'deal', 'deals')} that no coalition blocks."
    if solved.uncounted:
        yield f"Not counted, since no issue is worth anything to them: {', '.join(solved.uncounted)}."


def _put_deals(console: Console, solved: Solution) -> None:
    """Print the first deal of each point, one column per point."""
    first = {name: solved.shown(int(p.deals[0])) for name, p in solved.found.points.items() if len(p.deals)}
    if not first:
        return
    issues = list(next(iter(first.values())))
    rows = [(issue, *(deal[issue] for deal in first.values())) for issue in issues]
    put(console, "Their deals", ("Issue", *(POINTS[name] for name in first)), rows)


def _put_coalitions(console: Console, solved: Solution) -> None:
    """Print which parties are enough together, for how many deals, and which deals they would rather not have."""
    if solved.core is None:
        return
    sets = solved.core.blocks
    rows = [(" + ".join(solved.labels(one.coalition)), f"{one.deals:,}", f"{one.blocks:,}") for one in sets[:MOST_SETS]]
    left = [f"{len(sets) - MOST_SETS:,} other sets are left out."] if len(sets) > MOST_SETS else []
    columns = ("Enough together", "For, deals", "Rather have one of these than, deals")
    put(console, "Who can settle, and who blocks", columns, rows, right=(1, 2), notes=left)


def _put_power(console: Console, solved: Solution) -> None:
    """Print who is needed, and who refuses what."""
    any_deal, each = solved.power_over_any, solved.power_over_each
    if any_deal is None or each is None:
        return
    title, stops = ("Whose vote counts", "Stops alone, deals") if solved.withheld else CONSENT
    columns = ("Party", "Needed for, % of deals", "Shapley–Shubik", "Banzhaf", "For some deal", stops)
    rows, needs = [], solved.settling.vetoes.mean(axis=0)
    for place, label in enumerate(solved.parties.values()):
        needed = 100.0 * float(needs[place])
        refused = f"{int(solved.core.refused[place]):,}" if solved.core is not None else NOTHING
        shares = (each.shapley[place], each.banzhaf[place], any_deal.shapley[place])
        rows.append((label, f"{needed:.1f}", *(f"{share:.3f}" for share in shares), refused))
    put(console, title, columns, rows, right=range(1, len(columns)), notes=_later(solved))


def _later(solved: Solution) -> Iterator[str]:
    """Yield, where somebody ratifies, who can stop deals after they are agreed: none of that is in the table."""
    if solved.ratified:
        listed = ", ".join(f"{one.label} {counted(one.deals, 'deal', 'deals')}" for one in solved.ratified)
        yield f"Not counted here: who ratifies what was agreed, and can stop it then. Asked about: {listed}."
