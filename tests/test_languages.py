"""The languages of the page: every string of the page is there, lessons fit their English, what is missing stays English and is listed."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
import warnings

import pytest
from tests.fake_life import FakeLife
from tests.test_slips import LINES

from agonist.model import scenario as scenarios
from agonist.model.assessment.assess import ASSESSMENTS
from agonist.model.lessons import said_unit
from agonist.model.parameters import TABLE
from agonist.model.traits import traits
from agonist.model.vocabulary import WORDS, all_arguments
from agonist.viz import early, messages
from agonist.viz.controls.numbers import _fits
from agonist.viz.controls.who import turnable
from agonist.viz.frontend.widget import ORDER, VIEW
from agonist.viz.session import assessed, forms, readings
from agonist.viz.session.forms import HIDDEN
from agonist.viz.session.patient_life import served
from agonist.viz.session.visitor import Session

CODES = sorted(messages.LANGUAGES)
CONTROLS = VIEW.parent / "controls"
SPOKEN = (
    re.compile(r'\bt\("((?:[^"\\]|\\.)+)"'),  # in the view
    re.compile(r'(?:session\.)?say\("((?:[^"\\]|\\.)+)"'),  # in the controls
)


def spoken() -> set[str]:
    """Strings that are asked for by name, in the view and in the controls."""
    files = [*(VIEW / f"{name}.js" for name in ORDER), *CONTROLS.glob("*.py"), VIEW.parent / "page.py"]
    return {
        found for path in files for pattern in SPOKEN for found in pattern.findall(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("code", CODES)
def test_the_page_is_whole_in_every_language(code):
    """What the code asks for by name; what only stands in elements is looked for in the browser (test_spoken)."""
    own = messages.page(code)
    assert not sorted(text for text in spoken() if text not in own and re.search("[a-z]{3}", text))
    assert set(own) == set(messages.page(CODES[0])), "the languages say the same strings"
    for english, other in own.items():
        assert other.strip()
        assert sorted(re.findall(r"\{(\w+)\}", english)) == sorted(re.findall(r"\{(\w+)\}", other)), english


@pytest.mark.parametrize("code", CODES)
def test_what_is_said_before_a_page_has_come_has_its_words(code):
    own = VIEW.parent / "assets" / "own"
    assert set(re.findall(r'\bsaid\("([^"]+)"', (own / "custom.js").read_text(encoding="utf-8"))) == set(early.SAID)
    assert f'"{early.LATE}"' in (own / "custom.css").read_text(encoding="utf-8")
    assert {early.LATE, *early.SAID} <= set(messages.page(code))
    page = early.spoken(b"<!doctype html>\n<html>\n<body>", code).decode()
    assert f'<html lang="{code}"' in page and messages.page(code)[early.LATE] in page


@pytest.mark.parametrize("code", CODES)
def test_all_that_is_measured_has_its_words(code):
    """Titles, units and descriptions of every reading that *Assess* may show, and nothing that no reading says any more."""
    own = messages.page(code)
    said = {assessed.TITLES.get(n, n.replace("_", " ")) for n in assessed.MEASURED}
    said |= {assessed.UNITS.get(n, ASSESSMENTS[n].unit) for n in assessed.MEASURED}
    said |= {ASSESSMENTS[n].text for n in assessed.MEASURED}
    assert not sorted(text for text in said if text not in own and re.search("[a-z]{3}", text))
    view = "".join((VIEW / f"{name}.js").read_text(encoding="utf-8") for name in ORDER)
    view += "".join(path.read_text(encoding="utf-8") for path in (VIEW.parent / "session").glob("*.py"))
    assert not sorted(
        text for text in messages._file(code, "readings")["page"] if text not in said and text not in view
    )


@pytest.mark.parametrize("code", CODES)
def test_all_that_can_happen_has_its_words(code):
    """Words, groups, fields, choices, units and descriptions of the tabs Do, Plan and Compare, and nothing that no word says any more."""
    own, said = messages.page(code), set()
    for word in WORDS.values():
        shown = [a for a in all_arguments(word) if a.name not in HIDDEN]
        said |= {word.name, word.group, word.text}
        said |= {text for a in shown for text in (a.name.replace("_", " "), a.text, a.unit, *a.choices)}
    assert not sorted(text for text in said if text not in own and re.search("[a-z]{4}", text))
    view = "".join((VIEW / f"{name}.js").read_text(encoding="utf-8") for name in ORDER)
    assert not sorted(t for t in messages._file(code, "words")["page"] if t not in said and f'"{t}"' not in view)


@pytest.mark.parametrize("code", CODES)
def test_all_numbers_and_traits_have_their_words(code):
    """Descriptions, groups, units and marks of the tab Numbers, and nothing that no number says any more."""
    said = {text for row in TABLE.values() for text in (row.text, row.group, said_unit(2.0, row.unit), row.mark)}
    said |= {text for name in turnable() for text in (name.replace("_", " "), traits()[name].text, traits()[name].mark)}
    own = messages.page(code) | messages._file(code, "numbers")["page"]
    absent = sorted(text for text in said if text not in own and re.search("[a-z]{4}", text))
    assert not [text for text in absent if not re.fullmatch(r"reflex|x quadriceps|x \w+_\w+", text)], "no words yet"
    assert not sorted(set(messages._file(code, "numbers")["page"]) - said - {"Source"}), "said no more"


def test_a_number_is_described_and_found_in_the_readers_language():
    session = Session("lesson=healthy&lang=de", FakeLife, threaded=False)
    row = TABLE["prime_share"]
    assert "Hauptbeweger" in session.say(row.text) and _fits(session, row, "", "hauptbeweger")
    assert _fits(session, row, "", "prime mover") and not _fits(session, TABLE["reciprocal_gain"], "", "hauptbeweger")


def test_a_timeline_is_read_in_the_readers_language():
    session = Session("lesson=re-education&lang=de", FakeLife, threaded=False)
    said = [entry.label for entry in session.timeline()]
    assert "hemmen: Gluteus maximus, Teil 0,5" in said and "Last: Beinheben in Bauchlage, Faktor 0,6" in said


@pytest.mark.parametrize("code", CODES)
def test_lessons_fall_back_and_what_is_missing_is_listed(code):
    whole, absent = [], []
    for name, path in served().items():
        scenario = scenarios.load(path)
        gaps = messages.missing(code, name, scenario.title, scenario.lesson)
        (absent if gaps else whole).append(f"{name}: {', '.join(gaps)}" if gaps else name)
    if absent:
        warnings.warn(f"{code}: English stands for " + "; ".join(absent), stacklevel=1)
    assert len(whole) >= 5
    assert not set(messages._file(code, "lessons")) - set(served()), "a translation of a lesson that is gone"


@pytest.mark.parametrize("code", CODES)
def test_a_lesson_in_another_language_is_the_same_lesson(code):
    english = Session("lesson=gluteal-inhibition", FakeLife, threaded=False)
    other = Session(f"lesson=gluteal-inhibition&lang={code}", FakeLife, threaded=False)
    there, here = english.lesson(), other.lesson()
    assert other.language == code and not other.message
    assert here["title"] != there["title"] and here["story"].count("{") == there["story"].count("{")
    assert list(here["choices"]).index(here["right"]) == list(there["choices"]).index(there["right"])
    assert [t.get("set") for t in here["try_this"]] == [t.get("set") for t in there["try_this"]]
    other.hear({"k": "guess", "choice": here["right"]})
    assert other.guess == there["right"], "a class may speak several languages"


def test_what_a_translation_lacks_stays_english(monkeypatch):
    monkeypatch.setattr(
        messages, "lesson", lambda code, name: {"story": "Ohne Zahl.", "choices": ["nur eine"], "title": "Titel"}
    )
    words = {
        "title": "T",
        "story": "With {dose}.",
        "choices": ["a", "b"],
        "right": "b",
        "knobs": [{"name": "dose", "text": "how much"}],
    }
    shown = messages.translated("de", "any", words)
    assert shown["title"] == "Titel" and shown["story"] == words["story"] and list(shown["choices"]) == ["a", "b"]
    assert shown["right"] == "b" and shown["knobs"] == words["knobs"]


def test_which_language_is_spoken(monkeypatch):
    assert (
        messages.chosen("", "fr-CH", "es-AR", "de") == "es"
        and messages.chosen("fr") == "en"
        and messages.chosen("en", "de") == "en"
    )
    monkeypatch.setenv(messages.STARTED_WITH, "de")
    assert messages.wish("lesson=healthy") == "de" and messages.wish("?lang=es") == "es"
    assert (
        messages.say("de", "{muscle} chosen", muscle="soleus") == "soleus gewählt"
        and messages.say("de", "not there") == "not there"
    )


def mistakes() -> set[str]:
    """Lines about mistakes that the page itself makes, with 7 for what varies."""
    files = [*(VIEW.parent / "session").glob("*.py"), *CONTROLS.glob("*.py")]
    calls = (
        n for path in files for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)
    )
    raised = (call.args[0] for call in calls if getattr(call.func, "id", "") == "ValueError" and call.args)
    said = ([raised] if isinstance(raised, ast.Constant) else getattr(raised, "values", ()) for raised in raised)
    return {"".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts) for parts in said}


@pytest.mark.parametrize("code", CODES)
def test_mistakes_are_told_in_the_readers_language(code):
    """Of every line that a hand on the page can bring about, all of it but what varies."""
    found = mistakes()
    assert len(found) > 15 and not sorted(
        line for line in found if line != "7: 7" and messages.told(code, line) == line
    )
    session = Session(f"lesson=helthy&lang={code}", FakeLife, threaded=False)
    assert not re.search(r"\b(unknown|did|you|lesson)\b", session.told(session.message)), session.message
    with pytest.raises(ValueError) as wrong:
        forms.as_number("1.5", 0.0, 0.9, "of excitability")
    assert {"de": "1,5 liegt", "es": "1,5 está"}[code] in session.told(str(wrong.value))
    assert "0,9 " in session.told(str(wrong.value)) and "of" not in session.told(str(wrong.value)).split()
    assert messages.told("en", str(wrong.value)) == str(wrong.value)


def slips() -> list[str]:
    """What Python's reader of TOML says of a text that it cannot read, as its source has it, with 7 for what varies."""
    source = inspect.getsource(tomllib._parser)
    said = re.findall(r'(?:suffixed_err\([^"]*|error_msg = )f?("(?:[^"\\]|\\.)*")', source)
    return [re.sub(r"\{[^}]+\}", "7", ast.literal_eval(text)) for text in said if len(text) > 2]


