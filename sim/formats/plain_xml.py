"""XML from others as a small tree: elements, attributes, text, lines; no document type, no entities, bounded sizes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from sim.faults import ScenarioError
from sim.formats.cells import refused

MOST_ELEMENTS = 400_000
MOST_DEPTH = 40


@dataclass
class Element:
    """One element.

    Attributes:
        name: Its name without namespace.
        line: Where it begins.
        attributes: Its attributes by name.
        children: What it holds, in order.
        text: Its own text.
    """

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def first(self, name: str) -> "Element | None":
        """Return the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def each(self, name: str) -> "list[Element]":
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]

    def every(self, name: str) -> "Iterator[Element]":
        """Yield everything of a name inside, at any depth."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)


class _Builder:
    """The tree under way."""

    def __init__(self, parser: expat.XMLParserType, file: str) -> None:
        self.parser, self.file = parser, file
        self.top = Element("", 0)
        self.open = [self.top]
        self.texts: list[list[str]] = [[]]
        self.count = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise refused(self.file, line, f"more than {MOST_ELEMENTS:,} elements", "fewer")
        if len(self.open) > MOST_DEPTH:
            raise refused(self.file, line, f"more than {MOST_DEPTH} elements inside one another", "fewer")
        new = Element(name.rpartition(":")[2], line, attributes)
        self.open[-1].children.append(new)
        self.open.append(new)
        self.texts.append([])

    def end(self, _: str) -> None:
        self.open.pop().text = "".join(self.texts.pop())

    def say(self, text: str) -> None:
        self.texts[-1].append(text)

    def refuse(self, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise refused(self.file, line, "a document type or an entity", "plain XML, which declares none")


def parse(data: bytes | str, file: str) -> Element:
    """Return the root of an XML text.

    Raises:
        ScenarioError: It is not well-formed, declares a document type or entities, or is too large or too deep.
    """
    parser = expat.ParserCreate()
    builder = _Builder(parser, file)
    parser.StartElementHandler, parser.EndElementHandler = builder.begin, builder.end
    parser.CharacterDataHandler = builder.say
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = lambda *_: 0
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise refused(file, error.lineno, f"no XML ({expat.ErrorString(error.code)})", "well-formed XML") from None
    except (ScenarioError, MemoryError):
        raise
    except (ValueError, LookupError) as error:
        raise refused(file, 0, f"no XML ({error})", "well-formed XML") from None
    return builder.top.children[0]
