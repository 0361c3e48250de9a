"""The one table of numbers: value, unit, range, source and mark of every parameter.

Rows live in ``tables/parameters/*.csv``. The same table feeds the engines, the checks of a scenario, the
sliders of the page, the sensitivity analysis and the documentation.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Sequence
from os.path import commonprefix
from pathlib import Path
from typing import NamedTuple

from agonist.model.reading import is_number, quoted, shown

MARKS = ("verified", "second-hand", "recalled", "computed", "judgement", "fitted")
LONGEST_NAME = 200  # characters of a name that is compared with those that are known
FOLDER = Path(__file__).parent / "tables" / "parameters"


class Parameter(NamedTuple):
    """One row: a number with its unit, defensible range, source and the kind of evidence behind it."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    source: str
    mark: str
    text: str
    group: str


def _row(fields: dict[str, str], group: str) -> Parameter:
    low, high = float(fields["low"]), float(fields["high"])
    row = Parameter(
        fields["name"],
        float(fields["value"]),
        fields["unit"],
        low,
        high,
        fields["source"],
        fields["mark"],
        fields["text"],
        group,
    )
    if not (row.low <= row.value <= row.high) or row.mark not in MARKS or not row.source:
        raise ValueError(f"{group}.csv, {row.name}: value outside its range, unknown mark or no source")
    return row


def read_table(folder: Path = FOLDER) -> dict[str, Parameter]:
    """All rows by name, in the order of the files."""
    rows: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as lines:
            for fields in csv.DictReader(lines):
                row = _row(fields, path.stem)
                if row.name in rows:
                    raise ValueError(f"{path.name}: {row.name} stands twice")
                rows[row.name] = row
    return rows


TABLE = read_table()


LEAST_PART, MOST_NAMED = 3, 4  # letters of a name that may be a part of others; how many of these are named
MISSPELT = 0.75  # likeness from which a name is a slip of the pen, and no short form of another
TURNS = "and rows of the parameter table (`agonist cite`)"
MOST_LISTED = 12  # names of a list in a message


def nearest(asked: object, known: list[str] | tuple[str, ...], listed: str = "") -> str:
    """A suggestion for a misspelt name, as the end of a message; `listed` is the command that prints all that are known."""
    name, known = asked[:LONGEST_NAME] if isinstance(asked, str) else "", list(dict.fromkeys(known))
    within = sorted(k for k in known if len(name) >= LEAST_PART and name.lower() in k.lower())[:MOST_NAMED]
    same = [k for k in known if _bare(k) == _bare(name)] if _bare(name) else []
    close = same[:MOST_NAMED] or difflib.get_close_matches(name, known, n=1, cutoff=MISSPELT)
    meant = close or _spelt_out(name, known) or difflib.get_close_matches(name, known, n=1) or within
    if meant:
        return f"did you mean {' or '.join(map(shown, meant))}?"
    return f"known: {_list(sorted(known), listed)}" if known else "there is none"


def nearest_setting(name: str, knobs: Sequence[str]) -> str:
    """The same for a setting: first of the knobs that a scenario has, then of the rows of the table, with the knobs beside."""
    turned = nearest(name, list(knobs))
    if turned.startswith("did"):
        return turned
    row, own = nearest(name, list(TABLE)), f"its knobs: {', '.join(knobs) or 'none'}"
    return f"{row} Or {own}" if row.startswith("did") and knobs else row if row.startswith("did") else f"{own}; {TURNS}"


def _bare(name: str) -> str:
    """A name without what people write otherwise: capitals, accents, spaces, hyphens, underscores."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]", "", plain).casefold()


def _spelt_out(name: str, known: Sequence[str]) -> list[str]:
    """Names of several words that this one shortens by the beginnings of their words; one last letter may be too many."""
    letters = re.sub(r"[\W_]", "", name).lower()
    for said in (letters, letters[:-1]):
        found = sorted(k for k in set(known) if len(said) > 1 and "_" in k and _shortens(said, k.lower().split("_")))
        if 0 < len(found) <= MOST_NAMED:
            return found
    return []


def _shortens(letters: str, words: Sequence[str]) -> bool:
    """Whether letters are beginnings of all words, in their order."""
    if not words:
        return not letters
    common = len(commonprefix([letters, words[0]]))
    return any(_shortens(letters[n:], words[1:]) for n in range(1, common + 1))


def _list(names: list[str], listed: str) -> str:
    """Names as far as a line holds them, how many more there are, and where they stand."""
    said, more = ", ".join(" ".join(name[:80].split()) for name in names[:MOST_LISTED]), len(names) - MOST_LISTED
    return said + (f" and {more} more" + (f": `{listed}`" if listed else "") if more > 0 else "")


def check_value(name: str, value: float) -> float:
    """The value of a parameter, or a ValueError that names it, its range and its unit."""
    if name not in TABLE:
        raise ValueError(f"unknown parameter {quoted(name)}; {nearest(name, list(TABLE), 'agonist cite --json')}")
    row = TABLE[name]
    if not is_number(value):
        raise ValueError(f"{name} = {quoted(value)} is not a number; it needs {row.low:g} to {row.high:g} {row.unit}")
    if not row.low <= value <= row.high:
        raise ValueError(f"{name} = {value:g} is out of range; it needs {row.low:g} to {row.high:g} {row.unit}")
    return float(value)


def defaults() -> dict[str, float]:
    """Every parameter at its default value."""
    return {name: row.value for name, row in TABLE.items()}
