"""Numbers as people state them: a single figure, a range, or a named distribution.

A range states what nobody outside knows. It is drawn once per run (uncertainty about the world) and is
never the same thing as what is drawn every day (chance in the world).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sim.scenario.distributions import NORMAL_95, TAIL, point_of, share_below

Kind = Literal["fixed", "uniform", "pert", "normal", "beta", "lognormal", "choice", "mixture"]

_FIGURE = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"^\s*({_FIGURE})\s+to\s+({_FIGURE})(?:\s+to\s+({_FIGURE}))?\s*$")
NAMED_NUMBERS = frozenset({"normal", "beta", "lognormal", "choice", "mixture", "truncated", "range"})
"""Words of mappings that are one stated number: {distribution: parameters}, or {range, class, why}."""
CODED = frozenset({"range", "class", "why"})
"""What a number says that carries a class: the number, the class it was coded as, and why it departs from it."""
NUMBER_FORMS = "'low to high', 'low to mode to high', or one of normal, beta, lognormal, choice, mixture, truncated"
_FORMS = f"a number, {NUMBER_FORMS}"
_TRUNCATED = "truncated: a mapping with of (a range or a named distribution), from, to or both"
LEAST_KEPT = 1e-6
"""Smallest share of a distribution to which it can be cut: of less, figures of 64 bits hold too little."""

SHORT = 60
"""Letters of a range that is kept once it was read; longer ones are read anew."""


class Spread(BaseModel):
    """One stated number, certain or not.

    Attributes:
        kind: The shape of the distribution; `fixed` is a single figure.
        at: Its parameters in the order in which people write them (for `choice`, the values; for `mixture`, its ends).
        odds: For `choice`, the share of each value; empty otherwise.
        cut: Bounds to which the distribution is cut, its shape within them kept; infinite where it is not.
        parts: For `mixture`, what it is drawn from, each as likely as any other; empty otherwise.
        of_class: The classes of the codebook that it was coded as, `KIND.CLASS`; none, one, or two possible ones.
        why: Why it departs from the range of its class; empty if nothing is said.
        least: The smallest value that the field allows; draws below it are set to it.
        most: The largest value that the field allows; draws above it are set to it.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    at: tuple[float, ...]
    odds: tuple[float, ...] = ()
    cut: tuple[float, float] = (-math.inf, math.inf)
    parts: tuple["Spread", ...] = ()
    of_class: tuple[str, ...] = ()
    why: str = ""
    least: float = -math.inf
    most: float = math.inf

    @property
    def certain(self) -> bool:
        """Whether the number is a single figure."""
        return self.kind == "fixed"

    @property
    def low(self) -> float:
        """The smallest value it can take (5 % quantile where it has no end), inside the field's bounds."""
        return max(self.least, self._ends()[0])

    @property
    def high(self) -> float:
        """The largest value it can take (95 % quantile where it has no end), inside the field's bounds."""
        return min(self.most, self._ends()[1])

    @property
    def middle(self) -> float:
        """Its mean (the mode of a PERT), inside its cut and the field's bounds: what one types to make it certain."""
        low, high = self._ends() if self.truncated else (-math.inf, math.inf)
        return min(self.most, max(self.least, min(high, max(low, self._centre()))))

    @property
    def truncated(self) -> bool:
        """Whether it is cut to bounds."""
        return self.cut != (-math.inf, math.inf)

    @property
    def whole(self) -> "Spread":
        """The distribution before it was cut."""
        return self.model_copy(update={"cut": (-math.inf, math.inf)})

    @property
    def kept(self) -> tuple[float, float]:
        """How much of the whole distribution lies below the one bound of its cut, and below the other."""
        # What is drawn just at the lower bound is kept.
        low, high = self.cut
        return float(share_below(self, math.nextafter(low, -math.inf))), float(share_below(self, high))

    def _ends(self) -> tuple[float, float]:
        low, high = self._natural_ends()
        if not self.truncated:
            return low, high
        if self.kind in {"normal", "lognormal"}:
            below, above = self.kept
            low = point_of(self.kind, self.at, below + TAIL * (above - below))
            high = point_of(self.kind, self.at, above - TAIL * (above - below))
            bounds = zip(self.cut, (low, high), strict=True)
            low, high = (bound if math.isfinite(bound) else end for bound, end in bounds)
            return low, high
        return max(low, self.cut[0]), min(high, self.cut[1])

    def _natural_ends(self) -> tuple[float, float]:
        if self.kind == "normal":
            mean, sd = self.at
            return mean - NORMAL_95 * sd, mean + NORMAL_95 * sd
        if self.kind == "beta":
            return 0.0, 1.0
        return min(self.at), max(self.at)

    def _centre(self) -> float:
        if self.kind in {"fixed", "normal"}:
            return self.at[0]
        if self.kind == "pert":
            return self.at[1]
        if self.kind == "beta":
            return self.at[0] / (self.at[0] + self.at[1])
        if self.kind == "lognormal":
            return math.sqrt(self.at[0] * self.at[1])
        if self.kind == "choice":
            return sum(value * odd for value, odd in zip(self.at, self.odds, strict=True))
        if self.kind == "mixture":
            return sum(part._centre() for part in self.parts) / len(self.parts)
        return (self.at[0] + self.at[1]) / 2

    def stated(self) -> Any:
        """Return the form in which a person writes this number in YAML."""
        if not self.of_class:
            return self._stated_plainly()
        named = self.of_class[0] if len(self.of_class) == 1 else list(self.of_class)
        return {"range": self._stated_plainly(), "class": named, **({"why": self.why} if self.why else {})}

    def _stated_plainly(self) -> Any:
        if self.truncated:
            bounds = zip(("from", "to"), self.cut, strict=True)
            ends = {word: _plain(end) for word, end in bounds if math.isfinite(end)}
            return {"truncated": {"of": self.whole._stated_plainly(), **ends}}
        if self.kind == "mixture":
            return {"mixture": [part.stated() for part in self.parts]}
        if self.kind == "fixed":
            return _plain(self.at[0])
        if self.kind in {"uniform", "pert"}:
            return " to ".join(str(_plain(x)) for x in self.at)
        if self.kind == "choice":
            return {"choice": {str(_plain(v)): _plain(o) for v, o in zip(self.at, self.odds, strict=True)}}
        return {self.kind: [_plain(x) for x in self.at]}

    def told(self) -> str:
        """Return the number as people read it: the range, or the ranges with `or`, then its classes in brackets."""
        if self.kind == "mixture" and not self.truncated:
            text = " or ".join(part.told() for part in self.parts)
        else:
            plainly = self._stated_plainly()
            written = str(plainly).replace("'", "")
            text = written[1:-1].replace(": ", " ", 1) if isinstance(plainly, dict) else written
        return f"{text} ({', '.join(self.of_class)})" if self.of_class else text

    def __str__(self) -> str:
        """Return the stated form in one line."""
        stated = self.stated()
        return str(stated) if not isinstance(stated, dict) else str(stated).replace("'", "")


