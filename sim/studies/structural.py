"""How much hangs on how the model is built: the same runs with each mechanism switched off, one at a time."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.structural import Span, sentences_of, spans_of
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.game.cases import Method
from sim.provenance import change_text
from sim.runs.options import PlayOptions, Progress
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.language import fields
from sim.scenario.model import Scenario
from sim.scenario.table_words import Features
from sim.studies.comparison import Comparison, compare


@dataclass(frozen=True)
class Variant:
    """Another way in which the model could be built.

    Attributes:
        change: The change that makes it so, after which its arm is named.
        id: The mechanism, or the switch and its reading.
        label: What is different, in a few words.
        help: What that means.
    """

    change: str
    id: str
    label: str
    help: str


@dataclass(frozen=True, repr=False)
class Doubt(Finding):
    """How much hangs on how the model is built.

    Attributes:
        comparison: What is stated beside every variant, under the same luck.
        variants: The variants, in order.
    """

    comparison: Comparison
    variants: tuple[Variant, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """How far each outcome's share ranges over all variants."""
        return spans_of(self.comparison.against_base)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found, in words that follow from the numbers."""
        return tuple(sentences_of(self.spans, {one.change: one.label for one in self.variants}))

    def table(self) -> Table:
        """Return how much each variant of the model moves the share of every outcome, run by run."""
        labels = {one.change: one.label for one in self.variants}
        told = self.comparison.table()
        rows = [{"variant": labels[change], **rest, "change": change} for change, rest in map(_apart, told.rows)]
        base = self.comparison.base
        title = f"{base.scenario.title}: {len(self.variants)} variants of the model, {base.runs:,} runs each"
        return Table(f"{title}, seed {base.seed}, digest {base.digest}", rows, told.note)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the comparison, with the variants and how far shares range over them."""
        told = self.comparison.to_dict()
        del told["between"]
        switched = {one.change: one.switched for one in self.comparison.against_base}
        variants = [{**asdict(one), "switched": switched.get(one.change)} for one in self.variants]
        spans = [asdict(span) for span in self.spans]
        return plain_data({**told, "variants": variants, "spans": spans, "sentences": list(self.sentences)})


def _apart(row: Row) -> tuple[str, Row]:
    """Return a row's change, and the row without it."""
    return row["change"], {name: value for name, value in row.items() if name != "change"}


def doubt(
    scenario: ScenarioLike,
    runs: int = 10_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    readings: bool = False,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    method: Method = "monte_carlo",
) -> Doubt:
    """Play a scenario with each mechanism of `protocol.features` switched over, one at a time.

    All variants are played under common random numbers.

    Args:
        scenario: A scenario, or the name or path of one.
        runs: Runs of every variant.
        seed: The luck they share.
        changes: What-ifs that hold throughout.
        readings: Whether also to play the other readings of every switch, where a text is not clear.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted), over all variants.
        cancel: Set it to stop between blocks; variants that were not begun are then left out.
        method: How cases are drawn.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.

    Example:
        >>> import sim
        >>> len(sim.doubt("pie", runs=10).variants)
        8
    """
    stated = scenario_of(scenario)
    arms = list(variants_of(apply(stated, changes), readings=readings))
    wanted = [change for change, _ in arms]
    found = compare(
        stated,
        wanted,
        runs,
        seed,
        base=changes,
        among=False,
        method=method,
        **PlayOptions(threads, block, progress, cancel).block_keywords,
    )
    return Doubt(found, tuple(variant for _, variant in arms))


def variants_of(scenario: Scenario, *, readings: bool = False) -> Iterator[tuple[ChangeLike, Variant]]:
    """Yield every mechanism switched over, then, if asked for, the other readings of every switch."""
    for name, place in fields(Features).items():
        on = bool(getattr(scenario.protocol.features, name))
        change = {f"protocol.features.{name}": not on}
        label = f"{'without' if on else 'with'} {name.replace('_', ' ')}"
        yield change, Variant(change_text(change), name, label, place.help)
    for name, switch in scenario.switches.items() if readings else ():
        for reading in (reading for reading in switch.readings if reading != switch.reading):
            setting = {f"switches.{name}.reading": reading}
            said = switch.readings[reading].label or reading.replace("_", " ")
            label = f"{scenario.name_of('switches', name)}: {said}"
            yield setting, Variant(change_text(setting), f"{name}.{reading}", label, switch.asks)
