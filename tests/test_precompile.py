"""The rules are compiled in two shares on a machine's first start; a share that fails would do so unseen."""

import pytest

from sim.kernel.compile import CONFIG
from sim.runs.precompile import FIRST_SHARE, SECOND_SHARE, compile_rules


@pytest.mark.skipif(bool(CONFIG.DISABLE_JIT), reason="rules are plain Python")
def test_every_rule_of_both_shares_compiles_as_the_loop_over_runs_calls_it() -> None:
    compile_rules(FIRST_SHARE)
    compile_rules(SECOND_SHARE)
    assert all(rule.signatures for rule in FIRST_SHARE + SECOND_SHARE)


def test_no_rule_is_in_both_shares() -> None:
    assert not set(FIRST_SHARE) & set(SECOND_SHARE)
