"""Predictions: every case in words, its first number kept, and what was published beside it; nothing is overwritten."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from agonist.experiments import predictions, predictions_page
from agonist.experiments.evidence.targets import targets

ROOT = Path(__file__).parent.parent


def test_every_case_was_foretold_before_it_was_compared() -> None:
    cases, said, seen = predictions.cases(), predictions.first(), predictions.published()
    assert len(cases) >= 40 and set(said) == set(cases) and set(seen) <= set(cases)
    assert not set(cases) & set(targets())
    assert len({case.kind for case in cases.values()}) >= 8
    assert all(one.low <= one.value <= one.high for one in seen.values())


def test_what_was_said_first_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictions, "FORETOLD", tmp_path / "foretold.csv")
    predictions.keep({"one": predictions.Foretold(1.0, 0.1)})
    predictions.keep({"one": predictions.Foretold(2.0, 0.1), "two": predictions.Foretold(3.0, 0.1)})
    said = predictions.first()
    assert (said["one"].mean, said["two"].mean) == (1.0, 3.0) and said["one"].day


def test_a_case_holds_its_number_spread_and_mechanism() -> None:
    """A case costs some seconds; the page shows first and present numbers and the verdicts."""
    page = predictions_page.markdown(only=["bed-5d-"], kept=False)
    assert "Five days of bed rest: size of quadriceps" in page and "Mulder" in page
    assert "| bed rest | 2 |" in page and "within days" in page


def test_the_page_tells_every_case_and_counts_as_the_files_do() -> None:
    page = (ROOT / "docs" / "predictions.md").read_text(encoding="utf-8")
    said, seen = predictions.first(), predictions.published()
    assert all(case.title in page for case in predictions.cases().values())
    first = sum(predictions.within(said[name], one) for name, one in seen.items())
    assert f"| **all** | {len(seen)} | {first} |" in page


def test_a_case_with_a_key_that_no_case_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "predictions.toml"
    file.write_text('[[case]]\nid = "x"\nbodi = "legs"\n', encoding="utf-8")
    monkeypatch.setattr(predictions, "FILES", (file,))
    with pytest.raises(ValueError, match="x: unknown key 'bodi'"):
        predictions.cases.__wrapped__()


def test_an_id_that_stands_in_two_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictions, "FILES", predictions.FILES[:1] * 2)
    with pytest.raises(ValueError, match="is another case's id"):
        predictions.cases.__wrapped__()


def test_a_case_may_ask_for_the_people_and_not_their_mean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    each, columns = (
        [80.0, 90.0, 100.0, float("nan")],
        [np.array([1.0, 2.0, 3.0, 9.0]), np.array([2.0, 4.0, 6.0, np.nan])],
    )
    told = {name: over(each, columns) for name, over in predictions.OVER.items()}
    assert told["spread"] == 10.0 and told["correlation"] == pytest.approx(1.0)
    assert told["variation"] == pytest.approx(1000 / 90) and told["part above 90"] == pytest.approx(200 / 3)
    assert math.isnan(predictions.OVER["correlation"](each, [np.ones(3), np.arange(3.0)]))  # nobody differs
    file = tmp_path / "predictions.toml"
    file.write_text('[[case]]\nid = "x"\nover = "corelation"\n', encoding="utf-8")
    monkeypatch.setattr(predictions, "FILES", (file,))
    with pytest.raises(ValueError, match="x: unknown over 'corelation'; did you mean 'correlation'"):
        predictions.cases.__wrapped__()


def test_a_case_that_stands_twice_in_a_table_is_refused() -> None:
    with pytest.raises(ValueError, match="'a' stands twice"):
        list(predictions.rows(["id,value", "a,1", "b,2", "a,3"]))
