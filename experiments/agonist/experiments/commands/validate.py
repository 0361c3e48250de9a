"""`agonist validate`: run the virtual experiments behind published measurements, and say where the model stands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import add_rules, needless, rules_of, settings_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agonist.experiments.evidence.registry import Options
    from agonist.experiments.validating import Told, Verdict

    Under = dict[str, dict[str, list[Verdict]]]  # verdicts by heading and variant


def add(subparsers: Commands) -> None:
    """The options of `agonist validate`."""
    parser = add_command(
        subparsers,
        "validate",
        "hold the model against measurements in people and animals",
        "agonist validate --only ami --only habit",
    )
    parser.add_argument(
        "--only", metavar="ID", action="append", default=[], help="rows whose id starts so (repeatable)"
    )
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="seeds of each experiment (default: 3)")
    parser.add_argument("--cohort", type=int, default=100, metavar="N", help="people in each cohort (default: 100)")
    parser.add_argument("--learner", default="maintained", metavar="NAME", help="the learner (default: maintained)")
    parser.add_argument("--body", default="rlu2023", metavar="NAME", help="the body (default: rlu2023)")
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], dest="settings", help="another parameter value"
    )
    add_rules(parser)
    parser.add_argument("--rivals", action="store_true", help="every learner through the same rows")
    parser.add_argument("--robustness", action="store_true", help="another body, seeds, bout and each contested link")
    parser.add_argument("--html", metavar="FILE", help="write a page with table, figure and curves")
    parser.add_argument("--figure", metavar="FILE", help="write the summary figure as FILE.png and FILE.svg")
    parser.add_argument(
        "--markdown",
        metavar="FILE",
        help="write the tables as a page of the documentation; what it held of other learners and circumstances stays",
    )
    parser.add_argument("--write-baseline", action="store_true", help="remember which rows are in band now")
    parser.add_argument(
        "--predictions", metavar="FILE", help="write what the model predicts beyond the rows (--only: cases), and end"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes for the predictions (default: 2)")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Run and judge; 1 if a row that was in band has fallen out of it, else 0."""
    from agonist.experiments.options import say_if_it_compiles

    jobs = whole("jobs", arguments.jobs)
    if not arguments.predictions:
        needless(arguments, ("jobs",), "goes with --predictions FILE: the rows are lived in one process")
    if arguments.predictions:
        idle = [word for word in _words(arguments)[1:] if not word.startswith("--only")]
        idle += [
            f"--{n}" for n in ("html", "figure", "write-baseline", "json") if getattr(arguments, n.replace("-", "_"))
        ]
        if idle:
            raise ValueError(f"--predictions: {idle[0].split()[0]} has no part in them; leave it out")
    say_if_it_compiles()
    if arguments.predictions:
        return _predict(Path(arguments.predictions), arguments.only, jobs)
    from agonist.experiments import validating
    from agonist.experiments.running import known_learner

    known_learner(arguments.learner)
    options = _options(arguments)
    verdicts = validating.validate(arguments.only, whole("seeds", arguments.seeds), options, told=_progress())
    under = _under(arguments)
    if arguments.write_baseline:
        validating.write_baseline(verdicts)
    _write(arguments, verdicts, under)
    fallen = validating.fallen(verdicts)
    _tell(arguments, verdicts, under, fallen)
    return 1 if fallen else 0


def _options(arguments: argparse.Namespace) -> Options:
    from agonist.experiments.evidence.registry import Options
    from agonist.model.body.anatomy import bodies
    from agonist.model.own.reach import must_take_part
    from agonist.model.parameters import check_value, nearest
    from agonist.model.runs import Request

    if arguments.body not in bodies():
        raise ValueError(f"--body {arguments.body}: {nearest(arguments.body, list(bodies()))}")
    settings = {name: check_value(name, value) for name, value in settings_of(arguments.settings).items()}
    people = whole("cohort", arguments.cohort, 8)
    asked = Request.of("healthy", learner=arguments.learner, rules=rules_of(arguments.rules))
    must_take_part(asked.rules, (asked.learner,))
    return Options(asked.learner, arguments.body, people, 1, tuple(sorted(settings.items())), asked.rules)


