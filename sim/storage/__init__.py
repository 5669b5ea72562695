"""Files under names that users gave: one way to write them, whole or not at all, and one way to read them back.

`write` replaces a file, `write_together` files that belong together, `whole_folder` a folder. `check_writable` says
before the work begins whether its result can be kept, `recover` settles what a process left that was stopped. `read`
and `read_json` read within limits and believe nothing; `sealed` and `unsealed` hold data to a checksum.
"""

from sim.storage.door import check_writable
from sim.storage.leftovers import recover
from sim.storage.reader import JsonValue, read, read_json, read_text
from sim.storage.seal import CHECKSUM, checksum_of, sealed, unsealed
from sim.storage.writer import whole_folder, write, write_json, write_together

__all__ = [
    "CHECKSUM",
    "JsonValue",
    "check_writable",
    "checksum_of",
    "read",
    "read_json",
    "read_text",
    "recover",
    "sealed",
    "unsealed",
    "whole_folder",
    "write",
    "write_json",
    "write_together",
]
