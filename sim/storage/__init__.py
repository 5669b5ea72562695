"""Files under names that users gave: one way to write them, whole or not at all, and one way to read them back.

`write` replaces a file, `write_together` files that belong together, `whole_folder` a folder. `check_writable` says
before the work begins whether its result can be kept, `recover` settles what a process left that was stopped. `read`
and `read_json` read within limits and believe nothing; `sealed` and `unsealed` hold data to a checksum.
"""

from sim.storage.believed import Kept, altered, believed, read_believed
from sim.storage.door import check_writable
from sim.storage.leftovers import is_leftover, recover
from sim.storage.reader import JsonValue, parse_json, read, read_json, read_text, unreadable
from sim.storage.seal import CHECKSUM, checksum_of, sealed, unsealed
from sim.storage.writer import json_text, whole_folder, write, write_json, write_together

__all__ = [
    "CHECKSUM",
    "JsonValue",
    "Kept",
    "altered",
    "believed",
    "check_writable",
    "checksum_of",
    "is_leftover",
    "json_text",
    "parse_json",
    "read",
    "read_believed",
    "read_json",
    "read_text",
    "recover",
    "sealed",
    "unreadable",
    "unsealed",
    "whole_folder",
    "write",
    "write_json",
    "write_together",
]
