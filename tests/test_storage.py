"""What is written under a name is the old or the new, whole; what is read back is bounded and believed by checksum."""

import json
import os
import resource
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import storage
from sim.scenario import files
from sim.scenario.faults import ScenarioError
from sim.storage import SealError, leftovers, writer
from tests.interrupting import Interruption, install

SHIM = Interruption(Path("/nowhere"), 0, lambda: None)


@pytest.fixture(scope="module", autouse=True)
def _shim() -> None:
    install(SHIM)


class StoppedError(BaseException):
    """Ends a writer at once, as Ctrl-C would."""


def stop() -> None:
    raise StoppedError


@contextmanager
def stopped_at(folder: Path, when: int, act: Callable[[], object]) -> Iterator[None]:
    SHIM.folder, SHIM.when, SHIM.act, SHIM.seen = str(folder.resolve()), when, act, 0
    SHIM.watching = True
    try:
        yield
    finally:
        SHIM.watching = False


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write_a_file(folder: Path, text: str) -> None:
    storage.write(folder / "a", text)


def write_two(folder: Path, text: str) -> None:
    storage.write_together({folder / "a": text.encode(), folder / "a-more": text[::-1].encode()})


def write_a_folder(folder: Path, text: str) -> None:
    with storage.whole_folder(folder / "a") as fresh:
        (fresh / "one").write_text(text)
        (fresh / "two").write_text(text[::-1])


WRITERS = (write_a_file, write_two, write_a_folder)


@pytest.fixture(params=["exchange", "two renames"])
def _exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "two renames":
        monkeypatch.setattr(writer, "_exchange", lambda: None)


