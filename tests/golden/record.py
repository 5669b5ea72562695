"""Everything that a scenario gives, written down, so that a later version can be held to it.

    python tests/golden/record.py OUT       write every text and number below the folder OUT, to be compared as files
    python tests/golden/record.py --write   record the digests of the numbers in tests/golden/numbers.json

Numbers are the same on every machine and Python, but for their last digits; texts change when their wording is meant to
change, so they are kept outside the repository and compared by reading the differences.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.scenario.documents import bundled, written

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NUMBERS = HERE / "numbers.json"
RUNS, SEED, WATCHED = 300, 7, 4
SCENARIOS = tuple(name for name in bundled() if "codebook" not in written(name))
"""Those that are no cases of the shelf: what these predict is held to docs/record.md."""
VERBS = ("solve", "stability", "spatial", "games", "lenses", "levers", "check", "watch --run 1", "run --runs 300")
ASKED = ("compare", "ablate", "flip", "doubt", "sensitivity", "discover")
FORMATS = ("genius", "geniusweb", "ktab", "ktab-xml", "stakeholders", "nfg", "efg")
ENDINGS = ("html", "md", "json", "csv", "bib", "ipynb", "xlsx", "pdf")


def digest_of(array: np.ndarray[Any, Any]) -> str:
    """Return a fingerprint of an array's numbers to 26 binary digits, about 8 decimal ones.

    Exponentials and logarithms differ between processors in their last digit, with the vector instructions they have. A
    missing day counts as -1, whichever way it is kept.
    """
    parts, exponents = np.frexp(np.nan_to_num(array.astype(np.float64), nan=-1.0))
    floats = np.ldexp(np.rint(parts * 2.0**26), exponents) + 0.0  # no negative zero
    return hashlib.sha256(np.ascontiguousarray(floats).tobytes()).hexdigest()[:16]


def numbers_of(name: str) -> dict[str, str]:
    """Return the fingerprints of a scenario's runs: inputs, records, days in force, outcomes."""
    ensemble = sim.run(name, runs=RUNS, seed=SEED)
    outcomes = hashlib.sha256(" ".join(ensemble.outcome_names).encode()).hexdigest()[:16]
    return {
        "inputs": digest_of(ensemble.values),
        "records": digest_of(ensemble.rows),
        "days_in": digest_of(ensemble.days_in),
        "outcomes": outcomes,
        "days": hashlib.sha256("".join(_days(name)).encode()).hexdigest()[:16],
    }


def _days(name: str) -> Iterator[str]:
    """Yield the numbers of some watched runs: every surplus, trust and belief, to nine digits."""
    for run in range(WATCHED):
        for day in sim.watch(name, seed=SEED, run=run).to_dict()["days"]:
            trust = day["trust"]
            yield json.dumps([day["day"], day["in_force"], trust], sort_keys=True)


def recorded() -> dict[str, dict[str, str]]:
    """Return the recorded fingerprints by scenario."""
    found: dict[str, dict[str, str]] = json.loads(NUMBERS.read_text())
    return found


def _parley(*words: str, out: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "sim", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    out.write_text(f"{done.stdout}\n--- {done.returncode}\n{done.stderr}")


def dump(folder: Path) -> None:
    """Write everything below a folder."""
    for name in SCENARIOS:
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "numbers.json").write_text(json.dumps(numbers_of(name), indent=1))
        for run in range(WATCHED):
            (place / f"watched-{run}.txt").write_text(str(sim.watch(name, seed=SEED, run=run)))
        for verb in VERBS:
            words = verb.split()
            label = "-".join(words).replace("--", "")
            _parley(words[0], name, *words[1:], "--json", out=place / f"{label}.json")
            _parley(words[0], name, *words[1:], out=place / f"{label}.txt")
        for to in FORMATS:
            _parley("export", name, "--to", to, "--out", str(place / f"export-{to}"), out=place / f"export-{to}.txt")
        for ending in ENDINGS:
            file = place / f"report.{ending}"
            _parley("report", name, "--runs", "300", "--out", str(file), out=place / f"report-{ending}.txt")
    for verb in (*ASKED,):
        first = {"sensitivity", "discover", "flip", "ablate"} & {verb}
        outcome = ("--outcome", next(iter(sim.load("labour-dispute").outcomes))) if first else ()
        _parley(verb, "labour-dispute", *outcome, "--runs", "300", "--json", out=folder / f"asked-{verb}.json")
        _parley(verb, "labour-dispute", *outcome, "--runs", "300", out=folder / f"asked-{verb}.txt")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        NUMBERS.write_text(json.dumps({name: numbers_of(name) for name in SCENARIOS}, indent=1) + "\n")
    else:
        dump(Path(sys.argv[1]))
