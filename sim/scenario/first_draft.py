"""A first draft of a scenario from words: who negotiates, what is decided, and the classes that fit."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sim.scenario.codebook import OPEN, Codebook, book
from sim.scenario.coded_case import coded_range
from sim.scenario.documents import load_text
from sim.scenario.edits import text_of
from sim.scenario.model import Scenario

Choose = Callable[[str, dict[str, str]], str]
"""Given a question and classes with their definitions, the name of the class that fits."""

PARTY_KINDS = ("no_deal", "drift", "patience", "tactic", "consistency")
"""What is asked of every party."""

ASSUMED = "A first draft by the codebook; put in its place what the class rests on."


def draft(frame: Mapping[str, Any], choose: Choose) -> Scenario:
    """Return a scenario that can be played.

    Args:
        frame: Its id, title, as_of, days, parties (names) and issues (name to options, the status quo first).
        choose: Picks a class.

    Raises:
        ScenarioError: What was said does not make a scenario.

    Example:
        >>> frame = {"id": "tea", "title": "Tea", "as_of": "2025-01-01", "days": 10}
        >>> frame |= {"parties": ["Host", "Guest"], "issues": {"Tea": ["none", "green", "black"]}}
        >>> draft(frame, lambda asked, classes: "first" if "first" in classes else "open").id
        'tea'
    """
    held = book()
    parties = {id_of(name): name for name in frame["parties"]}
    issues = {id_of(name): (name, {id_of(one): one for one in options}) for name, options in frame["issues"].items()}
    settings = {name: coded_range(held, "settings", [name]) for name in ("precision", "misperception")}
    protocol = {"horizon_days": frame["days"], "speaks": "alternating", **_asked(held, "sessions", "", choose)}
    protocol["misperception"] = settings["misperception"]["misperception"]
    protocol["assumed_precision"] = settings["precision"]["assumed_precision"]
    data = {
        "format": 1,
        **{"id": id_of(frame["id"]), "title": frame["title"], "as_of": frame["as_of"]},
        "codebook": {"number": held.number, "digest": held.digest},
        "protocol": protocol,
        "parties": {key: _party(held, name, settings["precision"], choose) for key, name in parties.items()},
        "issues": {
            key: {
                "label": name,
                "controlled_by": list(parties),
                "options": {one: {"label": label} for one, label in options.items()},
                "assumed": ASSUMED,
            }
            for key, (name, options) in issues.items()
        },
        "worth": {key: _worth(held, name, issues, choose) for key, name in parties.items()},
        "outcomes": {
            "agreed": {"label": "something is agreed", "when": _changed(issues)},
            "no_deal": {"label": "nothing is agreed", "otherwise": True},
        },
    }
    return load_text(text_of(data), f"{frame['id']}.yaml")


def id_of(name: str) -> str:
    """Return a name as an id: small letters, digits and _."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "x"


def _asked(held: Codebook, kind: str, about: str, choose: Choose) -> dict[str, Any]:
    """Ask for the class of one unit; return its ranges by field."""
    found = held.kind(kind)
    classes = {name: one.definition for name, one in found.classes.items()}
    if found.open is not None:
        classes[OPEN] = "I do not know."
    asked = f"{about}: {found.asks}" if about else found.asks
    return coded_range(held, kind, [choose(asked, classes)])


def _party(held: Codebook, name: str, precision: Mapping[str, Any], choose: Choose) -> dict[str, Any]:
    said = {kind: _asked(held, kind, name, choose) for kind in PARTY_KINDS}
    return {
        "label": name,
        "no_deal": {**said["no_deal"], "assumed": ASSUMED},
        "tactic": said["tactic"],
        **{field: one for kind in ("drift", "patience", "consistency") for field, one in said[kind].items()},
        "precision": precision["precision"],
        "assumed": ASSUMED,
    }


def _worth(held: Codebook, name: str, issues: Mapping[str, Any], choose: Choose) -> dict[str, Any]:
    found: dict[str, Any] = {"assumed": ASSUMED}
    for key, (label, options) in issues.items():
        rank = _asked(held, "rank", f"{name}, {label}", choose)
        reach = {one: _asked(held, "reach", f"{name}, {label}: {said}", choose)["*"] for one, said in options.items()}
        found[key] = {**rank, **reach}
    return found


def _changed(issues: Mapping[str, Any]) -> dict[str, Any]:
    """Return the predicate that something else than the status quo was in force on some day."""
    return {"any": [{"ever": {key: list(options)[1:]}} for key, (_, options) in issues.items()]}
