"""The rules are compiled in two shares on a machine's first start; a share that fails would do so unseen."""

from pathlib import Path

import pytest

from sim.kernel.cache import cache_folder, compiled_for
from sim.kernel.compile import CONFIG
from sim.runs.precompile import FIRST_SHARE, SECOND_SHARE, compile_rules


@pytest.mark.skipif(bool(CONFIG.DISABLE_JIT), reason="rules are plain Python")
def test_every_rule_of_both_shares_compiles_as_the_loop_over_runs_calls_it() -> None:
    compile_rules(FIRST_SHARE)
    compile_rules(SECOND_SHARE)
    assert all(rule.signatures for rule in FIRST_SHARE + SECOND_SHARE)


def test_no_rule_is_in_both_shares() -> None:
    assert not set(FIRST_SHARE) & set(SECOND_SHARE)


@pytest.mark.skipif(bool(CONFIG.DISABLE_JIT), reason="rules are plain Python")
def test_what_was_compiled_for_another_installation_does_not_count(tmp_path: Path) -> None:
    folder = cache_folder()
    assert folder is not None
    compile_rules(FIRST_SHARE)
    assert compiled_for(Path(__file__).parents[1] / "sim", folder)
    assert not compiled_for(tmp_path / "sim", folder)
