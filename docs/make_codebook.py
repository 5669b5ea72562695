"""Write the tables of docs/codebook.md from scenarios/codebook.yaml.

Run it as `python docs/make_codebook.py` after the book has changed. What is made stands between `<!-- book: PART -->`
and `<!-- end -->`; everything else in the page is written by hand.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

# Run as a script, the checkout is not yet where Python looks for packages.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.scenario.codebook import OPEN, Codebook, CodedKind, Meaning, all_said, book
from sim.scenario.coded_case import UNIT_WORDS

PAGE = Path(__file__).with_name("codebook.md")
MARKED = re.compile(r"(<!-- book: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def head(held: Codebook) -> str:
    """Return which book it is."""
    return f"This is book **{held.number}**, digest `{held.digest}`.\n"


def rules(held: Codebook) -> str:
    """Return the rules, an item each."""
    return "".join(f"- **{name.replace('_', ' ').capitalize()}.** {text}\n" for name, text in held.rules.items())


def literature(held: Codebook) -> str:
    """Return what the ranges rest on, an item each."""
    return "".join(f"- {work.cite} *{work.says}*\n" for work in held.literature.values())


def kinds(held: Codebook) -> str:
    """Return every kind with its classes."""
    return "\n".join("\n".join(_kind(held, name, kind)) for name, kind in held.kinds.items())


def _kind(held: Codebook, name: str, kind: CodedKind) -> Iterator[str]:
    yield f"### {kind.label}: `{name}`\n"
    places = ", ".join(f"`{place}`" for place in kind.at) or "nowhere yet; the word for it is not in the language"
    order = "" if kind.ordered else " Not coded; the classes have no order."
    yield f"{kind.asks} Unit: {UNIT_WORDS[kind.unit]}. Ranges stand under {places}.{order} {_basis(held, kind)}\n"
    if kind.tests:
        yield "Asked in order; the first that fits decides:\n"
        yield from (f"{place}. {test}" for place, test in enumerate(kind.tests, 1))
        yield ""
    yield "| class | when | for example | range |\n|---|---|---|---|"
    for one, coded in kind.classes.items():
        own = f" {_basis(held, coded)}" if coded.rests_on or coded.assumed else ""
        examples = " ".join(coded.examples)
        merged = f" (was {' and '.join(f'`{old}`' for old in coded.was)})" if coded.was else ""
        yield f"| `{one}`<br>{coded.label} | {coded.definition}{merged}{own} | {examples} | {_ranges(coded)} |"
    if kind.open is not None:
        said = f"The text does not tell. {kind.open.assumed or ''}".strip()
        yield f"| `{OPEN}` | {said} | – | {_ranges(kind.open)} |"
    yield ""


def _basis(held: Codebook, one: CodedKind | Meaning) -> str:
    """Return what a kind or a class rests on."""
    works = [held.literature[work].cite.partition(")")[0].replace("(", "") for work in one.rests_on]
    cited = f"Rests on {'; '.join(works)}." if works else ""
    assumed = f"Assumed: {one.assumed}" if one.assumed else ""
    return " ".join(part for part in (cited, assumed) if part)


def _ranges(one: Meaning) -> str:
    return all_said(one.gives).replace("|", "\\|")


PARTS = {"head": head, "rules": rules, "kinds": kinds, "literature": literature}


def with_parts(page: str) -> str:
    """Return the page with every part made anew."""
    return MARKED.sub(lambda mark: f"{mark[1]}{PARTS[mark[2]](book())}{mark[3]}", page)


if __name__ == "__main__":
    PAGE.write_text(with_parts(PAGE.read_text("utf-8")), "utf-8")
