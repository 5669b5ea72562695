"""What theories say of a scenario, told from plain data: `solve`, `stability`, `lenses`."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.charts import Axis, Dot, value_dots
from sim.lenses.called import POINTS
from sim.reports import brief_words as words
from sim.reports.figures import joined, sentence
from sim.reports.paper import Grid, grid
from sim.reports.told.shape import Data, Subject, Told, ends, hundred, left_out, number, plain

MEDIANS = (
    "Theory knows neither calendar nor luck: deals are worth what they are before the first day, uncertain numbers "
)
MEDIANS += "at their medians."


def solved(data: Data, of: Subject) -> Told:
    """Return what theories of bargaining say."""
    points = {name: one for name, one in data["points"].items() if one["deal"] is not None}
    parties = {party: of.named("parties", party) for party in data["parties"]}
    zopa, nash = data["zopa"], points.get("nash")
    said = [
        f"{zopa['deals']:,} of {data['deals']:,} deals make everybody better off than no deal."
        if zopa["exists"]
        else f"No deal of {data['deals']:,} makes everybody better off than no deal."
    ]
    if data["points_withheld"]:
        said.insert(
            0, f"Those who gain are enough to settle {data['settling']['carried_by_gain']:,} deals by their votes."
        )
    if nash is not None:
        listed = "; ".join(f"{of.named('issues', i)}: {of.option(i, o)}" for i, o in nash["deal"].items())
        said.append(f"Nash's point is {listed}.")
    if data.get("core") is not None:
        said.append(f"{data['core']['deals']:,} deals are in the core: no coalition would rather have another.")
    worth = {"without a deal": data["disagreement"], **{POINTS[name]: one["worth"] for name, one in points.items()}}
    dots = [
        Dot(name, number(points_of[party]), plain(points_of[party]), what=label)
        for name, points_of in worth.items()
        for party, label in parties.items()
        if points_of[party] is not None
    ]
    return Told(
        question=words.ASK_SOLVE,
        sentences=tuple(said),
        sure=f"{MEDIANS} {data['points_withheld'] or 'Convention: ' + data['convention'] + '.'}",
        picture=value_dots(
            dots, "What each point is worth to whom", Axis("points of each party's own scale"), said[0], _HEADS
        )
        if dots
        else None,
        caption="Points of each party's own scale, which cannot be added up across parties.",
        table=_deals(points, of),
    )


_HEADS = ("point", "worth, points")


def _deals(points: Mapping[str, Data], of: Subject) -> Grid | None:
    """Return the first deal of each point, one column each."""
    if not points:
        return None
    issues = list(next(iter(points.values()))["deal"])
    rows = [
        (of.named("issues", issue), *(of.option(issue, str(one["deal"][issue])) for one in points.values()))
        for issue in issues
    ]
    return grid("Their deals", ("Issue", *(POINTS[name] for name in points)), rows)


SHOWN = 6
"""Deals that are told one by one."""

CONCEPTS = {
    "nash": "nobody gains by leaving it",
    "sequential": "others would gain by an answer that leaves whoever moves no better off",
    "coalition": "no group that must move together would leave it",
}


def stable(data: Data, of: Subject) -> Told:
    """Return which deals would hold, and how they are reached."""
    states = data["states"]
    held = sorted((s for s in states if s["equilibrium"]), key=lambda s: (-len(s["equilibrium"]), s["number"]))
    kept = data["equilibria"]
    said = [
        f"{len(held):,} of {len(states):,} states would hold by at least one concept, {len(kept['sequential']):,} "
        "because "
        f"{CONCEPTS['sequential']}, {len(kept['nash']):,} because {CONCEPTS['nash']}."
        if held
        else f"None of {len(states):,} states would hold by any concept: somebody would leave each."
    ]
    if held:
        said.append(f"Most concepts agree on: {held[0]['label']} ({len(held[0]['equilibrium'])} of {len(kept)}).")
    said += _ways(data, {s["number"]: str(s["label"]) for s in states})
    said += _raised(data, of)
    parties = {party: of.named("parties", party) for party in data["parties"]}
    shown = held[:SHOWN]
    dots = [
        Dot(f"deal {place}", number(state["worth"][party]), plain(state["worth"][party]), what=label)
        for place, state in enumerate(shown, start=1)
        for party, label in parties.items()
    ]
    rows = [
        (
            str(place),
            str(s["label"]),
            f"{len(s['equilibrium'])} of {len(kept)}",
            *(plain(s["worth"][party]) for party in parties),
        )
        for place, s in enumerate(held[:SHOWN], start=1)
    ]
    return Told(
        question="Which deals would hold?",
        sentences=tuple(said),
        sure=f"The graph model for conflict resolution, {data['horizon']} moves ahead where it looks ahead. "
        + " ".join([MEDIANS, *data["notes"]]),
        picture=value_dots(
            dots,
            "What the steadiest deals bring whom",
            Axis("points gained over the status quo", marked=0.0),
            said[0],
            _GAINS,
        )
        if dots
        else None,
        caption="Gains of each party over the status quo, in points of its own scale.",
        table=grid(
            "Deals that would hold, those that most concepts agree on first",
            ("Deal", "What it changes", "Held by", *parties.values()),
            rows,
            numeric=range(3, 3 + len(parties)),
            widths=(0.5, 2.8, 0.9, *(1.1 for _ in parties)),
            note=left_out(SHOWN, len(held), "deals"),
        )
        if rows
        else None,
    )


_GAINS = ("deal", "points")


def _ways(data: Data, labels: Mapping[Any, str]) -> Iterator[str]:
    """Yield whether such a deal is reached from the status quo by moves that pay those who make them."""
    gaining = [one for one in data["paths"] if one["gaining"]]
    if gaining:
        first = min(gaining, key=lambda one: len(one["moves"]))
        count = len(first["moves"])
        yield (
            f"{len(gaining):,} {'is' if len(gaining) == 1 else 'are'} reached from the status quo by moves by which "
            f"everybody who moves gains, such as {labels[first['to']]}, in {count} move{'s' * (count != 1)}."
        )
    elif data["paths"]:
        yield "None is reached from the status quo by moves by which everybody who moves gains."


def _raised(data: Data, of: Subject) -> Iterator[str]:
    """Yield what would have to be worth more for the deal that was asked for."""
    if data["wanted"] is None:
        return
    label = next(str(s["label"]) for s in data["states"] if s["number"] == data["wanted"])
    if not data["raises"]:
        yield f"“{label}” holds as it is."
    for one in data["raises"]:
        yield (
            f"For “{label}” to hold, {of.named('parties', one['party'])} would have to value it "
            f"{plain(one['by'])} points more."
        )


def expected(data: Data, of: Subject) -> Told:
    """Return what every lens expects, beside what runs came to."""
    lenses, found = data["lenses"], data["simulation"]
    issues = list(data["issues"])
    said = [f"{len(lenses)} lenses look at {len(issues)} issues."]
    if found:
        agree = [i for i in issues if (data["issues"][i]["agreeing"] or 0) * 2 > len(lenses)]
        said = [
            f"More than half of {len(lenses)} lenses expect what most runs came to on {len(agree)} of "
            f"{len(issues)} issues" + (f": {joined(of.named('issues', i) for i in agree)}." if agree else ".")
        ]
        apart = [i for i in issues if not data["issues"][i]["agreeing"]]
        if apart:
            said.append(f"None of them does on {joined(of.named('issues', i) for i in apart)}.")
    dots = [
        Dot(
            name=f"{of.named('issues', issue)}: {of.option(issue, one['any_time']['option'])}",
            value=100 * number(one["any_time"]["share"]),
            text=f"{hundred(one['any_time']['share'])} ({ends(one['any_time'])})",
            low=100 * number(one["any_time"]["low"]),
            high=100 * number(one["any_time"]["high"]),
        )
        for issue, one in found.items()
    ]
    rows = [(of.named("issues", issue), *_expected(issue, data, of)) for issue in issues]
    return Told(
        question="What do theories expect, and do the runs agree?",
        sentences=(*said, *map(str, data["notes"])),
        sure=f"{data['runs']:,} runs with seed {data['seed']} stand beside the theories. {MEDIANS}"
        if found
        else f"No run was played. {MEDIANS}",
        picture=value_dots(
            dots, "What most runs came to at any time", Axis("of 100 runs", (0.0, 100.0)), said[0], _RUNS
        )
        if dots
        else None,
        caption="An option other than the status quo counts if it was in force at any time; the status quo, if "
        "it never left.",
        table=grid(
            "What is expected, and by how many lenses",
            ("Issue", "Most often expected", "What most runs came to", "Lenses that expect that"),
            rows,
            widths=(1.2, 1.6, 1.6, 0.9),
        ),
    )


_RUNS = ("what came about", "of 100 runs")


def _expected(issue: str, data: Data, of: Subject) -> tuple[str, str, str]:
    told, count = data["issues"][issue], len(data["lenses"])
    most = max(told["expected"].values(), default=0)
    first = " or ".join(of.option(issue, option) for option, by in told["expected"].items() if by == most)
    expects = f"{sentence(first)} ({most} of {count})" if most else words.NOTHING
    if issue not in data["simulation"]:
        return expects, words.NOTHING, words.NOTHING
    came = data["simulation"][issue]["any_time"]
    share = f"{sentence(of.option(issue, came['option']))} ({hundred(came['share'])} of 100 runs)"
    return expects, share, f"{told['agreeing']} of {count}"
