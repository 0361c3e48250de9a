"""A hold that never ends is no number: it is said so, counted, and left out of means, without a warning."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from agonist.experiments.cli import main
from agonist.experiments.comparing import correlation, effect_size, mean_of, quartiles, sd_of
from agonist.model.assessment.wording import in_words

VALUES = np.array([1.0, np.inf, 3.0, np.nan, 2.0])


def test_statistics_leave_out_what_is_no_number() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (mean_of(VALUES), sd_of(VALUES), quartiles(VALUES)) == (2.0, 1.0, (1.5, 2.0, 2.5))
        assert correlation(VALUES, 2.0 * VALUES) == pytest.approx(1.0)
        assert np.isnan(effect_size(np.full(3, np.inf), VALUES)) and np.isnan(mean_of(np.full(2, np.inf)))
        assert all(np.isnan(quartiles(np.full(2, np.nan)))) and np.isnan(sd_of(np.full(2, np.inf)))


def test_a_hold_without_end_is_said_to_be_endless(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert in_words("hold_s", np.inf) == "endless"
    words = [
        "cohort",
        "healthy",
        "--people",
        "2",
        "--days",
        "0.1",
        "--read",
        "hold_s gluteus_maximus right load=0 @ end",
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert main(words) == 0
    out, err = capsys.readouterr()
    assert "endless in 2 of 2 people, who are left out" in out and "Warning" not in err
    assert main(["run", "healthy", "--days", "0.1", "--quiet", "--json", *words[-2:]]) == 0