def fixed(value: float) -> Spread:
    """Return the certain number `value`."""
    return Spread(kind="fixed", at=(float(value),))


def parse_number(value: Any) -> Spread:
    """Read a number as a person states it.

    Args:
        value: A figure, `"0.3 to 0.8"` (uniform), `"0.3 to 0.5 to 0.8"` (PERT: low, mode, high), or a mapping with
            one of `normal: [mean, sd]`, `beta: [a, b]`, `lognormal: [low, high]` (5 %-95 %), `choice: {value: share}`,
            `mixture: [number, number, ...]` (each as likely as any other), `truncated: {of: ..., from: low, to: high}`
            (any of these, given that it lies there). Any of them may carry the class that it was
            coded as: `{range: 0.3 to 0.8, class: KIND.CLASS, why: ...}`.

    Returns:
        The number as a `Spread` without bounds.

    Raises:
        ValueError: It is none of these, is not finite, or its parameters cannot be used.
    """
    if isinstance(value, Spread):
        return value
    if isinstance(value, bool):
        raise ValueError(f"expected {_FORMS}")
    if isinstance(value, int | float):
        return Spread(kind="fixed", at=(_finite(value),))
    if isinstance(value, str):
        return _parse_range(value)
    if isinstance(value, Mapping) and "range" in value and set(value) <= CODED:
        return _parse_coded(value)
    if isinstance(value, Mapping) and len(value) == 1:
        return _parse_named(*next(iter(value.items())))
    raise ValueError(f"expected {_FORMS}")


