"""How long a report takes: `python benchmarks/report_speed.py`. Ten thousand runs, all charts, the HTML file.

Each repeat is a process of its own, from the command to the end of the file, rules compiled before. Beside wall time
stands the processor time of all threads, and how much of the processors others took meanwhile: on a machine that others
use too, wall time says little.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("scenario", nargs="?", default="ukraine-2025-03")
    given.add_argument("--runs", type=int, default=10_000)
    given.add_argument("--repeats", type=int, default=3)
    given.add_argument("--ending", default="html")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"report.{asked.ending}"
        words = ["report", asked.scenario, "--runs", str(asked.runs), "--out", str(file)]
        measured(["report", asked.scenario, "--runs", "100", "--out", str(file)])
        found = [measured(words) for _ in range(asked.repeats)]
        size = file.stat().st_size
    walls, processors, others = zip(*found, strict=True)
    print(f"{asked.scenario}, {asked.runs:,} runs, .{asked.ending} of {size / 1e6:.2f} MB, {os.cpu_count()} processors")
    for label, times in (("wall time", walls), ("processor time", processors), ("taken by others", others)):
        print(f"{label:16} {min(times):6.1f} {statistics.median(times):6.1f} {max(times):6.1f} s (least, median, most)")


def measured(words: list[str]) -> tuple[float, float, float]:
    """Return wall time, processor time, and the processor time that others took meanwhile, of a command, in seconds."""
    busy, spent, began = busy_seconds(), used(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "sim", *words], check=True, capture_output=True)
    wall, own = time.perf_counter() - began, used() - spent
    return wall, own, max(0.0, busy_seconds() - busy - own)


def used() -> float:
    """Return the processor time of all commands that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def busy_seconds() -> float:
    """Return how long all processors have been busy since the system began; 0 where it does not say."""
    try:
        fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return 0.0
    # User, nice, system, (idle, waiting,) interrupts, soft interrupts, stolen.
    return sum(fields[place] for place in (0, 1, 2, 5, 6, 7)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
