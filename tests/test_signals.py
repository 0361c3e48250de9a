"""Signals that ask to stop end a command as Ctrl-C does: tidied, in one line, with the status that the shell knows."""

import os
import signal

import pytest

from agonist.experiments import cli, predictions
from agonist.experiments.evidence.registry import Options
from agonist.experiments.interrupts import Stopped, signals_stop
from agonist.experiments.sweeps import engines

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of Unix")
BOTH = [signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def as_a_shell_leaves_them():
    before = {number: signal.signal(number, signal.SIG_DFL) for number in BOTH}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def asked_for(number):
    """What asks for a stop in the middle of a command; what is behind it is not reached."""

    def call(arguments):
        try:
            os.kill(os.getpid(), number)
        finally:
            arguments.append("tidied")
        return 0

    return call


@pytest.mark.parametrize("number", BOTH)
def test_a_command_is_stopped_by_signals(monkeypatch, capsys, number):
    given = []
    monkeypatch.setattr(cli, "call", lambda _: asked_for(number)(given))
    assert cli.main(["run"]) == 128 + number
    told = capsys.readouterr()
    assert (told.out, told.err, given) == ("", "agonist: stopped\n", ["tidied"])
    assert signal.getsignal(number) is signal.SIG_DFL


def test_what_is_left_running_on_purpose_runs_on():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as `nohup` starts a command
    with signals_stop():
        os.kill(os.getpid(), signal.SIGHUP)
    with engines.Interrupts() as stop:
        os.kill(os.getpid(), signal.SIGHUP)
    assert not stop.asked


@pytest.mark.parametrize("number", [*BOTH, signal.SIGINT])
def test_a_sweep_is_asked_and_ends_in_its_own_time(number):
    with signals_stop(), engines.Interrupts() as stop:
        os.kill(os.getpid(), number)
        assert stop.asked == number
    assert isinstance(Stopped(number), KeyboardInterrupt)


def died(*_):
    """What the system does to a process where memory ends."""
    os._exit(9)


def test_a_worker_of_the_predictions_that_is_killed_is_one_line(monkeypatch):
    case = next(iter(predictions.cases().values()))
    monkeypatch.setattr(predictions, "_people", died)
    with pytest.raises(OSError, match="a process died while it lived"):
        predictions._lived([case], Options(), 1, None)
