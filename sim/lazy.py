"""Public names that are imported when they are first used, so that a package can name them all and load none."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and `__dir__` of a package.

    Args:
        package: Its name.
        homes: Public name to the module that has it, or `MODULE:NAME` where it has another name there.
    """

    def found(name: str) -> Any:
        """Import a public name from its home."""
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, other = homes[name].partition(":")
        return getattr(import_module(module), other or name)

    def names() -> list[str]:
        """Return the public names."""
        return sorted(homes)

    return found, names
