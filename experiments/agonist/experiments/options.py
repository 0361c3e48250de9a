"""Options that commands about a scenario share, and how `--set name=value` is read."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agonist.model.scenario import Scenario

from agonist.model.reading import told_path
from agonist.model.spreadsheet import DECIMAL_COMMA, NUMBER

MOST = 100_000  # lives, people, courses of one command: more is a slip of the pen
MOST_LEVELS = 1000  # values of one axis
MOST_SEED = 2**63 - 1


def needless(arguments: argparse.Namespace, names: Sequence[str], why: str) -> None:
    """Raise ValueError for the first of these options that is said where it would change nothing."""
    said = getattr(arguments, "said", ())
    for name in names:
        value = getattr(arguments, name)
        if name in said or value is True or (isinstance(value, list) and value):
            raise ValueError(f"--{name.removeprefix('for_').replace('_', '-')} {why}")


def add_scenario(parser: argparse.ArgumentParser) -> None:
    """The scenario: a shipped name or a file."""
    parser.add_argument(
        "scenario", metavar="SCENARIO", help="a name of `agonist scenarios`, or a scenario file (.toml)"
    )


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The option `--set`."""
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        dest="settings",
        help="turn a knob of the scenario or a row of the parameter table (repeatable)",
    )


def add_rules(parser: argparse.ArgumentParser) -> None:
    """The option `--rule`."""
    parser.add_argument(
        "--rule",
        metavar="NAME=FILE.py:FUNCTION",
        action="append",
        default=[],
        dest="rules",
        help="put a function of your own in place of a rule, learner.NAME or unit (repeatable)",
    )


def rules_of(given: Sequence[str]) -> dict[str, str]:
    """The rules of `--rule name=file.py:function`. Raises ValueError for one that has no such form."""
    found: dict[str, str] = {}
    for text in given:
        name, _, place = text.partition("=")
        if not name.strip() or ".py:" not in place:
            raise ValueError(f"--rule {told_path(text)}: it needs the form name=file.py:function")
        if name.strip() in found:
            raise ValueError(f"--rule {told_path(text)}: {told_path(name.strip())} is replaced twice; keep one of them")
        found[name.strip()] = place.strip()
    return found


def told_rules(scenario: Scenario) -> dict[str, str]:
    """The own rules of a scenario for what a command writes: what stands in for what, and its digest."""
    from agonist.model.own.parts import parts_of

    return {part.name: f"{part.label} {part.digest}" for part in parts_of(scenario.rules)}


def rule_lines(scenario: Scenario) -> list[str]:
    """The same, one line each, for a terminal."""
    return [f"with a rule of your own: {name} = {label}" for name, label in told_rules(scenario).items()]


def add_person(parser: argparse.ArgumentParser) -> None:
    """The option `--person`."""
    parser.add_argument(
        "--person",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="who lives it: age=75, sex=female, number=3, or the factor of a trait on the mean person, "
        "such as size=0.8 (repeatable)",
    )


def person_of(given: Sequence[str]) -> dict[str, Any] | None:
    """The person of `--person name=value`; None where nothing is said."""
    words = [text.partition("=") for text in given if text.partition("=")[0].strip() in ("sex", "species")]
    found: dict[str, Any] = dict(settings_of([text for text in given if text.partition("=") not in words], "person"))
    for name, _, value in words:
        if name.strip() in found:
            raise ValueError(f"--person {name.strip()}: it is set twice; keep one of them")
        found[name.strip()] = value.strip()
    if "number" in found and found["number"].is_integer():
        found["number"] = int(found["number"])
    return found or None


LEARNER_NAMES = "maintained, threshold, error, forgetting, search, use, optimal, frozen, modules, value"


def add_learner(parser: argparse.ArgumentParser) -> None:
    """The option `--learner` of a command that lives one of them."""
    parser.add_argument(
        "--learner",
        default="maintained",
        metavar="NAME",
        help=f"one of {LEARNER_NAMES} or file.py:function (default: maintained)",
    )


