"""A scenario that was read before is the same scenario, and nothing can make it another."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.paths import scenarios_dir
from sim.scenario import memory as remembering
from sim.scenario.documents import load, read
from sim.scenario.faults import ScenarioError

PIE = (scenarios_dir() / "pie.yaml").read_text("utf-8")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(remembering, "cache_root", lambda: tmp_path / "cache")
    return iter([tmp_path / "cache" / "documents"])


def written(folder: Path, text: str = PIE) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    return path


def test_an_unchanged_file_is_read_once_and_is_the_same_document(cache: Iterator[Path], tmp_path: Path) -> None:
    first = read(written(tmp_path))
    kept = list(next(cache).glob("*.pickle"))
    assert len(kept) == 1
    again = read(tmp_path / "mine.yaml")
    assert again is not first
    assert (again.text, again.data, again.faults) == (first.text, first.data, first.faults)
    assert again.scenario == first.scenario
    assert again.with_values({"title": "Another"}).scenario.title == "Another"


def test_a_changed_file_is_read_anew(cache: Iterator[Path], tmp_path: Path) -> None:
    before = load(written(tmp_path))
    after = load(written(tmp_path, PIE.replace("title: ", "title: New ", 1)))
    assert after.title == f"New {before.title}"


def test_what_has_faults_is_never_kept(cache: Iterator[Path], tmp_path: Path) -> None:
    path = written(tmp_path, PIE.replace("format: 1", "format: 1\nsurprise: 2"))
    for _ in range(2):
        with pytest.raises(ScenarioError):
            load(path)
    assert not next(cache).exists()


@pytest.mark.parametrize("spoilt", [b"", b"not a pickle", pickle.dumps(None)], ids=["empty", "noise", "nothing"])
def test_a_spoilt_memory_is_made_again(spoilt: bytes, cache: Iterator[Path], tmp_path: Path) -> None:
    good = load(written(tmp_path))
    (kept,) = next(cache).glob("*.pickle")
    kept.write_bytes(spoilt)
    assert load(tmp_path / "mine.yaml") == good
    assert len(kept.read_bytes()) > len(spoilt)


def test_without_a_folder_files_are_simply_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(remembering, "cache_root", lambda: tmp_path / "file")
    assert load(written(tmp_path)) == load(written(tmp_path))


def test_the_oldest_documents_make_room(cache: Iterator[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "KEPT", 3)
    for number in range(5):
        load(written(tmp_path, PIE.replace("title: ", f"title: {number} ", 1)))
    assert len(list(next(cache).glob("*"))) == 3
