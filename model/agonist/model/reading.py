"""Files that a user brings: regular files of bounded size, decoded and parsed; a mistake is one line that names the file.

Every reader of such a file begins here, so that none of them can wait for ever, fill the memory or end otherwise than
with a ValueError: pipes, folders and devices, unknown encodings, deep nesting and boundless numbers stop at this door.
"""

from __future__ import annotations

import codecs
import difflib
import json
import math
import numbers
import os
import re
import reprlib
import stat
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from agonist.model.slips import told

LIMIT_BYTES = 64 * 2**20  # a table, graph or model; readers of short files ask for less
DEPTH = 64  # how deep tables may lie in each other
LONGEST_PATH = 300  # letters of a path or a reading that is told as it is; a longer one is cut
ALIKE = 0.85  # of two names of files, one of which is a slip of the pen
SHOWN = 80  # characters of a value that a message quotes
WHOLE_LIMIT = 2**63  # TOML and JSON as others read them hold whole numbers of 64 bits
MARKS = (  # byte order marks; that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY = (  # how files begin that a program keeps for itself, and what is needed of them
    (b"PK\x03\x04", "a zip archive, as .xlsx and .ods files are; save it as text (CSV for a table)"),
    (b"\xd0\xcf\x11\xe0", "a file of an office program; save it as text (CSV for a table)"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"%PDF", "a PDF; text is needed"),
    (b"PAR1", "a Parquet file; text is needed"),
    (b"{\\rtf", "formatted text (RTF); save it as plain text"),
)
WEB_PAGE = re.compile(r"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)
CONTROL = re.compile(  # a terminal or a reader would obey them, also those that turn the direction; tabs and line ends are text
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
)
PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
DOTTED = re.compile(rf"(?<![\w-])(?>{PART}[ \t]*\.[ \t]*){{{DEPTH}}}")

_short = reprlib.Repr()
_short.maxstring = _short.maxother = SHOWN
_short.maxlevel, _short.maxlist, _short.maxtuple, _short.maxdict = 3, 8, 8, 8


def quoted(value: object) -> str:
    """A value as a message shows it: on one line of at most 80 characters, however large it is."""
    try:
        text = " ".join(_short.repr(value).split())
    except ValueError:  # a whole number of more digits than Python writes
        text = "a number of thousands of digits"
    except Exception:  # of anybody's making, and it cannot say what it is
        text = f"a {type(value).__name__}"
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 4]} ..."


def shown(text: object) -> str:
    """Words of a user as a message shows them: as they are, or cut like a value where they are longer than any should be."""
    if isinstance(text, str) and len(text) <= LONGEST_PATH and len(repr(text)) <= LONGEST_PATH + 2:
        return repr(text)  # a sign that is none may take six letters
    return quoted(text)


def told_path(path: object) -> str:
    """A path as a message shows it: as it is, or cut like a value where no system takes it."""
    return str(path) if len(str(path)) <= LONGEST_PATH else quoted(str(path))


def is_there(path: Path) -> bool:
    """Whether something has this path; nothing has one that is too long for the system, or that it will not look at."""
    try:
        return path.exists()
    except OSError:
        return False


def beside(path: Path) -> str:
    """A file that lies where this one does not, and is called nearly so, as the end of a message; empty where there is none."""
    try:
        there = sorted(os.listdir(path.parent))
    except OSError:
        return ""
    same = [name for name in there if name.casefold() == path.name.casefold()]
    close = same or difflib.get_close_matches(path.name, there, n=1, cutoff=ALIKE)
    return f"; did you mean {shown(close[0])}?" if close else ""


