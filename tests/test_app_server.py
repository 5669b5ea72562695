"""The app's server: addresses that go on after the name of a page, and how Streamlit finds the server in app.py."""

import runpy
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest
from streamlit import config
from streamlit.web.server.app_discovery import discover_asgi_app

from sim.ui import server
from sim.ui.link import link_of
from sim.ui.server import short_address

FILE = Path(__file__).parents[1] / "app.py"


def sent_on(path: str, query: str = "", base: str = "", **more: str) -> str | None:
    return short_address({"type": "http", "method": "GET", "path": path, "query_string": query.encode(), **more}, base)


@pytest.mark.parametrize(
    ("path", "query", "to"),
    [
        ("/compare/x", "", "/compare?below=x"),
        ("/x/y/z", "scenario=pie&set=a%3D1&set=b%3D2", "/x?scenario=pie&set=a%3D1&set=b%3D2&below=y%2Fz"),
        ("//elsewhere.example/x", "", "/elsewhere.example?below=x"),
        ("/\\elsewhere/x", "", "/%5Celsewhere?below=x"),
        ("/app/x", "", "/app?below=x"),
    ],
)
def test_what_stands_below_a_page_is_sent_on_to_it(path: str, query: str, to: str) -> None:
    assert sent_on(path, query) == to
    assert sent_on(f"/here{path}", query, "here") == f"/here{to}"


@pytest.mark.parametrize(
    "path",
    ["/", "/compare", "/compare/", "/_stcore/stream", "/compare/_stcore/health", "/static/js/x.js", "/media/x.svg"],
)
def test_pages_and_files_are_served(path: str) -> None:
    assert sent_on(path) is None


def test_only_pages_are_sent_on() -> None:
    assert sent_on("/compare/x", type="websocket") is None and sent_on("/compare/x", method="POST") is None
    assert sent_on("/app/static/x.png") is None


HTML = [(b"accept", b"text/html,*/*")]


def test_an_address_of_no_page_is_sent_on_to_the_first_which_says_so() -> None:
    def opened(path: str, base: str = "") -> str | None:
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"seed=7", "headers": HTML}
        return short_address(scope, base)

    assert opened("/compares") == "/?seed=7&no_page=compares"
    assert opened("/here/a b", "here") == "/here/?seed=7&no_page=a+b"
    served = ("/", "/compare", "/compare/", "/what-if", "/parley", "/favicon.png", "/app", "/static")
    assert [path for path in served if opened(path)] == ["/app"]
    assert sent_on("/compares") is None  # a part of a page
    assert link_of({"no_page": ["compares"]}).ignored == ("/compares: there is no such page. Did you mean compare?",)
    assert link_of({"no_page": ["x" * 9]}).ignored == ("/xxxxxxxxx: there is no such page.",)


def test_what_was_left_out_is_told() -> None:
    assert link_of({"scenario": ["pie"], "below": ["x"]}).ignored == ("/x: nothing lies below the address of a page.",)


def test_streamlit_finds_the_server_and_a_worker_finds_nothing() -> None:
    assert discover_asgi_app(FILE).import_string == "app:app"
    assert set(runpy.run_path(str(FILE), run_name="__mp_main__")) & {"main", "app", "App"} == set()


def test_the_browser_opens_where_the_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        said = {"server.address": "127.0.0.1", "server.port": port, "server.baseUrlPath": "/here"}
        monkeypatch.setattr(config, "get_option", said.get)
        server.open_browser()
    assert opened == [f"http://127.0.0.1:{port}/here"]


def test_what_the_first_page_imports_is_there_before_the_first_visitor() -> None:
    code = (
        "import asyncio, sys, time\n"
        "from streamlit import config\n"
        "from sim.ui.server import FIRST, beside\n"
        "config.set_option('server.headless', True)\n"
        "assert not set(FIRST) & set(sys.modules) and 'altair' not in sys.modules\n"
        "async def wait():\n"
        "    async with beside(None):\n"
        "        while not hasattr(sys.modules.get(FIRST[-1]), 'draw'):\n"
        "            await asyncio.sleep(0.05)\n"
        "asyncio.run(asyncio.wait_for(wait(), 120))\n"
        "import sim.ui.pages.answer\n"
        "assert 'sim.runs.runner' in sys.modules and 'altair' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_browsers_are_answered_at_once() -> None:
    # As Streamlit makes its socket; what a browser is answered on is made from it.
    with socket.socket() as listener, socket.socket() as other:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        server.send_at_once()
        with socket.create_connection(listener.getsockname()) as asking:
            answering, _ = listener.accept()
            with answering:
                assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                assert not asking.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_words_of_a_page_wait_for_nothing_heavy() -> None:
    code = "import sys, sim.ui.main\nprint(*{'altair', 'pandas', 'numba', 'mesa', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
