"""`agonist lesson`: is a lesson ready for a class, and its sheets to print."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import needless


def add(subparsers: Commands) -> None:
    """The options of `agonist lesson`."""
    parser = add_command(
        subparsers,
        "lesson",
        "look a lesson over before a class sees it, or print its sheets",
        "agonist lesson check my-lesson.toml\n         agonist lesson sheet gluteal-inhibition --out sheets",
    )
    parser.add_argument(
        "what",
        choices=("check", "sheet"),
        help="check: what it lacks; sheet: HTML to print, for students and the teacher",
    )
    parser.add_argument("lesson", metavar="SCENARIO", help="a shipped lesson, or a scenario file (.toml)")
    parser.add_argument(
        "--out", metavar="FOLDER", default=".", help="with sheet: where they are written (default: here)"
    )
    parser.add_argument("--lang", metavar="CODE", default="en", help="with sheet: en, de or es (default: en)")


def call(arguments: argparse.Namespace) -> int:
    """0 done; 1 where the lesson lacks something. Raises ValueError for a file that is no scenario, or an unknown language."""
    if arguments.what == "check":
        needless(arguments, ("out", "lang"), "goes with `agonist lesson sheet`: a check writes nothing")
        return check(arguments.lesson)
    messages = importlib.import_module("agonist.viz.messages")
    if arguments.lang != "en" and arguments.lang not in messages.LANGUAGES:
        raise ValueError(f"--lang {arguments.lang}: no such language; it needs en, {', '.join(messages.LANGUAGES)}")
    sheets = importlib.import_module("agonist.viz.sheets")
    for place in sheets.write(arguments.lesson, Path(arguments.out), arguments.lang):
        print(f"agonist: {place}")
    return 0


def check(name: str) -> int:
    """Say what a lesson lacks; 0 where it is whole, 1 where not."""
    from agonist.model.lessons import lacks
    from agonist.model.scenario import load, resolve

    scenario = load(name)
    resolved = resolve(scenario)
    names = resolved.subject.structure.names
    found = lacks(scenario.lesson, resolved.windows, resolved.days, [*names.muscles, *names.tasks])
    for line in found:
        print(f"{scenario.name}: {line}")
    asked = scenario.lesson.questions
    points = sum(question.points for question in asked)
    print(
        f"{scenario.name}: {'lacks the above' if found else 'ready for a class'}; {len(asked)} questions, {points:g} points"
    )
    return 1 if found else 0
