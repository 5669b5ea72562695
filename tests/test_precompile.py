"""The rules are compiled in two shares on a machine's first start; a share that fails would do so unseen."""

from typing import Any

import pytest

from sim.kernel.compile import CONFIG
from sim.rules import day
from sim.runs import ensemble
from sim.runs.precompile import FIRST_SHARE, SECOND_SHARE, compile_rules


@pytest.mark.skipif(bool(CONFIG.DISABLE_JIT), reason="rules are plain Python")
def test_every_rule_of_both_shares_compiles_as_the_loop_over_runs_calls_it() -> None:
    compile_rules(FIRST_SHARE)
    compile_rules(SECOND_SHARE)
    assert all(rule.signatures for rule in FIRST_SHARE + SECOND_SHARE)


@pytest.mark.skipif(bool(CONFIG.DISABLE_JIT), reason="rules are plain Python")
def test_every_rule_that_the_loop_over_runs_calls_is_in_a_share() -> None:
    """But those that are told of plug-ins, the loop itself, and what passes steps over, which is a line."""
    called = {name: step for module in (day, ensemble) for name, step in vars(module).items() if _is_rule(step)}
    listed = {step.py_func.__name__ for step in FIRST_SHARE + SECOND_SHARE}
    assert set(called) - listed == {"set_aspirations", "record_run", "talks_go_on", "passed_over", "play_block"}


def _is_rule(step: Any) -> bool:
    """Return whether something compiles by itself, and not as a part of the one rule that calls it."""
    options: dict[str, Any] = getattr(step, "targetoptions", {})
    return options.get("inline") == "never"


def test_no_rule_is_in_both_shares() -> None:
    assert not set(FIRST_SHARE) & set(SECOND_SHARE)
