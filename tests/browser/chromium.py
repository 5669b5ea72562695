"""Find the Chromium that the browser tests drive, and install one where that is possible.

Run as a script it prints the path of a browser that starts, or nothing, and says the rest on standard error::

    python tests/browser/chromium.py

A browser is looked for in this order: the file that ``CHROMIUM`` names, the usual names on ``PATH``, the one Playwright
keeps. Then, only by the script, one is installed: Debian's by root, otherwise Playwright's. Without any, the browser
tests are left out; where ``CI=true`` that is a failure, because nobody would notice.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HINT = "Install one (Debian: apt-get install chromium) or name one: CHROMIUM=path make test"
LEFT_OUT = f"No Chromium was found, so the browser tests are left out. {HINT}"
REQUIRED = f"No Chromium was found, and CI=true says that the browser tests must run. {HINT}"


class ChromiumError(Exception):
    """The browser that was asked for by name cannot be used."""


def find() -> Path | None:
    """Look for a browser that starts; install nothing."""
    named = os.environ.get("CHROMIUM")
    if named:
        # A wrong name is an error, not a reason to test with another browser than the one that was asked for.
        found = shutil.which(named)
        if found is None or not _starts(Path(found)):
            raise ChromiumError(f"CHROMIUM={named} is not a browser that starts")
        return Path(found).absolute()
    on_path = (Path(path) for name in NAMES if (path := shutil.which(name)))
    return next((path for path in on_path if _starts(path)), None) or _playwrights_own()


def obtain() -> Path | None:
    """Look for a browser, and install one if there is none."""
    return find() or (_install_debians() and find()) or (_install_playwrights() and find()) or None


def required() -> bool:
    """Tell whether a missing browser is a failure."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def _starts(path: Path) -> bool:
    # Being there is not enough: Ubuntu's chromium-browser is a stub that asks for snap.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _playwrights_own() -> Path | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() and _starts(path) else None


def _install_debians() -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return False
    print("No Chromium found: installing Debian's.", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return _run(["apt-get", "update", "-q"], quiet) and _run(
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"], quiet
    )


def _install_playwrights() -> bool:
    print("No Chromium found: asking Playwright for its own.", file=sys.stderr)
    return _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _run(command: Sequence[str], environment: dict[str, str]) -> bool:
    # What installers print goes to standard error: standard output carries the path and nothing else. The limit is for
    # machines without a network, where some installers try for ever.
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=900)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """Print the browser's path, or say that there is none."""
    try:
        path = obtain()
    except ChromiumError as error:
        print(error, file=sys.stderr)
        return 1
    if path is None:
        print(REQUIRED if required() else LEFT_OUT, file=sys.stderr)
        return 1 if required() else 0
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
