"""The app against strangers: wild addresses, files and values get a sentence, never a traceback."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.reports.session_file import MOST_BYTES
from sim.storage import sealed
from sim.ui import words
from sim.ui.link import MOST_ARMS
from tests.pages import ROOT, only_what_is_asked_for
from tests.test_app import LABOUR, edit, opened


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from only_what_is_asked_for(monkeypatch)


LEVER = "parties.union.no_deal.value"
PIE = (ROOT / "scenarios" / "pie.yaml").read_text("utf-8")


def packed(text: str | bytes) -> str:
    """Return a text as an address carries it."""
    data = text if isinstance(text, bytes) else text.encode()
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode()


def told(app: AppTest) -> str:
    """Return everything that a page says about what is wrong, and check that it is no traceback."""
    assert not app.exception, app.exception
    gone = [one for one in app.caption if one.value == words.JOB_GONE]
    said = "\n".join(str(one.value) for one in (*app.warning, *app.error, *app.info, *gone))
    shown = said + "\n".join(str(one.value) for one in (*app.header, *app.markdown, *app.caption, *app.code))
    assert "Traceback" not in shown and str(ROOT) not in shown and "root:x:0" not in shown
    return said


LAUGHS = "a0: &a0 [x, x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40))

WRONG: dict[str, list[dict[str, Any]]] = {
    "answer": [
        {"scenario": "typo"}, {"scenario": "../../etc/passwd"}, {"scenario": "x" * 100_000}, {"scenario": "PIE"},
        {"scenario": "\x00\x1b[31m"}, {"scenario": ["pie", "typo"]}, {"scenario": "pie.yaml"},
        {"runs": "0"}, {"runs": "-1"}, {"runs": "1e3"}, {"runs": "100000000"}, {"runs": "nan"},
        {"runs": "\u0665\u0660\u0660"},
        {"seed": "10" * 20}, {"seed": "1.5"}, {"seed": "0x10"}, {"seed": "\n7"}, {"seed": ""},
        {"outcome": "<script>alert(1)</script>"}, {"outcome": "x" * 10_000}, {"outcome": "\u202eabc\x00"},
        {"change": "nobody"}, {"change": "a\nb"}, {"change": "x" * 10_000},
        *({"set": text} for text in ("nothing", "=", "{[=1", "__class__=1", "parties=1", "parties.union=null", "id=x")),
        *({"set": text} for text in ("title=[]", "outcomes={}", "issues=null", "a." * 2_000 + "b=1")),
        *({"set": f"protocol.horizon_days={days}"} for days in (1_000_000_000, 0, -5, ".nan")),
        *({"set": f"{LEVER}={value}"} for value in ("", "[1", ".nan", "1e400", "99999", "text", "{a: 1}", "[1, 2, 3]")),
        *({"set": f"{LEVER}={value}"} for value in ("null", "true", "5 to 1", "{lognormal: [-1, 5]}", "&a [*a]")),
        *({"set": f"{LEVER}={value}"} for value in ("!!python/object/apply:os.system ['id']", "[" * 500)),
        *({"edit": text} for text in ("nothing", "title=", "parties=null", "outcomes=7", "format=99", "=1", "..=1")),
        {"edit": "parties.union.patience_days.from.x.y=1"}, {"edit": "levers=[1]"}, {"edit": "x" * 5_000 + "=1"},
        {"rules": "0"}, {"rules": "999999"}, {"open": "../../etc/passwd"}, {"__proto__": "x"}, {"<b>": "1"},
        {f"p{number}": "x" for number in range(300)}, {"SCENARIO": "pie"}, {"\x00": "\x00"}, {"a" * 5_000: "1"},
    ],
    "scenario": [
        *({"edit": text} for text in ("parties=[1, 2]", "conditions=text", "conditions.x=1", "pledges={a: 1}")),
        *({"edit": text} for text in ("parties.union=text", "sources=5", "worth=5", "parties.union.label={a: 1}")),
        *({"yaml": text} for text in ("not base64", "A" * 100_000, packed("\x00\x01"), packed(b"\xff\xfe"))),
        *({"yaml": packed(text)} for text in ("[]", "a: &a [*a]", "7", "null", "a: 1\na: 2", "[" * 3_000, LAUGHS)),
        *({"yaml": packed(text)} for text in (b"\0" * 50_000_000, PIE + "\n---\n" + PIE, "k" * 100_000 + ": 1")),
        {"text": "0" * 32},
    ],
    "compare": [
        *({"arm": text} for text in ("x", "change=nobody", "set=a%3D[1", f"set={LEVER}%3D99999", "%00", "&" * 5_000)),
        *({"arm": text} for text in ("set=parties%3Dnull", "set=outcomes%3D%7B%7D", f"set={LEVER}%3D[1,2]")),
        {"arm": [f"set={LEVER}%3D{value}" for value in range(MOST_ARMS + 5)]}, {"arm": ["change=", "set="]},
    ],
    "explore": [
        *({"vary": text} for text in ("nobody=0:1:3", "=", "x" * 9_000, "changes=base,x", "\x00=\x07")),
        *({"vary": f"{LEVER}={said}"} for said in ("0:20:3", "-9999:9999:3", "a:b:c", "1e400:nan:1000000000", "::")),
        {"vary": f"{LEVER}=0:1:{'9' * 5_000}"}, {"vary": [f"{LEVER}=0:1:3", f"{LEVER}=0:1:5", "a=1", "b=2"]},
    ],
    "one_run": [{"run": "-1"}, {"run": "1" + "0" * 30}, {"run": "x"}, {"day": "0"}, {"day": "1e9"}, {"day": "999999"}],
    "explain": [{"outcome": "gone"}, {"job": "../etc"}, {"job": ["\x00", "a" * 5_000]}, {"set": f"{LEVER}=text"}],
    "export": [{"outcome": "gone"}, {"job": "0" * 32}, {"change": "nobody"}],
    "learn": [{"lesson": "../x"}, {"knob": "[="}, {"knob": "x=1e400"}, {"lesson": "\x00", "knob": "="}],
}  # fmt: skip


@pytest.mark.parametrize("page", WRONG)
def test_whatever_an_address_says_it_gets_a_sentence(page: str) -> None:
    app = opened(page)
    for wrong in WRONG[page]:
        app.query_params.clear()
        for key, value in ({"scenario": LABOUR, "runs": "500"} | wrong).items():
            app.query_params[key] = value
        app.run()
        name = str(wrong)[:200]
        assert told(app), name
        assert len(told(app)) < 4_000, name
    assert sum(map(len, WRONG.values())) > 120


@cache
def zipped() -> bytes:
    """Return a small archive of much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scenario.yaml", b"0" * 50_000_000)
    return out.getvalue()


