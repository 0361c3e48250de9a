"""What is written for MuJoCo is read by MuJoCo, and its muscles pull there as the lived ones (needs `pip install mujoco`)."""

import json
from pathlib import Path

import pytest
import test_export
from test_export import SCENARIO

from agonist.experiments import cli

mujoco = pytest.importorskip("mujoco", exc_type=ImportError)
here = test_export.here

GAIN = "0.75 1.05 600 200 0.5 1.6 1.5 1.3 1.2 0"
ARM = f"""<mujoco model="arm">
  <default><default class="strong"><muscle force="500" range="0.7 1.1"/><general gaintype="muscle" biastype="muscle"
    dyntype="muscle"/></default></default>
  <worldbody>
    <site name="above" pos="0 0 1"/>
    <body pos="0 0 0.7"><joint name="elbow" type="hinge" axis="0 1 0"/><geom type="capsule" fromto="0 0 0 0 0 -0.3" size="0.02"/>
      <site name="before" pos="0.04 0 -0.05"/><site name="behind" pos="-0.03 0 -0.05"/></body>
  </worldbody>
  <tendon>
    <spatial name="bends"><site site="above"/><site site="before"/></spatial>
    <spatial name="straightens"><site site="above"/><site site="behind"/></spatial>
  </tendon>
  <actuator>
    <muscle name="BEND1_r" tendon="bends" class="strong" lengthrange="0.30 0.40"/>
    <muscle name="BEND2_r" tendon="bends" lengthrange="0.30 0.40"/>
    <general name="Back_r" tendon="straightens" class="strong" lengthrange="0.30 0.40" gainprm="{GAIN}" biasprm="{GAIN}"/>
  </actuator>
</mujoco>
"""


def _pull(model, name, length):
    """Force of a muscle at full activation and rest, N, at a length of muscle and tendon, m."""
    k = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_ACTUATOR, name)
    held = model.actuator_gainprm[k][:9], model.actuator_lengthrange[k]
    return -mujoco.mju_muscleGain(length, 0.0, held[1], model.actuator_acc0[k], held[0])


def test_mujoco_pulls_as_was_lived(here, capsys):
    Path("arm.xml").write_text(ARM)
    Path("s.toml").write_text(SCENARIO)
    assert cli.main(["export", "s.toml", "--mjcf", "arm.xml", "--out", "weak.xml", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["muscles"]
    healthy, lived = (mujoco.MjModel.from_xml_path(name) for name in ("arm.xml", "weak.xml"))
    for name, one in said.items():
        k = mujoco.mj_name2id(healthy, mujoco.mjtObj.mjOBJ_ACTUATOR, name)
        (low, high), (first, last) = healthy.actuator_gainprm[k][:2], healthy.actuator_lengthrange[k]
        optimum = (last - first) / (high - low)
        slack = first - low * optimum
        for length in (0.31, 0.33, 0.35, 0.37):
            fibre = ((length - slack) / optimum - one["slack_optimal"]) / one["fibre_factor"]
            right = one["force_factor"] * _pull(healthy, name, slack + fibre * optimum)
            assert right > 1.0 and _pull(lived, name, length) == pytest.approx(right, rel=1e-9)
        assert lived.actuator_ctrlrange[k][1] == pytest.approx(one["ceiling"])
    assert any(one["ceiling"] < 0.7 for one in said.values()) and any(
        one["force_factor"] < 0.95 for one in said.values()
    )


def test_a_lived_arm_gives_less_torque_in_mujoco(here, capsys):
    """Both stimulated fully: the lived one stops at its ceiling."""
    Path("arm.xml").write_text(ARM)
    Path("s.toml").write_text(SCENARIO)
    assert cli.main(["export", "s.toml", "--mjcf", "arm.xml", "--out", "weak.xml"]) == 0
    found = []
    for name in ("arm.xml", "weak.xml"):
        model = mujoco.MjModel.from_xml_path(name)
        data = mujoco.MjData(model)
        model.opt.gravity[:], data.ctrl[:2] = 0.0, 1.0
        model.dof_damping[:] = 1e9  # held
        for _ in range(1000):
            mujoco.mj_step(model, data)
        found.append(float(abs(data.qfrc_actuator[0])))
    assert 0.2 * found[0] < found[1] < 0.9 * found[0]
