"""The command line: one parser, one door for errors.

Each command is a small module in ``agonist.experiments.commands`` with ``add(subparsers)`` and
``call(arguments)``. Only the module of the command that is called gets imported, and it imports what is heavy
inside ``call``: asking for help never loads the engine, Mesa or the page.

Exit status: 0 done, 1 done with a finding (a command says which), 2 a mistake of the user or of the machine (one
line on stderr), 130 stopped by the keyboard, 143 by SIGTERM, 129 by SIGHUP.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import pkgutil
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TextIO

from agonist.experiments import commands
from agonist.experiments.files import make_room
from agonist.experiments.interrupts import signals_stop
from agonist.model.parameters import nearest
from agonist.model.reading import CONTROL, quoted, told_path
from agonist.model.release import package_version
from agonist.model.spreadsheet import DECIMAL_COMMA, NUMBER

ORDER = (
    "app", "lesson", "run", "scenarios", "bodies", "words", "readings", "assess", "graph", "sweep", "cohort", "validate", "loop", "phase",
    "basin", "threshold", "map", "ablate", "vulnerable", "sensitivity", "treat", "fit",
    "synergies", "warning", "import", "export", "share", "again", "cite", "steps",
)  # fmt: skip
UNKNOWN = re.compile(r"unrecognized arguments: (--[\w-]+)")
DASHES = re.compile(r": (?:.* )?(?:[\u2010-\u2015\u2212]+-?|-(?=[a-z]))[a-z]")  # of a word processor, or one alone
LONGEST = 1200  # characters of a message
SWITCHES = ("AGONIST_JIT", "AGONIST_CHECKS")  # variables that are 0 or 1
READERS = (  # modules that read what a user brings; an error that is none of theirs shows where it arose
    "agonist.model.reading", "agonist.model.spreadsheet", "agonist.model.body.tables", "agonist.model.body.index",
    "agonist.model.body.grid", "agonist.model.body.compartments", "agonist.model.body.tasks", "agonist.model.body.graph_file",
    "agonist.model.scenario", "agonist.experiments.sweeps.reader", "agonist.experiments.sweeps.yaml12",
    "agonist.experiments.sweeps.store", "agonist.experiments.importing.recipe", "agonist.experiments.records",
)  # fmt: skip
EXAMPLE = "example: agonist run gluteal-inhibition\n\n`agonist COMMAND --help` shows the options of a command."


class Once(argparse.Action):
    """An option with one value: said twice, one of the two would be passed over."""

    def __call__(self, parser: Any, namespace: Any, values: object, option_string: str | None = None) -> None:
        """Keep the value. Raises ValueError for a second one, and for an empty one."""
        _filled(self, values)
        said = namespace.__dict__.setdefault("said", set())
        if option_string is not None and self.dest in said:
            parser.error(f"{option_string} is said twice; keep one of them")
        said.add(self.dest)
        setattr(namespace, self.dest, values)


class Each(argparse.Action):
    """An option that may stand several times."""

    def __call__(self, parser: object, namespace: object, values: object, option_string: str | None = None) -> None:
        """Keep the value beside those before. Raises ValueError for an empty one."""
        _filled(self, values)
        setattr(namespace, self.dest, [*(getattr(namespace, self.dest) or ()), values])


def _filled(action: argparse.Action, values: object) -> None:
    """Raise ValueError for a text that holds nothing: a variable of a shell that is not set."""
    if values == action.const:
        return
    if any(isinstance(v, str) and not v.strip() for v in (values if isinstance(values, list) else [values])):
        name = (action.option_strings or [str(action.metavar or action.dest)])[0]
        raise ValueError(f"{name}: it is empty (a variable that is not set?); it needs a value")


def plain_number(text: str) -> float:
    """A number as one writes it by hand; what Python takes besides (1_0, inf, other digits) is none."""
    if not NUMBER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no number{_decimal(text)}")
    return float(text)


def whole_number(text: str) -> int:
    """A whole number as one writes it by hand."""
    if not re.fullmatch("[-+]?[0-9]{1,20}", text):
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no whole number")
    return int(text)


def _decimal(text: str) -> str:
    return "; write a decimal point" if DECIMAL_COMMA.fullmatch(text) else ""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints leave by the one door, as a single line, and that takes nothing in silence."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.commands: Mapping[str, Parser] = {}
        self.register("action", None, Once)
        self.register("action", "store", Once)
        self.register("action", "append", Each)
        self.register("type", float, plain_number)
        self.register("type", int, whole_number)

    def error(self, message: str) -> NoReturn:
        """Raise ValueError with the complaint and where to read on."""
        hint = "; options begin with --" if DASHES.search(message) else self._meant(message)
        raise ValueError(f"{_cut(message)}{hint}; see `{self.prog} --help`")

    def _meant(self, message: str) -> str:
        """The option of the command that a misspelt one comes near, as the middle of a message; or nothing."""
        asked = UNKNOWN.match(message)
        known = [name for one in self.commands.values() for name in re.findall(r"--[\w-]+", one.format_usage())]
        said = nearest(asked[1], known) if asked and known else ""
        return f"; {said.rstrip('?')}" if said.startswith("did you mean") else ""


def modules() -> dict[str, str]:
    """The commands that exist, in the order of the help, and the module of each."""
    found = {info.name.rstrip("_"): info.name for info in pkgutil.iter_modules(commands.__path__)}
    ordered = [name for name in ORDER if name in found] + sorted(set(found) - set(ORDER))
    return {name: found[name] for name in ordered}


def _module(name: str) -> Any:
    return importlib.import_module(f"{commands.__name__}.{name}")


def parser(called: str | None = None) -> Parser:
    """The parser with one command, or with all of them where none is called."""
    top = Parser(
        prog="agonist",
        description="Muscle imbalance, simulated from its mechanisms up.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"agonist {package_version()}")
    top.add_argument("--traceback", action="store_true", help="show where an error arose, for a report")
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, module in modules().items():
        if called in (None, name):
            _module(module).add(subparsers)
    top.commands = subparsers.choices
    return top


def _called(arguments: Sequence[str]) -> str | None:
    words = [word for word in arguments if not word.startswith("-")]
    if not words or {"-h", "--help", "--version"} & set(arguments[: arguments.index(words[0])]):
        return None
    known = tuple(modules())
    if words[0] not in known and arguments[0] not in (words[0], "--traceback"):
        raise ValueError(f"{arguments[0]}: options stand behind their command, as in `agonist run healthy --days 3`")
    if words[0] not in known:
        raise ValueError(f"unknown command {words[0]!r}; {nearest(words[0], known, 'agonist --help')}")
    return words[0]


def _check_environment(variables: Mapping[str, str]) -> None:
    """Raise ValueError for a switch of ours that stands on neither side: `AGONIST_JIT=off` would change nothing."""
    for name in SWITCHES:
        if variables.get(name, "0") not in ("", "0", "1"):
            raise ValueError(f"{name}={quoted(variables[name])}: it needs 0 or 1")


def call(arguments: Sequence[str]) -> int:
    """Parse and carry out one command; its exit status. Raises ValueError for a user's mistake."""
    _check_environment(os.environ)
    called = _called(arguments)
    top = parser(called)
    chosen = top.parse_args(arguments)
    chosen.words = tuple(arguments)
    os.environ["MPLBACKEND"] = "agg"  # figures are written and never shown, whatever a notebook has said
    if getattr(chosen, "out", None) is not None:
        chosen.out = os.path.expanduser(chosen.out)  # no shell does so behind an equals sign
        make_room(chosen.out)
    if getattr(chosen, "quiet", False):
        importlib.import_module("agonist.model.compiler.cache").hush()
    if called is None:
        top.print_help()
        return 0
    with warnings.catch_warnings():
        warnings.showwarning = _noted
        return int(_module(modules()[called]).call(chosen) or 0)


