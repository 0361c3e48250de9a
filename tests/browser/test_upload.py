"""A scenario of one's own is brought to the page: through the file field of the browser, as a teacher does."""

from __future__ import annotations

import pytest

from agonist.viz.session.visitor import UPLOAD_BYTES

FIELD = "Choose a scenario file"
GOOD = """title = "A week of our own"
days = 21
watch = "hip_extension_right"

[body]
model = "rlu2023"
sides = ["right"]

[[plan]]
do = "practice"
task = "hip_extension"
reps = 160
load = 0.35
"""
WRONG = {
    "large": (b"#" * (UPLOAD_BYTES + 1), f"mine.toml: {UPLOAD_BYTES + 1} bytes; a scenario is a text of at most"),
    "latin": ('title = "Müde"'.encode("latin-1"), "mine.toml: not a text file in UTF-8"),
    "broken": (b"title = 3 = 4", "not a TOML file"),
    "closed": (GOOD.replace("days =", "dayz =").encode(), "did you mean"),
    "empty": (b"", "mine.toml: the file is empty"),
}
PATIENT = "[agonistStage.title.textContent, agonistStage.run.edge, agonistStage.run.id, agonistStage.run.marks.length]"


def bring(visitor, content: bytes) -> None:
    field = visitor.page.get_by_label(FIELD)
    field.set_input_files({"name": "mine.toml", "mimeType": "application/toml", "buffer": content})


@pytest.fixture
def visitor(desk):
    """A patient of the first lesson after a week, with the tab open where a file can be brought."""
    visitor = desk()
    visitor.ahead("1 week")
    visitor.side("Keep")
    visitor.page.get_by_label(FIELD).wait_for()
    return visitor


def test_a_scenario_of_our_own_opens(visitor):
    bring(visitor, GOOD.encode())
    visitor.wait("agonistStage.title.textContent === 'A week of our own' && agonistStage.horizon === 21")
    assert visitor.tell("agonistStage.run.edge") == 0.0
    assert not visitor.page.locator(".v-alert").count()
    visitor.ahead("1 day")


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_gives_one_line_and_changes_nothing(visitor, kind):
    content, line = WRONG[kind]
    before = visitor.tell(PATIENT)
    visitor.tell("window.agonistStageBefore = agonistStage; 0")
    bring(visitor, content)
    said = visitor.page.locator(".v-alert")
    said.get_by_text(line).wait_for()
    assert said.count() == 1 and "\n" not in said.inner_text().strip() and "Traceback" not in said.inner_text()
    visitor.page.wait_for_timeout(300)
    assert visitor.tell(PATIENT) == before and visitor.tell("agonistStage === agonistStageBefore")
    bring(visitor, GOOD.encode())  # and a right one after it opens, and the line goes
    visitor.wait("agonistStage.title.textContent === 'A week of our own'")
    said.wait_for(state="detached")


def test_the_keyboard_opens_the_choice_of_files(visitor):
    with visitor.page.expect_file_chooser(timeout=90_000):
        visitor.page.get_by_label(FIELD).press("Space")


SMUGGLED = "<img src=x: onerror='smuggled=1'><script>smuggled=2</script>{{constructor.constructor('smuggled=3')()}}"


def test_words_that_a_scenario_brings_are_shown_and_never_run(visitor):
    """As a title, a story, a choice, a knob, and as the mistake that is told of: always letters."""
    lesson = f'\n[lesson]\nstory = "{SMUGGLED}"\nquestion = "{SMUGGLED}"\nchoices = ["{SMUGGLED}", "b"]\nright = "b"\nanswer = "{SMUGGLED}"\n'
    bring(visitor, (GOOD.replace("A week of our own", SMUGGLED) + lesson).encode())
    visitor.wait("agonistStage.title.textContent.includes('smuggled=3')")
    for tab in ("Lesson", "Do", "Plan", "Numbers", "Compare", "Keep"):
        visitor.side(tab)
        visitor.settled()
    bring(visitor, GOOD.replace("days", f'"{SMUGGLED}" = 1\ndays').encode())
    visitor.page.locator(".v-alert").get_by_text("smuggled").first.wait_for()
    assert visitor.tell("[typeof smuggled, document.querySelectorAll('img').length]") == ["undefined", 0]
