"""Points of 0 to 100 and shares of 0 to 1 in columns of a table, told apart by what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.formats.cells import Row, figure, refused
from sim.formats.figures import AmbiguousFigureError, CellNumber, figure_in
from sim.formats.headers import Header

POINTS = (0.0, 100.0)
SHARES = (0.0, 1.0)
SMALL_SCALE = 10.0
"""Where no figure is above this, a note says they were read as points of 100: their scale may end here."""


@dataclass(frozen=True)
class Unit:
    """The unit that the figures of some columns are in.

    Attributes:
        shares: Whether figures without a percent sign are shares from 0 to 1; else they are points from 0 to 100.
    """

    shares: bool

    def points(self, row: Row, place: int, file: str, what: str) -> float:
        """Return a cell in points.

        Raises:
            ScenarioError: It is not a number within the bounds of its unit.
        """
        if not self.shares or row.cell(place).endswith("%"):
            return figure(row, place, file, what, POINTS)
        # Rounded, so that 0.07 is 7 points.
        return round(100.0 * figure(row, place, file, what, SHARES), 12)


def unit_of(rows: Sequence[Row], header: Header, file: str, names: Sequence[str], notes: list[str]) -> Unit:
    """Return the unit of columns that share one: what a header says, else what the figures allow.

    If no figure is above 1 and one is above 0, they are read as shares, with a note. A percent sign means points.

    Raises:
        ScenarioError: Some cells have percent signs and the others could be either.
    """
    stated = {header.units[name] for name in names if name in header.units}
    if stated:
        return Unit(stated == {"shares"})
    called = " and ".join(header.names[name] for name in names if name in header.names)
    cells = [(row, row.cell(header.places[n])) for row in rows for n in names if header.places.get(n, -1) >= 0]
    found = [(row, one) for row, cell in cells if (one := _figure(cell)) is not None]
    plain = [(row, one.value) for row, one in found if not one.percent]
    top = max((value for _, value in plain), default=0.0)
    if not 0.0 < top <= 1.0:
        if 1.0 < top <= SMALL_SCALE and len(plain) == len(found):
            notes.append(f"no figure in {called} is above {top:g}; they were read as points of 0 to 100")
        return Unit(False)
    if len(plain) < len(found):
        row, value = next((row, value) for row, value in plain if value > 0)
        hint = "Give all cells a percent sign, or none."
        raise refused(file, row.line, f"{value:g} in {called}, beside figures in percent", "one unit", hint)
    notes.append(
        f"the unit of {called}: no figure is above 1, so that they were read as shares and multiplied by 100; "
        f"'{called.split(' and ')[0]} (0-100)' as header says otherwise"
    )
    return Unit(True)


def _figure(cell: str) -> CellNumber | None:
    try:
        return figure_in(cell)
    except AmbiguousFigureError:
        return None
