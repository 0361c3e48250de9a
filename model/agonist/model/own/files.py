"""Functions and classes of a user's file, as the file is now: after an edit nothing old is run.

A module is made from the text of the file, and made anew when that text, or that of a module beside it which it imports,
has changed. Each text has a file name of its own for Python, so that the source of an older function stays its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import linecache
import sys
import threading
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import decode_source
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from agonist.model.parameters import nearest
from agonist.model.reading import quoted, read_bytes

FORM = "write FILE.py:NAME"
LIMIT_BYTES = 2**22
LOCK = threading.RLock()


class Held(NamedTuple):
    """A module that was made from a file, and the texts that it was made from by path."""

    module: ModuleType
    texts: dict[Path, str]


HELD: dict[Path, Held] = {}
SHUT: list[None] = []  # one for each `nothing_run` that lasts


@contextlib.contextmanager
def nothing_run() -> Iterator[None]:
    """Meanwhile no file of Python is run, whatever names it: for folders that others have made."""
    SHUT.append(None)
    try:
        yield
    finally:
        SHUT.pop()


def digest(text: bytes) -> str:
    """Short digest of a text."""
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def is_place(asked: object) -> bool:
    """Whether something asked for is a text such as ``rules.py:mine``."""
    return isinstance(asked, str) and ".py:" in asked


def absolute(place: str, folder: Path) -> str:
    """The same place, its file looked for from a folder."""
    path, _, name = place.rpartition(":")
    return f"{(folder / Path(path).expanduser()).absolute()}:{name}"


def loaded(place: str) -> Any:
    """A function or class by ``file.py:name``. Raises ValueError with one line where there is none."""
    path, _, name = place.rpartition(":")
    if not path.endswith(".py") or not name:
        raise ValueError(f"{quoted(place)} names no function of a file; {FORM}")
    module = module_of(Path(path).expanduser().absolute())
    if name not in vars(module):
        own = [n for n, v in vars(module).items() if getattr(v, "__module__", None) == module.__name__]
        raise ValueError(f"no {quoted(name)} in {path}; {nearest(name, own) if own else 'it defines nothing'}")
    return vars(module)[name]


def module_of(path: Path) -> ModuleType:
    """The module of a file as it is now. Raises ValueError with one line where it cannot be made, or must not be run."""
    if SHUT:
        raise ValueError(f"{path}: it is Python, which is run only for whoever trusts who made it (--trust)")
    with LOCK:
        held = HELD.get(path)
        if held is None or any(read(p) != text for p, text in held.texts.items()):
            held = HELD[path] = made(path)
        return held.module


def read(path: Path) -> str:
    """Digest of a file; empty where it is gone."""
    try:
        return digest(read_bytes(path, LIMIT_BYTES))
    except ValueError:
        return ""


class Beside(MetaPathFinder, Loader):
    """Finds the modules beside a user's file, made from their texts as these are now and not from what Python keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.texts = folder, dict[Path, str]()

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """A module of this name beside the file."""
        file = self.folder / f"{name}.py"
        return ModuleSpec(name, self) if path is None and file.is_file() else None

    def exec_module(self, module: ModuleType) -> None:
        """Run its text."""
        self.run(self.folder / f"{module.__name__}.py", module)

    def run(self, path: Path, module: ModuleType) -> None:
        """Run the text of a file as a module, under a file name that no other text has."""
        content = read_bytes(path, LIMIT_BYTES)
        text = decode_source(content)
        self.texts[path] = digest(content)
        name = f"{path} [{self.texts[path]}]"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        module.__file__ = name
        exec(compile(text, name, "exec"), vars(module))

    def __enter__(self) -> Beside:
        names = [n for n in sys.modules if (self.folder / f"{n}.py").is_file()]
        self.before = {n: sys.modules.pop(n) for n in names if n != "__main__"}
        sys.meta_path.insert(0, self)
        return self

    def __exit__(self, *error: object) -> None:
        sys.meta_path.remove(self)
        for path in self.texts:
            sys.modules.pop(path.stem, None)
        sys.modules.update(self.before)


def made(path: Path) -> Held:
    """A module from the text of a file. Raises ValueError with one line."""
    module = ModuleType(path.stem)
    try:
        read_bytes(path, LIMIT_BYTES)
    except ValueError as error:
        raise ValueError(f"{error}; {FORM}") from None
    try:
        with Beside(path.parent) as files:
            files.run(path, module)
    except UnicodeDecodeError:
        raise ValueError(f"{path}: cannot be read (not UTF-8); {FORM}") from None
    except SyntaxError as error:
        at = f"{error.filename.partition(' [')[0]}, line {error.lineno}" if error.filename else str(path)
        raise ValueError(f"{at}: {error.msg}") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ValueError(f"{path}{_line(error, str(path))}: {type(error).__name__}: {said_of(error)}") from None
    return Held(module, files.texts)


def said_of(error: BaseException) -> str:
    """The message of an error that may be anybody's, also of one that fails to say it."""
    try:
        return str(error)
    except Exception:
        return "it cannot say what"


def _line(error: BaseException, path: str) -> str:
    """Where in the file an error was raised."""
    found, trace = "", error.__traceback__
    while trace is not None:
        here = trace.tb_frame.f_code.co_filename.startswith(f"{path} [")
        found, trace = f", line {trace.tb_lineno}" if here else found, trace.tb_next
    return found
