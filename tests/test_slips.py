"""A line that is no TOML is told in the words of whoever wrote it; a moment has one meaning."""

from __future__ import annotations

import time

import pytest

from agonist.experiments.cli import parser
from agonist.model.assessment.moments import moments
from agonist.model.reading import parsed_toml

LINES = {
    "load = 0,35": "line 2: load = 0,35 has a decimal comma; write 0.35",
    "angles = { knee = -5,5, hip = 3 }": "has a decimal comma; write -5.5",
    "force = 1,000": "write 1.000, or 1000 if it is one between thousands",
    "force = 1.234,5": "has a sign between thousands (1.234,5)",
    "days = 14 days": "has a unit after its number; write 14",
    "load = 35%": "has a unit after its number; write 35, or 0.35 where a part of 1 is asked",
    "days = \u20133": "has the sign '\u2013' (U+2013) outside quotes; write -",
    "title = \u300ca\u300d": "outside quotes; put names and texts with it into quotes",
    "<<<<<<< HEAD": "is a mark of git where two changes meet",
    "```toml": "is a mark around an example",
    "> days = 3": "begins with the sign of a prompt",
    "days = 3,": "ends with a comma; take it out",
    "a = { b = 1,": "opens a table between braces and does not close it",
    "days = 7 * 6": "has a sum to work out",
    "days: 14": "has a colon behind its key; write =",
    "mirror = True": "holds True; write true",
    "mirror = None": "leave the line out where there is no value",
    "load = [0, .5]": "begins or ends with its point; write 0.5",
    "load = 5.": "write 5.0",
    "days = 014": "begins with 0; write 14",
    "model = rlu2023": 'has a text without quotes; write "rlu2023"',
    "title = \u201ca\u201d": "has quotes of a word processor",
    'tables = "C:\\Users\\x"': "has a backslash between double quotes",
    "my load = 3": "has a key with spaces; write my_load",
    "load =": "has no value",
    "= 3": "line 2: Invalid statement",
}


@pytest.mark.parametrize(("line", "said"), LINES.items())
@pytest.mark.parametrize("after", ["", "\n", "\nx = 3\n"])
def test_a_slip_in_a_line_is_told_with_its_cure(line: str, said: str, after: str) -> None:
    with pytest.raises(ValueError) as error:
        parsed_toml(f"title = 'a'\n{line}{after}", "mine.toml")
    assert str(error.value).startswith("mine.toml: not a TOML file: line 2: ")
    assert said in str(error.value)


def test_a_line_of_a_machine_is_told_at_once() -> None:
    start = time.process_time()
    for sign in ("1", "\\", '"', " ", "a ", "1,", "1.", "'", '"\\'):
        with pytest.raises(ValueError, match=r"mine\.toml") as error:
            parsed_toml("x = " + sign * 200_000 + "\nx", "mine.toml")
        assert len(str(error.value)) < 300
    assert time.process_time() - start < 5.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,5 days", "'1,5 days' may be one moment or two; write 1.5 days or '1, 5 days'"),
        ("1e308 years", "lies beyond any life"),
        ("every 1 day from 1e308 years", "lies beyond any life"),
        ("every 1e308 years", "lies beyond any life"),
        ("every 2 days from 9 to 3 days", "goes back"),
    ],
)
def test_a_moment_that_is_none_is_one_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        moments("here", text, 10.0, {})


def test_moments_that_stand_in_a_list_are_each_one() -> None:
    assert [second for _, second in moments("here", "1,2,3 h", 10.0, {})] == [3600, 7200, 10800]
    assert [second for _, second in moments("here", "1, 5 days", 10.0, {})] == [86_400, 432_000]


def test_a_complaint_about_an_option_is_no_longer_than_any() -> None:
    with pytest.raises(ValueError, match=r"unrecognized arguments: .* \.\.\.; see") as error:
        parser("run").parse_args(["run", "healthy", "x" * 9000])
    assert len(str(error.value)) < 1300
