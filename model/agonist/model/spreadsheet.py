"""Tables as people have them: comma-separated, or as spreadsheets save them in countries with a decimal comma.

Read are commas, semicolons and tabulators, a decimal point or (not between commas) a decimal comma, quoted cells,
spaces around cells, blank rows and columns behind the last, a first column without a name that counts the rows, a minus of
typesetting, a first line
``sep=;`` and lines of provenance that start with ``#``. Whatever cannot be read with certainty is refused in one line:
file, row, column, and what would be right.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from agonist.model.cells import DECIMAL_COMMA as DECIMAL_COMMA
from agonist.model.cells import INVISIBLE, are_units, plain_sign, wants, why_no_number
from agonist.model.cells import NUMBER as NUMBER
from agonist.model.parameters import nearest
from agonist.model.reading import CONTROL, beside, is_there, quoted, read_text, told_path

SEPARATORS = (",", ";", "\t")
ROWS = 1_000_000
WIDE = re.compile("[\uff0c\uff1b\u3001]")  # separators of Chinese and Japanese text, which part no cells
HEADS = 20  # rows above which the names of columns are looked for


class Row(dict[str, str]):
    """Cells of one row by column, in small letters; `place` names file and row."""

    place: str = ""


class _Lines:
    """Lines of a text for `csv`: comments and blank lines are passed over where a new row may begin."""

    def __init__(self, text: str) -> None:
        self.lines, self.number, self.between = text.split("\n"), 0, True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while self.number < len(self.lines):
            line = self.lines[self.number]
            self.number += 1
            if not self.between or (line.strip() and not line.startswith(("#", '"#'))):
                self.between = False
                return line + "\n"
        raise StopIteration


def place_of(path: Path) -> str:
    """What messages call a table: its folder and its name."""
    return f"{path.parent.name}/{path.name}".lstrip("/")


def read_rows(
    path: Path,
    needed: Collection[str] = (),
    allowed: Collection[str] | None = None,
    meanings: Mapping[str, str] | None = None,
) -> list[Row]:
    """Rows of a table.

    Args:
        path: the file.
        needed: columns that it must have, in small letters.
        allowed: columns that it may have besides; None allows any.
        meanings: what a column holds, in words, for whoever lacks it.

    Raises:
        ValueError: one line that names file, row and column, and says what would be right.
    """
    if not is_there(path):
        raise ValueError(f"{told_path(path)}: there is no such table{beside(path)}")
    place = place_of(path)
    text, separator = _separator(read_text(path, place=place))
    records = _without_numbers(list(_records(text, separator, place)))
    if not records:
        raise ValueError(f"{place}: is empty; it needs a row of column names")
    _check_names(records, place, needed, meanings or {})
    columns = _columns(records[0][1], f"{place}, row {records[0][0]}", needed, allowed)
    rows = [_row(columns, cells, f"{place}, row {number}") for number, cells in records[1:]]
    for row in rows:
        _check_text(row)
    if separator != ",":
        _decimal_points(rows)
    return rows


def _records(text: str, separator: str, place: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the line and cells of every row that is not blank."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    while True:
        lines.between, before = True, lines.number
        try:
            cells = [unicodedata.normalize("NFC", cell.strip()) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise ValueError(f"{place}, row {max(before, 0) + 1}: {error}; a quote that is not closed?") from None
        if any(cells):
            yield lines.number, cells
        if lines.number > ROWS:
            raise ValueError(f"{place}: more than {ROWS:,} rows, the most that is read")


def _without_numbers(records: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows without a first column that has no name and counts them, from 0 or 1: R and pandas write one."""
    if len(records) < 2 or records[0][1][0] or not any(records[0][1]):
        return records
    counts = [cells[0] for _, cells in records[1:]]
    if counts not in ([str(n + first) for n in range(len(counts))] for first in (0, 1)):
        return records
    return [(number, cells[1:]) for number, cells in records]


def _separator(text: str) -> tuple[str, str]:
    """The text without a first line such as ``sep=;``, and the sign that stands oftenest between names of columns."""
    said = re.match(r"\"?sep=([,;\t])\"?[,;\t]*\n", text, re.IGNORECASE)
    if said:
        return "\n" + text[said.end() :], said[1]
    head = next(iter(_Lines(text)), "")
    return text, max(SEPARATORS, key=head.count)


