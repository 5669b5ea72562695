"""Whether a picture that came with a file may be drawn: it fetches nothing, and computes no more than Parley's own do.

What draws a picture is data in a language that can name addresses, invent rows without end, and compute. A picture of
Parley's uses little of it, so a foreign one is drawn only if it uses no more.
"""

import re
from collections.abc import Mapping

FETCHING = frozenset({"url", "href", "usermeta", "image", "loader"})
"""Words by which a picture would fetch something from elsewhere."""

GROWING = frozenset({"sequence", "graticule", "sphere", "bin", "maxbins", "timeUnit", "impute", "params", "on", "bind"})
"""Words by which a picture would invent rows or listen to the reader; no picture of Parley's says them."""

CODE = frozenset({"labelExpr", "expr", "calculate", "filter", "test", "signal", "update", "init"})
"""Words under which texts are computed, not shown."""

ARITHMETIC = frozenset({"min", "max", "floor", "ceil", "round", "abs"})
"""What may be called in what is computed: it gives a number."""

ROWS = frozenset({"datasets", "values"})
"""Words under which rows stand; their columns may be called anything else."""

MOST_PIXELS = 20_000
"""Largest number that a picture of Parley's says of its size."""

_SIZES = frozenset({"width", "height", "size", "tickCount", "step", "columns", "padding"})
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_CALLED = re.compile(r"([\w$]+|[\])])\s*\(|[`\\]|//|/\*")


def is_harmless(spec: object) -> bool:
    """Return whether what draws a picture fetches nothing, and says nothing that no picture of Parley's says.

    Args:
        spec: A picture as Vega-Lite has it.
    """
    if isinstance(spec, Mapping):
        return all(_allowed(str(name), inner) for name, inner in spec.items())
    if isinstance(spec, list):
        return all(is_harmless(inner) for inner in spec)
    return spec not in FETCHING


def _allowed(name: str, inner: object) -> bool:
    if name in ROWS:
        return _fetches_nothing(inner)
    if name in FETCHING or name in GROWING or (name == "transform" and not _only_filters(inner)):
        return False
    if name in _SIZES and isinstance(inner, int | float) and abs(inner) > MOST_PIXELS:
        return False
    return is_harmless(inner) and (name not in CODE or _computes_little(inner, labels=name == "labelExpr"))


def _fetches_nothing(rows: object) -> bool:
    """Return whether rows, whose columns may be called anything, hold nothing that a page would fetch."""
    if isinstance(rows, Mapping):
        return all(name not in FETCHING and _fetches_nothing(inner) for name, inner in rows.items())
    return not isinstance(rows, list) or all(_fetches_nothing(inner) for inner in rows)


def _only_filters(inner: object) -> bool:
    return isinstance(inner, list) and all(isinstance(one, Mapping) and set(one) == {"filter"} for one in inner)


def _computes_little(code: object, *, labels: bool) -> bool:
    """Return whether an expression calls arithmetic alone and, unless it names labels, makes nothing like a picture."""
    if isinstance(code, Mapping | list):
        return all(
            _computes_little(one, labels=False) for one in (code.values() if isinstance(code, Mapping) else code)
        )
    if not isinstance(code, str):
        return True
    bare = _QUOTED.sub("''", code)
    called = {found[1] for found in _CALLED.finditer(bare)}
    return called <= ARITHMETIC and (labels or not set(bare) & set("{}["))
