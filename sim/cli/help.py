"""Help as wide as the terminal: words wrap, names and numbers do not, and every verb ends with an example."""

import inspect
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from typer.core import TyperCommand, TyperGroup

from sim.cli.lists import filled
from sim.cli.usage import USAGE, said_of
from sim.cli.wrap import KEPT, wrap
from sim.texts.places import for_terminal

WIDEST = 120
"""Letters per line that the eye can still follow."""
NARROW = 72
"""Width below which what an option does stands beneath it, not beside it."""
NAMES = 28
"""Letters of an option beside which there is still room to explain it."""
EXAMPLE = "Example:"
"""How the last section of a verb's docstring begins: commands that are printed as they are."""


class VerbCommand(TyperCommand):
    """A verb, with help that begins with its docstring and ends with the example in it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; what is wrong with it is said in the words of all our faults, with how it is typed."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except USAGE as error:
            said = said_of(error, ctx, typed)
            if said is None:
                raise
            raise USAGE(for_terminal(said), ctx) from None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        said, example = _parts(self.help or "")
        lines = [_usage(ctx, self.collect_usage_pieces(ctx)), "", *_paragraphs(said)]
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            records = list(_records(self, ctx, kind))
            if records:
                lines += ["", f"{title}:", *_listed(records)]
        if example:
            lines += ["", EXAMPLE, *(line for command in example for line in _typed(command))]
        formatter.write("\n".join(lines) + "\n")


class VerbGroup(TyperGroup):
    """All verbs, under the headings of `groups`, each with the whole first line of its help."""

    groups: Mapping[str, Iterable[str]] = {}

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        lines = [_usage(ctx, self.collect_usage_pieces(ctx)), "", *_paragraphs(_parts(self.help or "")[0])]
        lines += ["", "Options:", *_listed(list(_records(self, ctx, "option")))]
        for title, names in self.groups.items():
            rows = [(name, _first_line(self.commands[name].help or "")) for name in names]
            lines += ["", f"{title}:", *_listed(rows)]
        lines += ["", *wrap("parley COMMAND --help tells what a command does and takes, with an example.", _width())]
        formatter.write("\n".join(lines) + "\n")


def examples_of(verb: Callable[..., object]) -> list[str]:
    """Return the commands that a verb's help ends with."""
    return _parts(inspect.getdoc(verb) or "")[1]


def _width() -> int:
    return min(shutil.get_terminal_size((80, 24)).columns, WIDEST)


def _parts(docstring: str) -> tuple[str, list[str]]:
    """Return what a docstring says, and the commands under its heading for examples."""
    said, _, example = inspect.cleandoc(docstring).partition(f"\n{EXAMPLE}\n")
    return said.rstrip(), [line.strip() for line in example.splitlines() if line.strip()]


def _first_line(docstring: str) -> str:
    return filled(_parts(docstring)[0].split("\n\n")[0]).replace("\n", " ")


def _usage(ctx: Any, pieces: Iterable[str]) -> str:
    # Some versions of Typer put braces around an argument that has to be given.
    words = " ".join(re.sub(r"^\{(.+)\}(?:\.\.\.)?$", r"\1", piece) for piece in pieces)
    return "\n".join(wrap(f"Usage: {ctx.command_path} {words}", _width()))


def _paragraphs(said: str) -> Iterator[str]:
    for place, paragraph in enumerate(filled(said).split("\n\n")):
        if place:
            yield ""
        yield from wrap(paragraph.replace("\n", " "), _width(), "  ")


def _typed(command: str) -> list[str]:
    """Return a command as one can type it: what does not fit continues on a line of its own."""
    lines = wrap(command, _width() - 4, "  ")
    return [line if place == 0 else f"  {line}" for place, line in enumerate(_joined(lines))]


def _joined(lines: list[str]) -> list[str]:
    return [*(f"{line} \\" for line in lines[:-1]), lines[-1]]


def _records(command: Any, ctx: Any, kind: str) -> Iterator[tuple[str, str]]:
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx) if param.param_type_name == kind else None
        if record is not None:
            name, said = record
            yield (name.partition(" <")[0] if kind == "argument" else name), filled(_in_words(said))


_RANGE = re.compile(r"(-?[\d.]+)<=x<=(-?[\d.]+)")
_LEAST = re.compile(r"x>=(-?[\d.]+)")


def _in_words(said: str) -> str:
    """Return a help text with its ranges in words; a range of all numbers that a computer has says nothing."""
    said = _RANGE.sub(lambda found: "" if len(found[2]) > 15 else f"{found[1]}{KEPT}to{KEPT}{found[2]}", said)
    said = re.sub(r"; \]|  \[\]", "]", _LEAST.sub(rf"at{KEPT}least{KEPT}\1", said))
    return said.replace("  [", " [").replace("default: ", f"default:{KEPT}")


def _listed(records: list[tuple[str, str]]) -> Iterator[str]:
    """Yield names with what they mean: beside them where there is room, else beneath."""
    width = _width()
    column = max((len(name) for name, _ in records if len(name) <= NAMES), default=0)
    beside = width >= NARROW or column <= width // 4
    indent = " " * (column + 4 if beside else 6)
    for name, said in records:
        lines = wrap(said, width, indent)
        if beside and len(name) <= column:
            yield f"  {name:{column}}  {lines[0].lstrip()}".rstrip()
            lines = lines[1:]
        else:
            yield from wrap(name.replace("|", "| "), width, "  ") if len(name) + 2 > width else [f"  {name}"]
        yield from lines
