"""The folder of an imported body: its tables with their provenance, written whole, and checked by loading them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agonist.experiments.files import alone, named, write_whole
from agonist.experiments.importing.checking import Found, compared, report, summary
from agonist.experiments.importing.measure import Measured, Measurement, postures
from agonist.experiments.importing.osim import Part
from agonist.experiments.importing.recipe import GridRecipe, Recipe, Turned
from agonist.experiments.interrupts import ignore_sigint
from agonist.model.body.anatomy import Anatomy, load
from agonist.model.body.compartments import LONGEST, Compartment, check_units, is_name
from agonist.model.body.graph import build
from agonist.model.release import package_version

MARK = "# Made by `agonist import`"
OWN = re.compile(r"params\.csv|grid_\d+\.csv|bodies\.toml|check\.txt|tasks\.toml|postures\.toml")


def check_free(folder: Path) -> None:
    """Raise a ValueError for a folder in which something else lies than a body that was imported."""
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"--out {folder}: it is a file; it needs a folder")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    index = folder / "bodies.toml"
    if not index.is_file() or not index.read_text(encoding="utf-8", errors="replace").startswith(MARK):
        raise ValueError(f"--out {folder}: it holds something else than an imported body; name a new folder")


def files_of(recipe: Recipe, found: Measurement) -> dict[str, str]:
    """The files of the body by name; ``bodies.toml`` comes last, because it makes a folder a body."""
    check_capitals(recipe, found.parts)
    head = _head(recipe, found)
    files = {"params.csv": head + _parameters(recipe, found.parts)}
    for n, (grid, measured) in enumerate(zip(recipe.grids, found.grids, strict=True), start=1):
        files[f"grid_{n}.csv"] = head + _signs(grid) + _grid(grid, measured)
    if recipe.tasks:
        files["tasks.toml"] = head + _tasks(recipe)
    if recipe.usual:
        files["postures.toml"] = head + _usual(recipe)
    return files | {
        "bodies.toml": f"{MARK}; a scenario names this folder as its tables.\n{head}{_bodies(recipe, found)}"
    }


def write(
    recipe: Recipe, found: Measurement, folder: Path, progress: Callable[[str], object] | None = None
) -> tuple[Anatomy, str]:
    """Write the tables, whole or not at all, load them, and check them against the model; the body, and what was found.

    The check stands in the folder as ``check.txt``; `progress` is told how far it is.

    A new folder appears with all its files; in an imported one each file is replaced whole. Raises ValueError where
    the tables do not make a body, and OSError where they cannot be written.
    """
    check_free(folder)
    files = files_of(recipe, found)
    with named(folder):
        seen = _placed(recipe, found, files, folder, progress)
    return load(recipe.name, folder=folder), summary(seen)


def _placed(
    recipe: Recipe,
    found: Measurement,
    files: dict[str, str],
    folder: Path,
    progress: Callable[[str], object] | None,
) -> tuple[Found, ...]:
    """Write the files beside the folder, load and check them there, and put them in place; what the check found."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".tmp", dir=folder.parent))
    try:
        for name, text in files.items():
            write_whole(scratch / name, text)
        seen = compared(recipe, _check(recipe, scratch), progress)
        files["check.txt"] = _head(recipe, found) + report(recipe, seen)
        write_whole(scratch / "check.txt", files["check.txt"])
        with ignore_sigint():
            _place(files, scratch, folder)
        return seen
    except ValueError as error:
        raise ValueError(str(error).replace(scratch.name, folder.name)) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _check(recipe: Recipe, folder: Path) -> Anatomy:
    body = load(recipe.name, folder=folder)
    if recipe.tasks:
        build(body, tuple(recipe.tasks))
    return body


def _place(files: Mapping[str, str], scratch: Path, folder: Path) -> None:
    if not folder.exists():
        scratch.chmod(0o755)  # a temporary folder is for its owner only
        scratch.rename(folder)
        return
    with alone(folder):
        for name, text in files.items():
            write_whole(folder / name, text)
        for path in folder.iterdir():
            if OWN.fullmatch(path.name) and path.name not in files:
                path.unlink()


def _head(recipe: Recipe, found: Measurement) -> str:
    """Provenance, as the first lines of every file."""
    digest = hashlib.blake2b(recipe.model.read_bytes(), digest_size=8).hexdigest()
    still = ", ".join(f"{name} {angle:g} deg" for name, angle in recipe.posture.items())
    short = f", {recipe.shortest_fibre:g} at least" if recipe.shortest_fibre else ""
    lines = (
        f"Model: {recipe.source}",
        f"File: {recipe.model.name}, digest {digest}; side {recipe.side!r}; recipe {recipe.path.name}",
        f"Computed with OpenSim {found.version} by agonist {package_version()}; rigid tendon: l_fibre_norm = "
        f"sqrt((path - slack)^2 + (l_opt sin penn)^2) / l_opt{short}",
        "Angles in degrees, arms in m, positive where the muscle turns the joint the way its axis is named for",
        f"Coordinates of other grids at 0; {f'held at {still}; ' if still else ''}all others at the model's default",
    )
    return "".join(f"# {line}\n" for line in lines)


def _signs(grid: GridRecipe) -> str:
    said = ", ".join(f"{ours} = {theirs}" for ours, theirs in {**grid.coordinates, **grid.axes}.items())
    return f"# In the model: {said}\n"


