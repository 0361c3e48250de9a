"""What an instrument is asked for is bounded before anything is built: nobody waits for 10^12 lives."""

from __future__ import annotations

import pytest

from agonist.experiments import cli

HUGE = "1000000000000"
MAIN = "gluteal-inhibition"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["basin", MAIN, "--people", HUGE], "--people 1000000000000: it needs a whole number from 2 to 100000"),
        (["phase", MAIN, "--levels", HUGE], "from 2 to 1000"),
        (["phase", MAIN, "--starts", HUGE], "from 2 to 1000"),
        (["phase", MAIN, "--x", f"dose=0:0.5:{HUGE}"], "two or more values from 0 to 0.95, at most 1000"),
        (["phase", MAIN, "--x", "dose=0:nan"], "two or more values from 0 to 0.95"),
        (["phase", MAIN, "--x", "dose=nan:0.5"], "two or more values from 0 to 0.95"),
        (["phase", MAIN, "--x", "dose=0:0.5:1"], "two or more values"),
        (["phase", MAIN, "--x", "dose=0:0.5:2:3"], "it needs the form dose=LOW:HIGH"),
        (["map", MAIN, "--x", f"load=0.1:0.5:{HUGE}", "--y", "dose"], "at most 1000"),
        (["threshold", MAIN, "--seeds", HUGE], "--seeds"),
        (["loop", MAIN, "--seeds", HUGE], "--seeds"),
        (["treat", MAIN, "--people", HUGE], "--people"),
        (["vulnerable", "--random", "8.5"], "--random 8.5: it needs whole numbers"),
        (["vulnerable", "rlu2O23"], "unknown body or scenario 'rlu2O23'; did you mean 'rlu2023'?"),
    ],
)
def test_a_slip_of_the_pen_answers_at_once(tmp_path, monkeypatch, capsys, words, says):
    monkeypatch.chdir(tmp_path)
    status = cli.main([*words, "--quiet"])
    out, err = capsys.readouterr()
    assert (status, out, err.count("\n")) == (2, "", 1) and says in err, err
    assert not list(tmp_path.iterdir())
