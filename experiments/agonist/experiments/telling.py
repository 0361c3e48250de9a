"""What every instrument's command does alike: options, cost, table or JSON, files, sources."""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agonist.experiments.commands import add_json, plain, print_json
from agonist.experiments.files import alone, writable, write_whole
from agonist.experiments.instruments.shown import Answer
from agonist.experiments.options import rule_lines, say_if_it_compiles, told_rules, whole

if TYPE_CHECKING:  # help never loads the engine
    from agonist.experiments.instruments.bench import Bench
    from agonist.model.scenario import Scenario


def add_instrument(parser: argparse.ArgumentParser, folder: str) -> None:
    """The options that every instrument has."""
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="threads (default: 2)")
    parser.add_argument(
        "--out", metavar="FOLDER", help=f"for figure, numbers and kept lives (default: {folder}, nowhere with --json)"
    )
    parser.add_argument(
        "--resume", action=argparse.BooleanOptionalAction, default=True, help="go on with lives that are kept (default)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say the cost and live nothing")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error; notes stay")
    add_json(parser)


def carried_out(
    arguments: argparse.Namespace,
    name: str,
    folder: str,
    ask: Callable[[Bench], Answer],
    scenario: Scenario | None = None,
) -> int:
    """Ask an instrument and tell what it found; 0 done. `folder` is where it goes if `--out` says nothing.

    The own rules of `scenario` are told besides.
    """
    from agonist.experiments.instruments.bench import Bench, OnlyCost

    out = Path(arguments.out or folder) if arguments.out or not arguments.json else None
    bench = Bench(
        whole("jobs", arguments.jobs), out, arguments.resume, not arguments.quiet, only_cost=arguments.dry_run
    )
    if out and not arguments.dry_run:
        writable(out)
    if not arguments.quiet:
        say_if_it_compiles()
    try:
        answer = ask(bench)
    except OnlyCost as cost:
        print_json({"cost": str(cost)}) if arguments.json else print(cost)
        return 0
    rules = told_rules(scenario) if scenario else {}
    told = about(answer, arguments, bench) | {"rules": rules}
    if arguments.json:
        print_json(told)
    else:
        print("\n".join([*answer.lines(), "", *(f"method: {source}" for source in answer.sources)]))
        print("".join(f"{line}\n" for line in (rule_lines(scenario) if scenario else ())), end="")
    if out:
        held = written(answer, told, out, name, _given(arguments))
        names = [*(p.name for p in held), *getattr(answer, "besides", ())]
        print(f"written: {out}: {', '.join(names)}", file=sys.stderr if arguments.json else sys.stdout)
    return 0


def _given(arguments: argparse.Namespace) -> dict[str, str]:
    """What the command was given from files, to be kept."""
    from agonist.experiments.kept import texts_of

    words = (getattr(arguments, "scenario", None), *getattr(arguments, "what", ()))
    return texts_of([word for word in words if word], getattr(arguments, "data", None))


def about(answer: Answer, arguments: argparse.Namespace, bench: Bench) -> dict[str, Any]:
    """An answer as one object, with what it took and what to cite."""
    from agonist.experiments.commands.cite import citation

    command = shlex.join(["agonist", *getattr(arguments, "words", ())])
    cost = {"lives": bench.lived, "seconds": round(bench.seconds, 2), "jobs": bench.jobs}
    return answer.as_json() | {"command": command, "cost": cost, "cite": [citation(), *answer.sources]}


def written(
    answer: Answer, told: Mapping[str, object], folder: Path, name: str, given: Mapping[str, str] | None = None
) -> list[Path]:
    """Write numbers and figures of an answer, and what was `given` from files, each whole or not at all; the paths."""
    save = importlib.import_module("agonist.viz.figures.charts").save_figure
    drawn = answer.figures()
    with alone(folder):
        held = [write_whole(folder / f"{name}.json", json.dumps(plain(told), indent=2, ensure_ascii=False) + "\n")]
        held.append(write_whole(folder / f"{name}.csv", as_csv(answer.rows())))
        for ending, figure in drawn.items():
            held += save(figure, folder / (f"{name}-{ending}" if ending else name))
        held += [write_whole(folder / each, text) for each, text in (given or {}).items()]
    return held


def as_csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as a table of commas, a header first."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()
