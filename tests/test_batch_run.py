"""`batch_run` keeps Mesa's interface and rows, and adds what Mesa's lacks."""

import warnings

import pytest

from agonist.experiments.batch import batch_run

SMALL = {"dose": [0.1, 0.5], "days": 2}


def rows_of(**keys):
    return batch_run("gluteal-inhibition", SMALL, display_progress=False, **keys)


def test_rows_are_those_of_mesa_in_its_order():
    rows = rows_of(rng=[3, 4], max_steps=10)
    assert list(rows[0])[:3] == ["RunId", "iteration", "Step"] and rows[0]["AgentID"] == 1
    runs = {row["RunId"]: (row["iteration"], row["rng"], row["dose"], row["Step"]) for row in rows}
    assert runs == {0: (0, 3, 0.1, 10.0), 1: (0, 3, 0.5, 10.0), 2: (1, 4, 0.1, 10.0), 3: (1, 4, 0.5, 10.0)}
    shares = [row["share"] for row in rows if row["RunId"] == 0]
    assert sum(shares) == pytest.approx(1.0)


def test_the_collection_period_is_mesas():
    every = {row["Step"] for row in rows_of(data_collection_period=1, max_steps=7)}
    third = {row["Step"] for row in rows_of(data_collection_period=3, max_steps=7)}
    assert every == {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0} and third == {1.0, 4.0, 7.0}


def test_the_last_step_is_the_same_whatever_else_is_collected():
    last = rows_of(max_steps=7)
    assert [row for row in rows_of(data_collection_period=3, max_steps=7) if row["Step"] == 7.0] == last


def test_processes_do_not_change_a_row():
    assert rows_of(iterations=3, max_steps=9, number_processes=2) == rows_of(rng=[1, 2, 3], max_steps=9)


def test_a_folder_gives_the_same_rows_and_goes_on(tmp_path):
    plain = rows_of(iterations=2, max_steps=9)
    assert rows_of(iterations=2, max_steps=9, out=tmp_path) == plain
    part = next((tmp_path / "parts").glob("*.parquet"))
    stamp = part.stat().st_mtime_ns
    assert rows_of(iterations=2, max_steps=9, out=tmp_path) == plain and part.stat().st_mtime_ns == stamp


def test_a_failing_run_is_a_row_or_an_error():
    keys = {"learner": ["maintained", "none-such"], "days": 2}
    rows = batch_run("gluteal-inhibition", keys, max_steps=5, display_progress=False)
    failed = [row for row in rows if row.get("status") == "failed"]
    assert len(failed) == 1 and "none-such" in failed[0]["error"] and failed[0]["RunId"] == 1
    with pytest.raises(ValueError, match="run 1: .*none-such"):
        batch_run("gluteal-inhibition", keys, max_steps=5, display_progress=False, on_error="raise")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"parameters": {"dosis": 1}}, "unknown parameter 'dosis'"),
        ({"parameters": {"dose": []}}, "holds no value"),
        ({"parameters": {}, "model_cls": None}, "'scenario' is missing"),
        ({"iterations": 2, "rng": 1}, "either iterations or rng"),
        ({"rng": [-1]}, "a whole number from 0"),
        ({"max_steps": 0}, "max_steps = 0"),
        ({"data_collection_period": 0}, "data_collection_period = 0"),
        ({"on_error": "ignore"}, "'record' or 'raise'"),
    ],
)
def test_a_mistake_is_one_line(keys, said):
    with pytest.raises(ValueError, match=said) as caught:
        batch_run(**{"model_cls": "gluteal-inhibition", "parameters": SMALL, "display_progress": False} | keys)
    assert "\n" not in str(caught.value)


def test_a_model_of_another_class_runs_on_mesa_and_says_so():
    mesa = pytest.importorskip("mesa")

    class Walk(mesa.Model):
        def __init__(self, stride=1, rng=None):
            super().__init__(rng=rng)
            self.place, self.stride = 0, stride
            self.datacollector = mesa.DataCollector({"place": "place"})

        def step(self):
            self.place += self.stride
            self.datacollector.collect(self)

    with pytest.warns(UserWarning, match="Walk is not agonist.agents.Body"):
        rows = batch_run(Walk, {"stride": [1, 2]}, max_steps=3, display_progress=False, rng=[1])
    assert [row["place"] for row in rows] == [3, 6]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows_of(max_steps=2)


def test_values_are_those_of_the_agents():
    body = pytest.importorskip("agonist.agents.body")
    lived = body.Body("gluteal-inhibition", rng=1, dose=0.5)
    for _ in range(5):
        lived.step()
    rows = batch_run(body.Body, {"scenario": "gluteal-inhibition", "dose": 0.5}, max_steps=5, display_progress=False)
    assert {row["effort"] for row in rows} == {lived.datacollector.model_vars["effort"][-1]}


def test_columns_and_order_are_those_of_mesa_batch_run():
    body = pytest.importorskip("agonist.agents.body", reason="the agents are not written yet")
    from mesa.batchrunner import batch_run as of_mesa

    keys = {"scenario": "gluteal-inhibition", "dose": [0.1, 0.5]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = of_mesa(body.Body, keys, max_steps=5, display_progress=False, rng=[1, 2], data_collection_period=2)
    ours = batch_run(body.Body, keys, max_steps=5, display_progress=False, rng=[1, 2], data_collection_period=2)
    assert [list(row) for row in ours] == [list(row) for row in theirs]
    assert ours == theirs
