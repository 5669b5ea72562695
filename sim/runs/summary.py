"""The findings of an ensemble as plain data, as `--json` prints them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sim.analysis.binding_conditions import Attribution, BindingCondition
from sim.analysis.measures import NumberAnswer
from sim.analysis.outside import OutsideComparison
from sim.analysis.shares import Share
from sim.formatting import json_number
from sim.scenario.asked_words import Question


def outcome_entry(share: Share) -> dict[str, Any]:
    """Return the share of an outcome."""
    return {
        "id": share.id,
        "label": share.label,
        "count": share.count,
        "share": json_number(share.share),
        "low": json_number(share.low),
        "high": json_number(share.high),
        "median_day": json_number(share.median_day),
    }


def question_entry(question: Question, share: Share) -> dict[str, Any]:
    """Return the share that answers a question with yes, of which runs, by when."""
    return {
        "id": share.id,
        "label": share.label,
        "by": question.by.isoformat(),
        "of": _of_which(question),
        "n": share.of,
        "count": share.count,
        "share": json_number(share.share),
        "low": json_number(share.low),
        "high": json_number(share.high),
    }


def number_entry(question: Question, answer: NumberAnswer) -> dict[str, Any]:
    """Return how the answers to a question for a number or a date are distributed; a date stands beside its day."""

    def dated(number: float) -> dict[str, Any]:
        return {"date": answer.shown(number) or None} if answer.dated else {}

    quantiles = [
        {
            "at": one.at,
            "value": json_number(one.value),
            "low": json_number(one.low),
            "high": json_number(one.high),
            **dated(one.value),
        }
        for one in answer.quantiles
    ]
    return {
        "id": answer.id,
        "label": answer.label,
        "by": question.by.isoformat(),
        "of": _of_which(question),
        "n": answer.of,
        "unit": "day" if answer.dated else answer.unit,
        "known": answer.known,
        "never": {
            "count": answer.never.count,
            "share": json_number(answer.never.share),
            "low": json_number(answer.never.low),
            "high": json_number(answer.never.high),
        },
        "mean": json_number(answer.mean),
        "low": json_number(answer.low),
        "high": json_number(answer.high),
        "least": json_number(answer.least),
        "most": json_number(answer.most),
        "quantiles": quantiles,
        "bars": [asdict(bar) for bar in answer.bars],
    }


def _of_which(question: Question) -> str:
    if question.of is None:
        return "all runs"
    return _as_stated(question.of.model_dump(by_alias=True, exclude_unset=True))


def binding_entry(binding: BindingCondition) -> dict[str, Any]:
    """Return how far a condition is in the way."""
    return {
        "condition": binding.condition,
        "label": binding.label,
        "refused": json_number(binding.refused),
        "unmade": json_number(binding.unmade),
        "attribution": _attribution(binding.attribution),
    }


def outside_entry(view: OutsideComparison) -> dict[str, Any]:
    """Return an outside view with the share it speaks of."""
    return {
        "id": view.id,
        "label": view.label,
        "question": view.share.id if view.share else None,
        "low": view.low,
        "high": view.high,
        "inside": view.inside,
    }


def _as_stated(predicate: Mapping[str, Any]) -> str:
    """Return a predicate as one line: `runs with ever full_ceasefire: thirty_days`."""
    return "runs with " + "; ".join(f"{word} {_plain(value)}" for word, value in predicate.items())


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " or ".join(_plain(inner) for inner in value)
    return str(value)


def _attribution(attribution: Attribution | None) -> dict[str, Any] | None:
    if attribution is None:
        return None
    return {
        "share": json_number(attribution.share),
        "low": json_number(attribution.low),
        "high": json_number(attribution.high),
    }
