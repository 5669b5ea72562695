"""Words for what parties have said: stated conditions, pledges, what accepting exposes one to."""

from collections.abc import Mapping

from pydantic import Field, model_validator

from sim.scenario.base import Cost, Entry, Id, Pattern, Share, Text
from sim.scenario.numbers import fixed
from sim.scenario.situation_word import Situation


class Condition(Entry):
    """What a party has publicly said it requires, or will not have."""

    label: Text | None = None
    """The demand in a few words."""
    party: Id
    """Who states it."""
    when: Pattern | None = None
    """The options that trigger it."""
    require: Pattern | list[Pattern] | None = None
    """The options that satisfy it; of several combinations any one does."""
    refuses: Pattern | None = None
    """What it will not have, whatever else; in place of `when` and `require`."""
    require_conduct: Situation | None = None
    """Conduct that satisfies it, in place of `require` or beside it: as long as this holds nothing breaks it."""
    firmness: Share
    """Probability that it is a true red line."""
    backdown_cost: Cost = Field(default_factory=lambda: fixed(0))
    """Points it costs to give way, if it is not."""

    @model_validator(mode="after")
    def _one_form(self) -> "Condition":
        requires = self.require is not None or self.require_conduct is not None
        if {self.when is not None, requires} != {self.refuses is None}:
            raise ValueError("a condition has either `when` and `require` (or `require_conduct`), or `refuses`")
        return self

    @property
    def triggers(self) -> Pattern:
        """The options that trigger it."""
        return self.when or self.refuses or {}

    @property
    def met_by(self) -> tuple[Pattern, ...]:
        """The combinations that satisfy it, any one of them; none does where it refuses."""
        if self.require is None:
            return ()
        return (self.require,) if isinstance(self.require, Mapping) else tuple(self.require)


class Pledge(Entry):
    """An option that a party has publicly said it supports: the mirror of a condition."""

    label: Text | None = None
    """The promise in a few words."""
    party: Id
    """Who supports it."""
    option: Mapping[Id, Id]
    """What it supports, {issue: option}."""
    backdown_cost: Cost = Field(default_factory=lambda: fixed(0))
    """Points it costs to refuse what one has pledged."""


class Exposure(Entry):
    """What a party loses if those bound by an option do not keep their side."""

    party: Id
    """Who is exposed."""
    option: Mapping[Id, Id]
    """By taking what, {issue: option}."""
    points: Cost
    """Points lost under no trust at all."""