def names_of(recipe: Recipe, muscle: str) -> tuple[str, str]:
    """Anatomical name and compartment of a muscle: what the recipe says, else its name in small letters.

    Trailing digits are the compartment. What cannot be a name here (words of readings, no Latin letter) gets a word more.
    """
    bare = "".join(x for x in unicodedata.normalize("NFKD", muscle.casefold()) if not unicodedata.combining(x))
    plain = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    match = re.fullmatch(r"(.*?[a-z])_?(\d*)", plain)
    base, digits = match.groups() if match else ("_".join(f"u{ord(letter):x}" for letter in muscle), "")
    base = base if is_name(base) else f"{base[: LONGEST // 2]}_muscle".lstrip("_")
    return recipe.anatomical_names.get(muscle, base), digits


def _named(recipe: Recipe, parts: tuple[Part, ...]) -> dict[str, tuple[str, str]]:
    """Names of all muscles; parts of one muscle that no digits tell apart are told apart by the model's names."""
    names = {part.name: names_of(recipe, part.name) for part in parts}
    given = list(names.values())
    return {m: (n, c) if given.count((n, c)) == 1 else (n, m.lower()) for m, (n, c) in names.items()}


def check_capitals(recipe: Recipe, parts: Sequence[Part]) -> None:
    """Raise ValueError for muscles whose names differ in capitals only: spreadsheets do not tell them apart."""
    first: dict[str, str] = {}
    for part in parts:
        other = first.setdefault(part.name.casefold(), part.name)
        if other != part.name:
            raise ValueError(
                f"{recipe.path}: the names of {other} and {part.name} in {recipe.model.name} differ in capitals only, which "
                "tables do not tell apart; name one of them in leave_out"
            )


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _parameters(recipe: Recipe, parts: tuple[Part, ...]) -> str:
    head = "muscle anatomical_name compartment f_iso_max_n l_opt_m l_tendon_slack_m penn_opt_deg".split()
    names = _named(recipe, parts)
    rows = [
        [p.name, *names[p.name], *_short(p.force_max_n, p.l_opt_m, p.tendon_slack_m, math.degrees(p.pennation_rad))]
        for p in parts
    ]
    return _csv([head, *rows])


def _short(*values: float) -> list[str]:
    return [f"{value:.9g}" for value in values]


def _grid(grid: GridRecipe, found: Measured) -> str:
    head = [*(f"{name}_deg" for name in grid.knots), "muscle", *(f"{axis}_m" for axis in grid.axes), "l_fibre_norm"]
    rows = [
        [*_short(*posture.values()), muscle, *_short(*np.round(found.arms_m[p, m], 9) + 0.0, found.lengths[p, m])]
        for p, posture in enumerate(postures(grid))
        for m, muscle in enumerate(found.muscles)
    ]
    return _csv([head, *rows])


# -- TOML -----------------------------------------------------------------------------------------------------------


def toml(value: object) -> str:
    """A text, number, list or table of these as a TOML value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _table(name: str, values: Mapping[str, object]) -> str:
    return "\n".join([name, *(f"{key} = {toml(value)}" for key, value in values.items())]) + "\n"


def _columns(turned: Mapping[str, Turned], unit: str) -> dict[str, str]:
    return {f"{name}_{unit}": name for name in turned}


def _bodies(recipe: Recipe, found: Measurement) -> str:
    parts = [_table("[groups]", {joint: recipe.groups.get(joint, joint) for joint in recipe.joints})]
    about: dict[str, Any] = {"text": recipe.text, "parameters": ["params.csv"]}
    about |= {"midline": recipe.midline} if recipe.midline else {}
    about |= {"units_known": True} if odd_units(found.parts) else {}
    parts.append(_table(f"[body.{recipe.name}]", about))
    for n, grid in enumerate(recipe.grids, start=1):
        entry: dict[str, Any] = {
            "file": f"grid_{n}.csv",
            "coordinates": _columns(grid.coordinates, "deg"),
            "axes": _columns(grid.axes, "m"),
        }
        entry |= {key: value for key, value in (("change_of", grid.change_of), ("hold", grid.hold)) if value}
        entry |= {"others_move": True} if found.grids[n - 1].rough else {}
        parts.append(_table(f"[[body.{recipe.name}.grid]]", entry))
    return "\n".join(parts)


def odd_units(parts: Sequence[Part]) -> str:
    """What would be taken for a slip of units in a table; OpenSim's units are known."""
    own = [Compartment(p.name, p.name, "", p.force_max_n, p.l_opt_m, p.tendon_slack_m, p.pennation_rad) for p in parts]
    try:
        check_units(own, "")
    except ValueError as error:
        return str(error).removeprefix(": ").partition(";")[0]
    return ""


def _tasks(recipe: Recipe) -> str:
    return "\n".join(
        _table(
            f"[{name}]",
            {"text": t.text, "posture": t.posture, "output": t.output, "unwanted": t.unwanted}
            | ({"shift": t.shift} if t.shift else {})
            | ({"parts": t.parts} if t.parts else {}),
        )
        for name, t in recipe.tasks.items()
    )


def _usual(recipe: Recipe) -> str:
    return "\n".join(_table(f"[[{recipe.name}.usual]]", piece) for piece in recipe.usual)
