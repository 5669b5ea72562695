"""Do the tests notice when a rule is changed? A sample of small changes to `sim/rules`, each tried against the tests.

    pip install --group mutants
    python benchmarks/mutants.py --sample 220 --report mutants.json

Cosmic Ray makes the changes; rules run as plain Python meanwhile (`NUMBA_DISABLE_JIT=1`), since compiled code would not
notice. Every worker changes a copy of the project, so that the project itself is never touched. Interrupted work goes
on from its report. It is no part of the suite: some twenty minutes on two processors.
"""

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Queue
from typing import Any

from cosmic_ray.commands.init import _all_work_items as all_work_items
from cosmic_ray.mutating import apply_mutation
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).parents[1]
RULES = Path("sim/rules")
TESTS = (
    "formulas",
    "worth",
    "proposing",
    "answering",
    "learning",
    "terms",
    "events",
    "compliance",
    "speaking",
    "tactics",
    "patterns",
    "ensemble",
    "watching",
)
"""Test modules that say what a rule does, quick ones first; the one named like the changed module goes before all."""
SECONDS = 150
"""A change that makes the tests run this long is noticed."""
COPIED = ("sim", "tests", "scenarios", "docs", "pyproject.toml", "README.md", "app.py")


@dataclass(frozen=True)
class Mutant:
    """One change to one rule."""

    module: str
    function: str
    line: int
    operator: str
    occurrence: int
    arguments: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.module}:{self.operator}:{self.occurrence}:{json.dumps(self.arguments, sort_keys=True)}"


def mutants() -> list[Mutant]:
    """Return every change that Cosmic Ray can make to a rule, but for those to types and to text."""
    modules = sorted(path for path in (ROOT / RULES).glob("*.py") if path.name != "__init__.py")
    idle = {str(path): _idle_lines(path) for path in modules}
    found = []
    for item in all_work_items(modules, {}):
        (made,) = item.mutations
        same = made.operator_name.endswith(("Eq_Is", "NotEq_IsNot"))  # of small whole numbers
        if same or made.start_pos[0] in idle[str(made.module_path)]:
            continue
        name = str(Path(made.module_path).relative_to(ROOT))
        arguments = dict(made.operator_args)
        function = made.definition_name or ""
        found.append(Mutant(name, function, made.start_pos[0], made.operator_name, made.occurrence, arguments))
    return found


def _idle_lines(path: Path) -> set[int]:
    """Return the lines that do nothing when rules run: signatures and annotations, imports, decorators, docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    return {line for node in ast.walk(tree) for line in _idle_in(node)}


def _idle_in(node: ast.AST) -> Iterator[int]:
    if isinstance(node, ast.FunctionDef):
        yield from (decorator.lineno for decorator in node.decorator_list)
        yield from range(node.lineno, node.body[0].lineno)
    elif isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef):  # a class here is names and types of arrays
        yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def tried(mutant: Mutant, copy: Path) -> dict[str, Any]:
    """Make a change in a copy of the project, run the tests and change it back."""
    path = copy / mutant.module
    before = path.read_text("utf-8")
    _forget_bytecode(path)
    operator = get_operator(mutant.operator)(**mutant.arguments)
    try:
        _, after = apply_mutation(path, operator, mutant.occurrence)
        survived = after is not None and _passes(mutant, copy)
    finally:
        path.write_text(before, "utf-8")
    text = (after or before).splitlines()
    changed = next((line for line, old in zip(text, before.splitlines(), strict=False) if line != old), "").strip()
    return {**asdict(mutant), "key": mutant.key, "survived": survived, "changed": changed}


def _passes(mutant: Mutant, copy: Path) -> bool:
    own = Path(mutant.module).stem
    order = sorted(TESTS, key=lambda name: name != own)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--assert=plain"]
    command += ["--hypothesis-seed=0"]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(copy)}
    # Else every start would compile the whole project again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    files = [f"tests/test_{name}.py" for name in order]
    try:
        done = subprocess.run(
            [*command, *files], cwd=copy, env=environment, capture_output=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _forget_bytecode(path: Path) -> None:
    """Drop what Python kept of a module: it would not notice a change of the same length within the same second."""
    for kept in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        kept.unlink()


def copied(folder: Path) -> Path:
    """Return a fresh copy of what the tests need."""
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=220)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", type=Path, default=Path("mutants.json"))
    wanted = parser.parse_args()
    everything = mutants()
    sample = random.Random(wanted.seed).sample(everything, min(wanted.sample, len(everything)))
    results = _go_on(sample, wanted.report, wanted.workers)
    survivors = [result for result in results if result["survived"]]
    print(f"{len(everything)} changes possible, {len(results)} tried, {len(results) - len(survivors)} noticed")
    for result in survivors:
        print(f"{result['module']}:{result['line']} {result['function']} [{result['operator']}] {result['changed']}")


def _go_on(sample: list[Mutant], report: Path, workers: int) -> list[dict[str, Any]]:
    """Try what the report does not yet hold; it is written after every change tried."""
    known = {result["key"]: result for result in json.loads(report.read_text())} if report.exists() else {}
    left = [mutant for mutant in sample if mutant.key not in known]
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(workers) as pool:
        copies: Queue[Path] = Queue()
        for number in range(workers):
            copies.put(copied(Path(home) / str(number)))
        if left and not _passes(left[0], copies.queue[0]):
            raise SystemExit("The tests fail without any change: nothing can be learnt from changes.")

        def work(mutant: Mutant) -> dict[str, Any]:
            copy = copies.get()
            try:
                return tried(mutant, copy)
            finally:
                copies.put(copy)

        for done, result in enumerate(pool.map(work, left), start=1):
            known[result["key"]] = result
            report.write_text(json.dumps(list(known.values()), indent=1))
            print(f"{done}/{len(left)} {'SURVIVED' if result['survived'] else 'noticed'} {result['key']}", flush=True)
    return [known[mutant.key] for mutant in sample]


if __name__ == "__main__":
    main()
