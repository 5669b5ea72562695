"""Plain data -> YAML, and single values changed in a text of which everything else stays as it was, byte for byte.

Only the span of the value that changes is written anew, so comments, order, quotes and layout around it are kept.
"""

import json
import re
from functools import lru_cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter

from sim.scenario.data import with_value
from sim.scenario.faults import Fault, Path, ScenarioError, dotted
from sim.scenario.model import Scenario
from sim.scenario.yaml_tree import YamlNode, YamlTree, compose, plain

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ENDLESS = 1_000_000


class _Representer(SafeRepresenter):
    """Writes text that always reads back as the same text, and repeats in full what occurs twice, without anchors."""

    def ignore_aliases(self, _: Any) -> bool:
        """Return whether a value that stands in several places is written out in each: always."""
        return True

    def represent_text(self, text: str) -> ScalarNode:
        """Return text, in quotes if it has line breaks; a date without any, since this language reads it as text."""
        if _ISO_DATE.fullmatch(text):
            return self.represent_scalar("tag:yaml.org,2002:timestamp", text)
        odd = text != text.strip() or not text.isprintable()
        return self.represent_scalar("tag:yaml.org,2002:str", text, style='"' if odd else None)

    def represent_nothing(self, _: None) -> ScalarNode:
        """Return null written out."""
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(str, _Representer.represent_text)
_Representer.add_representer(type(None), _Representer.represent_nothing)


def text_of(data: Any, flow: bool = False) -> str:
    """Return plain data as YAML, in block style with one key a line, or on one line with `flow`."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = flow
    yaml.width = _ENDLESS
    # ruamel declares it as None only.
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # it says None, and means a flag
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue().removesuffix("...\n")


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as YAML in block style."""
    return _scenario_text(json.dumps(scenario.stated()))


@lru_cache(maxsize=8)
def _scenario_text(stated: str) -> str:
    # Every file of a report carries it, and writing YAML takes longer than the rest of many of them.
    return text_of(json.loads(stated))


def edited(tree: YamlTree, path: Path, value: Any) -> YamlTree:
    """Return a text in which the value at a path is replaced.

    Args:
        tree: The text.
        path: Where; what is not there yet is added. The items of lists have no path of their own.
        value: Plain data; None removes the entry.

    Raises:
        ScenarioError: The value is written with an anchor, or the layout of the text means it cannot be changed alone.
    """
    if tree.root is None or tree.faults:
        raise ScenarioError(tree.faults)
    wanted = with_value(plain(tree.root), path, value)
    text = _spliced(tree.text, tree.root, path, value)
    after = compose(text, tree.file)
    # Compared as written, because NaN (.nan) does not equal itself.
    if after.root is None or after.faults or repr(plain(after.root)) != repr(wanted):
        where, found = tree.lines.position(0), "a layout in which this value cannot be changed alone"
        raise ScenarioError([Fault(tree.file, *where, dotted(path), found, "block style", "Change it by hand.")])
    return after


def _spliced(text: str, root: YamlNode, path: Path, value: Any) -> str:
    """Return the text with the smallest entry of a block mapping on the path written anew."""
    mapping, depth = root, 0
    while True:
        key, inner = mapping.child(path[depth])
        deeper = depth < len(path) - 1 and inner is not None and inner.kind == "mapping" and bool(inner.entries)
        if not deeper or inner is None or inner.flow or inner.shared:
            break
        mapping, depth = inner, depth + 1
    if mapping.flow or mapping.kind != "mapping":
        whole = with_value(plain(mapping), path[depth:], value)
        return text[: mapping.start] + text_of(whole, flow=True).rstrip("\n") + text[mapping.end :]
    rest = path[depth + 1 :]
    if value is None and not rest:
        return text if key is None or inner is None else _without(text, root, mapping, path[:depth], key, inner)
    stated = with_value(plain(inner) if inner is not None else None, rest, value)
    if key is None or inner is None:
        return _with_entry(text, mapping, str(path[depth]), stated)
    return _with_value(text, mapping, key, inner, stated)


def _column(text: str, mapping: YamlNode) -> int:
    return mapping.start - max(text.rfind("\n", 0, mapping.start), text.rfind("\r", 0, mapping.start)) - 1


def _written(text: str, value: Any, column: int) -> str:
    """Return what goes after `key:` at a column: a scalar behind it, a collection on the lines below."""
    block = isinstance(value, dict | list) and bool(value)
    if not block:
        return " " + text_of(value, flow=True).rstrip("\n")
    lines = text_of(value).rstrip("\n").split("\n")
    # A list is already written two columns in.
    indent = " " * (column + (0 if isinstance(value, list) else 2))
    return "".join(f"{_line_break(text)}{indent}{line}" for line in lines)


def _line_break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_end(text: str, offset: int) -> int:
    """Return where the line of an offset ends, before its line break."""
    match = re.compile(r"[\r\n]|\Z").search(text, offset)
    return match.start() if match else len(text)


def _with_entry(text: str, mapping: YamlNode, key: str, value: Any) -> str:
    """Return the text with an entry added after the last one of a block mapping."""
    end, column = _line_end(text, mapping.end), _column(text, mapping)
    name = text_of(key, flow=True).rstrip("\n")
    return f"{text[:end]}{_line_break(text)}{' ' * column}{name}:{_written(text, value, column)}{text[end:]}"


def _with_value(text: str, mapping: YamlNode, key: YamlNode, old: YamlNode, value: Any) -> str:
    """Return the text with the value of one entry written anew."""
    colon = text.index(":", key.end) + 1
    if old.empty:
        return text[:colon] + _written(text, value, _column(text, mapping)) + text[colon:]
    block = isinstance(value, dict | list) and bool(value)
    if old.flow or (old.kind == "scalar" and not block):
        return text[: old.start] + text_of(value, flow=True).rstrip("\n") + text[old.end :]
    return text[:colon] + _written(text, value, _column(text, mapping)) + text[old.end :]


def _without(text: str, root: YamlNode, mapping: YamlNode, above: Path, key: YamlNode, old: YamlNode) -> str:
    """Return the text without one entry; a mapping that would be left empty is written {}."""
    if len(mapping.entries) == 1 and above:
        return _spliced(text, root, above, {})
    start = max(text.rfind("\n", 0, key.start), text.rfind("\r", 0, key.start)) + 1
    end = _line_end(text, max(key.end, 0 if old.empty else old.end))
    after = re.compile(r"\r\n|\r|\n|\Z").match(text, end)
    return text[:start] + text[after.end() if after else end :]
