"""What a model's muscles and joint angles are called here: the joint first, the usual directions, anatomical names.

With these names the movements, the usual day, the inhibition by joints and the rates of muscles that ship hold for an
imported body too. A draft proposes them, and the recipe has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agonist.experiments.importing.sides import WORDS, swapped, without_side
from agonist.model.body.anatomy import FOLDER, SIDES
from agonist.model.body.index import read_index
from agonist.model.spreadsheet import read_rows

NAMES = Path(__file__).with_name("names.csv")


class Usual(NamedTuple):
    """A joint angle as it is called here.

    `with_it` and `against` are parts of names of muscles that turn it up and down; `long_side` says that the longer side
    of the range is up, where no such muscle is known.
    """

    name: str
    with_it: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    long_side: bool = False


KNEE = Usual("knee_flexion", ("hamstrings", "biceps_femoris", "semi"), ("vast", "rectus_femoris"), long_side=True)
ANKLE = Usual("ankle_dorsiflexion", ("tibialis_anterior",), ("soleus", "gastrocnemius"))
HIP = Usual("hip_flexion", ("psoas", "iliacus", "iliopsoas"), ("gluteus_maximus", "hamstrings"))
ELBOW = Usual("elbow_flexion", ("biceps_long", "biceps_short", "brachi"), ("triceps",), long_side=True)
TRUNK = Usual("lumbar_extension", ("erector_spinae", "multifidus"), ("rectus_abdominis", "oblique"))
ANGLES = {
    **dict.fromkeys(("knee_angle", "knee_flex", "knee_flx", "knee_flexion"), KNEE),
    **dict.fromkeys(("ankle_angle", "ankle_flex", "ankle_flx", "ankle_dorsiflexion", "ankle_plantarflexion"), ANKLE),
    **dict.fromkeys(("hip_angle", "hip_flex", "hip_flx", "hip_flexion"), HIP),
    **dict.fromkeys(
        ("hip_add", "hip_adduction"), Usual("hip_adduction", ("adductor", "gracilis"), ("gluteus_medius",))
    ),
    **dict.fromkeys(("hip_rot", "hip_int"), Usual("hip_rotation")),
    **dict.fromkeys(("elbow_flex", "elbow_flexion"), ELBOW),
    **dict.fromkeys(("lumbar_ext", "lumbar_extension"), TRUNK),
    **dict.fromkeys(("arm_flex", "sh_flex"), Usual("shoulder_flexion")),
    "arm_add": Usual("shoulder_adduction"),
    **dict.fromkeys(("arm_rot", "shoulder_rot", "sh_axial_rot", "axial_rot"), Usual("shoulder_rotation")),
    **dict.fromkeys(("shoulder_elv", "shoulder_elev", "sh_elev"), Usual("shoulder_elevation")),
    **dict.fromkeys(("elv_angle", "plane_elv", "sh_plane_elev"), Usual("shoulder_plane")),
    **dict.fromkeys(("pro_sup", "pro_sup_angle"), Usual("forearm_pronation")),
    **dict.fromkeys(("wrist_flex", "wrist_flexion"), Usual("wrist_flexion")),
    **dict.fromkeys(("deviation", "wrist_dev"), Usual("wrist_deviation")),
}


@cache
def _known() -> dict[str, str]:
    """Anatomical name by the model's name in small letters and digits."""
    found = {row["model_name"]: row["anatomical_name"] for row in read_rows(NAMES)}
    for body in read_index(FOLDER).bodies.values():
        for table in body["parameters"]:
            found |= {_bare(row["muscle"]): row["anatomical_name"] for row in read_rows(FOLDER / table)}
    return found


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def anatomical_name(muscle: str) -> str:
    """The anatomical name of a muscle of a model, its name without the side; empty where it is not known.

    >>> anatomical_name("glut_max2"), anatomical_name("BIClong"), anatomical_name("something")
    ('gluteus_maximus', 'biceps_long_head', '')
    """
    bare = _bare(muscle)
    return (_known().get(bare) or _known().get(bare.rstrip("0123456789"), "")).lower()


def bare_coordinate(coordinate: str, known: Collection[str], left: bool = False) -> tuple[str, bool]:
    """A coordinate without the part of its name that says its side (right, unless `left`), and whether it has one.

    It does where the name ends or begins so, or where the model has the same name with the other side in its place.

    >>> bare_coordinate("knee_angle_r", ()), bare_coordinate("hip_r_flx", ("hip_l_flx",)), bare_coordinate("lumbar_ext", ())
    (('knee_angle', True), ('hip_flx', True), ('lumbar_ext', False))
    >>> bare_coordinate("knee.angle.L", (), left=True), bare_coordinate("KneeFlexR", ("KneeFlexL",))
    (('knee.angle', True), ('KneeFlex', True))
    """
    words = {theirs: own for own, theirs in WORDS} if left else dict(WORDS)
    parts = re.split(r"([_.-])", coordinate)
    for n in range(0, len(parts), 2):
        rest = "".join([*parts[: max(n - 1, 0)], *parts[n + 1 if n else 2 :]])
        if parts[n] in words and rest:
            twin = "".join([*parts[:n], words[parts[n]], *parts[n + 1 :]])
            if n in (0, len(parts) - 1) or twin in known:
                return rest, True
    for own, other in words.items():
        for mark, twin in ((own, other), (f"^{own}", f"^{other}")):
            if swapped(coordinate, mark, twin) in known and (bare := without_side(coordinate, mark)):
                return bare, True
    return coordinate, False


def usual_of(plain: str, known: Collection[str]) -> Usual | None:
    """What a coordinate, without its side and in small letters, is called here; None where it is not known."""
    return ANGLES["wrist_flexion"] if plain == "flexion" and "deviation" in known else ANGLES.get(plain)


def sign_of(
    usual: Usual, arms_m: Mapping[str, float], forces_n: Mapping[str, float], ends: tuple[float, float]
) -> float:
    """Whether the model counts an angle as it is named here (1) or the other way (-1).

    Args:
        usual: the angle.
        arms_m: moment arms of muscles about the model's coordinate, by anatomical name.
        forces_n: their maximal forces.
        ends: range of the coordinate.
    """
    votes = 0.0
    for name, arm in arms_m.items():
        sides = (any(part in name for part in usual.with_it), any(part in name for part in usual.against))
        votes += (sides[0] - sides[1]) * arm * forces_n[name]
    if votes == 0.0 and usual.long_side:
        votes = ends[0] + ends[1]
    return -1.0 if votes < 0.0 else 1.0


def plain_name(coordinate: str) -> str:
    """A name in small letters, digits and single underscores that begins with a letter and ends in no side."""
    plain = re.sub(r"[^a-z0-9]+", "_", coordinate.lower()).strip("_")
    plain = plain if plain[:1].isalpha() else f"joint_{plain}".rstrip("_")
    return plain if plain.rpartition("_")[2] not in SIDES else f"{plain}_angle"
