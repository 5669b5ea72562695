"""Games of holding firm and what ranges imply, told from plain data: `games`, `preview`."""

from collections.abc import Iterator, Mapping, Sequence

from sim.charts import Axis, Dot, value_dots
from sim.formatting import MISSING, apart
from sim.reports.figures import joined, sentence
from sim.reports.paper import Grid, grid
from sim.reports.told.shape import ROWS, Data, Subject, Told, ends, hundred, left_out, number


def played(data: Data, of: Subject) -> Told:
    """Return the equilibria of a game."""
    found, players = data["equilibria"], [_name(name, of) for name in data["players"]]
    count = len(found)
    said = [*_how_many(data, of, count)]
    if data["subgame_perfect"]:
        first = data["subgame_perfect"][0]
        left = len(first["course"]) - MOVES
        way = "; ".join(_course(move, of) for move in first["course"][:MOVES]) or "luck decides"
        more = f"; {left} more move{'s' * (left != 1)}" if left > 0 else ""
        pays = ", ".join(f"{name} {value:,.6g}" for name, value in zip(players, first["values"], strict=True))
        ways = len(data["subgame_perfect"])
        which = "" if ways == 1 else f", in the first of {ways:,} ways that are found"
        said.append(f"Played in turn{which}: {way}{more}. It pays {pays}.")
    said += [str(text) for text in data["notes"]]
    if "lesson" in data:
        said.append(str(data["lesson"]))
    columns = [apart([number(one["values"][p]) for one in found], 4) for p in range(len(players))] if found else []
    rows = [
        (
            str(place + 1),
            *(_mixed(one["profile"], name, p, one, of) for p, name in enumerate(data["players"])),
            ", ".join(column[place] for column in columns),
        )
        for place, one in enumerate(found[:ROWS])
    ]
    dots = [
        Dot(f"equilibrium {place + 1}", number(one["values"][p]), columns[p][place], what=name)
        for place, one in enumerate(found[:ROWS])
        for p, name in enumerate(players)
    ]
    distinct = len(set(players)) == len(players)
    return Told(
        question=f"What would players do in {data['title'] or 'the game'}?",
        sentences=tuple(said),
        sure=f"Looked at {data['method']}; a theory of players who know the game and one another's reasoning."
        if data["method"]
        else "A theory of players who know the game and one another's reasoning.",
        picture=value_dots(dots, "What each equilibrium pays", Axis("payoff"), said[0], ("equilibrium", "payoff"))
        if dots and distinct
        else None,
        caption="What every player gets in each equilibrium.",
        table=grid(
            "Nash equilibria",
            ("", *players, "Payoffs"),
            rows,
            widths=(0.3, *(1.6 for _ in players), 1.2),
            note=left_out(ROWS, count, "equilibria"),
        )
        if rows
        else None,
    )


MOVES = 8
"""Moves of a course of play that are told."""


def _name(name: str, of: Subject) -> str:
    known = of.scenario is not None and name in of.scenario.parties
    return of.named("parties", name) if known else name


def _course(move: str, of: Subject) -> str:
    who, _, what = move.partition(": ")
    return f"{_name(who, of)} {_firm(what, of)}" if what else _firm(move, of)


def _firm(strategy: str, of: Subject) -> str:
    """Return a strategy; conditions by their labels where it names some."""
    lead, at, names = strategy.partition("holds firm on ")
    if lead or not at or of.scenario is None or names == "all":
        return strategy
    return at + joined(f"“{of.named('conditions', name)}”" for name in names.split(", "))


def _how_many(data: Data, of: Subject, count: int) -> Iterator[str]:
    whole = "" if data["complete"] else " at least"
    extreme = " extreme" if data["degenerate"] else ""
    if not count and data["subgame_perfect"]:
        return
    if not count:
        yield "No equilibrium was found." if not data["complete"] else "There is no equilibrium in pure strategies."
        return
    word = "equilibrium" if count == 1 else "equilibria"
    yield f"There {'is' if count == 1 else 'are'}{whole} {count:,}{extreme} Nash {word}."
    if data["degenerate"]:
        yield "The game is degenerate: mixtures of these may be equilibria too."
    if count == 1:
        parts = [
            f"{_name(name, of)} {_mixed(found[0]['profile'], name, p, found[0], of)}" for p, name, found in _only(data)
        ]
        yield f"In it {joined(parts)}."


def _only(data: Data) -> Iterator[tuple[int, str, Sequence[Data]]]:
    for place, name in enumerate(data["players"]):
        yield place, name, data["equilibria"]


def _mixed(profile: Mapping[str, Mapping[str, float]], player: str, place: int, one: Data, of: Subject) -> str:
    """Return what a player plays: a strategy, or several with their chances, by position where names repeat."""
    chances = list(profile.values())[place] if len(profile) == len(one["values"]) else {}
    if not chances:
        played_ = [(n + 1, chance) for n, chance in enumerate(one["chances"][place]) if chance > 0]
        return ", ".join(f"strategy {n}{'' if chance == 1 else f' ({hundred(chance)} %)'}" for n, chance in played_)
    listed = [(_firm(name, of), chance) for name, chance in chances.items()]
    return ", ".join(name if len(listed) == 1 else f"{name} ({hundred(chance)} %)" for name, chance in listed)


def previewed(data: Data, of: Subject) -> Told:
    """Return what the ranges imply before any run."""
    some = f"{hundred(data['some'])} of 100 cases (95 % interval {ends(data, 'some_low', 'some_high')})"
    said = [
        f"In {some} some deal is bearable on the morning of day 1; of {data['feasible']:,} deals, "
        f"{data['surviving']:,} are in some case.",
        *map(str, data["contradictions"]),
    ]
    idle = [str(one["label"]) for one in data["conditions"] if not one["bites"]]
    if idle:
        said.append(f"Never alone in the way of a deal: {joined(f'“{label}”' for label in idle)}.")
    deals = [one for one in data["deals"] if one["feasible"]]
    shown = sorted(deals, key=lambda one: -number(one["bearable"]))[:ROWS]
    dots = [
        Dot(
            name=str(one["label"]),
            value=100 * number(one["bearable"]),
            text=f"{hundred(one['bearable'])} ({ends(one, 'bearable_low', 'bearable_high')})",
            low=100 * number(one["bearable_low"]),
            high=100 * number(one["bearable_high"]),
        )
        for one in shown
    ]
    return Told(
        question="What do the ranges imply before the first day?",
        sentences=tuple(said),
        sure=f"{data['cases']:,} cases with seed {data['seed']}, nothing played. {data['note']}",
        picture=value_dots(dots, "Bearable, of 100 cases", Axis("of 100 cases", (0.0, 100.0)), said[0], _HEADS)
        if dots
        else None,
        caption="Each option by itself: in how many cases it is bearable.",
        table=_conditions(data, of),
    )


_HEADS = ("deal", "of 100 cases")


def _conditions(data: Data, of: Subject) -> Grid | None:
    rows = [
        (
            sentence(str(one["label"])),
            of.named("parties", str(one["party"])),
            f"{one['deals']:,}",
            *(hundred(one[name]) if one["deals"] else MISSING for name in ("red_line", "alone")),
        )
        for one in data["conditions"]
    ]
    if not rows:
        return None
    return grid(
        "Where each condition stands in the way",
        ("Condition", "Whose", "Deals that break it", "A red line, of 100 cases", "Alone in the way, of 100"),
        rows[:ROWS],
        numeric=(2, 3, 4),
        widths=(2.2, 1, 0.9, 1.1, 1.1),
        note=left_out(ROWS, len(rows), "conditions"),
    )
