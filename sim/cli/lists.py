"""What there is to choose from, for the help of the options that choose: `{classics}` there becomes these names.

Each is looked up when a help text asks for it, not before, so that `parley --help` waits for none of them.
"""

from collections.abc import Callable, Iterable, Mapping


def _classics() -> Iterable[str]:
    from sim.lenses.catalogue import CLASSICS

    return (classic.name for classic in CLASSICS)


def _formats() -> Iterable[str]:
    from sim.formats import FORMATS

    return FORMATS


def _charts() -> Iterable[str]:
    from sim.reports.formats import CHARTS

    return CHARTS


def _scenarios() -> Iterable[str]:
    from sim.scenario.documents import bundled

    return bundled()


def _tactics() -> Iterable[str]:
    from importlib.metadata import entry_points

    from sim.scenario.party_words import TACTICS

    return (*TACTICS, *sorted(entry.name for entry in entry_points(group="sim.tactics")))


LISTS: Mapping[str, Callable[[], Iterable[str]]] = {
    "classics": _classics,
    "formats": _formats,
    "charts": _charts,
    "scenarios": _scenarios,
    "tactics": _tactics,
}
"""Name in a help text -> what it lists."""


def filled(text: str) -> str:
    """Put the names of what there is where a help text asks for them."""
    for name, listed in LISTS.items():
        if f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", ", ".join(listed()))
    return text