def _progress() -> Told:
    def told(done: int, rows: int, name: str) -> None:
        if sys.stderr.isatty():
            print(
                f"\r{done + 1:3d} of {rows}  {name:30s}",
                end="\n" if done + 1 == rows else "",
                file=sys.stderr,
                flush=True,
            )

    return told


def _under(arguments: argparse.Namespace) -> Under:
    from agonist.experiments import validating

    found: Under = {}
    people = whole("cohort", arguments.cohort, 8)
    if arguments.rivals:
        found["Rivals"] = validating.rivals(arguments.only, people, _progress())
    if arguments.robustness:
        found["Robustness"] = validating.robustness(arguments.only, people, _progress())
    return found


def _write(arguments: argparse.Namespace, verdicts: Sequence[Verdict], under: Under) -> None:
    from agonist.experiments.files import write_whole
    from agonist.experiments.reporting import about, markdown

    command = f"agonist {' '.join(_words(arguments))}"
    if arguments.markdown:
        whole_page = Path(arguments.markdown)
        before = whole_page.read_text(encoding="utf-8") if whole_page.is_file() else ""
        write_whole(whole_page, markdown(verdicts, under, command, before))
    if arguments.html:
        from agonist.experiments.curves import panels
        from agonist.viz.figures.evidence import page

        drawn = [] if arguments.only else panels(_options(arguments))
        write_whole(arguments.html, page(verdicts, drawn, about(command), under))
    if arguments.figure:
        from agonist.viz.figures.charts import save_figure
        from agonist.viz.figures.evidence import summary_figure

        save_figure(summary_figure(verdicts), Path(arguments.figure))


def _words(arguments: argparse.Namespace) -> list[str]:
    """The command that gives these numbers again."""
    words = ["validate", *(f"--only {name}" for name in arguments.only)]
    for name, usual in (("seeds", 3), ("cohort", 100), ("learner", "maintained"), ("body", "rlu2023")):
        value = getattr(arguments, name)
        words += [f"--{name} {value}"] if value != usual else []
    words += [f"--set {text}" for text in arguments.settings]
    words += [f"--rule {text}" for text in arguments.rules]
    words += [f"--{name}" for name in ("rivals", "robustness") if getattr(arguments, name)]
    return words + ([f"--markdown {arguments.markdown}"] if arguments.markdown else [])


def _tell(arguments: argparse.Namespace, verdicts: Sequence[Verdict], under: Under, fallen: Sequence[Verdict]) -> None:
    from agonist.experiments import validating
    from agonist.experiments.summary import table

    if arguments.json:
        told_under = {
            k: {n: [validating.as_json(v) for v in held] for n, held in each.items()} for k, each in under.items()
        }
        rows = [validating.as_json(v) for v in verdicts]
        print_json({"rows": rows, "fallen": [v.target.id for v in fallen], **told_under})
        return
    told = [[*validating.cells(v), validating.short_source(v.target)] for v in verdicts]
    print("\n".join(table([*validating.HEAD, "source"], told, 28)))
    print(f"\n{validating.count(verdicts)}")
    for verdict in verdicts:
        if not verdict.inside:
            print(f"out: {verdict.target.id}: {validating.misfits().get(verdict.target.id, 'no reason is known yet')}")
    for heading, variants in under.items():
        print(f"\n{heading}")
        for name, held in variants.items():
            out = ", ".join(v.target.id for v in held if not v.inside)
            print(f"  {name:36s}{validating.count(held)}" + (f"; out: {out}" if out else ""))
    for verdict in fallen:
        print(f"fallen out of band: {verdict.target.id}", file=sys.stderr)


def _predict(path: Path, only: list[str], jobs: int) -> int:
    from tqdm import tqdm

    from agonist.experiments.files import write_whole
    from agonist.experiments.predictions import asked_for
    from agonist.experiments.predictions_page import markdown

    asked_for(only)
    with tqdm(desc="predictions", unit="plan", leave=False, disable=not sys.stderr.isatty()) as line:

        def told(done: int, plans: int) -> None:
            line.total, line.n = plans, done
            line.refresh()

        write_whole(path, markdown(only=only, jobs=jobs, told=told))
    print(f"written: {path}")
    return 0
