"""The word for a situation: what must hold, and for how long, for something else to apply."""

from pydantic import Field, model_validator

from sim.scenario.base import DayCount, Id, Pattern, Word


class Situation(Word):
    """Something that holds of a run as it stands, or does not; several words in one mapping must all hold."""

    in_force: Pattern | None = None
    """Of every issue named, one of these options is in force."""
    not_in_force: Pattern | None = None
    """Of every issue named, none of these options is in force."""
    for_days: DayCount | None = None
    """With these two: they have held in the evenings of this many days in a row, up to yesterday's."""
    stands: Pattern | None = None
    """Of every issue named, one of these options is in force, or agreed and still to come into force."""
    agreed: Pattern | None = None
    """The option, or one of these of the issue, has been agreed, on some day so far."""
    failed: Pattern | None = None
    """The option, or one of these, was agreed and failed before it was in force, on some day so far."""
    expired: Pattern | None = None
    """The option, or one of these, has run out, on some day so far."""
    withdrawn: Pattern | None = None
    """The option, or one of these, was denounced, on some day so far."""
    collapsed: Pattern | None = None
    """The option, or one of these, collapsed, on some day so far."""
    happened: Id | None = None
    """The event has happened, or the deadline has passed, on some day so far."""
    out: Id | None = None
    """The party is away from the table."""
    since_days: DayCount | None = None
    """With what has happened so far: the first time was at least this many days ago."""
    not_: "Situation | None" = Field(default=None, alias="not")
    """This does not hold."""

    @model_validator(mode="after")
    def _says_something(self) -> "Situation":
        if not self.model_fields_set - {"for_days", "since_days"}:
            raise ValueError("says nothing: name at least one of in_force, not_in_force, stands, agreed, not, ...")
        return self
