"""Parts of a page, compressed once and kept: a page takes a third of the bytes on its way to the browser.

Streamlit sends the scripts and styles that make up its pages as they are, since compressing them at every request would
take processor time from everybody. Their names change with their contents, so here each is compressed at its first
request, beside the server's own work, and kept as long as the server runs: 7 MB if each of Streamlit's is asked for.
"""

import asyncio
import gzip
import re
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PART = re.compile(r"/static/(js|css)/[^/]+\.(js|css)$")
"""How the address of a script or of a style ends."""
LEVEL = 6
"""How hard to compress, of nine."""


@dataclass(frozen=True)
class Served:
    """What the server answers to a request.

    Attributes:
        status: The code, 200 if all is well.
        headers: What is said about the body.
        body: The file.
    """

    status: int
    headers: Headers
    body: bytes

    @property
    def lasts(self) -> bool:
        """Whether the same address always means the same file, not yet compressed."""
        known = "immutable" in self.headers.get("cache-control", "")
        return self.status == 200 and known and "content-encoding" not in self.headers


class PackedParts:
    """Sends scripts and styles compressed to browsers that take it, and leaves every other request as it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep what serves the files."""
        self.app = app
        self.kept: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is kept, or serve, and keep what lasts."""
        if not packable(scope):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self.kept:
            answer = await whole(self.app, scope, receive)
            if not answer.lasts:
                await _as_it_is(answer)(scope, receive, send)
                return
            self.kept[path] = await asyncio.to_thread(packed, answer)
        await self.kept[path](scope, receive, send)


def packable(scope: Scope) -> bool:
    """Return whether a request is for a whole script or style, by somebody who takes it compressed."""
    if scope["type"] != "http" or scope["method"] != "GET" or not PART.search(scope["path"]):
        return False
    asked = Headers(scope=scope)
    partly = "range" in asked or "if-none-match" in asked or "if-modified-since" in asked
    return "gzip" in asked.get("accept-encoding", "") and not partly


async def whole(app: ASGIApp, scope: Scope, receive: Receive) -> Served:
    """Return the whole answer to a request."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    # The body comes in messages, and not as the name of a file.
    await app({**scope, "extensions": {}}, receive, keep)
    start, *parts = messages
    return Served(start["status"], Headers(raw=start["headers"]), b"".join(part.get("body", b"") for part in parts))


def packed(answer: Served) -> Response:
    """Return an answer with its body compressed, under the other headers that it had."""
    response = Response(gzip.compress(answer.body, LEVEL, mtime=0), answer.status)
    _take_over(response.headers, answer.headers)
    response.headers["content-encoding"] = "gzip"
    response.headers.add_vary_header("Accept-Encoding")
    if etag := answer.headers.get("etag"):
        # The same file in another form of its bytes.
        response.headers["etag"] = f"W/{etag.removeprefix('W/')}"
    return response


def _as_it_is(answer: Served) -> Response:
    response = Response(answer.body, answer.status)
    _take_over(response.headers, answer.headers)
    return response


def _take_over(headers: MutableHeaders, given: Headers) -> None:
    """Take over all that is said about a body but its length."""
    for name, value in given.items():
        if name != "content-length":
            headers[name] = value
