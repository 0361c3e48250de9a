"""Variability: each measure on series whose answer is known, then on lives."""

from __future__ import annotations

import numpy as np
import pytest

from agonist.experiments import cli
from agonist.experiments.varying import warning as warnings
from agonist.experiments.varying.answer import synergies
from agonist.experiments.varying.series import Bouts, envelopes
from agonist.experiments.varying.synergies import factorised, likeness, manifold, network, pooled

CHANCE = np.random.default_rng(3)
MUSCLES = ("a_right", "b_right", "c_right", "d_right")


def movements(activation, gain=(1.0, 1.0, 1.0, 1.0), day=None):
    """Movements with these activations [bouts, muscles]."""
    activation = np.asarray(activation, dtype=float)
    days = np.arange(len(activation), dtype=float) if day is None else day
    return Bouts("task_right", MUSCLES, days, activation, activation * np.array(gain), np.full(4, 50.0))


def test_two_modules_are_found_again():
    """Two muscles early, two late, with 5 % of noise: two modules, at right angles."""
    early, late = np.zeros((2, 40))
    early[5:18], late[22:35] = 1.0, 1.0
    scores = CHANCE.uniform(0.5, 1.5, (60, 2))
    whole = np.stack(
        [
            np.outer(scores[:, 0], early),
            0.5 * np.outer(scores[:, 0], early),
            np.outer(scores[:, 1], late),
            np.outer(scores[:, 1], late),
        ],
        axis=1,
    )
    found = factorised(whole * (1.0 + 0.05 * CHANCE.standard_normal(whole.shape)).clip(0))
    assert len(found.weights) == 2 and found.explained[1] > 0.98
    truth = np.array([[1.0, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    truth /= np.linalg.norm(truth, axis=1, keepdims=True)
    assert likeness(found.weights, truth) == pytest.approx(1.0, abs=0.01)
    assert likeness(truth[::-1], truth) == pytest.approx(1.0) and likeness(truth[:1], truth) == pytest.approx(0.5)


def test_variance_that_leaves_the_torque_alone():
    """What one muscle gives less of another gives more of: all variance along; the index at its bound, 4 / 3."""
    off = CHANCE.standard_normal((400, 1)) * np.array([[0.05, -0.05, 0.0, 0.0]])
    found = manifold(movements(0.4 + off))
    assert found.across == pytest.approx(0.0, abs=1e-12) and found.synergy == pytest.approx(4.0 / 3.0)
    common = manifold(movements(0.4 + CHANCE.standard_normal((400, 1)) * np.full((1, 4), 0.05)))
    assert common.along == pytest.approx(0.0, abs=1e-12) and common.synergy < -3.0
    even = manifold(movements(0.4 + 0.05 * CHANCE.standard_normal((4000, 4))))
    assert even.synergy == pytest.approx(0.0, abs=0.1)


def test_a_network_holds_what_is_beyond_chance():
    shared = CHANCE.standard_normal(300)
    seen = 0.5 + 0.05 * CHANCE.standard_normal((300, 4))
    assert np.count_nonzero(network(movements(seen), 100).linked) <= 2
    seen[:, 0] += 0.1 * shared
    seen[:, 1] -= 0.1 * shared
    found = network(movements(seen), 100)
    assert found.linked[0, 1] < -0.5 and found.linked[2, 3] == 0.0 and found.density == pytest.approx(1 / 6, abs=0.2)


def test_envelopes_begin_at_the_onset():
    one = movements(np.full((3, 4), 0.5))._replace(onset_ms=np.array([300.0, 0.0, -400.0, np.nan]))
    seen = envelopes(one)
    first = [int(np.argmax(seen[0, m] > 0.0)) for m in range(3)]
    assert first[0] < first[1] < first[2] and seen.max() == pytest.approx(0.5)
    assert pooled([one, one]).activation.shape == (6, 4)


def test_signals_rise_before_a_fold_and_not_in_chance():
    """A state that is pulled back ever more weakly, 0.5 to 0.02 a step; the memory of its chance grows from 0.5 to 0.98."""
    state, series = 0.0, []
    for pull in np.linspace(0.5, 0.02, 600):
        state += -pull * state + 0.1 * CHANCE.standard_normal()
        series.append(state)
    found = warnings.signals(np.array(series))
    assert found["autocorrelation"].tau > 0.7 and found["autocorrelation"].p < 0.05
    calm = warnings.signals(CHANCE.standard_normal(600))
    assert calm["variance"].p > 0.02 and abs(calm["autocorrelation"].tau) < 0.9


def test_surrogates_have_the_memory_of_their_series():
    series = warnings.autoregressive(np.cumsum(CHANCE.standard_normal(4000)) * 0.0 + _memory(0.8, 4000), CHANCE)
    assert warnings._lag_one(series, len(series))[0] == pytest.approx(0.8, abs=0.05)


def _memory(part, count):
    found = [0.0]
    for _ in range(count - 1):
        found.append(part * found[-1] + CHANCE.standard_normal())
    return np.array(found)


def test_rates_and_tipping():
    day = np.linspace(0.0, 40.0, 400)
    assert warnings.rate_of(day, 0.1 * np.exp(-0.2 * day)) == pytest.approx(0.2, rel=1e-3)
    assert warnings.rate_of(day, 0.01 * np.exp(0.05 * day)) == pytest.approx(-0.05, rel=1e-3)
    assert np.isnan(warnings.rate_of(day, 0.0 * day))
    assert warnings.tipping_day(day, np.where(day < 20.0, 0.4, 0.1)) == pytest.approx(20.0, abs=0.2)
    assert np.isnan(warnings.tipping_day(day, 0.4 + 0.0 * day))
    days, means = warnings.daily(np.array([0.1, 0.9, 1.5]), np.array([1.0, 3.0, 5.0]))
    assert days.tolist() == [0.0, 1.0] and means.tolist() == [2.0, 5.0]


def test_the_lives_of_the_main_scenario():
    """The muscle leaves the module: its weight falls from 0.35 to 0.02 of length 1; half of each is the bound."""
    found = synergies("gluteal-inhibition", seeds=1)
    at = found.parts["before"].bouts.muscles.index("gluteus_maximus_right")
    before, after = (found.parts[name].modules.weights[0, at] for name in ("before", "after"))
    assert before > 0.18 and after < 0.18 and found.parts["after"].modules.like < 0.98
    assert all(part.manifold.synergy > 1.0 for part in found.parts.values())


def test_the_commands(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["synergies", "healthy", "--seeds", "1", "--quiet", "--out", "s"]) == 0
    assert "synergy index" in capsys.readouterr().out
    assert {p.name for p in (tmp_path / "s").iterdir()} == {
        "synergies.json",
        "synergies.csv",
        "synergies.png",
        "synergies.svg",
        "lives",
    }
    asked = ["warning", "gluteal-inhibition", "--seeds", "1", "--days", "60", "--out", "w"]
    assert cli.main([*asked, "--quiet"]) == 0
    assert "false alarm" in capsys.readouterr().out and (tmp_path / "w" / "warning.png").exists()
    told = (tmp_path / "w" / "warning.csv").read_bytes()
    (ramp,) = (tmp_path / "w" / "lives").glob("warning-ramp-*/parts/*.parquet")
    ramp.unlink()
    assert cli.main(asked) == 0  # what is gone is lived again, the rest is kept
    assert "warning: 28 lives, 26 of them kept: about" in capsys.readouterr().err
    assert ramp.exists() and (tmp_path / "w" / "warning.csv").read_bytes() == told
    assert cli.main(["warning", "gluteal-inhibition", "--days", "1", "--quiet"]) == 2
    assert "--days 1: it needs a number 30 to 3650" in capsys.readouterr().err


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn.decomposition", None)
    with pytest.raises(ValueError, match=r"pip install 'agonist\[synergies\]'"):
        factorised(np.ones((4, 2, 5)))
