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

__all__ = ["Element", "escape", "parsed", "quoteattr"]


@dataclass(eq=False)
class Element:
    """An element of a file, filled while it is read.

    Attributes:
        tag: Its name.
        given: Its attributes.
        file: The file it stands in.
        place: Line and column, from 1.
        children: The elements inside it.
    """

    tag: str
    given: dict[str, str]
    file: Path
    place: tuple[int, int]
    children: list["Element"] = field(default_factory=list)

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
        ScenarioError: It is no well-formed XML, declares a document type, or exceeds the limits.
    """
    data = bytes_of(file)
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    top = Element("", {}, file, (0, 0))
    open_elements, count = [top], 0

    def place() -> tuple[int, int]:
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

    def start(tag: str, given: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS or len(open_elements) > MOST_DEPTH:
            limit = f"at most {MOST_ELEMENTS:,} elements, {MOST_DEPTH} inside each other"
            raise fault(file, place(), "more elements, or deeper ones", limit)
        element = Element(tag, given, file, place())
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def refuse(*_: object) -> None:
        hint = "Document types can declare entities that blow up or read other files."
        raise fault(file, place(), "a document type (<!DOCTYPE …>)", "plain elements", hint)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        found = f"no well-formed XML ({expat.ErrorString(error.code)})"
        raise fault(file, (error.lineno, error.offset + 1), found, "XML in UTF-8") from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise fault(file, place(), "text that is not in the encoding it says", "XML in UTF-8") from error
    return top.children[0]
