"""What is written under each field of a word: the help that people read, in the app, the schema and the docs.

Pydantic can collect it while it makes a class, but looks for the source of every class anew, which takes a tenth of a
second at every start. Here a module is read once, and only when somebody asks.
"""

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache


@cache
def docstrings(word: type) -> Mapping[str, str]:
    """Return what is written under each field of a word, and of those it builds on, by the field's name.

    Args:
        word: A class of a module whose source can be read.
    """
    found: dict[str, str] = {}
    for base in reversed(word.__mro__):
        found |= _of_module(base.__module__).get(base.__qualname__, {})
    return found


@cache
def _of_module(name: str) -> Mapping[str, Mapping[str, str]]:
    """Return the texts under fields of every class of one of our modules, by the name of the class."""
    if name.partition(".")[0] != __name__.partition(".")[0]:
        return {}
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: _of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _of_class(tree: ast.ClassDef) -> dict[str, str]:
    """Return the string under each annotated name, as docstrings are cleaned."""
    found = {}
    for field, text in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match text:
                case ast.Expr(ast.Constant(str(words))):
                    found[field.target.id] = inspect.cleandoc(words)
                case _:
                    pass
    return found
