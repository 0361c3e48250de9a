"""Lessons on paper: questions with a rubric in the file, what a lesson lacks, and the two sheets to print."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from agonist.experiments.cli import main
from agonist.model import scenario as scenarios
from agonist.viz import messages, sheets

LESSON = "gluteal-inhibition"
BARE = """
title = "A week"
days = 3
watch = "hip_extension_right"
[body]
model = "rlu2023"
sides = ["right"]
[[plan]]
do = "practice"
task = "hip_extension"
reps = 16
load = 0.3
[lesson]
story = "<b>Bold & brave</b>"
"""
VOID = {"meta", "br"}


class Nesting(HTMLParser):
    """Whether every element is closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        assert not any(name in ("src", "href") for name, _ in attrs), "nothing is fetched"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def sheet() -> sheets.Sheet:
    """The shipped lesson; its life is lived once."""
    made = sheets.Sheet(LESSON)
    found = made.readings()
    made.readings = lambda: found
    return made


def test_a_sheet_for_students_gives_nothing_away(sheet):
    student, teacher = sheets.student(sheet), sheets.teacher(sheet)
    for text in (student, teacher):
        assert not Nesting(text).open
        assert "{dose}" not in text and "50 %" in text and "60 days" in text
    for question in sheet.questions:
        assert question.ask in student and question.ask in teacher
        for part, _ in question.rubric:
            assert part in teacher and part not in student
    assert sheet.words["answer"] not in student and "class=right" not in student
    assert teacher.count("class=right") == 2  # the guess of the lesson, and the question with choices
    assert f"({sum(q.points for q in sheet.questions):g} points)" in teacher


def test_the_teacher_reads_what_a_life_of_the_lesson_comes_to(sheet):
    found = sheet.readings()
    before, after = (found["share gluteus_maximus_right"][w] for w in ("before", "after"))
    assert after < before - 0.1
    assert f"<td>{100 * before:.0f} %</td>" in sheets.teacher(sheet)


@pytest.mark.parametrize("name", sorted(scenarios.shipped()))
def test_a_chart_to_draw_in_stands_at_the_days_that_it_says(name):
    text = sheets.student(sheets.Sheet(name))
    days = re.findall(r'<text x="([\d.]+)" y="222" text-anchor="middle">(\d+)</text>', text)
    horizon = scenarios.load(name).days
    assert 3 <= len(days) <= 9 and all(abs(60 + 630 * float(day) / horizon - float(x)) < 0.1 for x, day in days)
    levels = [int(v) for v in re.findall(r'text-anchor="end">(\d+) %<', text)]
    assert levels == sorted(levels) and (len(levels) > 3 or "chance of injury" in text)


@pytest.mark.parametrize("code", sorted(messages.LANGUAGES))
def test_sheets_in_other_languages(code, tmp_path, capsys):
    assert main(["lesson", "sheet", LESSON, "--out", str(tmp_path), "--lang", code]) == 0
    student = (tmp_path / f"{LESSON}-{code}-student.html").read_text(encoding="utf-8")
    teacher = (tmp_path / f"{LESSON}-{code}-teacher.html").read_text(encoding="utf-8")
    english = sheets.Sheet(LESSON)
    assert f'lang="{code}"' in student and messages.say(code, "Questions") in student
    assert not any(q.ask in student or q.answer in teacher for q in english.questions)
    assert teacher.count("class=right") == 2


def test_texts_of_a_file_are_shown_as_text(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(BARE, encoding="utf-8")
    text = sheets.student(sheets.Sheet(str(path)))
    assert "&lt;b&gt;Bold &amp; brave&lt;/b&gt;" in text and "<b>Bold" not in text


def test_a_shipped_lesson_is_ready(capsys):
    assert main(["lesson", "check", LESSON]) == 0
    assert re.search(r"ready for a class; 3 questions, 6 points", capsys.readouterr().out)


@pytest.mark.parametrize("code", sorted(messages.LANGUAGES))
def test_every_shipped_lesson_has_questions_for_paper(code):
    """One to write on and one to choose at least, with a rubric, in every language."""
    for name in scenarios.shipped():
        lesson = scenarios.load(name).lesson
        spoken = messages.questions(code, name, lesson)
        assert {bool(q.choices) for q in spoken} == {True, False}, name
        assert all(q.answer and q.rubric and q.points >= 1 for q in spoken), name
        assert not any(one.ask == other.ask for one, other in zip(lesson.questions, spoken, strict=True)), name


def test_what_a_lesson_lacks_is_said(tmp_path, capsys):
    path = tmp_path / "mine.toml"
    path.write_text(BARE + 'readings = ["share deltoid_right"]\n[[lesson.questions]]\nask = "Why?"\n', encoding="utf-8")
    path.write_text(path.read_text() + "\n[windows]\nduring = [400, 560]\n", encoding="utf-8")
    assert main(["lesson", "check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "window 'during' ends on day 560 and the life on day" in said
    for part in (
        "no question",
        "no right",
        "no sources",
        "no 'deltoid_right'",
        "no window 'before'",
        "question 1 has no answer",
        "question 1 has no rubric",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ('ask = ""', "it needs a table with 'ask'"),
        ('ask = "a"\nanswr = "b"', "did you mean 'answer'"),
        ('ask = "a"\nchoices = ["x", "y"]\nanswer = "z"', "it needs one of the choices"),
        ('ask = "a"\nlines = 99', "whole number 0 to 40"),
        ('ask = "a"\nrubric = [{ text = "b" }]', "'text' and 'points'"),
        ('ask = "a"\nrubric = [{ text = "b", points = -1 }]', "a number above 0"),
        ('ask = "a"\nrubric = "b"', "it needs a list"),
    ],
)
def test_a_wrong_question_stops_at_the_door(tmp_path, capsys, question, said):
    path = tmp_path / "mine.toml"
    path.write_text(BARE + "[[lesson.questions]]\n" + question + "\n", encoding="utf-8")
    assert main(["lesson", "check", str(path)]) == 2
    told = capsys.readouterr().err
    assert said in told and "questions, entry 1" in told and len(told.strip().splitlines()) == 1


def test_a_language_that_there_is_not(capsys, tmp_path):
    assert main(["lesson", "sheet", LESSON, "--out", str(tmp_path), "--lang", "xx"]) == 2
    assert "it needs en, de, es" in capsys.readouterr().err
    assert scenarios.load(LESSON).lesson.questions
