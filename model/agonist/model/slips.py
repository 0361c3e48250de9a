"""What is wrong in a line that no TOML is, in the words of whoever wrote it: a decimal comma, a text without quotes."""

from __future__ import annotations

import re
import unicodedata
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
NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
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
CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?!\S).*")  # what git leaves where two changes meet
FENCE = re.compile(r"`{3}.*")
PROMPT = re.compile(r"(?:>+|\$)\s.*")
TRAILING = re.compile(rf"{KEY}=[^,\[{{]*,\s*(?:#.*)?")
SUM = re.compile(rf"{KEY}=\s*[0-9.]+\s*[*/+-]\s*[0-9.]+\s*(?:#.*)?")
OPEN_TABLE = re.compile(rf"{KEY}=\s*\{{[^}}]*")
PLAIN = re.compile(r"\"[^\"]*\"|'[^']*'|#.*")  # texts and remarks, in which any sign may stand
FOREIGN = re.compile(r"[^\x00-\x7f]")
DASHES = re.compile("[\u2010-\u2015\u2212]")
INDENTED = re.compile(r" *\t")
UNSPACED = re.compile(r"\s*(?:- )?([\w-]+):(?!//)([^\s:/\\][^:]*)")
ASSIGNED = re.compile(r"\s*([\w.-]+)\s*=\s*(.+)")
COLONS = re.compile(r"\s*(?:- )?([\w-]+):\s+([^\"'\[{#].*:\s.*)")
RESERVED = re.compile(r"(?:.*:\s+|\s*- )([@`%].*)")
ODD_START = re.compile(f"[ \t]*(?:{ODD_SPACE.pattern})|[^\"'#]*(?::\\s|-\\s|[\\[,{{])\\s*{TYPED.pattern}")
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
    return f"line {number}: {_slip(line) or f'{AT.sub("", message)}; it reads {_shown(line)}'}"


def of_yaml(text: str, number: int, problem: str) -> str:
    """What a line of a text does that no YAML is, from the number (from 1) and the words of the parser.

    >>> of_yaml("days:2\\niterations: 1", 2, "mapping values are not allowed here")
    'line 1: days:2 lacks the space behind its colon; write days: 2'
    """
    lines = text.split("\n")
    number = max(1, min(number, len(lines)))
    for n in (number, number - 1):  # a line that is read as words goes on in the next one
        line = lines[n - 1] if n else ""
        for seen, said in () if len(line) > LONGEST else YAML_SLIPS:
            if found := seen(line):
                return f"line {n}: {_shown(line.strip())} {said(found)}"
    return f"line {number}: {problem}; it reads {_shown(lines[number - 1].strip())}"


def check_yaml(text: str, place: str) -> None:
    """Raise ValueError for what YAML would take for a part of a name or a value and nobody sees or means as such."""
    for n, line in enumerate(text.split("\n"), start=1):
        if not line.isascii() and len(line) <= LONGEST and ODD_START.match(line):
            raise ValueError(f"{place}, {of_yaml(text, n, 'has signs of a word processor')}")


def _slip(line: str) -> str:
    """What a line does wrong; empty for what is none of the usual slips."""
    if len(line) > LONGEST:
        return ""
    return next((f"{_shown(line)} {said}" for seen, say in SLIPS if (one := seen(line)) and (said := say(one))), "")


def foreign(line: str) -> str:
    """What a line does wrong outside of its texts and remarks, where only signs of a keyboard stand; or nothing.

    >>> foreign("days = \uff13")
    "has the sign '\uff13' (U+FF13) outside quotes; write 3"
    """
    found = FOREIGN.search(PLAIN.sub("", line))
    if found is None:
        return ""
    usual = "-" if DASHES.match(found[0]) else unicodedata.normalize("NFKC", found[0]).strip()
    said = f"write {usual}" if usual.isascii() and usual else "put names and texts with it into quotes"
    return f"has the sign {found[0]!r} (U+{ord(found[0]):04X}) outside quotes; {said}"


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


