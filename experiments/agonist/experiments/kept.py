"""What a folder of results keeps of what was given from files, so that it can be made again without them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agonist.experiments.fitting import measured
from agonist.model.reading import read_text, read_toml
from agonist.model.scenario import Scenario, from_keys, load

TABLE = "measured.csv"  # what a fit was given
ENDING = ".toml"
RULED = ("rules", "read", "events", "arms")  # what is one's own, or may ask it


def scenario_text(given: str) -> dict[str, str]:
    """Name and text of a scenario file of somebody's own; nothing where one ships, or a body does, by this name."""
    if not given.endswith(ENDING):
        return {}
    scenario = load(given)
    return {f"{scenario.name}{ENDING}": scenario.toml()}


def without_rules(given: str | Path) -> Scenario:
    """A scenario without parts of one's own and what is read by them: its body and its plan, and no file of Python is run."""
    path = Path(given)
    if path.suffix.lower() != ENDING:
        return load(given)
    keys = {key: value for key, value in read_toml(path).items() if key not in RULED}
    return from_keys(keys, path.name, folder=path.parent)


def texts_of(scenarios: Sequence[str], data: str | None) -> dict[str, str]:
    """Names and texts of what a command was given: scenarios, and the table of a fit, which may name its scenario."""
    named = [*scenarios, *([measured.read(data).scenario] if data and not scenarios else [])]
    found = {name: text for each in named for name, text in scenario_text(each).items()}
    return found | ({TABLE: read_text(Path(data))} if data else {})


def with_kept(words: Sequence[str], folder: Path, scenario: str) -> list[str]:
    """The words of a command, with what the folder keeps in the place of names and paths that may be gone."""
    own, table = folder / f"{scenario}{ENDING}", folder / TABLE
    found = [_kept(word, folder, scenario) for word in words]
    if words[:1] == ["fit"] and len(words) > 1 and table.is_file():
        found[1] = str(table)
        found += ["--scenario", str(own)] if own.is_file() and "--scenario" not in words else []
    return found


def _kept(word: str, folder: Path, scenario: str) -> str:
    own = folder / f"{Path(word).stem}{ENDING}"
    return str(own) if (word == scenario or word.endswith(ENDING)) and own.is_file() else word
