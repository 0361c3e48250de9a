"""The evidence: every row has an experiment, what was in band stays there, misfits stay visible, the command is honest.

Every row runs with one seed: a quarter of a minute on two cores once the engine is compiled.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agonist.experiments import calibrate, cli, reporting, validating
from agonist.experiments.evidence.registry import Options, experiments
from agonist.experiments.evidence.targets import band, chosen, second, targets
from agonist.model.parameters import TABLE

ROOT = Path(__file__).parent.parent
MISFITS = validating.misfits()
ROWS = [
    pytest.param(name, marks=[pytest.mark.xfail(reason=MISFITS[name], strict=True)] if name in MISFITS else [])
    for name in targets()
]


def test_every_row_has_one_experiment_and_every_experiment_a_row() -> None:
    assert set(experiments()) == set(targets())
    assert set(MISFITS) <= set(targets())
    assert set(validating.baseline()) | set(MISFITS) == set(targets())


def test_nine_rows_of_ten_are_in_band_and_all_signs_hold() -> None:
    """Of the committed baseline, which the test below holds against a run; a sign that is lost has a mechanism named."""
    known = validating.baseline()
    assert len(known) >= 0.9 * len(targets())
    assert all(name in known for name, target in targets().items() if target.exact and name not in MISFITS)
    assert {name for name in MISFITS if targets()[name].exact} == {"variability-sign"}
    assert not [name for name in MISFITS if name not in second() and name != "synergist-impaired-sol"]


@pytest.mark.parametrize("name", ROWS)
def test_row_is_in_band(name: str) -> None:
    """Bands of the table: judgement around the measured value unless the table names an interval."""
    (verdict,) = [v for v in validating.validate([name], 1) if v.target.id == name]
    assert verdict.inside, f"{verdict.mean:.4g}, band {band(verdict.target)}"


def test_a_row_that_falls_out_of_band_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a gain of tolerance six weeks of stretching bring too little range: status 1, and the row is named."""
    assert cli.main(["validate", "--only", "stretch-rom", "--seeds", "1", "--set", "tolerance_gain=0", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fallen"] == ["stretch-rom-6wk"]


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", "--only", "endurance-knee", "--seeds", "2", "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    (row,) = held["rows"]
    assert row["in_band"] and len(row["values"]) == 2 and row["band"] == [39.0, 103.0] and not held["fallen"]


@pytest.mark.parametrize(
    "arguments",
    [["--only", "nothing"], ["--seeds", "0"], ["--cohort", "2"], ["--body", "dog"], ["--learner", "parrot"],
     ["--set", "atrophy=9"], ["--set", "atrophy"]],
)  # fmt: skip
def test_a_mistake_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", *arguments]) == 2
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("agonist: ")


def test_the_page_holds_table_and_picture_and_needs_nothing_else(tmp_path) -> None:
    page, figure = tmp_path / "evidence.html", tmp_path / "summary"
    assert (
        cli.main(["validate", "--only", "kneepain", "--seeds", "1", "--html", str(page), "--figure", str(figure)]) == 0
    )
    text = page.read_text(encoding="utf-8")
    assert (
        "kneepain-flexion" in text and "data:image/png;base64" in text and "http" not in text.replace("http-equiv", "")
    )
    assert figure.with_suffix(".png").exists() and figure.with_suffix(".svg").exists()


def test_the_documentation_says_which_rows_are_a_fit() -> None:
    verdicts = validating.validate(["ami-vm-60ml", "kneepain-flexion"], 1)
    page = reporting.markdown(verdicts, {}, "agonist validate")
    lines = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    assert "| fit |" in lines["ami-vm-60ml"] and "| test |" in lines["kneepain-flexion"]
    fixed = reporting.fitted_rows()
    assert reporting.role("hysteresis-full", fixed) == "fit" and reporting.role("hip-distension", fixed) == "seen"
    assert "version" in page and "`agonist validate`" in page
    assert page.rstrip().endswith("it was not run for this page.")


def test_the_page_keeps_what_another_run_has_made() -> None:
    verdicts = validating.validate(["kneepain-flexion"], 1)
    whole = reporting.markdown(verdicts, {"Rivals": {"maintained": verdicts}}, "agonist validate --rivals")
    assert "## Rivals\n\nMade by `agonist validate --rivals`" in whole and "`--rivals` adds" not in whole
    again = reporting.markdown(verdicts, {}, "agonist validate", whole)
    assert again[again.index("## Rivals") :] == whole[whole.index("## Rivals") :]
    assert reporting.markdown(verdicts, {}, "agonist validate", again) == again
    assert "`--rivals` adds every learner" in reporting.markdown(verdicts, {}, "agonist validate")


@pytest.mark.parametrize("name", list(MISFITS))
def test_a_misfit_stands_in_the_documentation(name: str) -> None:
    assert MISFITS[name] in (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")


def test_calibration_speaks_of_rows_and_parameters_that_exist() -> None:
    """Every fitted parameter is marked so, and its rows stand in its source or in the block's."""
    owners = [name for block in calibrate.blocks().values() for name in block.start]
    assert len(owners) == len(set(owners)) and set(owners) <= set(TABLE)
    assert not [name for name in owners if TABLE[name].mark != "fitted"]
    fitted = [row for row in TABLE.values() if row.mark == "fitted"]
    assert not [row.name for row in fitted if not any(target in row.source for target in targets())]
    assert {row for block in calibrate.blocks().values() for row in block.rows} <= set(targets())


def test_a_fit_finds_its_way_and_is_continued(tmp_path) -> None:
    """The animal's time constant from 8 d: three rows fix it within its range; a second call runs nothing anew."""
    fit = calibrate.calibrate("animal", tmp_path)
    low, high = TABLE["sarcomere_animal_day"].low, TABLE["sarcomere_animal_day"].high
    assert low <= fit.values["sarcomere_animal_day"] <= high
    assert all(targets()[row].holds(value) for row, value in fit.rows.items())
    assert calibrate.calibrate("animal", tmp_path).evaluations == 0


def test_another_body_and_finer_bouts_are_other_circumstances() -> None:
    usual, other = (experiments()["kneepain-extension"](1, Options(body=body)) for body in ("rlu2023", "gait2392"))
    assert usual != other
    assert chosen(["ami"])[0].id == "ami-vm-60ml"