def add_learners(parser: argparse.ArgumentParser, default: str) -> None:
    """The option `--learner` of a command that lives several side by side."""
    parser.add_argument(
        "--learner",
        action="append",
        default=[],
        metavar="NAME[,NAME]",
        help=f"one or several of {LEARNER_NAMES}, all (every one of them), or file.py:function "
        f"(repeatable; default: {default})",
    )


def learners_of(given: Sequence[str], default: str) -> tuple[str, ...]:
    """The learners of `--learner a --learner b,c`, each once. Raises ValueError for an unknown name, or one twice."""
    from agonist.experiments.running import ALL, known_learner
    from agonist.model.units.cortex import LEARNERS

    names = [name.strip() for text in given or [default] for name in text.split(",")]
    if ALL in names and len(names) > 1:
        raise ValueError(f"--learner: {ALL} are every one of them; leave the others out")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"--learner {twice}: it is named twice; keep one of them")
    return tuple(LEARNERS) if names == [ALL] else tuple(map(known_learner, names))


def add_muscle(parser: argparse.ArgumentParser) -> None:
    """The option `--muscle`."""
    parser.add_argument(
        "--muscle", metavar="NAME", help="the muscle in question (default: the one that is inhibited most)"
    )


def add_cause(parser: argparse.ArgumentParser) -> None:
    """The option `--cause`."""
    parser.add_argument(
        "--cause",
        metavar="'WORD ARGUMENT=VALUE ...'",
        help="what the dose is a dose of, as a word of `agonist words` that lasts: weaken, 'keep pain', 'keep effusion ml=0..60'; "
        "FROM..TO is the range of the dose, from harmless to most (default: inhibit)",
    )


def add_out(parser: argparse.ArgumentParser, what: str) -> None:
    """The option `--out`."""
    parser.add_argument("--out", metavar="FOLDER", help=what)


def settings_of(given: Sequence[str], option: str = "set") -> dict[str, float]:
    """The settings of `--set name=value`, or of another option. Raises ValueError for a wrong form, or a name twice."""
    found: dict[str, float] = {}
    for text in given:
        name, _, value = (part.strip() for part in text.partition("="))
        if not name or not value:
            raise ValueError(f"--{option} {told_path(text)}: it needs the form name=number")
        if not NUMBER.fullmatch(value):
            hint = "; write a decimal point" if DECIMAL_COMMA.fullmatch(value) else ""
            raise ValueError(f"--{option} {told_path(text)}: {told_path(name)} needs a number{hint}")
        if name in found:
            raise ValueError(f"--{option} {told_path(text)}: {told_path(name)} is set twice; keep one of them")
        found[name] = float(value)
    return found


def whole(name: str, value: int, low: int = 1, high: int = MOST) -> int:
    """A whole number from `low` to `high`: nobody waits for more. Raises ValueError."""
    if not low <= value <= high:
        raise ValueError(f"--{name} {told_path(value)}: it needs a whole number from {low} to {high}")
    return value


def numbers(name: str, text: str, low: float, high: float, whole: bool = False) -> tuple[float, ...]:
    """Numbers, or whole ones, with commas between, each in a range and none twice. Raises ValueError."""
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ValueError(
            f"--{name} {told_path(text)}: it needs numbers with commas between, {low:g} to {high:g}"
        ) from None
    if len(set(found)) < len(found):
        raise ValueError(f"--{name} {told_path(text)}: it holds a number twice")
    if whole and not all(value.is_integer() for value in found):
        raise ValueError(f"--{name} {told_path(text)}: it needs whole numbers")
    return tuple(real(name, value, low, high) for value in found)


def real(name: str, value: float, low: float, high: float) -> float:
    """A number in a range. Raises ValueError."""
    if not low <= value <= high:
        raise ValueError(f"--{name} {value:g}: it needs a number {low:g} to {high:g}")
    return value


def say_if_it_compiles() -> None:
    """Let the first compiling be said on standard error, where there is no compiled engine yet."""
    from agonist.model.compiler import cache
    from agonist.model.compiler.jit import COMPILED, cache_folder

    if COMPILED and ((folder := cache_folder()) is None or not any(folder.glob("*.o"))):
        cache.NOTICE[:] = ["compiling the engine, once for this version"]
