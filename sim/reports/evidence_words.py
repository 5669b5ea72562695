"""What a report says of its evidence, each sentence computed from the sources that the scenario names."""

from collections.abc import Iterable, Sequence

from sim.analysis.outside import OutsideComparison, shared_evidence, sources_of_inputs
from sim.reports import words
from sim.reports.figures import joined
from sim.scenario.base import Entry, Source
from sim.scenario.model import Scenario


def numbers_of(scenario: Scenario) -> dict[str, int]:
    """Return the number under which each source stands in the list of sources, by id."""
    return {name: place for place, name in enumerate(scenario.sources, start=1)}


def rests_on(scenario: Scenario, entry: Entry, changed: bool = False) -> str:
    """Return what an entry rests on in a few words: the numbers of its sources, and whether the rest is assumed.

    Args:
        scenario: Where the sources are listed.
        entry: The entry.
        changed: Whether a what-if sets some of it, so that what it says of itself is about another case.
    """
    if changed:
        return words.BY_WHAT_IF
    parts = [*cited(scenario, entry.sources), *([words.ASSUMED] if entry.assumed else [])]
    return ", ".join(parts) or words.NOT_STATED


def cited(scenario: Scenario, sources: Iterable[str]) -> list[str]:
    """Return sources as numbers of the list of sources; one that is not listed by its id."""
    numbers = numbers_of(scenario)
    return [f"[{numbers[name]}]" if name in numbers else name for name in sources]


def titles(scenario: Scenario, sources: Iterable[str]) -> str:
    """Return sources by their titles."""
    return "; ".join(scenario.sources[name].title if name in scenario.sources else name for name in sources)


def key_to(scenario: Scenario, entries: Iterable[Entry]) -> str:
    """Return the titles behind the numbers of some entries' sources; empty if they name none."""
    used = {name for entry in entries for name in entry.sources}
    listed = [
        f"[{place}] {scenario.sources[name].title}" for name, place in numbers_of(scenario).items() if name in used
    ]
    return words.KEY.format(sources="; ".join(listed)) if listed else ""


def day_zero(scenario: Scenario) -> str:
    """Return what day 0 means for the inputs, from the dates of the sources on which they rest."""
    read = _of_inputs(scenario)
    if not read:
        return words.DAY_0_NO_SOURCES.format(as_of=scenario.as_of)
    late = _late(scenario, read)
    if late:
        return words.DAY_0_LATE.format(as_of=scenario.as_of, late=_titled(late))
    return words.DAY_0.format(as_of=scenario.as_of)


def is_late(scenario: Scenario) -> bool:
    """Return whether an input rests on a source that is dated after day 0."""
    return bool(_late(scenario, _of_inputs(scenario)))


def _of_inputs(scenario: Scenario) -> list[Source]:
    return [scenario.sources[name] for name in sources_of_inputs(scenario) if name in scenario.sources]


def sources_caption(scenario: Scenario) -> str:
    """Return the caption of the list of sources, which says whether one is dated after day 0."""
    late = _late(scenario, scenario.sources.values())
    if late:
        return words.SOURCES_LATE.format(late=len(late), of=len(scenario.sources), as_of=scenario.as_of)
    return words.SOURCES_CAPTION.format(as_of=scenario.as_of)


def _late(scenario: Scenario, sources: Iterable[Source]) -> list[Source]:
    return sorted((one for one in sources if one.date > scenario.as_of), key=lambda one: one.date)


def _titled(sources: Sequence[Source]) -> str:
    return joined(f"{one.title} ({one.date})" for one in sources)


def of_base_rates(scenario: Scenario, views: Sequence[OutsideComparison]) -> str:
    """Return what stands before shares beside base rates: what they rest on, and what agreement would show."""
    said = [words.OUTSIDE_TEXT, _shared(scenario, views)]
    off = [view.label for view in views if view.inside is False]
    if off:
        said.append(words.OFF_ONE if len(off) == 1 else words.OFF.format(off=len(off)))
    return " ".join(text for text in said if text)


def _shared(scenario: Scenario, views: Sequence[OutsideComparison]) -> str:
    shared = {name: sources for name, sources in shared_evidence(scenario).items() if sources}
    named = [view for view in views if scenario.outside_view[view.id].sources]
    if not named:
        return words.RATES_WITHOUT_SOURCES
    if not shared:
        return words.NONE_SHARED
    labels = joined(f"“{view.label}” ({titles(scenario, shared[view.id])})" for view in views if view.id in shared)
    form = words.ONE_SHARED if len(shared) == 1 else words.SHARED
    return form.format(shared=len(shared), of=len(views), labels=labels)


def caveat_in_short(scenario: Scenario, views: Sequence[OutsideComparison]) -> str:
    """Return how much of the agreement with base rates is worth little; empty if none is."""
    shared = shared_evidence(scenario)
    agreeing = [view for view in views if view.inside and shared[view.id]]
    if not agreeing:
        return ""
    return words.SHARED_SHORT_ONE if len(agreeing) == 1 else words.SHARED_SHORT.format(shared=len(agreeing))