def _unit(found: re.Match[str]) -> str:
    if found[2] in "eE":
        return ""
    part = (
        f", or {float(found[1]) / 100:g} where a part of 1 is asked"
        if found[2] == "%" and NUMBER.fullmatch(found[1])
        else ""
    )
    return f"has a unit after its number; write {found[1]}{part}"


def _capital(found: re.Match[str]) -> str:
    little = LITTLE.get(found[1]) or (found[1].lower() if found[1].lower() in ("nan", "inf") else "")
    return (
        f"holds {found[1]}; write {little}"
        if little
        else f"holds {found[1]}; leave the line out where there is no value"
    )


def _bare(found: re.Match[str]) -> str:
    return f'has a text without quotes; write "{found[2]}"'


Slips = tuple[tuple[Callable[[str], re.Match[str] | None], Callable[[re.Match[str]], str]], ...]
COPIED: Slips = (  # along with a text, and no part of it
    (CONFLICT.fullmatch, lambda _: "is a mark of git where two changes meet; keep one of them and take the marks out"),
    (FENCE.fullmatch, lambda _: "is a mark around an example and not part of it; take it out"),
    (PROMPT.fullmatch, lambda _: "begins with the sign of a prompt; take it out in every line"),
)
SLIPS: Slips = (
    *COPIED,
    (TYPED.search, lambda _: "has quotes of a word processor; write \" or '"),
    (PATH.search, lambda _: "has a backslash between double quotes; write / instead, or single quotes"),
    (SLASHES.fullmatch, lambda _: "has a remark behind //; write #"),
    (SEMICOLON.fullmatch, lambda _: "ends with a semicolon; take it out"),
    (OTHER.fullmatch, lambda _: "begins as JSON does; write TOML, such as days = 3"),
    (PYTHON.fullmatch, lambda _: "has a value of Python; write a list as [1, 2], a table in lines of its own"),
    (COMMA.search, _comma),
    (THOUSANDS.fullmatch, _thousands),
    (UNIT.fullmatch, _unit),
    (COLON.fullmatch, lambda _: "has a colon behind its key; write ="),
    (CAPITAL.search, _capital),
    (POINT.search, _point),
    (BARE.fullmatch, _bare),
    (EMPTY.fullmatch, lambda _: "has no value"),
    (ZEROS.fullmatch, lambda found: f"has a number that begins with 0; write {found[1]}{found[2]}"),
    (SPACED.fullmatch, lambda found: f"has a key with spaces; write {'_'.join(found[1].split())}, or quotes around it"),
    (ODD_SPACE.search, lambda found: f"has a space that is none (U+{ord(found[0]):04X}); type it anew"),
    (FOREIGN.search, lambda found: foreign(found.string)),
    (TRAILING.fullmatch, lambda _: "ends with a comma; take it out"),
    (
        OPEN_TABLE.fullmatch,
        lambda _: "opens a table between braces and does not close it; such a table stands on one line",
    ),
    (SUM.fullmatch, lambda _: "has a sum to work out; write the number that it comes to"),
)

YAML_SLIPS: Slips = (
    *COPIED,
    (TYPED.search, lambda _: "has quotes of a word processor; write \" or '"),
    (INDENTED.match, lambda _: "is moved in by a tabulator; write spaces"),
    (ODD_SPACE.search, lambda found: f"has a space that is none (U+{ord(found[0]):04X}); type it anew"),
    (PATH.search, lambda _: "has a backslash between double quotes; write / instead, or single quotes"),
    (ASSIGNED.fullmatch, lambda found: f"has an equals sign behind its key; write {found[1]}: {found[2]}"),
    (UNSPACED.fullmatch, lambda found: f"lacks the space behind its colon; write {found[1]}: {found[2]}"),
    (COLONS.fullmatch, lambda found: f'has a colon in its text; write {found[1]}: "{found[2]}"'),
    (RESERVED.fullmatch, lambda found: f'has a text that needs quotes; write "{found[1]}"'),
    (FOREIGN.search, lambda found: foreign(found.string)),
)
