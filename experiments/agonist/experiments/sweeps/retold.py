"""A sweep told by its own folder, so that it can be lived again without the files that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agonist.experiments.sweeps.keys import TOLD
from agonist.experiments.sweeps.reader import read_sweep
from agonist.experiments.sweeps.spec import Sweep, SweepError
from agonist.experiments.sweeps.store import MANIFEST, read_manifest
from agonist.model.reading import parsed_toml
from agonist.model.scenario import Scenario, read_text


def of_folder(folder: str | Path) -> Sweep:
    """The sweep that a folder (or a crate of it) holds, put together from its manifest.

    Raises SweepError, in one line, where the manifest does not tell it, or where something that it names (tables, a
    graph, rules) is no longer what it was.
    """
    place, (keys, asked) = Path(folder), _told(Path(folder))
    scenarios = [_scenario(name, text, place) for name, text in _texts(keys, place)]
    try:
        sweep = read_sweep({**keys, "scenario": scenarios, "parameters": dict(keys.get("parameters", []))})
    except (TypeError, ValueError) as error:
        raise SweepError(f"{place / MANIFEST}: {TOLD}: {str(error).removeprefix('sweep: ')}") from None
    if differ := [key for key, value in sweep.canonical().items() if asked.get(key) != value]:
        what = "a file that it names (tables, graph, rules) has changed, or the manifest was edited"
        raise SweepError(f"{place}: its {', '.join(differ)} cannot be put together as they were; {what}")
    return sweep


def python_of(folder: str | Path) -> str:
    """A place of Python that the sweep of a folder runs, or an empty text; nothing of it is read. Raises SweepError."""
    place = Path(folder)
    for name, text in _texts(_told(place)[0], place):
        try:
            rules = parsed_toml(text, name).get("rules", {})
        except ValueError as error:
            raise SweepError(f"{place / MANIFEST}: {error}") from None
        if rules:
            return str(next(iter(rules.values()))) if isinstance(rules, Mapping) else str(rules)
    return ""


def texts_of(folder: str | Path) -> dict[str, str]:
    """The scenarios of a sweep as the texts of their files, by name. Raises SweepError where the manifest has none."""
    place = Path(folder)
    return dict(_texts(_told(place)[0], place))


def _told(place: Path) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The keys of a folder's manifest, and what the sweep was then."""
    manifest = read_manifest(place)
    if manifest is None:
        raise SweepError(f"{place}: holds no sweep")
    if not isinstance(manifest.get(TOLD), Mapping):
        why = "a rule of its own stood in no file, or it was written by an earlier version"
        raise SweepError(f"{place / MANIFEST}: does not hold its scenarios; {why}")
    return manifest[TOLD], manifest["sweep"]


def _texts(keys: Mapping[str, Any], place: Path) -> list[tuple[str, str]]:
    """Names and texts of the scenarios."""
    told = keys.get("scenario")
    try:
        found = [(one["name"], one["text"]) for one in told or ()]
    except (TypeError, LookupError):
        found = []
    if not found or not all(isinstance(each, str) for one in found for each in one):
        raise SweepError(f"{place / MANIFEST}: {TOLD}, scenario: it needs a list with name and text of each")
    return found


def _scenario(name: str, text: str, place: Path) -> Scenario:
    try:
        return read_text(text, f"{name}.toml")
    except (ValueError, OSError) as error:
        raise SweepError(f"{place / MANIFEST}: scenario: {error}") from None
