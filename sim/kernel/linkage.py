"""Which compiled rules are copied into the rules that call them, and which stand apart.

Numba copies whatever a function calls, and whatever that calls, into the function's own code, and optimises all of it
again: a rule that stands below twenty others is compiled twenty times. Here only small rules are copied. A large one is
compiled once and called by its name. For that it needs a name that is the same in every process, and has to be there
before what calls it: whoever loads a rule from the cache loads first what stands apart from it. A rule marked with
`WHOLE` copies all that it calls, so that it is loaded alone: the loop over runs, which every start waits for.

Results do not hang on it: neither way reorders arithmetic. Only rules may call rules; a function that somebody else
compiles with Numba and keeps in a cache of its own would not load what stands apart.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from llvmlite.binding import parse_assembly, parse_bitcode
from numba.core import bytecode, codegen, compiler
from numba.core.untyped_passes import ExtractByteCode

from sim.kernel.cache import PACKAGE

LARGE = 60
"""Instructions from which on a rule stands apart.

All rules compiled in 68 s of processor time, in 80 and 86 s with 150 and 400 (once each, other work on the machine),
and runs took no longer with it.
"""

WHOLE = "copies_all"
"""Attribute of a function whose rule copies all that it calls, large or small."""

_identity: Callable[[Any], Any] = bytecode.FunctionIdentity.from_function
_Library: Any = codegen.JITCodeLibrary
_Compiler: Any = compiler.CompilerBase
_Passes: Any = compiler.DefaultPassBuilder
_Extraction: Any = ExtractByteCode
_parsed: Callable[[str], Any] = parse_assembly
_read: Callable[[bytes], Any] = parse_bitcode


class Called(NamedTuple):
    """A rule for arguments of some types, by names that mean the same in every process."""

    module: str
    name: str
    kinds: tuple[Any, ...]

    def prepare(self) -> "RuleLibrary":
        """Load or compile it, unless that was done before, and return its code."""
        dispatcher = getattr(import_module(self.module), self.name)
        dispatcher.compile(self.kinds)
        library: RuleLibrary = dispatcher.overloads[self.kinds].library
        return library


class RuleLibrary(_Library):  # type: ignore[misc]  # Numba has no types here
    """The code of one rule for arguments of some types."""

    own: Called | None = None
    """By what others may call it, or none where they must copy it."""
    apart: tuple[Called, ...] = ()
    """What its code calls by name, be it from within a rule that was copied into it."""
    whole: bool = False
    """Whether it copies all that it calls."""
    bitcode: bytes | None = None
    """Its intermediate code, if that was loaded and nobody asked for it yet."""
    _linking_libraries: list[Any]
    _size: int | None = None

    def finalize(self) -> None:
        """Leave out large rules from what is copied in, and note them; or copy in what they call by name too."""
        rules = [library for library in self._linking_libraries if isinstance(library, RuleLibrary)]
        if self.whole:
            self._linking_libraries = [*self._linking_libraries, *_beneath(rules)]
            super().finalize()
            return
        large = [library for library in rules if library.large]
        beneath = [called for library in rules if library not in large for called in library.apart]
        self.apart = tuple(dict.fromkeys([library.own for library in large if library.own] + beneath))
        self._linking_libraries = [library for library in self._linking_libraries if library not in large]
        super().finalize()

    def _optimize_final_module(self) -> None:
        # Numba does it twice, the first time to find counts of references that cancel; rules count none.
        # Numba 0.61 returns the passes alone, later versions what they are run with too.
        made = self._codegen._module_pass_manager()
        passes, *builder = made if isinstance(made, tuple) else (made,)
        passes.run(self._final_module, *builder)

    def _get_module_for_linking(self) -> Any:
        if self.bitcode is not None:
            self._shared_module, self.bitcode = _read(self.bitcode), None
        return super()._get_module_for_linking()

    @property
    def large(self) -> bool:
        """Whether it stands apart."""
        if self.own is None:
            return False
        if self._size is None:
            functions = self._get_module_for_linking().functions
            bodies = (function for function in functions if not function.name.startswith(_WRAPPER))
            self._size = sum(1 for body in bodies for block in body.blocks for _ in block.instructions)
        return self._size >= LARGE


def _beneath(rules: list[RuleLibrary]) -> list[RuleLibrary]:
    """Return the code of all that stands apart from rules, and from what stands apart from them in turn."""
    found: dict[Called, RuleLibrary] = {}
    ahead = [called for library in rules for called in library.apart]
    while ahead:
        called = ahead.pop()
        if called not in found:
            found[called] = called.prepare()
            ahead += found[called].apart
    copied = {library.own for library in rules}
    return [library for called, library in found.items() if called not in copied]


_WRAPPER = "_ZN7cpython"
"""How the names of functions begin that Python calls."""


class RuleCompiler(_Compiler):  # type: ignore[misc]  # Numba has no types here
    """Numba's compiler, for rules: their code is named alike in every process and goes to a library as above."""

    def compile_extra(self, function: Any) -> Any:
        """Compile a function."""
        state = self.state
        state.func_id = _identity(function)
        state.library = RuleLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.whole = hasattr(function, WHOLE)
        state.library.enable_object_caching()
        if _has_one_name(function):
            state.func_id.unique_id = "rule"
            state.func_id.unique_name = f"{state.func_id.func_qualname}$rule"
            state.library.own = Called(function.__module__, function.__qualname__, tuple(state.args))
        _Extraction().run_pass(state)
        state.lifted, state.lifted_from = (), None
        return self._compile_bytecode()

    def define_pipelines(self) -> list[Any]:
        """Return Numba's own passes."""
        return [_Passes.define_nopython_pipeline(self.state)]


def _has_one_name(function: Any) -> bool:
    """Return whether a function is the one that its module, a part of Parley, knows by its name."""
    whole = function.__qualname__ == function.__name__
    if not (whole and Path(function.__code__.co_filename).is_relative_to(PACKAGE)):
        return False
    known = getattr(import_module(function.__module__), function.__name__, None)
    return getattr(known, "py_func", None) is function


def kept(library: RuleLibrary, reduced: Any) -> Any:
    """Return what is kept of a rule, given what Numba would keep.

    Numba reads a rule's intermediate code whenever it loads the rule, and looks through all its symbols, for callers
    that have yet to be compiled. Here a stub with the two symbols that matter stands for it until it is asked for.
    """
    (name, kind, (machine_code, bitcode)), description, *rest = reduced
    symbols = (description.llvm_func_name, description.llvm_cpython_wrapper_name)
    stub = _parsed("\n".join(f'define void @"{symbol}"() {{ ret void }}' for symbol in symbols)).as_bitcode()
    return library.own, library.apart, bitcode, ((name, kind, (machine_code, stub)), description, *rest)


def loaded(payload: Any, rebuild: Callable[[Any], Any]) -> Any:
    """Return a rule from what was kept of it, once what stands apart from it is there.

    Args:
        payload: What `kept` returned.
        rebuild: Makes a rule from what Numba would keep.
    """
    own, apart, bitcode, reduced = payload
    for called in apart:
        called.prepare()
    result = rebuild(reduced)
    library = result.library
    library.__class__ = RuleLibrary
    library.own, library.apart, library.bitcode = own, apart, bitcode
    return result
