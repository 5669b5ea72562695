"""XML that somebody else made -> elements that know their line. No document types, no entities, bounded in every way.

The parser is Python's own expat. A document type is where entity bombs and references to other files are declared, so
that refusing it refuses them all.
"""

from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from sim.formats.files import bytes_of, fault, number

MOST_ELEMENTS = 200_000
MOST_DEPTH = 40

__all__ = ["Element", "escape", "parse", "parsed", "quoteattr"]


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
        """The line in which it begins."""
        return self.place[0]

    def first(self, tag: str) -> "Element | None":
        """Return the first element directly inside it that has a name."""
        return next(iter(self.all(tag)), None)

    def all(self, tag: str) -> list["Element"]:
        """Return the elements directly inside it that have a name."""
        return [child for child in self.children if child.tag == tag]

    def within(self, tag: str) -> list["Element"]:
        """Return the elements anywhere inside it that have a name, in the order of the file."""
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
            ScenarioError: It is not there, or empty.
        """
        if not self.given.get(name, "").strip():
            raise fault(self.file, self.place, f"<{self.tag}> without {name}", f'{name}="…"')
        return self.given[name]

    def number(self, name: str) -> float:
        """Return an attribute as a number.

        Raises:
            ScenarioError: It is not there, or none.
        """
        return number(self.text(name), self.file, self.place, f"{name} of <{self.tag}>")


def parsed(file: Path) -> Element:
    """Return the outermost element of an XML file.

    Raises:
        ScenarioError: It cannot be read, or as `parse` says.
    """
    return parse(bytes_of(file), file)


def parse(data: bytes | str, file: Path | str, most: int = MOST_ELEMENTS) -> Element:
    """Return the outermost element of an XML text.

    Args:
        data: The text.
        file: What faults call it.
        most: Most elements that are read.

    Raises:
        ScenarioError: It is no well-formed XML, declares a document type, or exceeds the limits.
    """
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    builder = _Builder(parser, file, most)
    parser.StartElementHandler, parser.EndElementHandler = builder.begin, builder.end
    parser.CharacterDataHandler = builder.say
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = builder.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        found = f"no well-formed XML ({expat.ErrorString(error.code)})"
        raise fault(file, (error.lineno, error.offset + 1), found, "XML in UTF-8") from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise fault(file, builder.place, "text that is not in the encoding it says", "XML in UTF-8") from error
    return builder.top.children[0]


class _Builder:
    """The tree under way."""

    def __init__(self, parser: expat.XMLParserType, file: Path | str, most: int) -> None:
        self.parser, self.file, self.most = parser, file, most
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