def _parse_coded(value: Mapping[Any, Any]) -> Spread:
    """Read a number with the class that it was coded as."""
    stated, named, why = value["range"], value.get("class"), value.get("why", "")
    classes = [named] if isinstance(named, str) else named
    if not isinstance(classes, list) or not classes or not all(isinstance(one, str) and one for one in classes):
        raise ValueError("expected class: the name of a class, KIND.CLASS, or a list of two that are both possible")
    if not isinstance(why, str):
        raise ValueError("expected why: a sentence")
    if isinstance(stated, Mapping) and "range" in stated:
        raise ValueError("a range within a range")
    return parse_number(stated).model_copy(update={"of_class": tuple(classes), "why": why})


def _parse_mixture(value: Any) -> Spread:
    """Read what is drawn from one of several numbers, each as likely as any other."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        raise ValueError("expected mixture: a list of at least two numbers or ranges")
    parts = tuple(parse_number(one) for one in value)
    if any(part.parts or part.of_class or part.truncated for part in parts):
        raise ValueError("a mixture is made of plain numbers and ranges; write its classes beside it")
    ends = min(part.low for part in parts), max(part.high for part in parts)
    return Spread(kind="mixture", at=ends, parts=parts)


def _parse_range(text: str) -> Spread:
    return _short_range(text) if len(text) <= SHORT else _read_range(text)


@lru_cache(maxsize=4096)
def _short_range(text: str) -> Spread:
    # A scenario is checked again and again with little changed, and its numbers are read each time.
    return _read_range(text)


def _read_range(text: str) -> Spread:
    match = _RANGE.match(text)
    if match is None:
        if re.fullmatch(rf"\s*{_FIGURE}\s*", text):
            return Spread(kind="fixed", at=(_finite(float(text)),))
        raise ValueError(f"expected {_FORMS}")
    at = tuple(_finite(float(part)) for part in match.groups() if part is not None)
    if list(at) != sorted(at):
        raise ValueError("the parts of a range must rise: low to high, or low to mode to high")
    if at[0] == at[-1]:
        return Spread(kind="fixed", at=(at[0],))
    return Spread(kind="uniform" if len(at) == 2 else "pert", at=at)


def _parse_named(name: Any, value: Any) -> Spread:
    if name == "choice":
        return _parse_choice(value)
    if name == "mixture":
        return _parse_mixture(value)
    if name == "truncated":
        return _parse_truncated(value)
    if name not in {"normal", "beta", "lognormal"} or not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f"expected {_FORMS}")
    first, second = (_finite(x) for x in value)
    if name == "normal" and second < 0:
        raise ValueError("the standard deviation of a normal must not be negative")
    if name == "beta" and min(first, second) <= 0:
        raise ValueError("both parameters of a beta must be above 0")
    if name == "lognormal" and not 0 < first < second:
        raise ValueError("a lognormal needs 0 < low < high (its 5 % and 95 % points)")
    kind: Kind = name
    return Spread(kind=kind, at=(first, second))


def _parse_choice(value: Any) -> Spread:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("expected choice: a mapping from each value to its share")
    try:
        at = tuple(_finite(float(key)) for key in value)
    except (TypeError, ValueError) as error:
        raise ValueError("the values of a choice must be numbers") from error
    if len(set(at)) < len(at):
        raise ValueError("the values of a choice must differ")
    odds = tuple(_finite(x) for x in value.values())
    if min(odds) < 0 or sum(odds) <= 0:
        raise ValueError("the shares of a choice must not be negative and must add up to more than 0")
    return Spread(kind="choice", at=at, odds=tuple(x / sum(odds) for x in odds))


def _parse_truncated(value: Any) -> Spread:
    if not isinstance(value, Mapping) or not {"of"} < set(value) <= {"of", "from", "to"}:
        raise ValueError(f"expected {_TRUNCATED}")
    whole = parse_number(value["of"])
    low, high = (_finite(value[word]) if word in value else end for word, end in _OPEN)
    if whole.certain or whole.truncated or whole.of_class:
        raise ValueError(f"expected {_TRUNCATED}")
    if low > high:
        raise ValueError("the bounds to which a distribution is truncated must rise: from, then to")
    return cut_to(whole, low, high)


_OPEN = (("from", -math.inf), ("to", math.inf))


def cut_to(whole: Spread, low: float, high: float) -> Spread:
    """Return a stated number given that it lies within bounds: its shape stays, what lies outside is left out.

    An even draw becomes a narrower one and a choice has fewer values; others are marked as cut.

    Args:
        whole: The number, not cut.
        low: Lower bound; minus infinity for none.
        high: Upper bound; infinity for none.

    Raises:
        ValueError: It practically never lies there.
    """
    nothing = ValueError("expected bounds between which some of the distribution lies")
    if whole.kind == "choice":
        inside = {value: odd for value, odd in zip(whole.at, whole.odds, strict=True) if low <= value <= high}
        if not sum(inside.values()):
            raise nothing
        return _parse_choice(inside) if len(inside) > 1 else fixed(*inside)
    first, last = whole.at[0], whole.at[-1]
    if whole.kind in {"uniform", "fixed"}:
        if low > last or high < first:
            raise nothing
        ends = max(low, first), min(high, last)
        return fixed(ends[0]) if ends[0] == ends[1] else Spread(kind="uniform", at=ends)
    found = whole.model_copy(update={"cut": (low, high)})
    below, above = found.kept
    if above - below < LEAST_KEPT:
        raise nothing
    return found


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected {_FORMS}")
    try:
        number = float(value)
    except OverflowError as error:
        raise ValueError("expected a number that fits a 64-bit float") from error
    if not math.isfinite(number):
        raise ValueError("expected a finite number")
    return number


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _bounded(value: Any, least: float, most: float) -> Spread:
    """Return what is stated with the bounds of its field."""
    short = isinstance(value, str) and len(value) <= SHORT
    return _short_bounded(value, least, most) if short else within(parse_number(value), least, most)


@lru_cache(maxsize=4096, typed=True)
def _short_bounded(text: str, least: float, most: float) -> Spread:
    return within(parse_number(text), least, most)


def within(spread: Spread, least: float, most: float) -> Spread:
    """Return `spread` with the bounds of its field, having checked what is stated against them.

    Raises:
        ValueError: A stated figure lies outside [least, most].
    """
    for figure in _figures(spread):
        if not least <= figure <= most:
            raise ValueError(f"expected a number from {_plain_text(least)} to {_plain_text(most)}")
    return spread.model_copy(update={"least": least, "most": most})


def _figures(spread: Spread) -> tuple[float, ...]:
    """Return the figures of a number that must lie within its field."""
    if spread.truncated:
        return spread.low, spread.high
    if spread.kind == "mixture":
        return tuple(figure for part in spread.parts for figure in _figures(part))
    stated = {"fixed", "uniform", "pert", "choice", "lognormal"}
    return spread.at if spread.kind in stated else (spread.middle,)


def _plain_text(value: float) -> str:
    return str(_plain(value)) if math.isfinite(value) else str(value)


@dataclass(frozen=True)
class Bounded:
    """What a field accepts as a stated number: its bounds and its unit.

    Used as `Annotated[Spread, Bounded(0, 1, "share")]`.

    Attributes:
        least: Smallest value allowed.
        most: Largest value allowed.
        unit: What it is counted in; becomes `x-unit` in the JSON Schema.
    """

    least: float
    most: float
    unit: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate as a stated number, write back as people state it."""
        return core_schema.no_info_plain_validator_function(
            lambda value: _bounded(value, self.least, self.most),
            serialization=core_schema.plain_serializer_function_ser_schema(Spread.stated),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the forms that are accepted, so that editors complete and underline."""
        return {
            "anyOf": [
                {"type": "number", "minimum": self.least, "maximum": self.most},
                {"type": "string", "pattern": _RANGE.pattern},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "properties": _NAMED,
                    "additionalProperties": False,
                },
                _CODED,
            ],
            "x-unit": self.unit,
        }


_PAIR = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_NAMED: dict[str, Any] = {
    "normal": _PAIR,
    "beta": _PAIR,
    "lognormal": _PAIR,
    "choice": {"type": "object", "additionalProperties": {"type": "number"}},
    "mixture": {"type": "array", "minItems": 2},
}
_NAMED["truncated"] = {
    "type": "object",
    "properties": {
        "of": {
            "anyOf": [
                {"type": "string", "pattern": _RANGE.pattern},
                {"type": "object", "minProperties": 1, "maxProperties": 1, "properties": dict(_NAMED)},
            ]
        },
        "from": {"type": "number"},
        "to": {"type": "number"},
    },
    "required": ["of"],
    "minProperties": 2,
    "additionalProperties": False,
}
_CODED = {
    "type": "object",
    "required": ["range", "class"],
    "properties": {
        "range": {},
        "class": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
        "why": {"type": "string"},
    },
    "additionalProperties": False,
}
