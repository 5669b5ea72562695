"""A process that draws, and does nothing else: run as a script, it imports nothing of Parley's.

It reads orders from standard input and writes answers to standard output, each with its length before it, until there
are no more orders. Whatever ends it ends it alone.
"""

import base64
import json
import os
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

LENGTH = struct.Struct(">?Q")
"""Before an answer: whether it is what was ordered, and how many bytes it has."""


def svg(order: dict[str, Any]) -> bytes:
    """Return a chart of Vega-Lite as SVG."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(order["chart"])).encode()


def png(order: dict[str, Any]) -> bytes:
    """Return an SVG as PNG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(order["svg"], scale=order["scale"]))


def pdf(order: dict[str, Any]) -> bytes:
    """Return files of typst, set as PDF."""
    import typst

    # Its stubs know a single file; a mapping from names to contents is how it takes several.
    compiled: Any = typst.compile
    files = {name: base64.b64decode(data) for name, data in order["files"].items()}
    return bytes(compiled(files, ignore_system_fonts=True))


KINDS: dict[str, Callable[[dict[str, Any]], bytes]] = {"svg": svg, "png": png, "pdf": pdf}
"""What can be ordered."""


def answer(order: dict[str, Any]) -> tuple[bool, bytes]:
    """Return whether an order could be carried out, and what came of it."""
    try:
        return True, KINDS[order["kind"]](order)
    except BaseException as error:  # a panic of Rust is not an Exception
        return False, " ".join(str(error).split())[:2_000].encode("utf-8", "replace")


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Carry out orders until there are no more."""
    while head := orders.read(LENGTH.size):
        _, length = LENGTH.unpack(head)
        done, data = answer(json.loads(orders.read(length)))
        answers.write(LENGTH.pack(done, len(data)) + data)
        answers.flush()


def main() -> None:
    """Serve whoever started this process; what a renderer prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
