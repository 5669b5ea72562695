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

    With questions for a number or a date there is a row for each of these too (kind `number`, no share, `count` of the
    runs asked that have a number), and the columns `mean`, `mean_low`, `mean_high`, and for each of the parts 05, 25,
    50, 75 and 95 of the runs `number_05` with the ends of its interval, `number_05_low` and `number_05_high`.

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
    columns["digest"] = [point.digest for point, *_ in rows]
    return columns if not any(point.numbers for point in points) else _with_numbers(design, points, columns)


def _with_numbers(
    design: Design, points: Sequence[SweepPoint], columns: Mapping[str, list[Any]]
) -> dict[str, list[Any]]:
    """Return columns with a row more for every point and question for a number or a date."""
    numbers = [(point, number) for point in points for number in point.numbers]
    empty = [None] * len(columns["point"])
    told: dict[str, list[Any]] = {
        "point": [point.number for point, _ in numbers],
        **{
            lever.path: [tabled(lever, point.values[place]) for point, _ in numbers]
            for place, lever in enumerate(design.varied)
        },
        "kind": ["number"] * len(numbers),
        "id": [number.id for _, number in numbers],
        "label": [number.label for _, number in numbers],
        "count": [number.known for _, number in numbers],
        "of": [number.of for _, number in numbers],
        "digest": [point.digest for point, _ in numbers],
    }
    both = {name: [*values, *told.get(name, [None] * len(numbers))] for name, values in columns.items()}
    for name in ("mean", "low", "high"):
        ends = [_missing(getattr(number, name)) for _, number in numbers]
        both[name if name == "mean" else f"mean_{name}"] = [*empty, *ends]
    for place, part in enumerate(QUANTILES):
        for name in ("value", "low", "high"):
            column = f"number_{round(100 * part):02d}" + ("" if name == "value" else f"_{name}")
            found = [getattr(number.quantiles[place], name) if number.quantiles else None for _, number in numbers]
            both[column] = [*empty, *found]
    return both


def _missing(value: float) -> float | None:
    return None if np.isnan(value) else value


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
    `question`; `number_mean`, `number_low`, `number_high`, `number_known`, `number_of` by `number`, and
    `number_quantile` by `number` and `part`, for questions for a number or a
    date. What is not finished, and a median of no runs, is NaN.

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
    names = list(dict.fromkeys(number.id for point in points for number in point.numbers))
    if names:
        coordinates |= {"number": names, "part": list(QUANTILES)}
        for figure in ("mean", "low", "high", "known", "of"):
            filled = _numbers(points, names, figure, len(design)).reshape(*shape, len(names))
            variables[f"number_{figure}"] = ((*axes, "number"), filled)
        quantiles = _number_quantiles(points, names, len(design)).reshape(*shape, len(names), len(QUANTILES))
        variables["number_quantile"] = ((*axes, "number", "part"), quantiles)
    return xarray.Dataset(variables, coordinates, dict(about))


def _numbers(points: Iterable[SweepPoint], names: Sequence[str], figure: str, size: int) -> Floats:
    """Return one figure of every question for a number, [points, names]."""
    filled = np.full((size, len(names)), np.nan)
    for point in points:
        for number in point.numbers:
            filled[point.number, names.index(number.id)] = getattr(number, figure)
    return filled


def _number_quantiles(points: Iterable[SweepPoint], names: Sequence[str], size: int) -> Floats:
    """Return the quantiles of every question for a number, [points, names, parts]."""
    filled = np.full((size, len(names), len(QUANTILES)), np.nan)
    for point in points:
        for number in point.numbers:
            if number.quantiles:
                filled[point.number, names.index(number.id)] = [one.value for one in number.quantiles]
    return filled


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
