"""`agonist scenarios`: what can be run, and what one scenario is about."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.model.lessons import told

if TYPE_CHECKING:
    from agonist.model.scenario import Scenario


def add(subparsers: Commands) -> None:
    """The options of `agonist scenarios`."""
    parser = add_command(
        subparsers, "scenarios", "list the scenarios, or describe one", "agonist scenarios gluteal-inhibition"
    )
    parser.add_argument("name", nargs="?", metavar="SCENARIO", help="a name of the list, or a scenario file (.toml)")
    parser.add_argument("--toml", action="store_true", help="print the file of one scenario, to change and to run")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """List all, or describe one; 0 done."""
    from agonist.model.scenario import load, shipped

    if arguments.toml and (arguments.json or not arguments.name):
        raise ValueError("--toml prints the file of one scenario: agonist scenarios NAME --toml > mine.toml")
    found = [load(arguments.name)] if arguments.name else [load(name) for name in shipped()]
    if arguments.toml:
        print(found[0].toml(), end="")
    elif arguments.json:
        print_json(as_json(found[0]) if arguments.name else {"scenarios": [as_json(one) for one in found]})
    elif arguments.name:
        print("\n".join(lines(found[0])))
    else:
        wide = max(len(one.name) for one in found)
        print("\n".join(f"{one.name:{wide}}  {one.title} ({one.days:g} days)" for one in found))
    return 0


def as_json(scenario: Scenario) -> dict[str, object]:
    """A scenario as a plain object."""
    from dataclasses import asdict

    return {
        "name": scenario.name,
        "title": scenario.title,
        "days": scenario.days,
        "body": asdict(scenario.body),
        "watch": scenario.watch,
        "knobs": [knob._asdict() for knob in scenario.knobs],
        "plan": [{"do": word, **dict(given)} for word, given in scenario.plan],
        "windows": {name: [first, last] for name, first, last in scenario.windows},
        "parameters": dict(scenario.parameters),
        "lesson": asdict(scenario.lesson),
    }


def lines(scenario: Scenario) -> list[str]:
    """A scenario in words: what it is about, what can be turned, what is done."""
    body, lesson = scenario.body, scenario.lesson
    found = [f"{scenario.name}: {scenario.title}"]
    found += [told(lesson.story, {k.name: (k.value, k.unit) for k in scenario.knobs})] if lesson.story else []
    who = f"body {body.label}, {' and '.join(body.sides)}"
    found += ["", f"{who}; {scenario.days:g} days; read on {scenario.watch}"]
    found += ["", "knobs (--set name=value)"]
    found += [f"  {k.name} = {k.value:g} {k.unit} ({k.low:g} to {k.high:g}): {k.text}" for k in scenario.knobs]
    found += ["", "plan"]
    found += [
        f"  {word}: {', '.join(f'{name} {_shown(value)}' for name, value in given)}" for word, given in scenario.plan
    ]
    found += ["", "windows"]
    found += [f"  {name}: day {_shown(first)} to {_shown(last)}" for name, first, last in scenario.windows]
    found += ["", f"ask before it runs: {lesson.question}"] if lesson.question else []
    found += [f"notice: {text}" for text in lesson.notice] + [f"try: {each.text}" for each in lesson.try_this]
    found += [f"source: {text}" for text in lesson.sources]
    return found + ([f"weak: {lesson.weak}"] if lesson.weak else [])


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