def made(content: bytes | Callable[[], bytes]) -> bytes:
    """Return what a file holds; what takes long to make is made by the test that needs it."""
    return content if isinstance(content, bytes) else content()


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))

SCENARIOS: dict[str, bytes | Callable[[], bytes]] = {
    "a picture": PICTURE,
    "a bomb": zipped,
    "packed": lambda: gzip.compress(b"0" * 50_000_000),
    "nothing": b"",
    "spaces": b" \n\t\n",
    "zeros": b"\0" * 1_000,
    "too long": b"# " + b"x" * 2_000_010,
    "no map": b"just text",
    "a list": b"[1, 2]",
    "deep": b"[" * 100_000,
    "laughs": LAUGHS.encode(),
    "itself": b"a: &a [*a]",
    "code": b"!!python/object/apply:os.system ['id']",
    "two": (PIE + "\n---\n" + PIE).encode(),
    "another code": PIE.encode("utf-16"),
    "escapes": b"title: \x1b[31m\x07",
    "huge numbers": PIE.replace("format: 1", "format: " + "9" * 10_000).encode(),
    "endless": PIE.replace("horizon_days:", "horizon_days: 1000000000 #").encode(),
    "twice": b"format: 1\nformat: 1\n",
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_whatever_is_uploaded_as_a_scenario_gets_a_sentence(name: str) -> None:
    app = opened("scenario")
    app.file_uploader(key="upload").upload("../../etc/<b>x</b>.yaml", made(SCENARIOS[name])).run()
    assert told(app) and ".." not in told(app)


def session(**more: Any) -> bytes:
    """Return a session's file with a right checksum, whatever else is in it."""
    whole = {
        "format": 1, "kind": "parley session", "version": "0", "address": {}, "name": "pie", "text": PIE,
        "digest": "", "scenarios": {}, "answers": [], **more,
    }  # fmt: skip
    return json.dumps(sealed(whole)).encode()


SESSIONS: dict[str, bytes | Callable[[], bytes]] = {
    "a picture": PICTURE,
    "a bomb": zipped,
    "packed": gzip.compress(session()),
    "nothing": b"",
    "null": b"null",
    "a number": b"1e999",
    "deep": b'{"a":' * 50_000,
    "too long": b" " * (MOST_BYTES + 10),
    "another kind": session(kind="something else"),
    "another form": session(format=99),
    "no text": session(text=5),
    "wrong address": session(address={"scenario": 5}),
    "more": session(surprise=1),
    "laughs": session(scenarios={"x": LAUGHS}),
    "no scenario": session(scenarios={"x": "[1"}),
    "many": session(answers=[{}] * 2_000),
    "wrong answers": session(answers=[5]),
    "altered": session().replace(b"pie", b"tie"),
}


@pytest.mark.parametrize("name", SESSIONS)
def test_whatever_is_opened_as_a_session_gets_a_sentence(name: str) -> None:
    app = opened("export")
    app.file_uploader(key="session_file").upload("../../etc/<b>x</b>.parley", made(SESSIONS[name])).run()
    assert told(app) and ".." not in told(app)
    assert app.session_state["link"].scenario == LABOUR


@pytest.mark.parametrize(
    "address", [{"scenario": ["../../etc/passwd"]}, {"set": ["=", "a=[1"], "runs": ["1e9"]}, {"job": ["0" * 32]}]
)
def test_a_session_whose_address_is_wild_is_opened_as_far_as_it_can_be(address: dict[str, list[str]]) -> None:
    app = opened("export")
    app.file_uploader(key="session_file").upload("x.parley", session(address=address)).run()
    told(app)
    assert "etc" not in app.session_state["link"].scenario


TYPED = (
    "&a [*a]", "!!python/object/apply:os.system ['id']", "9" * 5_000, "\x00", "[" * 500, "1e400", ".nan", "5 to 1", "=",
    "<script>alert(1)</script>", "a: 1\na: 2", "-1", "{lognormal: [0, 0]}", "1 to 2 to 3 to 4", "\U0001d7d9", "\u202e5",
    "'", "#",
)  # fmt: skip


def test_whatever_is_typed_into_a_sheet_gets_a_sentence_and_never_stops_the_page() -> None:
    app = opened("scenario")
    for text in TYPED:
        edit(app, "parties", 0, "patience_days", text)
        told(app)
    app = opened("scenario")
    edit(app, "parties", 0, "patience_days", "-1")
    assert told(app)


def test_numbers_out_of_bounds_stay_in_them() -> None:
    app = opened()
    for seed in (2**63, -(2**63), 2**53):
        app.query_params["seed"] = str(seed)
        app.run()
        assert "seed=" in told(app)
