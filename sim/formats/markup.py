"""XML that somebody else made -> elements that know their line. No document types, no entities, bounded in every way.

The parser is Python's own expat. A document type is where entity bombs and references to other files are declared, so
refusing it refuses them all.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from sim.formats.files import bytes_of, fault, number
from sim.formats.markup_repairs import explained, mended
from sim.formats.text_encodings import SAVE_AS_UTF8, decoded
from sim.scenario.faults import ScenarioError, shown

MOST_ELEMENTS = 200_000
MOST_DEPTH = 40

_ENCODING = re.compile(rb"""<\?xml[^<>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_NAMED = re.compile(
    r"utf[_-]?(8|16)(-?[lb]e)?|us-ascii|ascii|(iso|latin|windows|cp|koi8|mac)[\w-]*|gb[\dk]\w*|big5|shift_jis|euc-\w+"
)


@dataclass(eq=False)
class Element:
    """An element of a file, filled while it is read.

    Attributes:
        tag: Its name without namespace.
        given: Its attributes.
        file: The file it stands in.
        place: Line and column, from 1.
        children: The elements inside it.
        said: The text directly inside it.
    """

    tag: str
    given: dict[str, str]
    file: Path | str
    place: tuple[int, int]
    children: list["Element"] = field(default_factory=list)
    said: str = ""

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.place[0]

    def first(self, tag: str) -> "Element | None":
        """Return the first element of this name directly inside it."""
        return next(iter(self.all(tag)), None)

    def all(self, tag: str) -> list["Element"]:
        """Return the elements of this name directly inside it."""
        return [child for child in self.children if child.tag == tag]

    def within(self, tag: str) -> list["Element"]:
        """Return the elements of this name anywhere inside it, in the order of the file."""
        found = []
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            found += [element] if element.tag == tag else []
            waiting += element.children[::-1]
        return found

    def text(self, name: str) -> str:
        """Return an attribute.

        Raises:
            ScenarioError: It is not there, or is empty.
        """
        if not self.given.get(name, "").strip():
            raise fault(self.file, self.place, f"<{self.tag}> without {name}", f'{name}="…"')
        return self.given[name]

    def number(self, name: str) -> float:
        """Return an attribute as a number.

        Raises:
            ScenarioError: It is not there, or is not a number.
        """
        return number(self.text(name), self.file, self.place, f"{name} of <{self.tag}>")


@dataclass(frozen=True)
class Markup:
    """What an XML file says.

    Attributes:
        top: The outermost element.
        notes: What had to be mended to read it, a sentence each.
    """

    top: Element
    notes: tuple[str, ...] = ()


def parsed(file: Path) -> Markup:
    """Return what an XML file says; what is not quite XML is mended where its meaning is plain.

    Raises:
        ScenarioError: It cannot be read, or for the reasons that `parse` gives.
    """
    return loosely(bytes_of(file), file)


def loosely(data: bytes | str, file: Path | str) -> Markup:
    """Return what an XML text says, mended where its meaning is plain.

    Raises:
        ScenarioError: For the reasons that `parse` gives.
    """
    try:
        return Markup(_tree(data, _Builder(file, MOST_ELEMENTS)))
    except ScenarioError:
        raise
    except (expat.ExpatError, UnicodeError, LookupError, ValueError):
        text, notes = (data, ()) if isinstance(data, str) else _decoded_as_declared(data, file)
        sound, mends = mended(text)
        name = Path(file).name
        return Markup(parse(sound, file), (*notes, *(f"{name}: {note}." for note in mends)))


def _decoded_as_declared(data: bytes, file: Path | str) -> tuple[str, tuple[str, ...]]:
    """Return text in the encoding that its declaration names, if it is a known one; else as `decoded` reads it."""
    declared = _ENCODING.match(data.lstrip())
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if not _NAMED.fullmatch(name):
        found, hint = f"the encoding {shown(name)}, which is not known", "Save it as UTF-8 and declare that."
        raise fault(file, (1, 1), found, "UTF-8", hint)
    if not name.startswith(("utf", "us-", "ascii")):
        try:
            return data.decode(name), ()
        except (UnicodeError, LookupError):
            pass
    return decoded(data, file)


def parse(data: bytes | str, file: Path | str, most: int = MOST_ELEMENTS) -> Element:
    """Return the outermost element of an XML text.

    Args:
        data: The text.
        file: What faults call it.
        most: Most elements that are read.

    Raises:
        ScenarioError: It is not well-formed XML, declares a document type, or exceeds the limits.
    """
    builder = _Builder(file, most)
    try:
        return _tree(data, builder)
    except ScenarioError:
        raise
    except expat.ExpatError as error:
        text = data if isinstance(data, str) else data.decode("utf-8", "replace")
        said = explained(error, text, builder.open[-1].tag)
        raise fault(file, (error.lineno, error.offset + 1), said.found, said.expected, said.hint) from error
    except (UnicodeError, LookupError, ValueError) as error:
        found = "text that is not in the encoding that it declares"
        raise fault(file, builder.place, found, "XML in UTF-8", SAVE_AS_UTF8) from error


def _tree(data: bytes | str, builder: "_Builder") -> Element:
    builder.parser.Parse(data, True)
    return builder.top.children[0]


class _Builder:
    """The tree being read."""

    def __init__(self, file: Path | str, most: int) -> None:
        self.parser, self.file, self.most = expat.ParserCreate(), file, most
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.begin, self.end
        self.parser.CharacterDataHandler = self.say
        self.parser.StartDoctypeDeclHandler = self.parser.EntityDeclHandler = self.refuse
        self.top = Element("", {}, file, (0, 0))
        self.open = [self.top]
        self.said: list[list[str]] = [[]]
        self.count = 0

    @property
    def place(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def begin(self, tag: str, given: dict[str, str]) -> None:
        self.count += 1
        limits = f"at most {self.most:,} elements, {MOST_DEPTH} inside each other"
        if self.count > self.most:
            raise fault(self.file, self.place, f"more than {self.most:,} elements", limits)
        if len(self.open) > MOST_DEPTH:
            raise fault(self.file, self.place, f"more than {MOST_DEPTH} elements inside one another", limits)
        element = Element(tag.rpartition(":")[2], given, self.file, self.place)
        self.open[-1].children.append(element)
        self.open.append(element)
        self.said.append([])

    def end(self, _: str) -> None:
        self.open.pop().said = "".join(self.said.pop())

    def say(self, text: str) -> None:
        self.said[-1].append(text)

    def refuse(self, *_: object) -> None:
        hint = "Document types can declare entities that blow up or read other files."
        raise fault(self.file, self.place, "a document type or an entity", "plain XML, which declares none", hint)
