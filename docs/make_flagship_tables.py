"""Print the flagship's results for `docs/flagship.md`: the model beside the outside view, what-ifs, inputs, mechanisms.

python docs/make_flagship_tables.py            prints the tables
python docs/make_flagship_tables.py --write    puts them between the markers of the page
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

import sim
from sim.analysis.shares import paired_interval, question_flags
from sim.arrays import Flags
from sim.runs.results import Ensemble
from sim.scenario.changes import ChangeLike

SCENARIO = "ukraine-2025-03"
RUNS = 10_000
SEED = 1
CEASEFIRE = "full_ceasefire_by_90"
TRUCE = "energy_truce_by_14"
PAGE = Path(__file__).parent / "flagship.md"
START, END = "<!-- results: start -->", "<!-- results: end -->"


def played(*changes: ChangeLike) -> Ensemble:
    """Return the flagship's ensemble under some changes, always on the same luck."""
    return sim.run(SCENARIO, runs=RUNS, seed=SEED, changes=changes)


def yes(ensemble: Ensemble, question: str) -> Flags:
    """Return the runs that answer a question with yes."""
    return question_flags(ensemble.game, ensemble.records, question)[1]


def percent(share: float) -> str:
    """Return a share in words."""
    return f"{100 * share:.1f} %"


def outside_view(base: Ensemble) -> Iterator[str]:
    """Yield the table of questions beside what base rates say."""
    views = {view.question: view for view in base.scenario.outside_view.values()}
    yield "| question | runs asked | share of runs | 95 % interval | outside view | |"
    yield "|---|---|---|---|---|---|"
    for share in base.questions:
        view = views.get(share.id)
        told = f"{percent(view.range.low)} to {percent(view.range.high)}" if view else "none"
        met = "" if view is None else "inside" if view.range.low <= share.share <= view.range.high else "**missed**"
        interval = f"{percent(share.low)} to {percent(share.high)}"
        yield f"| {share.label} | {share.of:,} | {percent(share.share)} | {interval} | {told} | {met} |"


def what_ifs(base: Ensemble) -> Iterator[str]:
    """Yield the paired differences of every named change."""
    yield "| change | full ceasefire within 90 days | difference (95 %) | energy truce by day 14: difference (95 %) |"
    yield "|---|---|---|---|"
    for name, change in base.scenario.changes.items():
        arm = played(name)
        cells = [difference(yes(base, question), yes(arm, question)) for question in (CEASEFIRE, TRUCE)]
        share = percent(float(yes(arm, CEASEFIRE).mean()))
        yield f"| `{name}`: {change.label or name} | {share} | {' | '.join(cells)} |"


def difference(before: Flags, after: Flags) -> str:
    """Return a paired difference in points of percent with its interval."""
    change, low, high = paired_interval(before, after)
    return f"{100 * change:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def inputs(base: Ensemble, most: int = 12) -> Iterator[str]:
    """Yield the inputs whose own range moves the full ceasefire most: its share in their lowest and highest third."""
    hit = yes(base, CEASEFIRE)
    rows = []
    for place, given in enumerate(base.game.inputs):
        low, high = np.quantile(base.values[:, place], [1 / 3, 2 / 3])
        below, above = hit[base.values[:, place] <= low].mean(), hit[base.values[:, place] >= high].mean()
        rows.append((abs(above - below), given.path, str(given.spread), below, above))
    yield "| input | stated | share where it is low | share where it is high |"
    yield "|---|---|---|---|"
    for _, path, stated, below, above in sorted(rows, reverse=True)[:most]:
        yield f"| `{path}` | {stated} | {percent(float(below))} | {percent(float(above))} |"


def mechanisms(base: Ensemble) -> Iterator[str]:
    """Yield what switching off each mechanism does."""
    yield "| mechanism off | full ceasefire: difference (95 %) | energy truce by day 14: difference (95 %) |"
    yield "|---|---|---|"
    for name in type(base.scenario.protocol.features).model_fields:
        arm = played({f"protocol.features.{name}": False})
        cells = [difference(yes(base, question), yes(arm, question)) for question in (CEASEFIRE, TRUCE)]
        yield f"| `{name}` | {' | '.join(cells)} |"


def section() -> Iterator[str]:
    """Yield the whole section."""
    base = played()
    yield f"{RUNS:,} runs, seed {SEED}, digest `{base.digest}`. Shares of runs, under these assumptions; intervals are"
    yield "sampling error only, what the uncertain inputs add is in the third table.\n"
    tables: Sequence[tuple[str, Iterator[str]]] = (
        ("Questions", outside_view(base)),
        ("What changes move", what_ifs(base)),
        ("Inputs that matter most for a full ceasefire", inputs(base)),
        ("Mechanisms switched off, one at a time", mechanisms(base)),
    )
    for title, table in tables:
        yield f"### {title}\n"
        yield from table
        yield ""


def main() -> None:
    """Print the section, or put it on the page."""
    text = "\n".join(section())
    if "--write" in sys.argv[1:]:
        page = PAGE.read_text(encoding="utf-8")
        head, rest = page.split(START, 1)
        PAGE.write_text(head + START + "\n" + text + END + rest.split(END, 1)[1], encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
