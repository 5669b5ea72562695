"""Libraries that only some files need, and what to say where one is missing."""

from importlib.util import find_spec

EXTRA = "parley-sim[export]"
"""What to install for all of them."""


class MissingExtraError(Exception):
    """A library that a file needs is not installed; the message says how to get it."""


def need(what: str, *modules: str) -> None:
    """Make sure that libraries are there.

    Args:
        what: What they are needed for, as the sentence begins: `A PDF`.
        modules: Their names when imported.

    Raises:
        MissingExtraError: One is not.
    """
    missing = [PACKAGES.get(module, module) for module in modules if find_spec(module) is None]
    if missing:
        raise MissingExtraError(f'{what} needs {" and ".join(missing)}: python -m pip install "{EXTRA}"')


PACKAGES = {"docx": "python-docx", "vl_convert": "vl-convert-python"}
"""Names of packages that are not those of their modules."""
