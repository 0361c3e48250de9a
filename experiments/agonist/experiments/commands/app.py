"""`agonist app`: the page, in a browser on this machine, or as a folder that needs no server."""

from __future__ import annotations

import argparse
import importlib
import json
import os
from pathlib import Path

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import add_rules, needless, rules_of


def add(subparsers: Commands) -> None:
    """The options of `agonist app`."""
    parser = add_command(
        subparsers, "app", "open the page: watch a patient, do things, compare", "agonist app --port 8800"
    )
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO", help="scenario files (.toml) to offer as well")
    add_rules(parser)
    parser.add_argument("--host", help="who may come: this machine only (default), 0.0.0.0 for a room (with --class)")
    parser.add_argument(
        "--class",
        dest="for_class",
        action="store_true",
        help="a class on the local network: address and code for phones, the teacher sees guesses and outcomes",
    )
    parser.add_argument(
        "--port", type=int, default=8765, help="where it listens; the next free one is taken (default: 8765)"
    )
    parser.add_argument(
        "--lang", metavar="CODE", help="language of the page: en, de or es (default: the reader's browser)"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--allow-host", metavar="NAME", action="append", default=[], help="a further name of this server (repeatable)"
    )
    parser.add_argument("--results", metavar="FOLDER", help="folder of sweeps that the page may look at")
    parser.add_argument("--export", metavar="FOLDER", help="write lessons as pages that need no server, and end")
    parser.add_argument(
        "--lesson", metavar="SCENARIO", action="append", help="with --export: only this lesson (repeatable)"
    )
    parser.add_argument(
        "--pyodide", metavar="FOLDER", help="with --export: Pyodide's files, so that the model runs in the browser"
    )


def _own(scenarios: list[str], rules: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """Scenario files and rules with whole paths, looked over once before the page opens. Raises ValueError."""
    from agonist.model.own.files import absolute
    from agonist.model.own.parts import parts_of
    from agonist.model.scenario import load, shipped

    files = [str(Path(path).absolute()) for path in scenarios if path not in shipped()]
    for path in files:
        load(path)
        if Path(path).stem in shipped():
            raise ValueError(f"{path}: a lesson of this name is shipped; name the file differently")
    places = {name: absolute(place, Path()) for name, place in rules.items()}
    parts_of(places)
    return files, places


def call(arguments: argparse.Namespace) -> int:
    """Serve or export; 0 done. The page lies above this layer, so it is looked up by name and only here."""
    if not 1 <= arguments.port <= 65_435:
        raise ValueError(f"--port {arguments.port}: it needs a number 1 to 65435")
    if arguments.export:
        served = ("host", "port", "for_class", "allow_host", "results", "lang")
        needless(arguments, served, "has no part in --export: no server is started")
    else:
        needless(arguments, ("pyodide", "lesson"), "goes with --export FOLDER: the app itself needs none of it")
    if arguments.lang is not None:
        messages = importlib.import_module("agonist.viz.messages")
        if arguments.lang != "en" and arguments.lang not in messages.LANGUAGES:
            raise ValueError(f"--lang {arguments.lang}: no such language; it needs en, {', '.join(messages.LANGUAGES)}")
        os.environ[messages.STARTED_WITH] = arguments.lang
    files, rules = _own(arguments.scenario, rules_of(arguments.rules))
    if arguments.export and (files or rules):
        raise ValueError("--export takes neither scenario files nor --rule: an exported page reads no files")
    if arguments.export:
        export = importlib.import_module("agonist.viz.standalone.export")
        return int(export.export(arguments.export, arguments.lesson, arguments.pyodide))
    os.environ |= {"AGONIST_SCENARIOS": json.dumps(files), "AGONIST_RULES": json.dumps(rules)}
    server = importlib.import_module("agonist.viz.serve")
    opened = not arguments.no_open
    host = arguments.host or ("0.0.0.0" if arguments.for_class else "127.0.0.1")
    given = (arguments.results, arguments.allow_host, arguments.for_class)
    return int(server.serve(host, arguments.port, opened, *given))
