"""Tables, files and words as people have them: each slip is one line that names the place and its cure, and at once."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
from test_tables_read import FILES, facts

from agonist.experiments.cli import main
from agonist.experiments.fitting.measured import read
from agonist.model.body.anatomy import load
from agonist.model.body.graph import build, save
from agonist.model.body.graph_file import read as read_graph
from agonist.model.body.own_folder import OddForces
from agonist.model.body.plausible import alike, unlike
from agonist.model.cells import are_units, why_no_number
from agonist.model.reading import parsed_toml
from agonist.model.scenario import Scenario
from agonist.viz import messages

PARAMETERS = FILES["params.csv"]
HEAD = "muscle,anatomical_name,compartment,f_iso_max_n,l_opt_m,l_tendon_slack_m,penn_opt_deg\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of tables that is right."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def refused(folder: Path, text: str, name: str = "params.csv") -> str:
    """What is said of a folder with one table changed."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as error:
        load("demo", folder=folder)
    assert "\n" not in str(error.value)
    return str(error.value)


CELLS = {
    "1 200": "without a sign between thousands",
    "1\u00a0200": "without a sign between thousands",
    "1\u202f200": "without a sign between thousands",
    "1'200": "without a sign between thousands",
    "1_200": "without a sign between thousands",
    "1\u2019200.5": "without a sign between thousands",
    "\u2013600": "it begins with a dash, write -",
    "n/a": "where there is none, leave the row out",
    "NaN": "where there is none, leave the row out",
    "-": "where there is none, leave the row out",
    "10%": "write it without the sign, in the unit of the column",
    "600 N": "write the number alone, in the unit of the column",
    "600±20": "write one number; what it may be off by has no place here",
    "600 (20)": "write one number; what it may be off by has no place here",
    "500-700": "write one number, no range",
    "500 to 700": "write one number, no range",
    "~600": "write the number alone",
    "<600": "write the number alone",
    "'600": "no text or formula of a spreadsheet",
    "=600": "no text or formula of a spreadsheet",
    "#REF!": "an error of the spreadsheet",
    "########": "a column that was too narrow",
    "2024-03-01": "a date",
    "\uff16\uff10\uff10": "with the digits 0 to 9",
    "\u0666\u0660\u0660": "with the digits 0 to 9",
}


@pytest.mark.parametrize(("cell", "cure"), CELLS.items())
def test_a_cell_that_is_no_number_is_told_with_its_cure(folder: Path, cell: str, cure: str) -> None:
    said = refused(folder, PARAMETERS.replace("600.5", cell))
    assert "params.csv, row 3 (long): column 'f_iso_max_n' holds " in said and cure in said


def test_a_minus_of_typesetting_is_a_minus(folder: Path) -> None:
    right = facts(folder)
    grid = folder / "grid.csv"
    grid.write_text(grid.read_text().replace("-", "\u2212"), encoding="utf-8")
    assert facts(folder) == right


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            HEAD.replace("f_iso_max_n", "f_iso_max_n [N]"),
            "has no column 'f_iso_max_n'; rename 'f_iso_max_n [n]', if it is",
        ),
        (HEAD.replace("f_iso_max_n", "f_iso\u200b_max_n"), "rename 'f_iso\\u200b_max_n', if it is that"),
        (HEAD.replace("f_iso_max_n", "strength"), "it has muscle, anatomical_name, compartment, strength"),
        (f"My muscles 2024,,,,,,\n\n{HEAD}", "row 1: has no column 'muscle': the names of the columns stand in row 3"),
        (f"Muscle,,,Force,Length,,\n{HEAD}", "the names of the columns stand in row 2; take out the rows above it"),
        (f"// made by X\n{HEAD}", "the names of the columns stand in row 2"),
        (HEAD.replace(",", "|"), "has one column, and no 'muscle': cells stand between commas, semicolons or tab"),
        (f"{HEAD},,,N,m,m,deg\n", "row 2: holds units; take it out"),
        (f"{HEAD}-,-,-,[N],[m],[m],[°]\n", "row 2: holds units; take it out"),
    ],
)
def test_a_head_that_lacks_a_column_says_what_it_has_and_where_it_may_stand(
    folder: Path,
    head: str,
    said: str,
) -> None:
    rows = PARAMETERS.splitlines(True)[2:]
    body = "".join(row.replace(",", "|") if "|" in head else row for row in rows)
    assert said in refused(folder, head + body)


