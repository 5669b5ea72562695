"""Write what coders do to the answers into docs/codebook.md: `python docs/make_coders.py`.

Every case of the shelf that two coders coded by the book of today is played with the classes of each; what stands
between `<!-- coders -->` and `<!-- end -->` is made.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

# Run as a script, the checkout is not yet where Python looks for packages.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.paths import scenarios_dir
from sim.scenario.codebook import book
from sim.scenario.coded_case import read_coding
from sim.studies.coder_shares import STATED, CoderShares, coder_shares

PAGE = Path(__file__).with_name("codebook.md")
MARKED = re.compile(r"<!-- coders -->\n.*?<!-- end -->\n", re.DOTALL)
RUNS = 5_000
FIRST = ("s1", "u60")
"""The questions that every sheet asks: by its own day, and within sixty days."""


def coded_twice() -> Iterator[tuple[str, list[Path]]]:
    """Yield every case on the shelf that is coded by two by the book of today, with their files."""
    held = book()
    for first in sorted((scenarios_dir() / "coding").glob("*.a.yaml")):
        files = [first, first.with_name(first.name.replace(".a.yaml", ".b.yaml"))]
        case = first.name.removesuffix(".a.yaml")
        there = (scenarios_dir() / f"{case}.yaml").is_file() and all(file.is_file() for file in files)
        if there and all(read_coding(file, held).codebook.digest == held.digest for file in files):
            yield case, files


def rows_of(found: CoderShares) -> Iterator[str]:
    """Yield the rows of one case."""
    shares = {(one.id, one.coder): one for one in found.shares}
    apart = {one.id: one for one in found.differences if (one.first, one.second) == ("a", "b")}
    for name in FIRST:
        cells = [shares[name, coder] for coder in (STATED, "a", "b")]
        said = [f"{100 * one.share:.1f} ({100 * one.low:.1f}–{100 * one.high:.1f})" for one in cells]
        one = apart[name]
        said.append(f"{_points(one.difference)} ({_points(one.low)} to {_points(one.high)})")
        yield f"| `{found.scenario}` | `{name}` | {' | '.join(said)} | `{found.digest}` |\n"


def _points(difference: float) -> str:
    """Return a difference in points with its sign, none if it is nothing."""
    points = round(100 * difference, 1)
    return f"{points:+.1f}" if points else "0.0"


def text_of(all_found: list[CoderShares]) -> str:
    """Return the table, and how far coders lie apart over all its questions."""
    head = "| case | question | as stated, % of runs | by coder a | by coder b | b less a, points | digest |\n"
    rows = "".join(row for found in all_found for row in rows_of(found))
    pairs = [one for found in all_found for one in found.differences if (one.first, one.second) == ("a", "b")]
    sizes = sorted(abs(one.difference) for one in pairs)
    middle, most = 100 * sizes[len(sizes) // 2], 100 * sizes[-1]
    note = f"Over all {len(sizes)} outcomes and questions for yes or no of these cases the two coders lie {middle:.1f} "
    note += f"points apart in the median and {most:.1f} at most; {RUNS:,} runs of each statement, seed 1.\n"
    return f"<!-- coders -->\n{head}|---|---|---|---|---|---|---|\n{rows}\n{note}<!-- end -->\n"


def main() -> None:
    """Play them, and write the table."""
    found = [coder_shares(case, files, RUNS) for case, files in coded_twice()]
    page = PAGE.read_text("utf-8")
    PAGE.write_text(MARKED.sub(lambda _: text_of(found), page), "utf-8")


if __name__ == "__main__":
    main()
