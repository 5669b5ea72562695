"""Where Parley keeps what it makes."""

from pathlib import Path

import pytest

from sim import paths


def test_the_cache_is_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert paths.cache_root() == tmp_path / "parley"


def test_a_relative_cache_folder_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be another folder in every working directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.cache_root() == tmp_path / ".cache" / "parley"


@pytest.mark.parametrize("found", [RuntimeError("no home"), Path("~/.cache/parley")])
def test_whoever_has_no_home_has_no_cache(found: RuntimeError | Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: object, **__: object) -> Path:
        if isinstance(found, Path):
            return found
        raise found

    monkeypatch.setattr(paths, "user_cache_path", answer)
    with pytest.raises(FileNotFoundError, match="nowhere to keep a cache"):
        paths.cache_root()


def test_what_comes_with_parley_is_there() -> None:
    assert paths.app_path().is_file()
    assert (paths.scenarios_dir() / "pie.yaml").is_file()
