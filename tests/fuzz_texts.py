"""Files of users that are right, from which `fuzz.py` makes wrong ones."""

SWEEP = """scenario = "gluteal-inhibition"
learner = ["maintained", "use"]
days = 40
iterations = 4
design = "sobol"
n = 8
series = ["share"]
every = 2
part = 8
measures = ["effort.during", "share.*"]
"""
STUDY = """title = "A study"
days = 30
watch = "knee_extension_right"
read = ["size_cm2 quadriceps right @ 2 weeks", "share rectus_femoris right @ end", "effort knee_extension right @ $start + 1 day"]
[knobs.start]
value = 3
low = 0
high = 9
[people]
count = 5
age = [20, 70]
sex = "both"
traits = ["size", "length"]
size = 0.2
[person]
age = 40
size = 0.9
[events]
strain = "injury quadriceps right"
[arms.rest]
start = 5
[arms.work]
start = 2
plan = [{ do = "practice", task = "knee_extension", reps = 20, load = 0.2, day = 4 }]
[[plan]]
do = "practice"
task = "knee_extension"
reps = 50
load = 0.3
[[plan]]
do = "trials"
task = "knee_extension"
muscle = "rectus_femoris"
blocks = ["50", "52 share=0.2..0.3", "10 perturb=20", "5 catch", "20 clamp=0.02", "30 channel"]
day = 6
"""
TRAIT = """title = "Who shakes and who comes"
days = 2
watch = "knee_extension_right"
[knobs.sessions]
value = 3
low = 0
high = 5
[people]
count = 3
traits = ["tremor", "adherence", "size"]
[people.own.tremor]
parameters = ["exploration_sd", "hebb_rate"]
spread = 0.4
[people.own.adherence]
knobs = ["sessions"]
spread = 0.3
low = 0.2
high = 1.5
[person]
adherence = 0.5
[[plan]]
do = "strengthen"
task = "knee_extension"
sessions_per_week = "$sessions"
"""
WORDS = """--person=age=70
--person=sex=female
--person=size=0.9
--arm=none:sessions=0
--arm=three:sessions=3,weeks=8
--against=none
--strata=female
--dose=none=0
--dose=three=3
--event=pain=joint_pain knee right above 3
--event=ready=limb_symmetry_percent knee_extension above 90 every 2 weeks after 60 days
--read=size_cm2 quadriceps right @ 3 months
--read=ratio of maximal_torque_nm knee_extension right @ end against left
--set-spread=size=0.1
"""
MEASURED = """# scenario: gluteal-inhibition
reading,value,sd,person
share gluteus_maximus right @ 25 days,0.353,0.03,anna
share gluteus_maximus right @ 25 days,0.31,0.03,bert
maximal_torque_nm hip_extension right @ 200 days,407,8,anna
change of size_cm2 gluteus_maximus right @ 4 weeks,-1.5,2,bert
"""
GERMAN = """# scenario: gluteal-inhibition;;
reading;value;sd
share gluteus_maximus right @ 25 days;0,353;0,03
maximal_torque_nm hip_extension right @ 200 days;407,5;8
"""
OWN = """def rested(fatigued: float, seconds: float, recovery_rate: float, multiplier: float) -> float:
    return fatigued / (1.0 + recovery_rate * multiplier * seconds)


def tired(patient):
    return 100.0 * patient.value("muscles", "gluteus_maximus_right", "fatigued")
"""
NAMED = """title = "Parts of one's own"
days = 1
watch = "hip_extension_right"
read = ["reading.tired @ end"]
[rules]
"fatigue.rested" = "mine.py:rested"
"reading.tired" = "mine.py:tired"
[[plan]]
do = "practice"
task = "hip_extension"
reps = 50
load = 0.3
"""
LINK = (
    'lesson=healthy&seed=3&learner=use&set={"reps": 50.0}&do=[[3.5, "inhibit", {"muscle": "gluteus_maximus", '
    '"fraction": 0.5, "angles": [["knee_flexion", 3.0]]}]]&without=0,1'
)
