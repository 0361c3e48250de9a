"""`agonist export`: a lived body back into the model that it came from, so that others can walk with it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import add_learner, add_settings, settings_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from agonist.experiments.exporting.lived import Lived


def add(subparsers: Commands) -> None:
    """The options of `agonist export`."""
    parser = add_command(
        subparsers,
        "export",
        "write a lived body back into its OpenSim or MuJoCo model",
        "agonist export gluteal-inhibition --days 60 --osim Rajagopal.osim --out weak.osim",
    )
    parser.add_argument(
        "scenario",
        metavar="PATIENT",
        help="a person (leg, shoulder), a name of `agonist scenarios`, or a scenario file",
    )
    model = parser.add_mutually_exclusive_group(required=True)
    model.add_argument("--osim", metavar="MODEL", help="the OpenSim model that the body came from")
    model.add_argument("--mjcf", metavar="MODEL", help="a MuJoCo model (MJCF) with muscles of the same names")
    parser.add_argument("--out", metavar="FILE", required=True, help="the changed model; not the model itself")
    parser.add_argument("--days", type=float, help="day at which it is written (default: the end of the scenario)")
    parser.add_argument("--seed", type=int, default=1, help="whole number (default: 1)")
    add_learner(parser)
    add_settings(parser)
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Live to the day, change the muscles and write the model; 0 done. Raises ValueError for a user's mistake."""
    from agonist.experiments.exporting import lived, mjcf_file, osim_file
    from agonist.experiments.files import write_whole
    from agonist.model.assessment.patient import Patient

    form: Any = osim_file if arguments.osim else mjcf_file
    path, out = Path(arguments.osim or arguments.mjcf), Path(arguments.out)
    if out.exists() and (out.is_dir() or out.samefile(path)):
        raise ValueError(f"--out {out}: it is {'a folder' if out.is_dir() else 'the model itself'}; name a new file")
    model = form.read(path)
    known = model.muscles
    patient = Patient(arguments.scenario, arguments.seed, arguments.learner, settings_of(arguments.settings))
    lived.in_model(patient, known, str(path))  # before it lives: a wrong model is told at once
    patient.advance(patient.resolved.days if arguments.days is None else arguments.days)
    written, lost = lived.in_model(patient, known, str(path))
    write_whole(out, form.changed(model, written, lived.recipe_text(patient, path.name, written), path))
    if arguments.json:
        columns = ("force_factor", "fibre_factor", "slack_optimal", "ceiling")
        told = {name: dict(zip(columns, one, strict=True)) for name, one in sorted(written.items())}
        print_json(
            {"day": patient.time_day, "muscles": told, "untouched": sorted(set(known) - set(written)), "lost": lost}
        )
    else:
        print("\n".join(lines(written, known, lost, patient.time_day, out)))
    return 0


def lines(
    written: Mapping[str, Lived], known: Collection[str], lost: Collection[str], day: float, out: Path
) -> list[str]:
    """What was changed, a line a muscle."""
    told = [
        f"day {day:g}: {len(written)} of {len(known)} muscles changed",
        f"{'':24} {'force':>7} {'fibre':>7} {'slack':>7} {'ceiling':>7}",
    ]
    told += [f"{name:24} " + " ".join(f"{value:7.3f}" for value in one) for name, one in sorted(written.items())]
    left = sorted(set(known) - set(written))
    if left:
        told.append(f"as they were: {', '.join(left[:8])}{' ...' if len(left) > 8 else ''}")
    if lost:
        told.append(f"note: the model has no {', '.join(lost)}: what was lived by them is not in it")
    return [*told, f"written: {out}"]
