"""A sweep as tables: one row per point and share, or an array with an axis for every lever."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.designs import Design, VariedLever, in_words
from sim.analysis.points import QUANTILES, SweepPoint
from sim.analysis.shares import Share, share_of
from sim.arrays import Floats

if TYPE_CHECKING:
    import xarray

FIGURES = ("share", "low", "high", "count", "of", "median_day")
"""What is said about a share."""


def columns_of(design: Design, points: Sequence[SweepPoint]) -> dict[str, list[Any]]:
    """Return the columns of a table with one row per point and share.

    `point`, a column per lever under its path (text where values do not lie on a line), `kind` (outcome or question),
    `id`, `label`, `share`, `low`, `high`, `count`, `of`, `median_day`, `day_05` to `day_95` (of outcomes), `digest`.
    """
    rows = list(_rows(points))
    columns: dict[str, list[Any]] = {"point": [point.number for point, *_ in rows]}
    for place, lever in enumerate(design.varied):
        columns[lever.path] = [tabled(lever, point.values[place]) for point, *_ in rows]
    columns |= {"kind": [kind for _, kind, _ in rows]}
    for name in ("id", "label", *FIGURES):
        columns[name] = [getattr(share, name) for *_, share in rows]
    for place, part in enumerate(QUANTILES):
        columns[f"day_{round(100 * part):02d}"] = [_quantile(point, kind, share, place) for point, kind, share in rows]
    return {**columns, "digest": [point.digest for point, *_ in rows]}


def _rows(points: Iterable[SweepPoint]) -> Iterator[tuple[SweepPoint, str, Share]]:
    for point in points:
        yield from ((point, "outcome", share) for share in point.outcomes)
        yield from ((point, "question", share) for share in point.questions)


def _quantile(point: SweepPoint, kind: str, share: Share, place: int) -> float | None:
    days = point.spread(share.id).days if kind == "outcome" else ()
    return days[place] if days else None


def tabled(lever: VariedLever, value: Any) -> Any:
    """Return a value of a lever as it stands in a column: a number, or text where values are not numbers."""
    return float(value) if lever.kind in {"number", "whole"} else in_words(value)


def arrays_of(design: Design, points: Sequence[SweepPoint], about: Mapping[str, Any]) -> "xarray.Dataset":
    """Return labelled arrays: for a grid with an axis for every lever, for any other design with the axis `point`.

    Variables are `share`, `low`, `high`, `count`, `of`, `median_day` by `outcome`, and `question_share` and so on by
    `question`. What is not finished, and a median of no runs, is NaN.

    Args:
        design: The levers and points.
        points: The points that are finished.
        about: What the result says of itself.

    Raises:
        ModuleNotFoundError: xarray is not installed; `pip install "parley-sim[labels]"` brings it.
    """
    try:
        import xarray
    except ModuleNotFoundError:
        needed = 'labelled arrays need xarray: python -m pip install "parley-sim[labels]"'
        raise ModuleNotFoundError(needed, name="xarray") from None

    axes = _axes(design)
    shape = tuple(len(labels) for labels in axes.values())
    variables: dict[str, Any] = {}
    coordinates: dict[str, Any] = dict(axes) if design.kind == "grid" else _beside(design, axes)
    for kind, prefix in (("outcome", ""), ("question", "question_")):
        names = _names(points, kind)
        coordinates[kind] = names
        for figure in FIGURES:
            filled = _filled(points, kind, names, figure, len(design)).reshape(*shape, len(names))
            variables[prefix + figure] = ((*axes, kind), filled)
    return xarray.Dataset(variables, coordinates, dict(about))


def _axes(design: Design) -> dict[str, list[Any]]:
    if design.kind == "grid":
        return {lever.path: [tabled(lever, level) for level in lever.levels] for lever in design.varied}
    return {"point": list(range(len(design)))}


def _beside(design: Design, axes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the points of a random design with the values of each lever beside them."""
    levers = enumerate(design.varied)
    values = {lever.path: ("point", [tabled(lever, row[place]) for row in design.points]) for place, lever in levers}
    return {**axes, **values}


def _shares(point: SweepPoint, kind: str) -> tuple[Share, ...]:
    return point.outcomes if kind == "outcome" else point.questions


def _names(points: Iterable[SweepPoint], kind: str) -> list[str]:
    """Return the ids of all outcomes or questions of any point; not every point has `unresolved`."""
    return list(dict.fromkeys(share.id for point in points for share in _shares(point, kind)))


def _filled(points: Iterable[SweepPoint], kind: str, names: Sequence[str], figure: str, size: int) -> Floats:
    """Return one figure of every share, [points, names]; what no run of a finished point ends in is a share of 0."""
    filled = np.full((size, len(names)), np.nan)
    for point in points:
        found = {share.id: share for share in _shares(point, kind)}
        for column, name in enumerate(names):
            value = getattr(found.get(name) or share_of(name, name, 0, point.runs), figure)
            filled[point.number, column] = np.nan if value is None else value
    return filled
