"""Public names that are imported when they are first used, so that a package can name them all and load none."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy(
    package: str, homes: Mapping[str, str], door: Callable[[Any, str, str], Any] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and `__dir__` of a package.

    Args:
        package: Its name.
        homes: Public name to the module that has it, or `MODULE:NAME` where it has another name there.
        door: Makes of what is found, of the package and its name there what people get; none: the thing itself.
    """

    def found(name: str) -> Any:
        """Import a public name from its home, and keep it."""
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, other = homes[name].partition(":")
        made = getattr(import_module(module), other or name)
        made = made if door is None else door(made, package, name)
        setattr(sys.modules[package], name, made)
        return made

    def names() -> list[str]:
        """Return the public names."""
        return sorted(homes)

    return found, names
