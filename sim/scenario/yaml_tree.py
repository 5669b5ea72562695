"""Text -> nodes that know where they stand in it.

Only a syntax error ends the reading. Duplicate keys, merge keys and tags are noted and skipped, so that they hide
nothing else. Limits are held while reading, so that no file can take much time or memory however it is made.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from sim.scenario.faults import UNKNOWN_KEY, Fault, Path, Problem, dotted, shown
from sim.scenario.scalars import scalar
from sim.scenario.unquoted import LooseWords, continued, without_colon
from sim.scenario.written_text import odd_in, parsed, said

MOST_NODES = 50_000
"""Most keys and values, counting every use of an anchor."""
MOST_DEPTH = 40
"""Most collections inside one another."""

_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_CORE_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")} | {"!"}
_TEXT_TAGS = {"tag:yaml.org,2002:str", "!"}
_TAB_HINT = "Use spaces, not tabs."
_HINTS = {
    "tab character": _TAB_HINT,
    "mapping values are not allowed": "Put text with a colon in quotes, and indent the keys of one mapping alike.",
    "did not find expected key": "Indent the keys of one mapping alike.",
    "did not find expected '-' indicator": "Indent the items of one list alike.",
    "did not find expected ',' or": "Close the bracket, and put text with brackets or commas in quotes.",
    "could not find expected ':'": "Write a key, a colon, a space and the value; put longer text in quotes.",
    "unexpected end of stream": "Close the quote or bracket that was opened last.",
    "that cannot start any token": "Put the text in quotes.",
}
"""What is probably meant, by what the parser says it found."""


@dataclass(frozen=True, eq=False)
class YamlNode:
    """A value as written.

    Attributes:
        kind: Scalar, mapping or list.
        start: Where it begins, as an offset into the text.
        end: Where its last character ends.
        text: What a scalar says.
        quoted: Whether a scalar is text, whatever it looks like.
        flow: Whether a collection is written in brackets.
        entries: Keys and values of a mapping, each key once.
        items: What a list holds.
        size: How many nodes it stands for, counting every use of an anchor.
        shared: Whether it has an anchor, so that it may be used in several places.
    """

    kind: Literal["scalar", "mapping", "list"]
    start: int
    end: int
    text: str = ""
    quoted: bool = False
    flow: bool = False
    entries: tuple[tuple["YamlNode", "YamlNode"], ...] = ()
    items: tuple["YamlNode", ...] = ()
    size: int = 1
    shared: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is written, as after `key:`."""
        return self.kind == "scalar" and self.start == self.end

    def child(self, part: str | int) -> tuple["YamlNode | None", "YamlNode | None"]:
        """Return the key and the value at one step of a path; None for what is not there."""
        for key, value in self.entries:
            if key.text == part:
                return key, value
        if self.kind == "list" and isinstance(part, int) and 0 <= part < len(self.items):
            return None, self.items[part]
        return None, None


@dataclass(frozen=True, eq=False)
class YamlTree:
    """A text and what was read from it.

    Attributes:
        file: Its name in faults.
        text: The text.
        lines: Where its lines begin.
        root: The top node; None if the text could not be read.
        faults: What was wrong with the text as YAML.
    """

    file: str
    text: str
    lines: "Lines"
    root: YamlNode | None
    faults: tuple[Fault, ...]

    def fault(self, problem: Problem) -> Fault:
        """Return a problem as a fault at the line and column where it is written."""
        line, column = self.lines.position(self._offset(problem.path, problem.at_key))
        path, severity = dotted(problem.path), problem.severity
        hint = problem.hint or self._continued(problem)
        return Fault(self.file, line, column, path, problem.found, problem.expected, hint, severity)

    def _continued(self, problem: Problem) -> str:
        """Return that an unknown key within braces may belong to the text without quotes before it."""
        parent = self._node(problem.path[:-1]) if problem.found == UNKNOWN_KEY else None
        keys = [key.text for key, _ in parent.entries] if parent is not None and parent.flow else []
        place = keys.index(str(problem.path[-1])) if problem.path[-1:] and problem.path[-1] in keys else 0
        if parent is None or not place:
            return ""
        key, value = parent.entries[place - 1]
        text = value.kind == "scalar" and not value.quoted and isinstance(scalar(value.text), str)
        return continued(key.text, self.text[value.start : parent.entries[place][1].end]) if text else ""

    def has(self, path: Path) -> bool:
        """Return whether something is written at a path."""
        return self._node(path) is not None

    def _node(self, path: Path) -> YamlNode | None:
        node = self.root
        for part in path:
            node = node.child(part)[1] if node is not None else None
        return node

    def _offset(self, path: Path, at_key: bool) -> int:
        """Return where a path is written; for a path that is not, where the nearest key above it is."""
        node, offset = self.root, self.root.start if self.root else 0
        for depth, part in enumerate(path):
            key, value = node.child(part) if node is not None else (None, None)
            if value is None:
                return offset
            last = depth == len(path) - 1
            own_key = key is not None and (not last or at_key or value.empty or value.kind == "mapping" or value.shared)
            offset = key.start if key is not None and own_key else value.start
            node = value
        return offset


