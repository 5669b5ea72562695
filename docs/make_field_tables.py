"""Write the field tables of docs/scenarios.md from the models of the scenario language.

Run it as `python docs/make_field_tables.py` after a field has changed. Each table stands between
`<!-- fields: Word -->` and `<!-- end -->`; everything else in the page is written by hand.
"""

import re
import sys
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from pydantic import BaseModel

# Run as a script, the checkout is not yet where Python looks for packages.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.scenario.language import Form, Place, fields, others
from sim.scenario.model import Scenario

PAGE = Path(__file__).with_name("scenarios.md")
MARKED = re.compile(r"(<!-- fields: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
HEAD = "| field | takes | unit | bounds | if left out | what it means |\n|---|---|---|---|---|---|\n"
IDS = {"parties": "PARTY", "trust": "PARTY", "worth": "PARTY", "issues": "ISSUE", "options": "OPTION"}

BY_PATH = ("`set`", "`levers`", "`members`")
PLURALS = {"id": "ids", "date": "dates", "text": "texts", "pattern": "patterns"}

Word = type[BaseModel]


def words() -> dict[str, tuple[Word, str]]:
    """Return every word by name with the first path at which it may stand, in the order of the language."""
    found: dict[str, tuple[Word, str]] = {"Scenario": (Scenario, "")}
    waiting = [Scenario.__name__]
    while waiting:
        word, path = found[waiting.pop(0)]
        for inner, at in _inside(word, path):
            if inner.__name__ not in found:
                found[inner.__name__] = (inner, at)
                waiting.append(inner.__name__)
    return found


def _inside(word: Word, path: str) -> Iterator[tuple[Word, str]]:
    """Yield the words in a word with their paths."""
    for name, place in fields(word).items():
        yield from _in_place(place, f"{path}.{name}".lstrip("."), IDS.get(name, "ID"))
    more = others(word)
    if more is not None:
        yield from _in_place(more, f"{path}.ISSUE", "ID")


def _in_place(place: Place, path: str, key: str) -> Iterator[tuple[Word, str]]:
    for form in place.forms:
        if form.word is not None:
            yield form.word, path
        elif form.inner is not None:
            yield from _in_place(form.inner, f"{path}.{key}" if form.kind == "table" else path, "ID")


def table_of(name: str) -> str:
    """Return what a word says of itself, where it stands, and a row per field."""
    word, path = words()[name]
    says = (word.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    where = f" Stands at `{path}`." if path else ""
    rows = [_row(f"`{field}`", place) for field, place in fields(word).items()]
    more = others(word)
    if more is not None:
        what = "ISSUE" if name == "PartyWorth" else "OPTION"
        rows.append(_row(f"*{what}*, by its id", Place(more.forms, _of_more(name), required=name == "IssueWorth")))
    return f"{says}{where}\n\n{HEAD}{''.join(rows)}"


def _of_more(name: str) -> str:
    if name == "PartyWorth":
        return "What the issue is worth; one left out is worth nothing."
    return "Value of the option, 100 the best; every option needs one."


def _row(field: str, place: Place) -> str:
    number = _number(place)
    takes = _takes(place).replace("by id", "by path") if field in BY_PATH else _takes(place)
    cells = [field, takes, number.unit if number else "", _bounds(number), _default(place), place.help]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def _number(place: Place) -> Form | None:
    """Return the first number among the forms of a place or in the tables among them."""
    for form in place.forms:
        inner = _number(form.inner) if form.kind == "table" and form.inner else None
        if form.kind in {"number", "whole", "figure"} or inner is not None:
            return inner or form
    return None


def _takes(place: Place) -> str:
    return " or ".join(dict.fromkeys(_in_words(form) for form in place.forms))


def _in_words(form: Form) -> str:
    if form.kind == "choice":
        return ", ".join(f"`{str(choice).lower() if isinstance(choice, bool) else choice}`" for choice in form.choices)
    if form.word is not None:
        return f"[{form.word.__name__}](#{form.word.__name__.lower()})"
    if form.kind == "table" and form.inner:
        return _table_in_words(form.inner)
    if form.kind == "list" and form.inner:
        inner = _takes(form.inner)
        return f"list of {PLURALS.get(inner, inner)}"
    return {"whole": "whole number", "figure": "plain number", "flag": "`true` or `false`", "any": "any value"}.get(
        form.kind, form.kind
    )


def _table_in_words(inner: Place) -> str:
    kinds = [form.kind for form in inner.forms]
    if kinds == ["id"]:
        return "`issue: option`"
    if kinds == ["id", "list"]:
        return "pattern"
    return f"by id: {_takes(inner)}"


def _bounds(number: Form | None) -> str:
    if number is None or not (isfinite(number.least) and isfinite(number.most)):
        return ""
    return f"{number.least:,.10g} to {number.most:,.10g}"


def _default(place: Place) -> str:
    if place.required:
        return "**required**"
    if place.filled:
        return "its defaults"
    if isinstance(place.default, bool):
        return f"`{str(place.default).lower()}`"
    return "–" if place.default is None else f"`{place.default}`"


def with_tables(page: str) -> str:
    """Return the page with every marked table made anew."""
    return MARKED.sub(lambda match: f"{match[1]}{table_of(match[2])}{match[3]}", page)


def main() -> None:
    """Write the tables into the page."""
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