@pytest.mark.usefixtures("_exchange")
@pytest.mark.parametrize("write", WRITERS)
def test_who_is_stopped_at_any_moment_leaves_the_old_or_the_new_and_nothing_else(
    write: Callable[[Path, str], None], tmp_path: Path
) -> None:
    write(tmp_path / "", "newer")
    new = contents(tmp_path)
    for when in range(1, 200):
        write(tmp_path, "older")
        old = contents(tmp_path)
        with stopped_at(tmp_path, when, stop), suppress(StoppedError):
            write(tmp_path, "newer")
        storage.recover(tmp_path / "a")
        assert contents(tmp_path) in (old, new), f"stopped at moment {when}"
        if SHIM.seen < when:
            break
    assert 4 < when < 199


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.usefixtures("_exchange")
@pytest.mark.parametrize("write", WRITERS)
def test_who_is_killed_at_any_moment_leaves_the_old_or_the_new_to_the_next_start(
    write: Callable[[Path, str], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "newer")
    new, told = contents(tmp_path), 0
    for when in range(1, 200):
        write(tmp_path, "older")
        old = contents(tmp_path)
        if not _killed(tmp_path, when, lambda: write(tmp_path, "newer")):
            break
        caplog.clear()
        left = [name for name in names_in(tmp_path) if leftovers.is_leftover(name)]
        storage.recover(tmp_path / "a")
        assert contents(tmp_path) in (old, new), f"killed at moment {when}"
        assert not left or "was stopped while it wrote here" in caplog.text
        told += bool(left)
    assert 4 < when < 199
    assert told > 1


def _killed(folder: Path, when: int, act: Callable[[], object]) -> bool:
    """Return whether a child that is to be killed at a moment came to it."""
    child = os.fork()
    if child == 0:
        with stopped_at(folder, when, lambda: os._exit(9)):
            act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("write", WRITERS)
def test_what_another_process_is_writing_is_left_alone(write: Callable[[Path, str], None], tmp_path: Path) -> None:
    write(tmp_path, "older")
    seen: list[list[str]] = []

    def look() -> None:
        storage.recover(tmp_path / "a")
        seen.append([name for name in names_in(tmp_path) if leftovers.is_leftover(name)])

    with stopped_at(tmp_path, 4, look):
        write(tmp_path, "newer")
    assert seen != [[]]
    assert not [name for name in names_in(tmp_path) if leftovers.is_leftover(name)]


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks on folders")
@pytest.mark.parametrize("journal", ["pipe", "zeros", "deep", "others"])
def test_what_others_lay_beside_a_name_is_neither_waited_for_nor_put_in_place(
    journal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_a_file(tmp_path, "mine")
    work = tmp_path / f".parley-{'0' * 16}"
    (work / "new").mkdir(parents=True)
    (work / "new" / "a").write_text("theirs")
    said = work / "journal.json"
    if journal == "pipe":
        os.mkfifo(said)
    elif journal == "zeros":
        said.symlink_to("/dev/zero")
    else:
        said.write_text("[" * 100_000 if journal == "deep" else '["a"]')
    if journal == "others":
        monkeypatch.setattr(os, "geteuid", lambda: 1 + work.stat().st_uid)
    storage.recover(tmp_path / "a")
    assert (tmp_path / "a").read_text() == "mine"
    assert work.exists() == (journal == "others")


@pytest.mark.usefixtures("_exchange")
def test_many_writers_of_one_folder_leave_one_of_theirs(tmp_path: Path) -> None:
    threads = [threading.Thread(target=write_a_folder, args=(tmp_path, f"text {number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one = (tmp_path / "a" / "one").read_text()
    assert (tmp_path / "a" / "two").read_text() == one[::-1]
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("limit", [0, 1, 100, 4096, 9_999])
def test_a_disk_that_is_full_leaves_the_old(write: Callable[[Path, str], None], limit: int, tmp_path: Path) -> None:
    write(tmp_path, "older")
    old = contents(tmp_path)
    with limited(limit), pytest.raises(OSError, match="too large"):
        write(tmp_path, "n" * 10_000)
    assert contents(tmp_path) == old


@contextmanager
def limited(size: int) -> Iterator[None]:
    """Let no file grow beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_error_in_the_second_of_two_files_puts_the_first_back(tmp_path: Path) -> None:
    write_a_file(tmp_path, "older")
    (tmp_path / "a-more").mkdir()
    (tmp_path / "a-more" / "full").touch()
    with pytest.raises(OSError, match=r"a-more|directory"):
        write_two(tmp_path, "newer")
    assert contents(tmp_path) == {"a": b"older", "a-more/full": b""}


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    storage.write(tmp_path / "far" / "file", "older")
    (tmp_path / "far" / "file").chmod(0o640)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "file")
    storage.write(tmp_path / "link", "newer")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "file").read_text() == "newer"
    assert (tmp_path / "far" / "file").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["x" * 255, "é" * 127, "\udcff\udcfe", "a\nb", " ", "-"])
def test_any_name_that_the_file_system_takes_is_written(name: str, tmp_path: Path) -> None:
    for target in (tmp_path / name, tmp_path / "folder" / name):
        storage.check_writable(target, folder=True)
        with storage.whole_folder(target) as fresh:
            (fresh / "one").touch()
        assert names_in(target) == ["one"]
    file = tmp_path / "files"
    file.mkdir()
    storage.check_writable(file / name)
    storage.write(file / name, "text")
    storage.write(file / name, "other")
    assert (file / name).read_text() == "other"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x" * 256, "too long"),
        ("folder/" + "é" * 128, "too long"),
        ("file/below", "a file stands where"),
        ("pipe", "not an ordinary file"),
        ("null\0byte", "is not the name of a file"),
        ("/proc/nowhere", "cannot be written|cannot be made"),
        ("loop", "cannot be written"),
        ("x/" * 3000 + "x", "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said_before(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for folder in (False, True):
        with pytest.raises(OSError, match=f"{said}|is not a folder"):
            storage.check_writable(tmp_path / name, folder=folder)


def test_too_little_room_is_said_before(tmp_path: Path) -> None:
    with limited(1_000), pytest.raises(OSError, match="the limit on the size of files allows 1,000"):
        storage.check_writable(tmp_path / "a")
    with pytest.raises(OSError, match=r"the disk allows [\d,]+$"):
        storage.check_writable(tmp_path / "a", size=2**60)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("special", ["pipe", "link to a pipe", "zeros", "folder", "nothing", "large"])
def test_only_ordinary_files_of_bounded_size_are_read(special: str, tmp_path: Path) -> None:
    path = tmp_path / "it"
    if special == "pipe":
        os.mkfifo(path)
    elif special == "link to a pipe":
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    elif special == "zeros":
        path.symlink_to("/dev/zero")
    elif special == "folder":
        path.mkdir()
    elif special == "large":
        path.write_bytes(b"1" * 1001)
    with pytest.raises(ScenarioError, match=r"not a file|a folder|no such file|(more than 1,000|1,001) bytes"):
        files.read(path, most=1_000)


def test_a_file_that_says_it_is_empty_is_read_to_the_limit() -> None:
    assert Path("/proc/cpuinfo").stat().st_size == 0
    with pytest.raises(ScenarioError, match="more than 10 bytes"):
        files.read("/proc/cpuinfo", most=10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9" * 5_000, "5,000 digits"),
        ('{"a": 1' + "0" * 500 + "}", "501 digits"),
        ("[" * 10_000, "too deep"),
        ("[" * 100 + "]" * 100, "too deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "too deep"),
        ("NaN", "NaN"),
        ("[1e999]", "out of range"),
        ('{"a": 1, "a": 2}', "twice"),
        (r'"\ud83d"', "half a character"),
        (r'{"\udc00": 1}', "half a character"),
        ("{", "not JSON"),
        ("", "not JSON"),
    ],
)
def test_json_beyond_the_limits_is_refused_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "it.json").write_text(text)
    with pytest.raises(ScenarioError, match=said) as raised:
        files.read_json(tmp_path / "it.json")
    assert len(str(raised.value).splitlines()) == 1


def test_text_that_is_not_utf_8_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "it.json").write_bytes(b'{\n "a": "\xff"}')
    with pytest.raises(ScenarioError, match=r"it.json:2:8: found the byte 0xff"):
        files.read_json(tmp_path / "it.json")


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text("abcd", min_size=1), PLAIN, max_size=4))
def test_what_is_sealed_comes_back_from_json(data: dict[str, object]) -> None:
    assert storage.unsealed(json.loads(json.dumps(storage.sealed(data)))) == data


@given(st.dictionaries(st.text("abcd", min_size=1), PLAIN, min_size=1, max_size=4), st.data())
def test_whatever_is_altered_breaks_the_seal(data: dict[str, object], draw: st.DataObject) -> None:
    seal = storage.sealed(data)
    name = draw.draw(st.sampled_from(sorted(data)))
    other = draw.draw(PLAIN.filter(lambda one: json.dumps(one) != json.dumps(data[name])))
    with pytest.raises(SealError, match="checksum of other data"):
        storage.unsealed({**seal, name: other})
    with pytest.raises(SealError, match="no checksum"):
        storage.unsealed(data)