def is_number(value: object) -> bool:
    """Whether a value is a finite number: no truth value, no NaN, nothing that floating point cannot hold."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def read_bytes(path: Path, limit: int = LIMIT_BYTES) -> bytes:
    """All bytes of a regular file. Raises ValueError, with one line, for what is none, too large or not readable."""
    place = told_path(path)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise ValueError(f"{place}: is not a regular file; a file is needed, no folder, pipe or device")
            content = file.read(limit + 1)
    except OSError as error:
        raise ValueError(f"{place}: cannot be read ({error.strerror})") from None
    if len(content) > limit:
        raise ValueError(f"{place}: is larger than {limit:,} bytes, the most that is read of such a file")
    return content


def decoded(content: bytes, place: str) -> str:
    """Text of UTF-8, with or without a byte order mark, or of UTF-16 and UTF-32 with one; line ends become newlines.

    Raises ValueError, with one line that names the place, for another encoding.
    """
    for begin, said in BINARY:
        if content.startswith(begin):
            raise ValueError(f"{place}: is {said}")
    code = next((code for mark, code in MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(code)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"{place}, line {line}: is not text in {code.removesuffix('-sig').upper()} (byte {error.start}); "
            "save it as UTF-8"
        ) from None
    if "\0" in text:
        half = text[::2].strip("\0") == "" or text[1::2].strip("\0") == ""
        said = (
            "every second byte is zero, as in UTF-16; save it as UTF-8" if half else "holds a zero byte; it is no text"
        )
        raise ValueError(f"{place}, line {text[: text.index(chr(0))].count(chr(10)) + 1}: {said}")
    if WEB_PAGE.match(text):
        raise ValueError(f"{place}: is a web page; save the file that it shows (on GitHub: Raw)")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path, limit: int = LIMIT_BYTES, place: str = "") -> str:
    """The text of a file (see `decoded`). Raises ValueError, with one line, for what cannot be read or is no text."""
    return decoded(read_bytes(path, limit), place or str(path))


def read_toml(path: Path, limit: int = LIMIT_BYTES) -> dict[str, Any]:
    """A TOML file (see `parsed_toml`). Raises ValueError, with one line, for a file that is missing or broken."""
    return parsed_toml(read_text(path, limit), str(path))


def parsed_toml(text: str, place: str) -> dict[str, Any]:
    """Tables of a TOML text: words, finite or infinite numbers, lists and tables.

    Raises ValueError, with one line, for broken TOML, dates, whole numbers beyond 64 bits and nesting beyond 64.
    """
    deep = DOTTED.search(text)
    if deep:
        raise ValueError(f"{place}, line {text.count(chr(10), 0, deep.start()) + 1}: a key of more than {DEPTH} parts")
    try:
        found = tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError(f"{place}: lists or tables lie in each other deeper than {DEPTH}") from None
    except ValueError as error:
        raise ValueError(f"{place}: not a TOML file: {told(' '.join(str(error).split()), text)}") from None
    check_plain(found, place)
    return found


def without_comments(text: str) -> str:
    """A text of XML whose comments are blanks, so that places stay; one that is not closed is no comment."""
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[at:start], " " * (end + 3 - start)]
        at = end + 3
    return "".join([*parts, text[at:]])


def parsed_json(text: str, place: str) -> Any:
    """Values of a JSON text. Raises ValueError, with one line, for broken JSON, a key twice, NaN, deep nesting."""
    try:
        found = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_distinct, parse_constant=_no_number)
    except RecursionError:
        raise ValueError(f"{place}: lists or objects lie in each other deeper than {DEPTH}") from None
    except ValueError as error:
        raise ValueError(f"{place}: not a JSON file: {' '.join(str(error).split())}") from None
    check_plain(found, place)
    return found


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {quoted(next(key for key in keys if keys.count(key) > 1))} stands twice")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def check_plain(value: object, place: str, depth: int = 0) -> None:
    """Raise ValueError, with one line that names the key, for what no key or value of a user's file may be.

    That is a date, a whole number beyond 64 bits, a text with signs that steer a terminal, or nesting beyond 64.
    """
    if depth > DEPTH:
        raise ValueError(f"{place[:SHOWN]} ...: lists or tables lie in each other deeper than {DEPTH}")
    if isinstance(value, date | time):
        raise ValueError(f"{place} = {value}: is a date or a time; write a number, or a text in quotes")
    if isinstance(value, int) and abs(value) >= WHOLE_LIMIT:
        raise ValueError(f"{place}: holds a whole number beyond 64 bits; write a smaller one")
    if isinstance(value, str) and CONTROL.search(value):
        raise ValueError(f"{place} = {quoted(value)}: holds a control character; write text")
    parts: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, Mapping):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value, start=1)
    for key, inner in parts:
        if isinstance(key, str) and CONTROL.search(key):
            raise ValueError(f"{place}: the key {quoted(key)} holds a control character; write text")
        if isinstance(inner, Mapping | list | int | str | date | time):
            check_plain(inner, f"{place}, {key}", depth + 1)
