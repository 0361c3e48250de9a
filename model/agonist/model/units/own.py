"""A body with rules or classes of a user's own: the same verbs, asked of other functions, in either engine.

Nothing is patched. `variant` makes the units' classes once more, with verbs that see copies of the rule modules in which
the user's functions stand in place of the model's; agents are made of these classes, and the compiler reads them.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import CellType, FunctionType, ModuleType
from typing import Any

from agonist.model import rules
from agonist.model.parameters import nearest
from agonist.model.units.body import Body
from agonist.model.units.unit import Unit

Rule = Callable[..., float]
MODULES = {m.name: importlib.import_module(f"{rules.__name__}.{m.name}") for m in pkgutil.iter_modules(rules.__path__)}


@cache
def loaded(place: str) -> Rule:
    """A function by ``file.py:name``. Raises ValueError with one line where there is none."""
    path, _, name = place.rpartition(":")
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    if spec is None or spec.loader is None or not Path(path).is_file():
        raise ValueError(f"rules: no file {path!r}; write file.py:function")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not isinstance(getattr(module, name, None), FunctionType):
        raise ValueError(
            f"rules: no function {name!r} in {path}; {nearest(name, [n for n in vars(module) if n[0] != '_'])}"
        )
    return getattr(module, name)  # type: ignore[no-any-return]


def checked(own: Mapping[str, Rule | str]) -> tuple[tuple[str, Rule | str], ...]:
    """Own rules in the order of their names. Raises ValueError with one line for one that cannot stand in."""
    known = {f"{m}.{n}": f for m, module in MODULES.items() for n, f in vars(module).items()
             if isinstance(f, FunctionType) and f.__module__ == module.__name__}  # fmt: skip
    for name, asked in own.items():
        function = loaded(asked) if isinstance(asked, str) else asked
        if name not in known:
            raise ValueError(f"rules: unknown rule {name!r}; {nearest(name, list(known))}")
        wanted, given = (list(inspect.signature(f).parameters) for f in (known[name], function))
        if len(wanted) != len(given):
            raise ValueError(
                f"rules: {name} takes ({', '.join(wanted)}); {function.__name__} takes ({', '.join(given)})"
            )
    return tuple(sorted(own.items()))


def digest(function: Any) -> str:
    """Digest of the source of a function and of what it calls and reads outside the model."""
    seen, texts, waiting = set(), [], [function]
    while waiting:
        found = waiting.pop()
        if found in seen or found.__module__.startswith("agonist."):
            continue
        seen.add(found)
        text = textwrap.dedent(inspect.getsource(found))
        names = sorted({n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)} & set(found.__globals__))
        values = {n: found.__globals__[n] for n in names}
        waiting += [v for v in values.values() if isinstance(v, FunctionType)]
        texts.append(text + repr({n: v for n, v in values.items() if isinstance(v, int | float)}))
    return hashlib.blake2b("\n".join(sorted(texts)).encode(), digest_size=8).hexdigest()


def named(own: tuple[tuple[str, Rule], ...]) -> dict[str, str]:
    """Own rules for a recipe: what stands in for what, and the digest of its source."""
    return {name: f"{f.__module__}.{f.__qualname__} {digest(f)}" for name, f in found(own)}


def found(own: tuple[tuple[str, Rule | str], ...]) -> list[tuple[str, Rule]]:
    """Own rules, those named by file and function loaded."""
    return [(name, loaded(f) if isinstance(f, str) else f) for name, f in own]


class Copier:
    """Copies of rule modules and classes in which some rules are replaced."""

    def __init__(self, own: tuple[tuple[str, Rule], ...]) -> None:
        self.known: dict[Any, Any] = {}  # of functions, modules and classes, the copy
        self.globals: dict[int, dict[str, Any]] = {}
        for name, function in found(own):
            module, rule = name.split(".")
            self.known[getattr(MODULES[module], rule)] = function

    def seen(self, home: dict[str, Any]) -> dict[str, Any]:
        """The names that a copied function sees."""
        if id(home) not in self.globals:
            made = self.globals[id(home)] = dict(home)
            made.update({k: self.copy(v) for k, v in home.items() if not k.startswith("__")})
        return self.globals[id(home)]

    def copy(self, thing: Any, cell: CellType | None = None) -> Any:
        """A rule, rule module, verb or class as the user wants it; anything else as it is."""
        if isinstance(thing, ModuleType) and thing in MODULES.values():
            copied = ModuleType(thing.__name__)
            vars(copied).update(self.seen(vars(thing)))
            return copied
        if isinstance(thing, FunctionType) and (cell or thing.__module__.startswith(rules.__name__)):
            sees = self.seen(thing.__globals__)  # may copy the thing itself
            if thing not in self.known:
                free, cells = thing.__code__.co_freevars, thing.__closure__ or ()
                inner = tuple(cell if cell and n == "__class__" else c for n, c in zip(free, cells, strict=True))
                made = FunctionType(thing.__code__, sees, thing.__name__, thing.__defaults__, inner)
                made.__qualname__, made.__doc__, self.known[thing] = thing.__qualname__, thing.__doc__, made
            return self.known[thing]
        if isinstance(thing, property) and cell:
            return property(self.copy(thing.fget, cell), thing.fset, doc=thing.__doc__)
        return thing

    def unit(self, cls: Any) -> Any:
        """A class of units, made once more."""
        if not issubclass(cls, Unit) or cls is Unit:
            return cls
        if cls not in self.known:
            cell, bases = CellType(), tuple(self.unit(base) for base in cls.__bases__)
            inside = {k: self.copy(v, cell) if k not in ("__init_subclass__",) else v for k, v in vars(cls).items()
                      if k not in ("__dict__", "__weakref__")}  # fmt: skip
            self.known[cls] = cell.cell_contents = type(cls)(cls.__name__, bases, inside)
        return self.known[cls]


@cache
def variant(own: tuple[tuple[str, Rule], ...], classes: tuple[tuple[str, Any], ...] = ()) -> dict[str, Any]:
    """The class of each area's units, with own rules and classes."""
    copier = Copier(own)
    return {area: copier.unit(cls) if own else cls for area, cls in {**Body.classes, **dict(classes)}.items()}


@cache
def body_class(own: tuple[tuple[str, Rule], ...], classes: tuple[tuple[str, Any], ...] = ()) -> Any:
    """The body whose units have own rules and classes."""
    return type("Body", (Body,), {"classes": variant(own, classes)}) if own or classes else Body


def digest_of(cls: Any) -> str:
    """Name of a class and digest of its source."""
    text = inspect.getsource(cls)
    return f"{cls.__module__}.{cls.__qualname__} {hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