def _noted(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning of ours as a note; one of another package says nothing to whoever called a command."""
    if issubclass(category, UserWarning) and category.__module__.startswith("agonist"):
        print(f"note: {message}", file=sys.stderr)


def _is_here() -> bool:
    try:
        return bool(os.getcwd())
    except OSError:
        return False


def one_line(error: BaseException) -> str:
    """The message of an error on one line, without numbers of the operating system."""
    if isinstance(error, FileNotFoundError) and error.filename is None and not _is_here():
        return "the working folder is gone; go to one that is there"
    said = str(error)
    if isinstance(error, OSError) and error.strerror:
        said = f"{told_path(error.filename)}: {error.strerror}" if error.filename else error.strerror
    return _cut(CONTROL.sub(lambda sign: repr(sign[0])[1:-1], " ".join(said.split())) or type(error).__name__)


def _cut(said: str) -> str:
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 4]} ..."


def _of_a_reader(error: BaseException) -> str:
    """The module that reads users' files in which an error arose; empty where it arose elsewhere."""
    where = (str(frame.f_globals.get("__name__", "")) for frame, _ in traceback.walk_tb(error.__traceback__))
    return next((name for name in where if name.startswith(READERS)), "")


def _close_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Forgiving(io.TextIOWrapper):
    """A stream of notes and progress: where its terminal is gone or its disk is full, what is said is lost and the work goes on."""

    def write(self, text: str) -> int:
        """Write, or not."""
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        """Write what waits, or not."""
        with contextlib.suppress(OSError):
            super().flush()


def _bear_any_output() -> None:
    """Where nobody listens (a closed stream) what is said is lost; a letter that cannot be shown becomes a question mark."""
    told = sys.__stderr__
    if told is not None and sys.stderr is told:
        sys.stderr = Forgiving(told.buffer, told.encoding, "replace", line_buffering=True)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command `agonist`: carry out the arguments (default: those of the process) and return the exit status."""
    _bear_any_output()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with signals_stop():
            status = call(given)
            sys.stdout.flush()
            return status
    except KeyboardInterrupt as error:
        print("agonist: stopped", file=sys.stderr)
        return 128 + getattr(error, "number", signal.SIGINT)
    except BrokenPipeError:  # the reader of a pipe has left: nothing to say, and nobody to say it to
        _close_stdout()
        return 0
    except ModuleNotFoundError as error:
        if "--traceback" in given or str(error.name).startswith("agonist"):
            raise
        print(f"agonist: this command needs {error.name}, which is not installed here", file=sys.stderr)
        return 2
    except MemoryError:
        print("agonist: there is not enough memory for this", file=sys.stderr)
        return 2
    except (ValueError, OSError) as error:
        if "--traceback" in given:
            raise
        print(f"agonist: {one_line(error)}", file=sys.stderr)
        return 2
    except (LookupError, TypeError, ArithmeticError, RecursionError) as error:
        reader = _of_a_reader(error)
        if "--traceback" in given or not reader:
            raise
        said = f"a file cannot be read ({reader.rpartition('.')[2]}: {type(error).__name__}: {one_line(error)})"
        print(f"agonist: {said}; please report it with the file and what `--traceback` shows", file=sys.stderr)
        return 2
