"""What the app's server does beside serving pages: addresses that go on after a page's name, what is got ready early.

Streamlit answers every address with the same file, which asks for its parts beside the address: below `/compare/x` it
finds none, and a browser shows nothing. Such an address is sent on to the page that its first part names; one of no
page, to the first page, which says so.

The server imports this before it answers, so nothing here imports what takes long: that is done beside, as soon as the
server runs, so that the first visitor does not wait for it. Starlette comes with Streamlit.

The server's socket is told to send at once. Streamlit makes it in a way that leaves Nagle's algorithm on: a file goes
in two pieces, its headers first, and the second waited for 40 ms until the browser had said that it has the first.
"""

import gc
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from sim.ui.packed import PackedParts
from sim.ui.places import FIRST_PAGE, GUESSED, PLACES

BELOW = "below"
"""What an address says that was sent on to a page: what stood after the name of the page."""
NO_PAGE = "no_page"
"""What an address says that was sent on to the first page: the name that no page has."""
OWN = {"_stcore", "media", "component", "static"}
"""First parts of the addresses of Streamlit's own files."""
FIRST = ("sim.ui.main", "sim.ui.pages.answer")
"""The frame of a page, and the page that is asked for first; what they import takes seconds."""
SMALLEST = "pie"
"""The scenario that is played once to load the rules."""
PATIENCE = 60.0
"""Seconds for which the browser waits for the server."""


class ShortAddresses:
    """Sends addresses of pages that have more than one part on to the page that the first part names."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep what serves all other addresses."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send on, or serve."""
        to = short_address(scope, config.get_option("server.baseUrlPath"))
        await (self.app(scope, receive, send) if to is None else RedirectResponse(to, 302)(scope, receive, send))


def short_address(scope: Mapping[str, Any], base: str = "") -> str | None:
    """Return where an address is sent on to; none if it is served.

    Args:
        scope: What was asked for, as ASGI says it.
        base: The address below which the app stands.
    """
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return None
    before = _beneath(base)
    first, *rest = [part for part in scope["path"].removeprefix(before).split("/") if part] or [""]
    said = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if not rest:
        lost = _asks_for_a_page(scope) and first not in {"", FIRST_PAGE, *PLACES, *GUESSED, *OWN}
        return f"{before}/?{urlencode([*said, (NO_PAGE, first)])}" if lost else None
    if first in OWN or "_stcore" in rest or (first, rest[0]) == ("app", "static"):
        return None
    return f"{before}/{quote(first)}?{urlencode([*said, (BELOW, '/'.join(rest))])}"


def _asks_for_a_page(scope: Mapping[str, Any]) -> bool:
    """Return whether a browser asks for something to show, and not for a part of a page or a picture."""
    asked = dict(scope.get("headers", ()))
    return b"text/html" in asked.get(b"accept", b"") and "." not in scope["path"]


MIDDLEWARE = (Middleware(ShortAddresses), Middleware(PackedParts))
"""What requests pass before Streamlit has them."""


@asynccontextmanager
async def beside(_: object) -> AsyncIterator[None]:
    """Get ready for the first page, and open the browser as soon as the server answers, as Streamlit itself would."""
    send_at_once()
    threading.Thread(target=get_ready, daemon=True).start()
    if not config.get_option("server.headless"):
        threading.Thread(target=open_browser, daemon=True).start()
    yield


def send_at_once() -> None:
    """Let sockets on which this process waits for browsers hold nothing back; what is made from them takes that on."""
    # Nobody hands the socket out, so it is looked for among all that there is.
    for found in [thing for thing in gc.get_objects() if isinstance(thing, socket.socket)]:
        if _waits_for_browsers(found):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _waits_for_browsers(found: socket.socket) -> bool:
    if found.fileno() < 0 or found.family not in {socket.AF_INET, socket.AF_INET6}:
        return False
    try:
        return bool(found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:  # not every system can be asked
        return False


def get_ready() -> None:
    """Import what the first page needs; where the rules were compiled before, load them."""
    for name in FIRST:
        import_module(name)
    from sim.kernel.cache import at_hand
    from sim.runs.runner import run

    if at_hand():
        run(SMALLEST, runs=1)


def open_browser() -> None:
    """Open the browser once the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        host, port = _place()
        try:
            socket.create_connection((host, port), 1.0).close()
        except OSError:
            time.sleep(0.2)
        else:
            scheme = "https" if config.get_option("server.sslCertFile") else "http"
            webbrowser.open(f"{scheme}://{host}:{port}{_beneath(config.get_option('server.baseUrlPath'))}")
            return


def _place() -> tuple[str, int]:
    """Return where a browser on this machine finds the server; its port changes where the first one is taken."""
    host, port = config.get_option("server.address") or "localhost", int(config.get_option("server.port"))
    return ("localhost" if host in {"0.0.0.0", "::"} else host), port


def _beneath(base: str) -> str:
    """Return the beginning of all addresses; empty where the app stands below no other address."""
    return f"/{base.strip('/')}" if base.strip("/") else ""
