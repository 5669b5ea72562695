"""Scripts and styles go to the browser compressed, each compressed once; everything else goes as it is."""

import asyncio
import gzip
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from sim.ui.packed import PackedParts, packable

SCRIPT = "let word = 'deal';\n" * 500
LASTS = {"Cache-Control": "public, immutable, max-age=31536000", "ETag": '"abc"'}
SHELL = "<!doctype html>"


def _script(request: Request) -> Response:
    if request.path_params["name"] == "none.js":
        return Response(SHELL, media_type="text/html", headers={"Cache-Control": "no-cache"})
    return Response(SCRIPT, media_type="text/javascript", headers=LASTS)


def _page(_: Request) -> Response:
    return PlainTextResponse(SHELL)


@pytest.fixture
def app() -> ASGIApp:
    routes = [Route("/here/static/js/{name}", _script), Route("/static/js/{name}", _script), Route("/compare", _page)]
    return Starlette(routes=routes, middleware=[Middleware(PackedParts)])


def ask(app: ASGIApp, path: str, **asked: str) -> tuple[Headers, bytes]:
    """Return the headers and the bytes that a server sends to a browser that takes what is compressed."""
    said = {"accept-encoding": "gzip, br", **{name.replace("_", "-"): value for name, value in asked.items()}}
    headers = [(name.encode(), value.encode()) for name, value in said.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers, "root_path": ""}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def serve() -> None:
        await app(scope, receive, send)

    asyncio.run(serve())
    start, *parts = sent
    return Headers(raw=start["headers"]), b"".join(part["body"] for part in parts)


@pytest.mark.parametrize("address", ["/static/js/a.js", "/here/static/js/a.js"])
def test_a_script_comes_compressed_and_whole(app: ASGIApp, address: str) -> None:
    headers, body = ask(app, address)
    assert gzip.decompress(body).decode() == SCRIPT and headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
    assert headers["content-type"].startswith("text/javascript") and headers["etag"] == 'W/"abc"'
    assert "immutable" in headers["cache-control"] and headers["vary"] == "Accept-Encoding"


def test_a_script_is_compressed_once(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    pressed: list[int] = []
    compress = gzip.compress

    def counted(body: bytes, *how: Any, **more: Any) -> bytes:
        pressed.append(len(body))
        return compress(body, *how, **more)

    monkeypatch.setattr(gzip, "compress", counted)
    assert {gzip.decompress(ask(app, "/static/js/a.js")[1]) for _ in range(3)} == {SCRIPT.encode()}
    assert pressed == [len(SCRIPT)]


@pytest.mark.parametrize("asked", [{"accept_encoding": "identity"}, {"range": "bytes=0-9"}, {"if_none_match": '"abc"'}])
def test_who_takes_no_compressed_or_no_whole_script_gets_none(app: ASGIApp, asked: dict[str, str]) -> None:
    headers, body = ask(app, "/static/js/a.js", **asked)
    assert body.decode() == SCRIPT and "content-encoding" not in headers


def test_what_may_change_is_served_each_time(app: ASGIApp) -> None:
    for _ in range(2):
        headers, body = ask(app, "/static/js/none.js")
        assert (body.decode(), headers["cache-control"]) == (SHELL, "no-cache")
        assert "content-encoding" not in headers
    assert ask(app, "/compare")[1].decode() == SHELL


@pytest.mark.parametrize("path", ["/static/media/a.woff2", "/static/js/a.js.map", "/static/js/b/a.js", "/media/a.js"])
def test_other_addresses_are_no_parts(path: str) -> None:
    headers = [(b"accept-encoding", b"gzip")]
    assert not packable({"type": "http", "method": "GET", "path": path, "headers": headers})
    assert packable({"type": "http", "method": "GET", "path": "/static/css/a.css", "headers": headers})
    assert not packable({"type": "websocket", "path": "/static/css/a.css", "headers": headers})
