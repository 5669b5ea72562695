"""Write the table of licences into docs/licences.md: every package that an installation with all extras brings."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
TABLE = re.compile(r"(?<=<!-- licences -->\n).*?(?=<!-- end -->)", re.DOTALL)


def packages() -> dict[str, str]:
    """Return every package that users get, by name, and its licence as it states it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    stated = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    todo, found = [Requirement(text) for text in stated], dict[str, str]()
    while todo:
        wanted = todo.pop()
        name = canonical(wanted.name)
        if name in found and not wanted.extras:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = licence_of(name)
        todo += [one for text in package.requires or () if applies(one := Requirement(text), wanted.extras)]
    return dict(sorted(found.items()))


def canonical(name: str) -> str:
    """Return a package's name as indexes have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def applies(wanted: Requirement, extras: set[str]) -> bool:
    """Return whether a requirement holds on this system, with these extras."""
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in {"", *extras})


def licence_of(name: str) -> str:
    """Return the licence of an installed package as it states it."""
    about = distribution(name).metadata
    stated = about.get("License-Expression", "")
    classes = [line.split("::")[-1].strip() for line in about.get_all("Classifier") or () if line.startswith("License")]
    return stated or " and ".join(classes) or (about["License"] or "not stated").splitlines()[0][:60]


def table() -> str:
    """Return the table."""
    rows = [f"| {name} | {licence} |" for name, licence in packages().items()]
    return "\n".join(["| package | licence |", "|---|---|", *rows, ""])


def main() -> None:
    """Write it."""
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
