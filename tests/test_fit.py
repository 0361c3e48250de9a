"""Fitting: what a table may hold, and whether the inference believes what it should where the answer is known."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from scipy.stats import kstest

from agonist.experiments import cli
from agonist.experiments.fitting import infer as inference
from agonist.experiments.fitting.answer import Fit, weighted
from agonist.experiments.fitting.infer import Question, free_of, infer
from agonist.experiments.fitting.measured import Datum, Measured, asked, made, read
from agonist.experiments.fitting.sampling import sample
from agonist.experiments.instruments.bench import Bench
from agonist.experiments.interrupts import Stopped
from agonist.model.scenario import load

GLUTEUS = "share gluteus_maximus right @ 2 days"
TORQUE = "maximal_torque_nm hip_extension right @ 2 days"


def table(tmp_path, text):
    path = tmp_path / "data.csv"
    path.write_text(text)
    return path


def test_a_table_of_one_person(tmp_path):
    found = read(table(tmp_path, f"# scenario: healthy\nreading, value, sd\n{GLUTEUS}, 0.38, 0.03\n"))
    assert found == Measured((Datum(GLUTEUS, 0.38, 0.03, 1),), "healthy")


def test_a_group_becomes_its_mean_and_the_error_of_the_mean(tmp_path):
    rows = "".join(f"{n},{GLUTEUS},{v},0.01\n" for n, v in enumerate((0.2, 0.3, 0.4)))
    (datum,) = read(table(tmp_path, f"person,reading,value,sd\n{rows}")).data
    assert datum.value == pytest.approx(0.3) and datum.people == 3
    assert datum.sd == pytest.approx(0.1 / np.sqrt(3.0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reading,value\nx,1\n", "has no column 'sd'"),
        ("reading,value,sdd,sd\nx,1,1,1\n", "unknown column 'sdd'"),
        ("reading,value,sd\nx,1,0\n", "row 2: sd = 0; it needs a number above 0"),
        ("reading,value,sd\nx,one,1\n", "row 2: column 'value' holds 'one', which is not a number"),
        ("reading,value,sd\n,1,1\n", "reading is missing"),
        ("reading,value,sd\n", "it holds no reading"),
    ],
)
def test_a_table_that_is_wrong_is_one_line(tmp_path, text, said):
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        read(table(tmp_path, text))


def test_what_is_free():
    scenario = load("gluteal-inhibition")
    assert [f.name for f in free_of(scenario, ())] == ["dose", "held_days"]
    (one,) = free_of(scenario, ["habit_reps=1000:2000"])
    assert (one.low, one.high) == (1000.0, 2000.0)
    for text, said in (
        ("dosis", "unknown name"),
        ("dose=0.5:0.1", "range within 0 to 0.9"),
        ("dose=a", "name=low:high"),
    ):
        with pytest.raises(ValueError, match=said):
            free_of(scenario, [text])


def test_a_scenario_is_lived_no_longer_than_it_is_read():
    world = asked(load("gluteal-inhibition"), ("share gluteus_maximus right @ 40 days",))
    assert world.days == 40.0 and world.windows == ()
    with pytest.raises(ValueError, match="one moment"):
        asked(load("gluteal-inhibition"), ("share gluteus_maximus right @ every 10 days",))


def test_weighted_ranges():
    low, middle, high = weighted(np.arange(101.0), np.ones(101))
    assert (low, middle, high) == pytest.approx((5.0, 50.0, 95.0), abs=0.6)
    assert weighted(np.array([1.0, 9.0]), np.array([1.0, 0.0])).middle == pytest.approx(1.0)


@pytest.fixture
def toy(monkeypatch):
    """Lives that cost nothing: both learners read the dose, the second one reads 1 where the first reads 0."""

    def answers(world, learners, texts, settings, desk):
        def live(wanted):
            desk.lived += len(wanted)
            return [{"r0": dict(w.values)["dose"], "r1": float(w.model)} for w in wanted]

        return live

    monkeypatch.setattr(inference, "answers", answers)


def believed(other_sd, bench=None, **asked):
    data = Measured((Datum(GLUTEUS, 0.4, 0.05), Datum(TORQUE, 0.0, other_sd)), "gluteal-inhibition")
    return Fit(infer(data, Question(free=["dose"], learners=["maintained", "error"], lives=20_000, **asked), bench))


def test_the_posterior_is_that_of_the_errors_of_measurement(toy):
    """Truth: normal with mean 0.4, SD 0.05; 1 / (1 + exp(-1/2)) = 0.62 for the first learner. Standard errors with 400
    effective lives: 0.005 for the ends of the range, 0.025 for the probability; the bounds are two and a half of them."""
    answer = believed(1.0, particles=400)
    assert answer.found.effective >= 400 and answer.found.widened == 1.0
    low, middle, high = answer.ranges()["dose"]
    assert (low, middle, high) == pytest.approx((0.4 - 0.082, 0.4, 0.4 + 0.082), abs=0.0125)
    assert answer.found.probability["maintained"] == pytest.approx(0.62, abs=0.0625)
    assert answer.p() > 0.3 and answer.best() == "maintained"


def ranked(patients, chance_of_a_life, most=4000, kinds=3):
    """Ranks of known truths among the lives of fits, and whether they lie in their 90 % intervals: one value, three kinds."""
    luck, place, sd = np.random.default_rng(6), np.linspace(0.5, 1.5, 10), 0.1
    ranks, inside, widened = [], [], []

    def readings(kind, at, chance):
        exact = at[:, :1] * place + 0.2 * kind[:, None] * place
        return exact + chance_of_a_life * chance.standard_normal(exact.shape)

    for patient in range(patients):
        kind, at = np.array([patient % kinds]), luck.random((1, 1))
        seen = readings(kind, at, luck)[0] + sd * luck.standard_normal(len(place))

        def lived(number, drawn, seen=seen, patient=patient):
            found = readings(drawn.kind, drawn.at, np.random.default_rng([patient, number]))
            return -0.5 * (((found - seen) / sd) ** 2).sum(axis=1)

        found = sample(kinds, 1, lived, 128, most, patient)
        values, weights = found.drawn.at[:, 0], found.weights / found.weights.sum()
        low, _, high = weighted(values, weights)
        ranks.append(weights[values < at[0, 0]].sum())
        inside.append(low <= at[0, 0] <= high)
        widened.append(found.power < 1.0)
    return ranks, np.mean(inside), np.mean(widened)


def test_ranks_of_known_truths_are_uniform():
    """Were every interval right, 150 of them would hold 126 to 143 truths (99 %), and p would lie below 0.01 once in 100."""
    ranks, inside, widened = ranked(150, 0.0)
    assert kstest(ranks, "uniform").pvalue > 0.01 and 126 <= 150 * inside <= 143 and not widened


def test_where_no_life_comes_near_ranges_are_wide_and_not_narrow():
    """Lives whose chance is five times the errors: without wider errors one lucky life would be all that is believed."""
    _, inside, widened = ranked(20, 0.5, most=500)
    assert widened == 1.0 and inside >= 0.8


def test_a_learner_that_cannot_be_is_given_up(toy):
    """Ten standard deviations away: exp(-50) is nothing."""
    answer = believed(0.1, particles=64)
    assert answer.found.probability == {"maintained": pytest.approx(1.0), "error": pytest.approx(0.0, abs=1e-6)}


def test_nobody_explains_what_nobody_can(toy):
    data = Measured((Datum(GLUTEUS, 0.4, 0.05), Datum(TORQUE, 5.0, 0.5)), "gluteal-inhibition")
    answer = Fit(infer(data, Question(free=["dose"], learners=["maintained", "error"], particles=64)))
    assert answer.p() < 0.001 and "no learner explains this" in "\n".join(answer.lines())


def test_a_fit_that_was_stopped_is_the_one_that_was_not(toy, tmp_path, monkeypatch):
    np.random.seed(7)
    random.seed(7)
    before = np.random.get_state()[1].copy(), random.getstate()
    whole = believed(1.0, particles=64)
    assert np.array_equal(np.random.get_state()[1], before[0]) and random.getstate() == before[1]
    desk, rounds = Bench(out=tmp_path), []

    def stopped(told, number, drawn, lived=inference._Told.lived):
        rounds.append(number)
        if number == 2:
            raise Stopped(2)
        return lived(told, number, drawn)

    with monkeypatch.context() as patch:
        patch.setattr(inference._Told, "lived", stopped)
        with pytest.raises(Stopped):
            believed(1.0, particles=64, bench=desk)
    assert rounds == [0, 1, 2] and desk.lived > 100
    again = believed(1.0, particles=64, bench=desk)
    assert again.found.probability == whole.found.probability
    assert np.array_equal(again.found.values["maintained"]["dose"], whole.found.values["maintained"]["dose"])
    lived = desk.lived
    believed(1.0, particles=64, bench=desk)
    assert desk.lived <= lived + 8  # what was said of the cost, and nothing else


def test_a_patient_of_our_own_making(tmp_path):
    path = tmp_path / "patient.csv"
    patient = made("gluteal-inhibition", {GLUTEUS: 0.02, TORQUE: 5.0}, seed=4, path=path)
    again = read(path)
    assert again.scenario == "gluteal-inhibition" and again.texts == (GLUTEUS, TORQUE)
    assert [d.value for d in again.data] == pytest.approx([d.value for d in patient.data], rel=1e-4)
    assert 0.25 < patient.data[0].value < 0.45


def test_the_commands(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    made("gluteal-inhibition", {GLUTEUS: 0.02, TORQUE: 5.0}, seed=4, path="patient.csv")
    words = ["fit", "patient.csv", "--free", "load=0.2:0.6", "--learner", "maintained,frozen", "--particles", "16"]
    assert cli.main([*words, "--lives", "128", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert (
        "how sure" in said
        and "lives of the fit, 90 %" in said
        and "method: Cornuet" in said
        and "too few lives tell" in said
    )
    names = {p.name for p in (tmp_path / "results" / "fit-patient").iterdir()}
    assert names == {"fit.json", "fit.csv", "fit.png", "fit.svg", "measured.csv", "lives"}
    assert cli.main([*words, "--lives", "64", "--recover", "2", "--quiet", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["learner"] for one in told["patients"]] == ["maintained", "frozen"] and 0.0 <= told["covered"] <= 1.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--learner", "mantained"], "unknown learner 'mantained'"),
        (["--free", "dosis"], "unknown name 'dosis'"),
        (["--lives", "1"], "--lives 1: it needs a whole number from 64"),
    ],
)
def test_mistakes_are_one_line(words, said, tmp_path, capsys):
    path = table(tmp_path, f"# scenario: gluteal-inhibition\nreading,value,sd\n{GLUTEUS},0.38,0.03\n")
    assert cli.main(["fit", str(path), *words, "--quiet", "--json"]) == 2
    assert said in capsys.readouterr().err