@pytest.mark.parametrize("code", CODES)
def test_a_text_that_is_no_toml_is_told_with_its_line_and_column(code):
    found = slips()
    assert len(found) > 15 and not [text for text in found if messages.told(code, text) == text]
    session = Session(f"lang={code}", threaded=False)
    session.bring("title = 'a'\ndays 60\n")
    assert {"de": "Zeile 2: nach", "es": "línea 2: falta"}[code] in session.told(session.message), session.told(
        session.message
    )
    session.bring("days = [60")
    assert not re.search(r"\b(array|at|document)\b", session.told(session.message))
    for line in LINES:  # the usual slips, with their cure
        session.bring(f"title = 'a'\n{line}\n")
        assert not re.search(r"\b(line|has|holds|write|number)\b", session.told(session.message)), session.told(
            session.message
        )


BROUGHT = {  # a slip of the pen in a scenario that a visitor brings: what stood there, what stands there now
    "[windows]": "[windows",  "[lesson]": "[lesson]\nwach = 1",  'do = "practice"': 'do = "practise"',  "load = 0.3": "loda = 0.3",
    'joint = "knee"': 'joint = "kne"', 'task = "knee_extension"': 'task = "knee_extensio"', "days = 12": "days = -3", '"rlu2023"': '"rlu"',
    '"$ml"': '"$mi"', "before = [1, 2]": "before = [2, 1]", "value = 60": "value = 600", 'right = "it falls': 'right = "it fells',
    "day = 2\n": 'day = "x"\n', 'kind = "injury"': 'kind = "injry"', "{ml} of fluid": "{mx} of fluid", 'sides = ["right"]': 'sides = ["middle"]',
    "set = { ml = 30 }": "set = { mm = 30 }", 'side = "right"': 'side = "left"', "[body]": '[body]\ntables = "x"', '["torque_max': '["torque_mx',
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("slip", BROUGHT)
def test_a_mistake_in_a_scenario_that_was_brought_is_told(code, slip):
    text = scenarios.shipped()["knee-effusion"].read_text(encoding="utf-8")
    assert slip in text
    session = Session(f"lesson=healthy&lang={code}", threaded=False)
    assert not session.bring(text.replace(slip, BROUGHT[slip], 1))
    said = session.told(session.message)
    assert said != session.message and not re.search(
        r"\b(unknown|needs?|did|missing|known:|only)\b", said.partition("TOML")[0]
    ), said
    if slip == "day = 2\n":
        assert "day = 'x'" in said, "a key is written as it stands in the file"


def test_a_link_that_leaves_out_what_is_not_there_says_so():
    session = Session("lesson=knee-effusion&without=99", threaded=False)
    assert session.message == "this link leaves out entry 99 of the plan, which has 4"
    assert session.recipe.scenario == "knee-effusion" and not session.recipe.dropped


def test_a_reading_is_said_as_a_person_says_it():
    german = Session("lesson=healthy&lang=de", FakeLife, threaded=False).say
    assert readings.said_of("share gluteus_maximus_right") == "share of gluteus maximus, right"
    assert (
        readings.said_of("torque_max knee_extension_right", german)
        == "größtes willkürliches Drehmoment, Kniestreckung, rechts"
    )


@pytest.mark.parametrize("code", CODES)
def test_muscles_of_the_lessons_have_names_and_short_labels(code):
    """German keeps the Latin and Spanish has names of its own; no English word is left among either."""
    own = messages.page(code)
    subjects = [scenarios.resolve(scenarios.load(name)).subject for name in scenarios.shipped()]
    names = {m.removesuffix("_right").removesuffix("_left") for s in subjects for m in s.structure.names.muscles}
    assert not sorted(name for name in names if name.replace("_", " ") not in own)
    short = [said for said in messages._file(code, "muscles")["page"].values() if re.search(r"\.|\b[A-Z]{3}", said)]
    english = {"long", "short", "head", "upper", "lower", "middle", "oblique", "lateral", "deltoid", "trapezius"}
    assert not [said for said in short if english & set(said.split())] and all(len(said) < 20 for said in short)
