"""What is wrong in a cell that holds no number, in the words of whoever filled it in: a unit, a percent sign, no value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence

PLAIN = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
NUMBER = re.compile(PLAIN, re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)  # 1,500 is either
DECIMAL_COMMA = re.compile(r"[+-]?(\d*,\d+)([eE][+-]?\d+)?", re.ASCII)
SIGN = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d](?=[0-9.,])")  # dashes, and the minus of typesetting
MOST = 12  # columns that a message lists
LONGEST = 80  # characters of a cell that somebody filled in by hand
GAPS = ("-", "--", ".", "?", "na", "n/a", "#n/a", "n.a.", "nan", "none", "null", "nil", "missing", "tbd", "x")
UNITS = {  # as they stand in a row of their own below the names of columns
    "n", "kn", "m", "cm", "mm", "deg", "degree", "degrees", "rad", "radians", "°", "s", "ms", "kg", "nm", "n m", "n.m", "n·m", "n*m",
    "%", "-", "--", "lopt/s", "cm2", "cm^2", "cm²", "unit", "units", "text", "name", "string",
}  # fmt: skip
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # what is not seen and makes of a name another one
DIGITS = re.compile(r"\d")
SLIPS = tuple(
    (re.compile(pattern, re.ASCII), said)
    for pattern, said in (
        (r"#(?:REF|VALUE|DIV/0|NAME\?|NUM|NULL|SPILL)!?", "an error of the spreadsheet; mend it there"),
        (r"#+", "a column that was too narrow when it was saved; widen it and save again"),
        (rf"['\"=]\s*{PLAIN}", "write the number alone, as no text or formula of a spreadsheet"),
        (r"[+-]?\d{1,3}(?:[ '_\u00a0\u2009\u202f\u2019]\d{3})+(?:[.,]\d+)?", "write the digits without a sign between thousands"),
        (rf"{PLAIN}\s*%", "write it without the sign, in the unit of the column"),
        (rf"{PLAIN}\s*(?:±|\+/-|\+-).*|{PLAIN}\s*\(.*\)", "write one number; what it may be off by has no place here"),
        (rf"{PLAIN}\s*(?:-|\u2013|\u2014|to|\.\.+)\s*{PLAIN}", "write one number, no range"),
        (rf"[<>≤≥~≈]=?\s*{PLAIN}|(?:ca|c|approx)\.?\s*{PLAIN}", "write the number alone"),
        (rf"{PLAIN}\s*[A-Za-z°µ\u00b5].*", "write the number alone, in the unit of the column"),
        (r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}", "a date; format the cell as a number before it is saved"),
    )
)  # fmt: skip


def plain_sign(cell: str) -> str:
    """A cell that is a number with the minus of typesetting (U+2212), as one writes it by hand; others as they are.

    >>> plain_sign("\u22120.025")
    '-0.025'
    """
    bare = cell.replace("\u2212", "-")
    return bare if bare != cell and NUMBER.fullmatch(bare) else cell


def why_no_number(text: str) -> str:
    """What is wrong with a cell that is no number, as the end of a message; empty where it is none of the usual slips.

    >>> why_no_number("600 N")
    '; write the number alone, in the unit of the column'
    """
    if len(text) > LONGEST:
        return ""
    if THOUSANDS.fullmatch(text):
        return "; write it without the comma, or with a decimal point"
    if DECIMAL_COMMA.fullmatch(text):
        return "; write a decimal point"
    if text.casefold() in GAPS:
        return "; where there is none, leave the row out"
    if SIGN.match(text):
        return "; it begins with a dash, write -"
    if any(not sign.isascii() for sign in DIGITS.findall(text)):
        return "; write it with the digits 0 to 9"
    return next((f"; {said}" for pattern, said in SLIPS if pattern.fullmatch(text)), "")


def are_units(cells: Collection[str]) -> bool:
    """Whether cells of a row are units of columns and nothing else."""
    bare = [cell.casefold().strip("[]() ") for cell in cells if cell]
    return any(cell.strip("-") for cell in bare) and all(cell in UNITS for cell in bare)


def wants(name: str, needed: Sequence[str], heads: Sequence[tuple[int, Sequence[str]]], meaning: str) -> str:
    """What to say of a column that a table lacks: where its names may stand instead, or what it has.

    Args:
        name: the column that is missing.
        needed: all columns that the table must have.
        heads: the first rows with their numbers, in small letters; the first of them are the names.
        meaning: what the column holds, in words, or nothing.
    """
    said = f" ({meaning})" if meaning else ""
    for number, cells in heads[1:]:
        if set(needed) <= set(cells):
            return f"has no column {name!r}: the names of the columns stand in row {number}; take out the rows above it"
    there = [cell for cell in heads[0][1] if cell]
    if len(there) == 1 and len(needed) > 1:
        return f"has one column, and no {name!r}{said}: cells stand between commas, semicolons or tabulators"
    close = difflib.get_close_matches(name, there, 1)
    has = (
        f"rename {close[0]!r}, if it is that"
        if close
        else f"it has {', '.join(there[:MOST])}{' ...' * (len(there) > MOST)}"
    )
    return f"has no column {name!r}{said}; {has}"