def test_a_sign_that_is_not_seen_makes_no_other_name(folder: Path) -> None:
    said = refused(folder, PARAMETERS.replace("short,", "\ufeffshort,"))
    assert "params.csv, row 4, column 'muscle': '\\ufeffshort' holds a sign that is not seen (U+FEFF)" in said
    assert why_no_number("") == "" and not are_units([""]) and not are_units(["N", "flexor"])


def test_forces_that_are_no_newtons_are_told_and_small_bodies_are_not() -> None:
    """By name and shape: what kg do to a whole body, and what a child's body does not."""
    man = {"soleus": (3500.0, 0.05), "vastus_lateralis": (1900.0, 0.08), "tibialis_anterior": (900.0, 0.1)}
    child = {name: (force / 4.0, fibre / 2.0) for name, (force, fibre) in man.items()}
    kilos = {name: (force / 9.81, fibre) for name, (force, fibre) in man.items()}
    assert alike(child, man) == pytest.approx(1.0) and alike(kilos, man) == pytest.approx(1.0 / 9.81)
    assert unlike(child, [man]) == "" and unlike({"a": (1.0, 0.1)}, [man]) == ""
    assert "0.1 times those of the nearest body that ships" in unlike(kilos, [man, {}])
    assert "kg would be a tenth" in unlike(kilos, [man]) and "kg" not in unlike(man, [kilos])


