"""The bench of the instruments: cost first, lives kept as a sweep, and the same call goes on."""

from __future__ import annotations

import argparse
import json

import numpy as np
import pytest

from agonist.experiments.instruments.bench import Asked, Bench, OnlyCost
from agonist.experiments.telling import add_instrument, carried_out
from agonist.model.scenario import load

CASES = tuple({"dose": n / 100.0} for n in range(70))  # with two seeds three parts of a sweep


class Toy:
    """Lives that cost nothing, and a count of them."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.lived, self.stop_at = 0, stop_at

    def __call__(self, lives, threads):
        self.lived += len(lives)
        for life in lives:
            if life.number == self.stop_at:
                raise ValueError("this one cannot be lived")
        return [{"lost": life.case["dose"] + life.seed, "nothing": np.nan} for life in lives]


def asked(toy, name="toy", cases=CASES):
    return Asked(name, cases, toy, load("healthy"), seeds=(1, 2))


def test_kept_or_not_the_numbers_are_the_same(tmp_path):
    plain, kept = (Bench(out=out).live(asked(Toy())) for out in (None, tmp_path))
    assert plain["lost"].shape == (70, 2) and plain["lost"][3, 1] == 2.03
    assert np.array_equal(plain["lost"], kept["lost"]) and np.isnan(kept["nothing"]).all()


def test_the_same_call_lives_nothing_twice(tmp_path):
    Bench(out=tmp_path).live(asked(Toy()))
    again, bench = Toy(), Bench(out=tmp_path)
    found = bench.live(asked(again))
    assert again.lived == 0 and found["lost"][69, 0] == 1.69
    assert bench.cost(asked(again)).to_do == 0
    parts = sorted((bench.folder(asked(again)) / "parts").iterdir())
    assert len(parts) == 3
    parts[1].unlink()
    Bench(out=tmp_path).live(asked(again))
    assert again.lived == 64  # the part that was gone


@pytest.mark.parametrize("change", [{"name": "other"}, {"cases": CASES[:-1]}])
def test_another_question_has_another_folder(tmp_path, change):
    bench, toy = Bench(out=tmp_path), Toy()
    assert bench.folder(asked(toy)) != bench.folder(asked(toy, **change))


@pytest.mark.parametrize("out", [None, "kept"])
def test_a_life_that_cannot_be_lived_is_named(tmp_path, out):
    with pytest.raises(ValueError, match="cannot be lived"):
        Bench(out=tmp_path / out if out else None).live(asked(Toy(stop_at=40)))


def test_the_cost_is_said_and_nothing_else(capsys):
    toy = Toy()
    with pytest.raises(OnlyCost, match="toy: 140 lives: about 1 s on 2 threads"):
        Bench(only_cost=True).live(asked(toy))
    assert toy.lived <= 48  # three looks at sixteen
    Bench(progress=True).live(asked(toy))
    assert "toy: 140 lives" in capsys.readouterr().err


class Found:
    """A finding with one row."""

    sources = ("Somebody 2000 A Journal 1:1",)

    def lines(self):
        return ["one", "two"]

    def rows(self):
        return [{"dose": 0.5, "lost": 1}]

    def as_json(self):
        return {"lost": np.array([1.0, np.nan])}

    def figures(self):
        from matplotlib.figure import Figure

        return {"": Figure(figsize=(1, 1))}


def said(*words):
    parser = argparse.ArgumentParser()
    add_instrument(parser, "results/toy")
    return parser.parse_args(words)


def test_what_a_command_tells_and_writes(tmp_path, capsys):
    assert carried_out(said("--out", str(tmp_path), "--quiet"), "toy", "x", lambda bench: Found()) == 0
    assert "method: Somebody 2000" in capsys.readouterr().out
    assert {p.name for p in tmp_path.iterdir()} == {"toy.json", "toy.csv", "toy.png", "toy.svg"}
    assert (tmp_path / "toy.csv").read_text() == "dose,lost\n0.5,1\n"
    held = json.loads((tmp_path / "toy.json").read_text())
    assert held["lost"] == [1.0, None] and held["cite"][1] == Found.sources[0] and held["cost"]["jobs"] == 2


def test_json_alone_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert carried_out(said("--json", "--quiet"), "toy", "x", lambda bench: Found()) == 0
    assert json.loads(capsys.readouterr().out)["lost"] == [1.0, None] and not list(tmp_path.iterdir())


def test_a_dry_run_costs_nothing(capsys):
    assert carried_out(said("--dry-run", "--quiet"), "toy", "x", lambda bench: bench.live(asked(Toy()))) == 0
    assert "140 lives" in capsys.readouterr().out
