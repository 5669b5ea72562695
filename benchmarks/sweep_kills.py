"""Kill a sweep with -9 at random moments, let it go on, and compare its files with those of one that never stopped.

    python benchmarks/sweep_kills.py                  # twenty kills
    python benchmarks/sweep_kills.py --kills 3 --seed 7

Every process is killed at a moment drawn evenly from the time that a whole sweep takes. What it leaves behind goes on
with `--resume`, and may be killed again; a sweep that comes to its end is compared, file by file, and a new one begun.
Exit code 1 if a file differs.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SWEEP = (
    "labour-dispute",
    "--vary",
    "protocol.misperception=0:4:30",
    "--vary",
    "changes=base,no_ballot",
    "--runs",
    "150",
)


def command(out: Path) -> list[str]:
    """Return the command that plays the sweep, or goes on with it."""
    return [sys.executable, "-m", "sim", "sweep", *SWEEP, "--out", str(out), "--resume", "--json"]


def files(out: Path) -> dict[str, bytes]:
    """Return what a folder holds, by name, hidden files too."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def started(out: Path) -> "subprocess.Popen[bytes]":
    """Start the sweep."""
    return subprocess.Popen(command(out), cwd=ROOT, stdout=subprocess.DEVNULL)


def main() -> int:
    """Kill, go on, compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    moments = np.random.default_rng(given.seed)
    home = Path(tempfile.mkdtemp(prefix="sweep-kills-"))
    began = time.perf_counter()
    subprocess.run(command(home / "whole"), cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    takes = time.perf_counter() - began
    expected = files(home / "whole")
    print(f"A whole sweep takes {takes:.1f} s and has {len(expected)} files.")
    kills, folder, odd = 0, 0, 0
    while True:
        out = home / f"sweep-{folder}"
        process = started(out)
        try:
            process.wait(moments.uniform(0.0, takes) if kills < given.kills else None)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
            points = len(list((out / "points").glob("[0-9]*.json")))
            parts = len(list(out.rglob("*.part")))
            print(f"kill {kills}: {points} of {len(expected) - 4} points there, {parts} files half written")
            continue
        same = process.returncode == 0 and files(out) == expected
        odd += not same
        print(f"sweep {folder} came to its end: {'every file is the same' if same else 'FILES DIFFER'}")
        folder += 1
        if kills >= given.kills:
            break
    shutil.rmtree(home)
    print(f"{kills} kills, {folder} sweeps, {odd} with other files than one that was never stopped.")
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
