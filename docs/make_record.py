"""Write predictions into docs/record.md: `python docs/make_record.py [CASE ...]`.

Cases that are named are recorded anew; without names those that are stated by the codebook and not recorded yet. What
is recorded already stays as it stands, so that a prediction is never overwritten by the way. Everything between
`<!-- case: ID -->` and `<!-- end -->` is made; the rest of the page is written by hand, also why a share lies below
1 or above 99: what lacks such a reason is printed.
"""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

# Run as a script, the checkout is not yet where Python looks for packages.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sim.scenario.documents import bundled, load
from sim.studies.record import CaseRecord, RecordedQuestion, record

PAGE = Path(__file__).with_name("record.md")
CASE = re.compile(r"<!-- case: (?P<id>[a-z0-9_-]+) -->\n(?P<text>.*?)<!-- end -->\n", re.DOTALL)
FACTS = re.compile(
    r"Day 0 (?P<as_of>[\d-]+) · recorded (?P<on>[\d-]+) · digest `(?P<digest>[0-9a-f]{16})` · book (?P<book>.+?) · "
    r"rules (?P<rules>\d+) · (?P<runs>[\d,]+) runs, seed (?P<seed>\d+)"
)
ROW = re.compile(
    r"^\| `(?P<id>[a-z0-9_-]+)` \| (?P<by>[\d-]+) \| (?P<share>[^|]+) \| (?P<interval>[^|]+) \|", re.MULTILINE
)
HEAD = "| question | resolves | share of runs, %, or median | 95 % interval, or 5 to 95 % of runs | without later | |\n"
OUTCOMES = "| outcome | share of runs, % | 95 % interval |\n|---|---|---|\n"
REASON = re.compile(r"^\| `(?P<case>[a-z0-9_-]+)` \| `(?P<what>[a-z0-9_-]+)` \| (?P<why>[^|]{20,}) \|$", re.MULTILINE)
EXTREME = re.compile(r"^Below 1 or above 99: (?P<ids>.+)\.$", re.MULTILINE)
COMMIT = re.compile(r"(?P<what>book|recalls|case) `(?P<commit>[0-9a-f]+)` of [\d-]+")
ROOT = PAGE.parent.parent
COMMITTED = (
    ("book", "scenarios/codebook.yaml"),
    ("recalls", "scenarios/coding/recalls/{}.yaml"),
    ("case", "scenarios/{}.yaml"),
)
START, STOP = "<!-- cases -->\n", "<!-- end of cases -->\n"


def text_of(found: CaseRecord, on: str, commits: str = "") -> str:
    """Return a case as it stands on the page; `commits` is the line that names them."""
    book = found.book or "none"
    facts = f"Day 0 {found.as_of} · recorded {on} · digest `{found.digest}` · book {book} · rules {found.rules} · "
    later = (
        found.told_later
        and f"Rest on what is told later alone: {', '.join(f'`{one}`' for one in found.told_later)}.\n\n"
    )
    head = f"{HEAD}|---|---|---|---|---|---|\n"
    rows = "".join(_row(one) for one in found.questions)
    ends = "".join(f"| {one.id.replace('_', ' ')} | {one.said} | {one.interval} |\n" for one in found.outcomes)
    extreme = ", ".join(f"`{one}`" for one in found.extreme)
    extreme = f"Below 1 or above 99: {extreme}.\n\n" if extreme else ""
    body = f"### {found.title}\n\n{facts}{found.runs:,} runs, seed {found.seed}\n\n{commits}{later or ''}{head}{rows}\n"
    return f"<!-- case: {found.scenario} -->\n{body}{OUTCOMES}{ends}\n{extreme}<!-- end -->\n"


def commits_of(name: str) -> str:
    """Return the last commits of the book, of what was recalled and of the case, as a line of the page."""
    found = []
    for what, path in COMMITTED:
        asked = ["git", "log", "-1", "--format=%h %cs", "--", path.format(name)]
        said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
        if said:
            found.append(f"{what} `{said[0]}` of {said[1]}")
    return f"Committed: {' · '.join(found)}\n\n" if found else ""


def lacking(page: str) -> list[tuple[str, str]]:
    """Return the cases, and what of them lies below 1 or above 99 without a reason on the page."""
    given = {(match["case"], match["what"]) for match in REASON.finditer(page)}
    wanted = [
        (name, one.strip("` "))
        for name, text in recorded(page).items()
        for match in EXTREME.finditer(text)
        for one in match["ids"].split(",")
    ]
    return [pair for pair in wanted if pair not in given]


def _row(one: RecordedQuestion) -> str:
    of = f"of {one.of:,} runs" if one.of else "asked of no run"
    never = f"{one.never} % never" if one.never else ""
    remarks = "; ".join(word for word in (of, never, "outside" if one.outside else "") if word)
    return f"| `{one.id}` | {one.by} | {one.said} | {one.interval} | {one.without or '–'} | {remarks} |\n"


def recorded(page: str) -> dict[str, str]:
    """Return the text of every case on the page."""
    return {match["id"]: match[0] for match in CASE.finditer(page)}


def with_cases(page: str, made: dict[str, str]) -> str:
    """Return the page with cases written in, those with the earliest day 0 first."""
    cases = {**recorded(page), **made}
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(STOP)
    days = {name: (found["as_of"] if (found := FACTS.search(text)) else "") for name, text in cases.items()}
    body = "\n".join(cases[name] for name in sorted(cases, key=lambda name: (days[name], name)))
    return f"{before}{START}{body}{STOP}{after}"


if __name__ == "__main__":
    page = PAGE.read_text("utf-8")
    asked = sys.argv[1:]
    shelf = asked or [name for name in bundled() if load(name).codebook is not None and name not in recorded(page)]
    today = date.today().isoformat()
    for name in shelf:
        page = with_cases(page, {name: text_of(record(name), today, commits_of(name))})
        PAGE.write_text(page, "utf-8")
        print(f"recorded {name}")
    for name, what in lacking(page):
        print(f"say why: {name}, {what}")