def _check_names(
    records: list[tuple[int, list[str]]], place: str, needed: Collection[str], meanings: Mapping[str, str]
) -> None:
    """Raise ValueError where the first row lacks the name of a needed column, or the second holds units."""
    heads = [(number, [cell.lower() for cell in cells]) for number, cells in records[:HEADS]]
    number, names = heads[0]
    if needed:
        _check_wide(names, f"{place}, row {number}")
    lacking = next((name for name in needed if name not in names), None)
    named = [name for name in names if name]
    if lacking is not None and len(set(named)) == len(named):
        raise ValueError(f"{place}, row {number}: {wants(lacking, tuple(needed), heads, meanings.get(lacking, ''))}")
    if needed and len(heads) > 1 and are_units(heads[1][1]):
        raise ValueError(f"{place}, row {heads[1][0]}: holds units; take it out, the names of the columns say them")


def _columns(cells: list[str], place: str, needed: Collection[str], allowed: Collection[str] | None) -> list[str]:
    names = [cell.lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for n, name in enumerate(names, start=1):
        if not name:
            raise ValueError(f"{place}: column {n} has no name")
        if names.count(name) > 1:
            raise ValueError(f"{place}: column {quoted(name)} stands twice; keep one of them")
    known = [*needed, *(allowed or ())]
    for name in names if allowed is not None else ():
        if name not in known:
            raise ValueError(f"{place}: unknown column {quoted(name)}; {nearest(name, known)}")
    return names


def _row(columns: list[str], cells: list[str], place: str) -> Row:
    if any(cells[len(columns) :]):
        raise ValueError(
            f"{place}: has {len(cells)} cells, the first row names {len(columns)} columns; a cell that holds the "
            "separator needs quotes, and decimal commas need semicolons between the cells"
        )
    if len(cells) < len(columns):
        _check_wide(cells, place)
    row = Row(zip(columns, [*cells, *[""] * len(columns)], strict=False))
    row.place = place
    return row


def _check_wide(cells: list[str], place: str) -> None:
    """Raise ValueError where a row has the comma or semicolon of wide letters in place of one that parts cells."""
    if found := WIDE.search("".join(cells)):
        raise ValueError(f"{place}: holds the sign {found[0]!r} (U+{ord(found[0]):04X}), which parts no cells; write ,")


def _check_text(row: Row) -> None:
    for column, cell in row.items():
        if CONTROL.search(cell):
            raise ValueError(f"{row.place}, column {column!r}: {quoted(cell)} holds a control character; write text")
        if hidden := INVISIBLE.search(cell):
            what = f"{ascii(cell)} holds a sign that is not seen (U+{ord(hidden[0]):04X})"
            raise ValueError(f"{row.place}, column {column!r}: {what}; type it anew")
        row[column] = plain_sign(cell)


def _decimal_points(rows: list[Row]) -> None:
    """Write decimal commas as points. Raises ValueError where both stand in one table: 1.200 may then be either."""
    comma = next((row for row in rows if any(map(DECIMAL_COMMA.fullmatch, row.values()))), None)
    if comma is None:
        return
    for row in rows:
        for column, cell in row.items():
            if "." in cell and NUMBER.fullmatch(cell):
                raise ValueError(
                    f"{row.place}, column {column!r}: {cell} has a point where {comma.place.rpartition(', ')[2]} has "
                    "a decimal comma; write all numbers of a table with the same sign, and none between thousands"
                )
            if DECIMAL_COMMA.fullmatch(cell):
                row[column] = cell.replace(",", ".")


def number(row: Mapping[str, str], column: str, place: str = "", low: float = -1e300, high: float = 1e300) -> float:
    """A finite number of a row, within bounds. Raises ValueError, with one line that names the place and the range."""
    at = place or getattr(row, "place", "")
    if column not in row:
        raise ValueError(f"{at}: has no column {quoted(column)}")
    text = row[column]
    if not NUMBER.fullmatch(text):
        said = f"holds {quoted(text)}, which is not a number" if text else "is empty; it needs a number"
        said += why_no_number(text) if text else ""
        raise ValueError(f"{at}: column {quoted(column)} {said}")
    value = float(text)
    if not low <= value <= high:
        bounds = f"from {low:g}" if high >= 1e300 else f"{low:g} to {high:g}"
        raise ValueError(f"{at}: column {quoted(column)} holds {told_path(row[column])}; it needs a number {bounds}")
    return value
