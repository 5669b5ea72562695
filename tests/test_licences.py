"""What an installation brings is pinned exactly, and its licences are listed and ask nothing of users."""

import importlib.util
import re
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest

from tests.pins import pinned, pins

ROOT = Path(__file__).resolve().parents[1]
PERMISSIVE = re.compile(r"Apache|BSD|MIT|ISC|PSF|MPL|Mozilla|Unlicense|Zlib|CC0|0BSD|HPND")


def the_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_licence_table", ROOT / "docs" / "make_licence_table.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_line_of_the_constraints_is_an_exact_version() -> None:
    assert len(pins("constraints.txt")) > 100
    assert len(pins("constraints-lowest.txt")) > 60


def test_what_users_get_is_pinned_and_its_licence_listed() -> None:
    maker, wanted = the_maker(), pins("constraints.txt")
    if not pinned("numpy", "pydantic", "typer"):
        pytest.skip("this environment has other versions than constraints.txt")
    found = maker.packages()
    assert [name for name in found if name not in wanted] == []
    assert [name for name in found if version(name) not in wanted[name]] == []
    assert [(name, licence) for name, licence in found.items() if not PERMISSIVE.search(licence)] == []
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    missing = [name for name, licence in found.items() if f"| {name} | {licence} |" not in page]
    assert missing == [], "run python docs/make_licence_table.py"


def test_the_lowest_versions_are_the_bounds() -> None:
    import tomllib

    from packaging.requirements import Requirement
    from packaging.version import Version

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    stated = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    stated += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    lowest = pins("constraints-lowest.txt")
    for text in stated:
        wanted = Requirement(text)
        (bound,) = [one.version for one in wanted.specifier if one.operator == ">="]
        found = {Version(one) for one in lowest[re.sub(r"[-_.]+", "-", wanted.name).lower()]}
        assert min(found).release[: len(Version(bound).release)] >= Version(bound).release, text
        assert (
            min(found) <= Version(bound) or Version(bound).release == min(found).release[: len(Version(bound).release)]
        )
