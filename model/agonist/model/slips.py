"""What is wrong in a line that no TOML is, in the words of whoever wrote it: a decimal comma, a text without quotes."""

from __future__ import annotations

import re
from collections.abc import Callable

AT = re.compile(
    r" \((?:at line (\d+), column \d+|at end of document)\)"
)  # where the parser of Python says that it stopped
KEY = r"\s*[\w.\"'-]+\s*"
COMMA = re.compile(rf"{KEY}=\s*([-+]?[0-9]+),([0-9]+)\s*(?:[,}}#]|$)")
THOUSANDS = re.compile(rf"{KEY}=\s*([-+]?[0-9]{{1,3}}(?:[.,' ][0-9]{{3}})+(?:[.,][0-9]+)?)\s*(#.*)?")
POINT = re.compile(r"(?<![\w.\"'])([-+]?)(?:\.([0-9]+)|([0-9]+)\.)(?![\w.\"'])")
CAPITAL = re.compile(r"(?<![\w\"'])(True|False|TRUE|FALSE|NaN|NAN|Inf|INF|None|null|yes|no)(?![\w\"'])")
COLON = re.compile(rf"{KEY}:\s.*")
BARE = re.compile(rf"({KEY})=\s*([^\W\d][\w ./$-]{{,40}}?)\s*(#.*)?")
TYPED = re.compile("[\u2018-\u201f\u00ab\u00bb]")  # quotes of a word processor
ODD_SPACE = re.compile(
    "[\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff]"
)  # what web pages and word processors write as one
PATH = re.compile(r"\"[^\"']*\\[^\"']*\"")
UNIT = re.compile(rf"{KEY}=\s*(?!0[xob])([-+]?[0-9.]+)\s*([^\W\d_]+|%)\s*(#.*)?")
EMPTY = re.compile(rf"{KEY}=\s*(#.*)?")
ZEROS = re.compile(rf"{KEY}=\s*([-+]?)0+([0-9][0-9.]*)\s*(#.*)?")
SPACED = re.compile(r"\s*([\w-]+(?:[ \t]+[\w-]+){1,4})\s*=.*")
TWICE = re.compile(
    "Cannot (?:overwrite|declare|mutate|redefine)|Duplicate inline"
)  # what the parser says of a key or a table twice
SLASHES = re.compile(rf"{KEY}=.*[^:/]//.*|\s*//.*")
SEMICOLON = re.compile(rf"{KEY}=[^;]*;\s*")
OTHER = re.compile(r"\s*[{\[]\s*|\s*[{\[]\s*\".*|\s*\".*\"\s*:.*")  # how a text of JSON begins
PYTHON = re.compile(rf"{KEY}=\s*(?:dict|list|tuple|set|array|np\.\w+)\(.*|{KEY}=\s*\(.*")
LONGEST = 2000  # characters of a line that somebody wrote by hand
LITTLE = {"True": "true", "TRUE": "true", "yes": "true", "False": "false", "FALSE": "false", "no": "false"}


def told(message: str, text: str) -> str:
    """The parser's message about a text, with its line first and, where the slip is a usual one, what to write instead.

    >>> told("Expected newline (at line 1, column 9)", "load = 0,35")
    'line 1: load = 0,35 has a decimal comma; write 0.35'
    """
    found = AT.search(message)
    if found is None:
        return message
    lines = text.rstrip("\n").split("\n")
    number = min(int(found[1] or len(lines)), len(lines))
    line = lines[number - 1].strip()
    if TWICE.match(message):
        return f"line {number}: {_shown(line)} says what is said before; keep one of them"
    return f"line {number}: {_slip(line) or AT.sub('', message)}"


def _slip(line: str) -> str:
    """What a line does wrong; empty for what is none of the usual slips."""
    if len(line) > LONGEST:
        return ""
    return next((f"{_shown(line)} {said}" for seen, say in SLIPS if (one := seen(line)) and (said := say(one))), "")


def _shown(line: str) -> str:
    return line if len(line) <= 80 else f"{line[:76]} ..."


def _comma(found: re.Match[str]) -> str:
    whole = f", or {found[1]}{found[2]} if it is one between thousands" if len(found[2]) == 3 else ""
    return f"has a decimal comma; write {found[1]}.{found[2]}{whole}"


def _thousands(found: re.Match[str]) -> str:
    return f"has a sign between thousands ({found[1]}); write the digits without it, and a decimal point"


def _point(found: re.Match[str]) -> str:
    sign, after, before = found.groups()
    return f"has a number that begins or ends with its point; write {sign}{before or 0}.{after or 0}"


def _capital(found: re.Match[str]) -> str:
    little = LITTLE.get(found[1]) or (found[1].lower() if found[1].lower() in ("nan", "inf") else "")
    return (
        f"holds {found[1]}; write {little}"
        if little
        else f"holds {found[1]}; leave the line out where there is no value"
    )


def _bare(found: re.Match[str]) -> str:
    return f'has a text without quotes; write "{found[2]}"'


SLIPS: tuple[tuple[Callable[[str], re.Match[str] | None], Callable[[re.Match[str]], str]], ...] = (
    (TYPED.search, lambda _: "has quotes of a word processor; write \" or '"),
    (PATH.search, lambda _: "has a backslash between double quotes; write / instead, or single quotes"),
    (SLASHES.fullmatch, lambda _: "has a remark behind //; write #"),
    (SEMICOLON.fullmatch, lambda _: "ends with a semicolon; take it out"),
    (OTHER.fullmatch, lambda _: "begins as JSON does; write TOML, such as days = 3"),
    (PYTHON.fullmatch, lambda _: "has a value of Python; write a list as [1, 2], a table in lines of its own"),
    (COMMA.search, _comma),
    (THOUSANDS.fullmatch, _thousands),
    (UNIT.fullmatch, lambda found: f"has a unit after its number; write {found[1]}" if found[2] not in "eE" else ""),
    (COLON.fullmatch, lambda _: "has a colon behind its key; write ="),
    (CAPITAL.search, _capital),
    (POINT.search, _point),
    (BARE.fullmatch, _bare),
    (EMPTY.fullmatch, lambda _: "has no value"),
    (ZEROS.fullmatch, lambda found: f"has a number that begins with 0; write {found[1]}{found[2]}"),
    (SPACED.fullmatch, lambda found: f"has a key with spaces; write {'_'.join(found[1].split())}, or quotes around it"),
    (ODD_SPACE.search, lambda found: f"has a space that is none (U+{ord(found[0]):04X}); type it anew"),
)