def test_a_body_of_ones_own_in_kilograms_is_noted(folder: Path) -> None:
    text = PARAMETERS.replace("600.5", "61.2").replace("400", "40.8").replace("700", "71.4")
    for mine, name in (("long_flexor", "soleus"), ("short_flexor", "semimembranosus"), ("extensor", "gracilis")):
        text = text.replace(mine, name)
    (folder / "params.csv").write_text(text)
    with pytest.warns(OddForces, match=r"body demo: forces are 0\.\d+ times .* are they in N"):
        load("demo", folder=folder)
    (folder / "params.csv").write_text(PARAMETERS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load("demo", folder=folder)


def test_a_graph_whose_forces_a_program_has_turned_into_kilograms_is_noted(tmp_path: Path) -> None:
    graph = build(load("rlu2023"), ("knee_extension",))
    save(graph, tmp_path / "right.json")
    for _, held in graph.nodes(data=True):
        if "force_max_n" in held:
            held["force_max_n"] /= 9.81
    save(graph, tmp_path / "kilos.json")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_graph(tmp_path / "right.json")
    with pytest.warns(OddForces, match=r"kilos\.json: forces are 0\.\d+ times"):
        read_graph(tmp_path / "kilos.json")


READING = "share gluteus_maximus right @ 25 days"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"reading,value,ci95\n{READING},0.3,0.1\n",
            "sd' (standard deviation of the error of value: where it is a mean",
        ),
        (f"reading,value,std\n{READING},0.3,0.1\n", "rename 'std', if it is that"),
        (f"reading,value,sd\n{READING},0.353,3\n", "sd = 3, and the unit of"),
        (
            f"person,reading,value,sd\nA,{READING},0.3,0.1\na,{READING},0.4,0.1\n",
            "'A' and 'a' differ by capitals alone",
        ),
        (f"person,reading,value,sd\nA,{READING},0.3,0.1\nNaN,{READING},0.4,0.1\n", "'NaN', which is nobody"),
    ],
)
def test_a_table_of_readings_says_what_its_columns_hold(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(ValueError, match=re.escape(said)):
        read(tmp_path / "t.csv")


@pytest.mark.parametrize(
    "line", ['"# scenario: knee-effusion",,', "#Scenario: knee-effusion", "# scenario = knee-effusion;;"]
)
def test_what_the_person_lived_is_read_as_programs_write_it(tmp_path: Path, line: str) -> None:
    (tmp_path / "t.csv").write_text(f"{line}\nreading,value,sd\n{READING},0.3,0.1\n")
    assert read(tmp_path / "t.csv").scenario == "knee-effusion"


def test_the_scenario_of_a_table_is_found_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine.toml").touch()
    (tmp_path / "sub" / "t.csv").write_text(f"# scenario: mine.toml\nreading,value,sd\n{READING},0.3,0.1\n")
    monkeypatch.chdir(tmp_path)
    assert read("sub/t.csv").scenario == str(Path("sub", "mine.toml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("days = 3\ndays = 4\n", "line 2: days = 4 says what is said before; keep one of them"),
        ("[a]\nx = 1\n[a]\n", "line 3: [a] says what is said before; keep one of them"),
        ("days = 3 // three\n", "has a remark behind //; write #"),
        ("days = 3;\n", "ends with a semicolon; take it out"),
        ('{"days": 3}\n', "begins as JSON does"),
        ("body = dict(model='x')\n", "has a value of Python"),
        ("days = (3, 4)\n", "has a value of Python"),
    ],
)
def test_a_line_of_another_language_is_told_with_its_cure_in_every_language(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as error:
        parsed_toml(text, "mine.toml")
    line = str(error.value).removeprefix("mine.toml: not a TOML file: ")
    for code in ("de", "es"):
        assert not re.search(r"\b(says|has|write|begins|take)\b", messages.told(code, line)), line


def test_a_plan_may_be_any_sequence_of_words() -> None:
    word = {"do": "practice", "task": "knee_extension", "reps": 10, "load": 0.3}
    one = Scenario(title="x", days=2, watch="knee_extension_right", plan=(word,))
    assert one == Scenario(title="x", days=2, watch="knee_extension_right", plan=[word])
    with pytest.raises(ValueError, match="plan"):
        Scenario(title="x", days=2, watch="knee_extension_right", plan=(("practice", (), 3),))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seed", "3", "run", "healthy"], "--seed: options stand behind their command"),
        (["run", "healthy", "\u2013\u2013days", "1"], "options begin with --"),
        (["run", "healthy", "\u2014days", "1"], "options begin with --"),
        (["run", "healthy", "-days", "1"], "options begin with --"),
        (["run", "healthy.toml"], "healthy.toml: no such scenario file; healthy ships"),
        (["run", "sweep.toml"], "unknown key 'scenario'; a sweep has it, which `agonist sweep` takes"),
        (["sweep", "mine.toml"], "unknown key 'title'; a scenario has it, which `agonist run` takes"),
        (["run", "mine.toml"], "there is no such folder; did you mean 'body'?"),
        (["run", "file.toml"], "mine.toml: is a file; it needs a folder"),
        (["cohort", "healthy", "--trait", "size", "--trait", "size"], "traits: size is said twice; keep one of them"),
    ],
)
def test_words_in_the_wrong_place_are_told_where_they_belong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "body").mkdir()
    mine = (
        'title = "x"\ndays = 1\nwatch = "bend_right"\nplan = [{ do = "wait" }]\n[body]\nmodel = "demo"\ntables = "{}"\n'
    )
    (tmp_path / "mine.toml").write_text(mine.replace("{}", "Body"))
    (tmp_path / "file.toml").write_text(mine.replace("{}", "mine.toml"))
    (tmp_path / "sweep.toml").write_text('scenario = "healthy"\niterations = 2\n')
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_quiet_hides_no_note_about_what_is_lived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    late = Scenario(
        title="x",
        days=1,
        watch="knee_extension_right",
        windows={"all": [0, 1]},
        plan=[
            {"do": "practice", "task": "knee_extension", "reps": 10, "load": 0.3},
            {"do": "keep effusion", "joint": "knee", "side": "right", "ml": 20, "day": 9},
        ],
    )
    (tmp_path / "late.toml").write_text(late.toml())
    (tmp_path / "sweep.toml").write_text('scenario = "late.toml"\n')
    for words in (["run", "late.toml", "--json"], ["sweep", "sweep.toml", "--out", "o"]):
        assert main([*words, "--quiet"]) == 0
        assert "a state that is held on day 9 is never met: the life ends on day 1" in capsys.readouterr().err