def _longer(loose: LooseWords | None, entries: dict[str, tuple[YamlNode, YamlNode]], key: YamlNode) -> LooseWords:
    """Return loose words with one more piece; the first piece continues the entry before it, if that is plain text."""
    if loose is not None:
        return loose._replace(end=key.end)
    if entries:
        before, value = entries[next(reversed(entries))]
        if value.kind == "scalar" and not value.quoted:
            return LooseWords(before.text, value.start, key.start, key.end)
    return LooseWords("", key.start, key.start, key.end)


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        """Find the line breaks, as editors count them."""
        self.starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def compose(text: str, file: str) -> YamlTree:
    """Read text into nodes, with every fault that it has as YAML."""
    composer = _Composer(text, file, Lines(text))
    try:
        root = composer.document()
    except _StopReading as stop:
        return YamlTree(file, text, composer.lines, None, (*composer.faults, stop.fault))
    return YamlTree(file, text, composer.lines, root, tuple(composer.faults))


def plain(node: YamlNode) -> Any:
    """Return what a node says as mappings, lists, text, numbers, true, false and None."""
    if node.kind == "mapping":
        return {key.text: plain(value) for key, value in node.entries}
    if node.kind == "list":
        return [plain(item) for item in node.items]
    return node.text if node.quoted else scalar(node.text)


class _StopReading(Exception):  # noqa: N818 - ends the reading, wherever it has got to
    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass
