"""Files under names that users gave: one way to write them, whole or not at all, and checksums of what they say.

`write` replaces a file, `write_together` files that belong together, `whole_folder` a folder. `check_writable` says
before the work begins whether its result can be kept, `recover` settles what a process left that was stopped. `sealed`
and `unsealed` hold data to a checksum. `sim.scenario.files` and `sim.scenario.believed` read back what is written.
"""

from sim.storage.door import check_writable
from sim.storage.leftovers import is_leftover, recover
from sim.storage.seal import CHECKSUM, SealError, checksum_of, sealed, unsealed
from sim.storage.writer import json_text, whole_folder, write, write_json, write_together

__all__ = [
    "CHECKSUM",
    "SealError",
    "check_writable",
    "checksum_of",
    "is_leftover",
    "json_text",
    "recover",
    "sealed",
    "unsealed",
    "whole_folder",
    "write",
    "write_json",
    "write_together",
]
