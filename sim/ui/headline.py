"""The whole answer in a sentence: how talks most often end, how often as asked, and what stands most in the way."""

from collections.abc import Sequence
from dataclasses import replace

from sim.analysis.frequencies import dots_of
from sim.analysis.obstacles import BlockingCondition, blocking_of
from sim.analysis.predicates import among
from sim.analysis.shares import Share
from sim.arrays import Flags
from sim.game.records import Records
from sim.runs.results import Ensemble
from sim.ui import words
from sim.ui.words import plain

EVERY = 100
"""Of a hundred."""


def answer_in_a_sentence(ensemble: Ensemble, asked: Share) -> str:
    """Return the answer: every figure a natural frequency, and what blocks counted where the outcome did not come.

    Args:
        ensemble: The runs.
        asked: The outcome asked about.
    """
    shares = ensemble.outcomes
    dots = dots_of([share.count for share in shares])
    most = max(shares, key=lambda share: share.count)
    parts = [_most(most, dots[shares.index(most)])]
    if asked.id != most.id:
        parts.append(_asked(asked, dots[shares.index(asked)]))
    # Where it practically always comes, what stood in the way of a run or two is no part of the answer.
    top = heaviest(ensemble, asked) if dots[shares.index(asked)] < EVERY else None
    if top is not None:
        parts.append(words.HEAD_BLOCKS.format(party=plain(top.party), label=plain(top.label)))
    return f"{'; '.join(parts)}."


def _most(share: Share, dots: int) -> str:
    form = words.HEAD_ALL if share.count == share.of else words.HEAD_NEARLY if dots >= EVERY else words.HEAD_MOST
    return form.format(count=dots, label=plain(share.label), runs=share.of)


def _asked(share: Share, dots: int) -> str:
    form = words.HEAD_ASKED if dots else words.HEAD_FEW if share.count else words.HEAD_NONE
    return form.format(count=dots, label=plain(share.label), runs=share.of)


def heaviest(ensemble: Ensemble, asked: Share) -> BlockingCondition | None:
    """Return the condition that stands most in the way of an outcome; none where nothing does."""
    found = blocking(ensemble, asked)
    top = found[0] if found else None
    return top if top is not None and top.refused.mean + top.unmade.mean > 0 else None


def blocking(ensemble: Ensemble, asked: Share) -> Sequence[BlockingCondition]:
    """Return what each condition blocks in the runs that do not end as asked; nothing if all do."""
    others = ~among(ensemble.outcome_names, (asked.id,))
    if not ensemble.game.conditions or not others.any():
        return ()
    return blocking_of(those(ensemble.records, others))


def those(records: Records, flags: Flags) -> Records:
    """Return the records of some runs."""
    return replace(records, rows=records.rows[flags])
