"""OpenSim models written by hand: an arm of two hinges, muscles from point to point, and what they must come to."""

import math

from agonist.experiments import cli

BODY = (
    '<Body name="{}"><mass>1</mass><mass_center>0 0 0</mass_center><inertia>1 1 1 0 0 0</inertia>'
    '<WrapObjectSet name="wrapobjectset"><objects>{}</objects></WrapObjectSet></Body>'
)
HINGE = """<PinJoint name="{child}_hinge">
<socket_parent_frame>from</socket_parent_frame><socket_child_frame>/bodyset/{child}</socket_child_frame>
<coordinates><Coordinate name="{coordinate}">{more}</Coordinate></coordinates>
<frames><PhysicalOffsetFrame name="from"><socket_parent>{parent}</socket_parent><translation>{at}</translation>
</PhysicalOffsetFrame></frames></PinJoint>"""
SLIDE = HINGE.replace("PinJoint", "SliderJoint")
MUSCLE = """<Millard2012EquilibriumMuscle name="{}"><max_isometric_force>{}</max_isometric_force>
<optimal_fiber_length>{}</optimal_fiber_length><tendon_slack_length>{}</tendon_slack_length>
<pennation_angle_at_optimal>{}</pennation_angle_at_optimal>
<GeometryPath name="path"><PathPointSet><objects>{}</objects></PathPointSet>{}</GeometryPath>
</Millard2012EquilibriumMuscle>"""
POINT = """<PathPoint name="point{}"><socket_parent_frame>/bodyset/{}</socket_parent_frame>
<location>{} {} 0</location></PathPoint>"""
CYLINDER = """<WrapCylinder name="drum"><xyz_body_rotation>0 0 0</xyz_body_rotation><translation>0 -0.3 0</translation>
<quadrant>all</quadrant><radius>{}</radius><length>0.2</length></WrapCylinder>"""
WRAP = """<PathWrapSet><objects><PathWrap name="around"><wrap_object>drum</wrap_object><method>hybrid</method>
</PathWrap></objects></PathWrapSet>"""
COUPLER = """<ConstraintSet name="constraintset"><objects><CoordinateCouplerConstraint name="follow">
<coupled_coordinates_function><LinearFunction><coefficients>0.5 0</coefficients></LinearFunction>
</coupled_coordinates_function>
<independent_coordinate_names>elbow_flex_r</independent_coordinate_names>
<dependent_coordinate_name>cap_r</dependent_coordinate_name>
</CoordinateCouplerConstraint></objects></ConstraintSet>"""
UPPER_M = 0.3  # from the shoulder down to the elbow


def muscle(name, *points, force=500.0, fibre=0.1, tendon=0.2, pennation=0.0, more=""):
    """A muscle through points (body, x, y) in m."""
    written = "".join(POINT.format(n, *point) for n, point in enumerate(points))
    return MUSCLE.format(name, force, fibre, tendon, pennation, written, more)


def model(*muscles, elbow="", shoulder="", joints="", bodies="", upper="", constraints=""):
    """The text of a model: a shoulder at the origin, an elbow below it, both turning about z."""
    hinges = HINGE.format(child="upper", coordinate="shoulder_flex_r", parent="/ground", at="0 0 0", more=shoulder)
    hinges += HINGE.format(
        child="fore", coordinate="elbow_flex_r", parent="/bodyset/upper", at=f"0 {-UPPER_M} 0", more=elbow
    )
    return (
        f'<?xml version="1.0"?><OpenSimDocument Version="40600"><Model name="arm"><BodySet name="bodyset"><objects>'
        f"{BODY.format('upper', upper)}{BODY.format('fore', '')}{bodies}</objects></BodySet>"
        f'<JointSet name="jointset"><objects>{hinges}{joints}</objects></JointSet>{constraints}'
        f'<ForceSet name="forceset"><objects>{"".join(muscles)}</objects></ForceSet></Model></OpenSimDocument>'
    )


def elbow_path(origin, end, degrees):
    """Length of a straight path over the elbow and its arm about it, both in m, from plane geometry.

    `origin` is a point of the upper arm and `end` one of the forearm, each seen from its own zero.
    """
    turn = math.radians(degrees)
    x, y = origin[0], origin[1] + UPPER_M
    u = end[0] * math.cos(turn) - end[1] * math.sin(turn)
    v = end[0] * math.sin(turn) + end[1] * math.cos(turn)
    length = math.hypot(u - x, v - y)
    return length, (u * y - v * x) / length


BENDER = ("BEND1_r", ("upper", 0.02, -0.02), ("fore", 0.01, -0.05))
SECOND = ("BEND2_r", ("upper", 0.03, -0.05), ("fore", 0.0, -0.06))
BACK = ("Back_r", ("upper", -0.02, -0.02), ("fore", -0.02, 0.02))
IDLE = ("idle_r", ("upper", 0.0, -0.02), ("upper", 0.0, -0.25))
OTHER = ("BEND1_l", ("upper", 0.02, -0.02), ("fore", 0.01, -0.05))
RECIPE = """model = "arm.osim"
name = "my_arm"
text = "Two hinges"
source = "made up for a test, CC0 licence"
side = "_r"
[anatomical_names]
Back = "straightener"
[groups]
elbow = "arm"
[[grid]]
knots = { elbow_flexion = [0, 90, 15] }
coordinates = { elbow_flexion = "elbow_flex_r" }
axes = { elbow_flexion = "elbow_flex_r", shoulder_flexion = "shoulder_flex_r" }
[tasks.lift]
text = "Bend the elbow"
posture = { elbow_flexion = 60 }
output = { elbow_flexion = 1.0 }
unwanted = ["shoulder_flexion"]
"""


def put(folder):
    """Write the usual model and its recipe."""
    (folder / "arm.osim").write_text(arm())
    (folder / "arm.toml").write_text(RECIPE)


def rewrite(path, old, new):
    """Change a text in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def arm():
    """The usual model of these tests."""
    return model(
        muscle(*BENDER, force=500.0, pennation=0.2),
        muscle(*SECOND, force=250.0),
        muscle(*BACK, force=600.0),
        muscle(*IDLE),
        muscle(*OTHER),
    )


def call(capsys, *words):
    """Status, output and errors of a command."""
    capsys.readouterr()
    return cli.main([*words]), *capsys.readouterr()
