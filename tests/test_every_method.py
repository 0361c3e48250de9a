"""What public objects are asked afterwards: every method is handed values of the wrong kind, and answers with one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import wrong_values as wrong

import agonist
from agonist.experiments.fitting.measured import Datum, Measured, made
from agonist.experiments.instruments.bench import Bench

LOST = "gluteal-inhibition"
LONGEST = 700  # characters of a line
READ = "effort hip_extension @ 1 day"
GOOD: dict[str, Any] = {
    "title": "A",
    "days": 3,
    "watch": "hip_extension_right",
    "plan": [{"do": "practice", "task": "hip_extension", "reps": 10, "load": 0.3}],
}
TEXTS = wrong.but(wrong.NO_NAME, *wrong.listed("nobody_at_all", "a" * 5000))  # any text on one line is a title
EMPTY = wrong.listed([], (), {})  # nothing of it, as a file may say
NO_LIST = wrong.but(wrong.NO_NUMBERS | wrong.NO_TABLE, *EMPTY, "ndarray '[]'") | wrong.listed(["x"], [3], [[3]])


def changed(key: str) -> Callable[[Any], Any]:
    """A scenario with another value of one key."""
    return lambda value: agonist.Scenario(**{**GOOD, key: value})


def planned(key: str) -> Callable[[Any], Any]:
    """A scenario with another value of one argument of its word."""
    return lambda value: agonist.Scenario(**{**GOOD, "plan": [{**GOOD["plan"][0], key: value}]})


SCENARIO: dict[str, tuple[Callable[[Any], Any], wrong.Values]] = {
    "title": (changed("title"), wrong.but(TEXTS, *wrong.listed("x\ny"))),
    "name": (changed("name"), TEXTS),
    "days": (changed("days"), wrong.NO_NUMBER),
    "plan": (changed("plan"), NO_LIST | wrong.listed([], {})),
    "with_ days": (lambda v: agonist.Scenario(**GOOD).with_(days=v), wrong.NO_NUMBER),
    "with_ name": (lambda v: agonist.Scenario(**GOOD).with_(name=v), TEXTS),
    "with_ add": (lambda v: agonist.Scenario(**GOOD).with_(add=v), wrong.but(NO_LIST, "str ''")),
    "a word": (lambda v: agonist.Scenario(**{**GOOD, "plan": [v]}), NO_LIST | EMPTY),
    **{key: (changed(key), wrong.but(NO_LIST, "str ''")) for key in
       ("body", "knobs", "windows", "parameters", "person", "people", "events", "arms", "rules", "lesson")},
    "tasks": (changed("tasks"), wrong.but(wrong.NO_NAMES, "str 'nobody_at_all'", "list \"['nobody_at_all']\"", *wrong.listed({}))
              | wrong.listed("", [" "])),
    "read": (changed("read"), wrong.but(wrong.NO_READINGS, *wrong.listed("effort hip_extension @ 1e9 days"))),
    **{key: (planned(key), wrong.ODD | wrong.listed(wrong.NAN, [], {}, True)) for key in ("task", "do", "reps", "load", "day", "side")},
}  # fmt: skip


@pytest.fixture(scope="module")
def people():
    """A cohort of two arms."""
    return agonist.cohort(
        LOST, 4, days=5, arms={"a": {}, "b": {"dose": 0.1}}, read=[READ], events={"i": "injury hamstrings right after 1 day"}
    )  # fmt: skip


@pytest.fixture(scope="module")
def patient():
    """A patient."""
    return agonist.Patient("leg")


@pytest.fixture(scope="module")
def body():
    """A body of agents."""
    return agonist.Body(LOST, days=2)


def refused(ask: Callable[[Any], Any], values: wrong.Values) -> list[str]:
    """The values that something else than one line answers."""
    found = []
    for said, make in values.items():
        try:
            ask(make())
        except (ValueError, LookupError) as error:  # an unknown name of a body is a KeyError, as of any table
            if "\n" in str(error) or not 0 < len(str(error)) < LONGEST:
                found.append(f"{said}: {str(error)[:200]!r}")
        except BaseException as error:
            found.append(f"{said}: {type(error).__name__}")
        else:
            found.append(f"{said}: taken")
    return found


@pytest.mark.parametrize("key", SCENARIO)
def test_a_scenario(key):
    assert not refused(*SCENARIO[key])


NO_SPAN = wrong.but(wrong.NO_NUMBER)
PATIENT: dict[str, tuple[Callable[..., Any], wrong.Values]] = {
    "advance": (lambda p, v: p.advance(v), NO_SPAN),
    "advance weeks": (lambda p, v: p.advance(weeks=v), NO_SPAN),
    "do": (lambda p, v: p.do(v), wrong.NO_NAME),
    "do level": (lambda p, v: p.do("set pain", joint="knee", side="right", level=v), wrong.ODD | wrong.listed(wrong.NAN, [], -1, True, "x")),
    "do day": (lambda p, v: p.do("set pain", joint="knee", level=2, day=v), wrong.ODD | wrong.listed(wrong.NAN, [], -1, True, "x")),
    "do joint": (lambda p, v: p.do("set pain", level=2, joint=v), wrong.NO_NAME),
    "do exercises": (lambda p, v: p.do("sessions", weeks=1, exercises=v), wrong.but(wrong.NO_NAME, "list \"['soleus']\"")),
    "read": (lambda p, v: p.read(v), wrong.NO_NAME),
    "assess": (lambda p, v: p.assess(v), wrong.NO_NAME),
    "assess task": (lambda p, v: p.assess("effort", task=v), wrong.NO_NAME),
    "assess side": (lambda p, v: p.assess("effort", side=v), wrong.NO_NAME),
    "value area": (lambda p, v: p.value(v, "soleus_right", "area"), wrong.NO_NAME),
    "value unit": (lambda p, v: p.value("muscles", v, "area"), wrong.NO_NAME),
    "value variable": (lambda p, v: p.value("muscles", "soleus_right", v), wrong.NO_NAME),
    "restore": (lambda p, v: p.restore(v), wrong.NO_NAME | wrong.listed((1, 2, 3, 4, 5))),
}  # fmt: skip


@pytest.mark.parametrize("key", PATIENT)
def test_a_patient(key, patient):
    ask, values = PATIENT[key]
    before = patient.state()
    assert not refused(lambda value: ask(patient, value), values)
    assert all((before[area] == state).all() for area, state in patient.state().items()), "and nothing happened"


COHORT: dict[str, tuple[Callable[..., Any], wrong.Values]] = {
    "arm": (lambda c, v: c.arm(v), wrong.NO_NAME),
    "column": (lambda c, v: c.column(v), wrong.NO_NAME),
    "compare": (lambda c, v: c.compare("a", v), wrong.NO_NAME),
    "compare by": (lambda c, v: c.compare("a", "b", by=v), wrong.NO_NAME),
    "explain": (lambda c, v: c.explain(v, ["response"]), wrong.NO_NAME),
    "explain on": (lambda c, v: c.explain(READ, v), wrong.NO_NAME),
    "risk": (lambda c, v: c.risk(v, by="i"), wrong.NO_NAME),
    "hazard": (lambda c, v: c.hazard(v, on=["response"]), wrong.NO_NAME),
    "hazard on": (lambda c, v: c.hazard("i", on=v), wrong.NO_NAME),
    "tell": (lambda c, v: c.tell(v), wrong.NO_NAME),
    "tell of": (lambda c, v: c.tell("mean(x)", x=v), wrong.NO_NAME),
    "events_table": (lambda c, v: c.events_table(v), wrong.NO_NAME),
    "mediate": (lambda c, v: c.mediate(v, READ, "a", "b"), wrong.NO_NAME),
    "study": (lambda c, v: c.study(v, "a", "b", studies=4), wrong.NO_WHOLE),
    "study studies": (lambda c, v: c.study(3, "a", "b", studies=v), wrong.NO_WHOLE),
    "study error": (lambda c, v: c.study(3, "a", "b", 4, error=v), wrong.NO_TABLE),
    "trend": (lambda c, v: c.trend(v), wrong.NO_TABLE),
}  # fmt: skip


@pytest.mark.parametrize("key", COHORT)
def test_people(key, people):
    ask, values = COHORT[key]
    assert not refused(lambda value: ask(people, value), values)


@pytest.mark.parametrize(
    ("ask", "values"),
    [(lambda b, v: b.advance(v), wrong.NO_WHOLE), (lambda b, v: b.run_for(v), wrong.NO_NUMBER),
     (lambda b, v: b.switch(v), wrong.NO_NAME), (lambda b, v: b[v], wrong.NO_NAME),
     (lambda b, v: setattr(b["soleus_right"], "inhibition", v), wrong.NO_NUMBER)],
)  # fmt: skip
def test_a_body(ask, values, body):
    assert not refused(lambda value: ask(body, value), values)


def fitted(*data: Datum) -> Any:
    return agonist.fit(Measured(data, LOST), free=["dose"], lives=64, particles=16)


@pytest.mark.parametrize(
    ("ask", "values"),
    [(lambda v: fitted(Datum(v, 0.4, 0.03)), wrong.NO_NAME),
     (lambda v: fitted(Datum("share gluteus_maximus right @ 2 days", v, 0.03)), wrong.but(wrong.NO_NUMBER, "float '-0.001'") | wrong.listed(7)),
     (lambda v: fitted(Datum("share gluteus_maximus right @ 2 days", 0.4, v)), wrong.NO_NUMBER | wrong.listed(0)),
     (lambda v: fitted(v), wrong.NO_NAME),
     (lambda v: made(LOST, v), wrong.NO_TABLE), (lambda v: made(LOST, {"share gluteus_maximus right @ 2 days": v}), wrong.NO_NUMBER)],
)  # fmt: skip
def test_what_was_measured(ask, values):
    assert not refused(ask, values)


@pytest.mark.parametrize(
    ("ask", "values"),
    [(lambda v: Bench(jobs=v), wrong.NO_WHOLE), (lambda v: Bench(out=v), wrong.NO_PATH), (lambda v: Bench(resume=v), wrong.NO_FLAG),
     (lambda v: Bench(only_cost=v), wrong.NO_FLAG), (lambda v: Bench(progress=v), wrong.NO_FLAG)],
)  # fmt: skip
def test_a_bench(ask, values, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not refused(ask, values)
