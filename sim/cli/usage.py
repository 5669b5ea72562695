"""What was typed wrongly, said as any other fault is: where, what was found, what was expected, what was meant.

Typer finds it; what it says of it is left to no other library, so that it reads alike with every version of them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import typer

from sim.cli.lists import filled
from sim.cli.options import SCENARIO

USAGE: type[Exception] = typer.BadParameter.__mro__[1]
"""What is raised where a command is not typed as it is taken; Typer gives only one kind of it a public name."""

_RANGE = re.compile(r"(-?[\d.]+)<=x<=(-?[\d.]+)")
_LEAST = re.compile(r"x>=(-?[\d.]+)")
_CHOICES = re.compile(r" is not one of (.+?)\.?$")
_EXTRA = re.compile(r"extra argument(?:\(s\)|s)? \((.*)\)$")


def said_of(error: Any, ctx: Any, args: Iterable[str]) -> str | None:
    """Return in one line what is wrong with what was typed; none where Typer says it as well.

    Args:
        error: What Typer raised.
        ctx: The command that was called.
        args: What was typed after it.
    """
    param = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        return _no_option(error.option_name, ctx)
    if hasattr(error, "option_name"):
        return _no_value(str(error.option_name), str(error.message), ctx)
    if param is not None:
        return _missing(param) if "Missing" in error.format_message() else _wrong(error, param, ctx, list(args))
    extra = _EXTRA.search(str(error.message))
    return None if extra is None else _too_many(extra[1], ctx)


def _options(ctx: Any) -> Iterator[tuple[str, Any]]:
    """Yield every long name of an option of a command, with the option."""
    for param in ctx.command.get_params(ctx):
        yield from ((name, param) for name in (*param.opts, *param.secondary_opts) if name.startswith("--"))


def _no_value(name: str, message: str, ctx: Any) -> str:
    """Say that a value is missing after an option, or that one stands there."""
    param = dict(_options(ctx)).get(name)
    if "not take" in message:
        return f"{name}: found a value, expected the option alone."
    return f"{name}: found nothing after it, expected {'a value' if param is None else _takes(param)}."


def _takes(param: Any) -> str:
    """Return what stands for a parameter's value, with what it is for."""
    said = filled(param.help or "").split(". ")[0].split("; ")[0].rstrip(".")
    meaning = f"{said[:1].lower()}{said[1:]}"
    shows = param.metavar if param.param_type_name == "option" else ""
    return f"{shows}, {meaning}" if shows and meaning else shows or meaning or "a value"


def _no_option(name: str, ctx: Any) -> str:
    """Say that there is no such option, and what was meant: one with a name like it, or that of another command."""
    from sim.scenario.faults import did_you_mean

    own = [option for option, _ in _options(ctx)]
    said = f"{name}: found no such option of parley {ctx.info_name}, expected one that it has."
    others = [verb for verb, command in _verbs(ctx) if _has(command, name)]
    hint = f"parley {others[0]} has it." if len(others) == 1 else did_you_mean(name, own)
    return f"{said} {hint}".rstrip()


def _verbs(ctx: Any) -> Iterable[tuple[str, Any]]:
    commands: dict[str, Any] = getattr(ctx.find_root().command, "commands", {})
    return commands.items()


def _has(command: Any, name: str) -> bool:
    return any(name in param.opts for param in command.params)


def _missing(param: Any) -> str:
    if param.metavar == SCENARIO:
        return (
            "SCENARIO: found nothing, expected the name of a scenario (parley scenarios lists those that come with "
            "Parley), or the path of a YAML file."
        )
    name = param.opts[0] if param.param_type_name == "option" else param.metavar
    return f"{name}: found nothing, expected {_takes(param)}."


def _wrong(error: Any, param: Any, ctx: Any, args: list[str]) -> str:
    """Say what is wrong with a value: of the wrong kind, out of its range, or none of those that there are."""
    from sim.scenario.faults import did_you_mean, one_of

    name = param.opts[0] if param.param_type_name == "option" else (param.metavar or param.name)
    found = _given(param, args)
    record = param.get_help_record(ctx)
    choices = _CHOICES.search(str(error.message))
    if choices is not None:
        names = [part.strip().strip("'\"") for part in choices[1].split(",")]
        return _line(name, found, one_of(names), did_you_mean(str(found), names))
    expected, hint = _number(record[1] if record else "", str(error.message), found, param.metavar == "SHARE")
    return _line(name, found, expected, hint)


def _line(name: str, found: str | None, expected: str, hint: str) -> str:
    from sim.scenario.faults import shown

    given = "what was typed" if found is None else shown(found) if _as_number(found) is None else found
    return f"{name}: found {given}, expected {expected}.{' ' if hint else ''}{hint}"


def _given(param: Any, args: list[str]) -> str | None:
    """Return the last value that was typed for a parameter; none where that cannot be told."""
    if param.param_type_name != "option":
        return next((word for word in args if not word.startswith("-")), None)
    found = None
    for word, after in zip(args, [*args[1:], None], strict=True):
        option, equals, value = word.partition("=")
        if option in param.opts:
            found = value if equals else after
    return found


def _number(record: str, message: str, found: str | None, share: bool) -> tuple[str, str]:
    """Return which numbers are taken, and what was probably meant: by a share, what it is in per cent."""
    kind = "a whole number" if "integer" in message or _is_whole(record, found) else "a number"
    value = None if found is None else _as_number(found)
    percent = None if found is None or not found.endswith("%") else _as_number(found[:-1])
    ends, least = _RANGE.search(record), _LEAST.search(record)
    if ends is None:
        return (f"{kind} of at least {_told(least[1])}" if least else kind), ""
    low, high = float(ends[1]), float(ends[2])
    expected = kind if len(ends[2]) > 15 else f"{kind} from {_told(ends[1])} to {_told(ends[2])}"
    meant = value if percent is None else percent
    if not share or (low, high) != (0, 1) or meant is None or not (1 < meant <= 100 or percent is not None):
        return expected, ""
    return expected, f"Did you mean {meant / 100:g}, which is {meant:g} %?"


def _is_whole(record: str, found: str | None) -> bool:
    """Return whether a range that was left is one of whole numbers: it says so where it does not begin or end at 1."""
    ends = _RANGE.search(record) or _LEAST.search(record)
    return ends is not None and "." not in ends[0] and ends[0] != "0<=x<=1" and found is not None


def _told(digits: str) -> str:
    return f"{int(digits):,}" if digits.lstrip("-").isdigit() else digits


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _too_many(extra: str, ctx: Any) -> str:
    """Say that there is one argument too many, and with which option it may belong."""
    names = [name for name, _ in _options(ctx)]
    first = extra.split(" ")[0]
    option = "--set" if "=" in first else "--change"
    hint = f" A what-if goes with {option} {first}." if option in names else ""
    taken = [str(param.metavar or param.name) for param in ctx.command.params if param.param_type_name == "argument"]
    takes = f"only options after {' '.join(taken)}" if taken else "options only"
    return f"parley {ctx.info_name}: found {extra!r}, expected {takes}.{hint}"
