"""A small valid scenario, what a test needs to break it at one place, and the edits of edits.yaml that do."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent
SMALL = (HERE / "small.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Edit:
    """An edit and the one fault that it makes; edits.yaml says what the fields mean."""

    fault: str
    old: str
    new: str
    mark: str
    path: str
    says: tuple[str, ...]
    severity: str = "fault"
    skip: int = 0
    beside: tuple[str, ...] = ()


def edits() -> list[Edit]:
    """Return the edits, read without the reader that they test."""
    return [Edit(**entry) for entry in YAML(typ="safe", pure=True).load(HERE / "edits.yaml")]


def edit(old: str, new: str, text: str = SMALL) -> str:
    """Return the text with the one place that reads `old` written anew."""
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def place(text: str, mark: str, skip: int = 0) -> tuple[int, int]:
    """Return line and column of the `skip`-th later occurrence of `mark`, both from 1."""
    at = -1
    for _ in range(skip + 1):
        at = text.index(mark, at + 1)
    before = text[:at]
    return before.count("\n") + 1, at - before.rfind("\n")


def with_issues(count: int, options: str = "abcd") -> str:
    """Return the small scenario with so many more issues of so many options."""
    stated = "".join(f"      {option}: {{}}\n" for option in options)
    each = "  extra{}:\n    controlled_by: [north]\n    options:\n" + stated.replace("{", "{{").replace("}", "}}")
    return edit("issues:\n", "issues:\n" + "".join(each.format(i) + "    source: paper\n" for i in range(count)))
