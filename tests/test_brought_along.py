"""What people bring along: names as clinics say them, spaces of word processors, folders that are alike."""

from __future__ import annotations

import os
from pathlib import Path

import networkx as nx
import pytest

import agonist
from agonist.model.body.anatomy import load
from agonist.model.body.graph import build, read, save
from agonist.model.body.graph_check import check
from agonist.model.parameters import nearest
from agonist.model.scenario import Scenario, read_text, resolve
from agonist.model.scenario import load as scenario

HIP = {
    "title": "A hip",
    "days": 2,
    "watch": "hip_extension_right",
    "plan": [{"do": "practice", "task": "hip_extension", "reps": 10, "load": 0.2}],
}
NAMES = sorted({m.anatomical_name for m in load("rlu2023").muscles} | {"gluteals", "quadriceps", "calf"})


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("glute max", "'gluteus_maximus'"),
        ("GMax", "'gluteus_maximus'"),
        ("glut. max.", "'gluteus_maximus'"),
        ("VMO", "'vastus_medialis'"),
        ("TFL", "'tensor_fasciae_latae'"),
        ("BFlh", "'biceps_femoris_long_head'"),
        ("GMed", "'gastrocnemius_medial' or 'gluteus_medius'"),
        ("Gastroc", "'gastrocnemius_lateral' or 'gastrocnemius_medial'"),
        ("M. gluteus maximus", "'gluteus_maximus'"),
        ("quads", "'quadriceps'"),
        ("glutes", "'gluteals'"),
    ],
)
def test_a_short_name_of_the_clinic_is_spelt_out(said: str, meant: str) -> None:
    assert nearest(said, NAMES) == f"did you mean {meant}?"


def test_letters_that_shorten_nothing_name_what_is_known() -> None:
    assert nearest("xq", NAMES).startswith("known: ")
    assert nearest("$dose", []) == "there is none"


@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_a_group_without_a_part_in_the_tasks_is_told_so_on_every_side(side: str) -> None:
    word = {"do": "inhibit", "muscle": "calf", "side": side, "fraction": 0.3}
    with pytest.raises(ValueError, match="'calf' takes no part in the tasks of this life"):
        resolve(Scenario(**{**HIP, "plan": [*HIP["plan"], word]}))


def test_a_space_of_a_word_processor_is_named() -> None:
    with pytest.raises(ValueError, match=r"line 2: .* has a space that is none \(U\+00A0\); type it anew"):
        read_text('title = "A hip"\ndays\u00a0= 4\n', "s.toml")


def test_a_file_of_one_name_is_read_in_the_folder_that_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, days in (("a", 2), ("b", 3)):
        (tmp_path / name).mkdir()
        file = tmp_path / name / "s.toml"
        file.write_text(Scenario(**{**HIP, "days": days}).toml(), encoding="utf-8")
        os.utime(file, (1e9, 1e9))  # copied, unpacked or checked out together
    read = []
    for name in ("a", "b"):
        monkeypatch.chdir(tmp_path / name)
        read.append((scenario("s.toml").days, agonist.run("s.toml").recipe["days"]))
    assert read == [(2, 2), (3, 3)]


def test_a_program_that_keeps_one_edge_of_several_is_found_out(tmp_path: Path) -> None:
    whole, single = tmp_path / "whole.graphml", tmp_path / "single.graphml"
    save(build(load("rlu2023", sides=("right",)), ("hip_extension", "prone_leg_lift")), whole)
    graph = nx.read_graphml(whole)
    nx.write_graphml(nx.DiGraph(graph), single)
    with pytest.raises(ValueError, match="a program has kept one edge of several between two nodes"):
        read(single)
    cut = [edge for edge in graph.edges(keys=True, data="task") if edge[3] == "prone_leg_lift_right"]
    graph.remove_edges_from([edge[:3] for edge in cut[:100]])
    nx.write_graphml(graph, single)
    assert cut and read(single).number_of_edges() == graph.number_of_edges()


def test_a_side_that_the_name_denies_is_refused() -> None:
    graph = build(load("rlu2023"), ("hip_extension",)).copy()
    graph.nodes["gluteus_maximus_right"]["side"] = "left"
    with pytest.raises(ValueError, match=r"muscle 'gluteus_maximus_right' has side = 'left'; its name says right"):
        check(graph)