class _Composer:
    """Builds nodes from the events of one text."""

    text: str
    file: str
    lines: Lines
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, YamlNode] = field(default_factory=dict)
    nodes: int = 0

    def __post_init__(self) -> None:
        self.parsed = parsed(self.text)
        self.events = self._read()

    def document(self) -> YamlNode:
        """Return the only document of the text."""
        odd = _UNREADABLE.search(self.text)
        if odd is not None:
            raise self._stop(odd.start(), f"the control character U+{ord(odd[0]):04X}", "text")
        first = self._next()
        while type(first).__name__ in {"StreamStartEvent", "DocumentStartEvent"}:
            first = self._next()
        if type(first).__name__ == "StreamEndEvent":
            raise self._stop(0, "an empty file", "a scenario", "Begin with format: 1.")
        root = self._node(first, 0, ())
        while type(event := self._next()).__name__ != "StreamEndEvent":
            if type(event).__name__ == "DocumentStartEvent":
                offset = event.start_mark.index
                raise self._stop(offset, "a second document", "one scenario a file", "Remove the line ---.")
        return root

    def _read(self) -> Iterator[Any]:
        """Yield parsing events; what the parser refuses becomes a fault."""
        try:
            yield from yaml.parse(self.parsed, Loader=yaml.CLoader)
        except yaml.MarkedYAMLError as error:
            raise self._refused(error) from error
        except yaml.YAMLError as error:
            raise self._stop(
                0, f"YAML that cannot be read ({error})", "valid YAML", "Look at the first lines."
            ) from error

    def _refused(self, error: Any) -> _StopReading:
        """Return the fault that the parser's error stands for: where it is, what was found, what was probably meant."""
        mark = error.problem_mark or error.context_mark
        offset = min(mark.index, len(self.text)) if mark else 0
        said = str(error.problem or "a syntax error").replace("in this context", "here")
        hint = next((hint for part, hint in _HINTS.items() if part in said), "")
        if "cannot start any token" in said and offset < len(self.text):
            said = said.replace("character", f"character {self.text[offset]!r}")
            hint = _TAB_HINT if self.text[offset] == "\t" else hint
        if error.context and error.context_mark and ("expected" in said or "end of stream" in said):
            begun = self.lines.position(min(error.context_mark.index, len(self.text)))[0]
            said = f"{error.context} that begins in line {begun}, {said}"
        return self._stop(offset, f"YAML that cannot be read ({said})", "valid YAML", hint)

    def _next(self) -> Any:
        return next(self.events)

    def _stop(self, offset: int, found: str, expected: str, hint: str = "", path: Path = ()) -> _StopReading:
        return _StopReading(Fault(self.file, *self.lines.position(offset), dotted(path), found, expected, hint))

    def _note(self, offset: int, found: str, expected: str, hint: str, path: Path) -> None:
        self.faults.append(Fault(self.file, *self.lines.position(offset), dotted(path), found, expected, hint))

    def _node(self, event: Any, depth: int, path: Path) -> YamlNode:
        start = event.start_mark.index
        if type(event).__name__ == "AliasEvent":
            return self._used_again(event, path)
        self._count(1, start, path)
        if depth > MOST_DEPTH:
            raise self._stop(start, f"more than {MOST_DEPTH} collections inside one another", "fewer")
        if event.tag is not None and event.tag not in _CORE_TAGS:
            self._note(start, f"the tag {shown(event.tag)}", "a plain value", "Remove the tag.", path)
        node = self._built(event, depth, path)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _built(self, event: Any, depth: int, path: Path) -> YamlNode:
        kind = type(event).__name__
        if kind == "MappingStartEvent":
            return self._mapping(event, depth, path)
        if kind == "SequenceStartEvent":
            return self._list(event, depth, path)
        start, end = event.start_mark.index, event.end_mark.index
        end = start + len(self.text[start:end].rstrip())
        quoted = bool(event.style) or event.tag in _TEXT_TAGS
        value = self._said(event, start, path)
        return YamlNode("scalar", start, end, value, quoted=quoted, shared=event.anchor is not None)

    def _said(self, event: Any, start: int, path: Path) -> str:
        """Return what a scalar says; note a character that is not allowed there."""
        value = said(event.value, event.style == '"') if self.parsed is not self.text else str(event.value)
        odd = odd_in(value, path[-1] if path else None)
        if odd:
            self._note(start, odd, "text that can be shown", "Write it without, or by its name.", path)
        return value

    def _mapping(self, start: Any, depth: int, path: Path) -> YamlNode:
        entries: dict[str, tuple[YamlNode, YamlNode]] = {}
        size, end, loose = 1, start.end_mark.index, None
        while type(event := self._next()).__name__ != "MappingEndEvent":
            key = self._node(event, depth + 1, path)
            inner = (*path, key.text)
            value = self._node(self._next(), depth + 1, inner)
            size, end = size + key.size + value.size, max(end, key.end, self._own_end(value))
            if start.flow_style and value.empty and without_colon(self.text, key.end):
                loose = _longer(loose, entries, key)
                continue
            self._told(loose, path)
            loose = None
            if self._usable(key, entries, inner):
                entries[key.text] = key, value
        self._told(loose, path)
        end = event.end_mark.index if start.flow_style else end
        begin, flow, shared = start.start_mark.index, bool(start.flow_style), start.anchor is not None
        return YamlNode("mapping", begin, end, flow=flow, entries=tuple(entries.values()), size=size, shared=shared)

    def _told(self, loose: LooseWords | None, path: Path) -> None:
        """Note words within braces that are neither key nor value, once for all that follow each other."""
        if loose is not None:
            where = (*path, loose.key) if loose.key else path
            self._note(loose.start, loose.found(self.text), "a key, a colon and a value", loose.hint(self.text), where)

    def _list(self, start: Any, depth: int, path: Path) -> YamlNode:
        items: list[YamlNode] = []
        while type(event := self._next()).__name__ != "SequenceEndEvent":
            items.append(self._node(event, depth + 1, (*path, len(items))))
        ends = [start.end_mark.index, *(self._own_end(item) for item in items)]
        end = event.end_mark.index if start.flow_style else max(ends)
        begin, flow, shared = start.start_mark.index, bool(start.flow_style), start.anchor is not None
        size = 1 + sum(item.size for item in items)
        return YamlNode("list", begin, end, flow=flow, items=tuple(items), size=size, shared=shared)

    def _own_end(self, node: YamlNode) -> int:
        """Return where a value ends; a shared or empty one ends elsewhere, so the end of its key is used."""
        return 0 if node.shared or node.empty else node.end

    def _usable(self, key: YamlNode, entries: dict[str, tuple[YamlNode, YamlNode]], path: Path) -> bool:
        """Return whether a key can be kept; note why if it cannot."""
        if key.kind != "scalar":
            self._note(key.start, f"{shown([1] if key.kind == 'list' else {'': 1})} as a key", "a name", "", path[:-1])
        elif key.text == "<<" and not key.quoted:
            self._note(key.start, "a merge key <<", "entries written out", "YAML 1.2 has no merge keys.", path)
        elif key.text in entries:
            line = self.lines.position(entries[key.text][0].start)[0]
            self._note(key.start, "this key a second time", "each key once", f"It stands in line {line} too.", path)
        else:
            return True
        return False

    def _used_again(self, event: Any, path: Path) -> YamlNode:
        start = event.start_mark.index
        node = self.anchors.get(event.anchor)
        if node is None:
            found, expected = f"the alias *{event.anchor}", "an anchor that is complete before it is used"
            raise self._stop(start, found, expected, "", path)
        self._count(node.size, start, path)
        return node

    def _count(self, nodes: int, offset: int, path: Path) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            hint = "Anchors that are used again count each time."
            raise self._stop(offset, f"more than {MOST_NODES} keys and values", "a scenario of fewer", hint, path)
