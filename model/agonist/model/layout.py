"""Where each quantity of a run lives: the words of the model as offsets into flat arrays.

A block holds `LANES` runs side by side, every area one flat array; `v` of unit `i` stands at ``(i * size + v) * LANES + lane``.

| area | one unit is |
|---|---|
| `parameters` | the parameter table of a run (one unit) |
| `joints` | a joint |
| `crossings` | a crossing link from a joint to a muscle that its afferents inhibit |
| `muscles` | a muscle |
| `members` | a member: one muscle in one task |
| `axes` | an unwanted axis of a task |
| `tasks` | a task |
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple

from agonist.model.compiler.jit import rule, unsigned
from agonist.model.compiler.kinds import LANES as LANES
from agonist.model.parameters import TABLE


class Variable(NamedTuple):
    """One quantity: its name, unit, value at the start of a healthy life, and what it is."""

    name: str
    unit: str
    start: float
    text: str


JOINT = (
    Variable("effusion_ml", "mL", 0.0, "fluid in the joint"),
    Variable("pain", "0-10", 0.0, "pain of the joint"),
    Variable("instability", "0-1", 0.0, "mechanical instability"),
    Variable("block", "0-1", 0.0, "part of the joint afferents silenced by anaesthetic"),
    Variable("relief", "0-1", 0.0, "part of the afferents silenced by cooling or nerve stimulation"),
    Variable("inflow_ml_day", "mL/day", 0.0, "fluid that a synovitis makes"),
    Variable("pain_source_day", "1/day", 0.0, "pain that a lasting cause makes"),
    Variable("tau_effusion_day", "day", TABLE["tau_effusion_saline_day"].value, "resorption time of the present fluid"),
    Variable("tau_pain_day", "day", TABLE["tau_pain_usual_day"].value, "time constant of the present pain"),
    Variable("spinal_fluid", "0-1", 0.0, "spinal signal of fluid"),
    Variable("spinal_pain", "0-1", 0.0, "spinal signal of pain"),
    Variable("afferent_fluid", "0-1", 0.0, "what the cord hears of the fluid now"),
    Variable("afferent_pain", "0-1", 0.0, "what the cord hears of the pain now"),
    Variable("afferent_loose", "0-1", 0.0, "what the cord hears of the looseness now"),
    Variable("lifting", "0-1", 0.0, "what cold or stimulation of the skin does to the motor pools now"),
    Variable("afferent_far", "0-1", 0.0, "what motor pools that do not cross the joint hear of the fluid now"),
    Variable("remote", "0-1", 0.0, "slow trace of the fluid in motor pools that do not cross the joint"),
    Variable("calm_day", "day", 36500.0, "time since the joint last hurt"),
    Variable("inflammation", "0-1", 0.0, "what an operation leaves in the tissue around the joint"),
    Variable("guarding", "0-1", 0.0, "part of the load from which the joint was spared on the last day"),
    Variable("wasting", "0-1", 0.0, "what took tissue beside the joint on the last day"),
    Variable("looseness", "0-1", 0.0, "mean instability of the last day"),
    Variable("day_lived", "day", 0.0, "time since midnight"),
    Variable("day_loose", "day", 0.0, "integral of the instability since midnight"),
    Variable("day_inflamed", "day", 0.0, "integral of the inflammation since midnight"),
    Variable("day_fluid", "day", 0.0, "integral of the signal of fluid since midnight"),
    Variable("day_pain", "day", 0.0, "integral of the signal of pain since midnight"),
    Variable("day_heard_fluid", "day", 0.0, "integral of what the cord heard of the fluid since midnight"),
    Variable("day_heard_pain", "day", 0.0, "integral of what the cord heard of the pain since midnight"),
    Variable("day_heard_far", "day", 0.0, "integral of what far motor pools heard since midnight"),
    Variable("capacity", "x knee", 1.0, "fluid that fills the capsule"),
    Variable("lasting_pain", "0-10", 0.0, "pain of the last days"),
    Variable("leaning", "-1-1", 0.0, "side on which a joint of the midline is ill: right 1, left -1, both 0"),
    Variable("relapses", "x lumbar", 0.0, "how readily its pain comes back; 0 where no cohort is known"),
    Variable("episodes", "count", 0.0, "episodes of pain that came back by chance"),
)

CROSSING = (
    Variable("gain_fluid", "1", 0.0, "fraction of reflex excitability lost at full fluid signal"),
    Variable("gain_pain", "1", 0.0, "fraction of excitability lost at full pain signal"),
    Variable("wasting", "x vasti", 1.0, "tissue that pain of the joint takes from the muscle"),
    Variable("gain_loose", "1", 0.0, "fraction of reflex excitability lost while the joint is fully loose"),
    Variable("flank", "-1-1", 0.0, "side of the muscle at a joint of the midline: right 1, left -1; 0 elsewhere"),
)

MUSCLE = (
    Variable("force_max_n", "N", 0.0, "maximal isometric force of the healthy muscle"),
    Variable("body_quality", "x body", 1.0, "force per cross-section of the healthy person against the body's tables"),
    Variable("wasting_rate", "x quadriceps", 1.0, "own rate of wasting"),
    Variable("growth_rate", "x quadriceps", 1.0, "own rate of growth"),
    Variable("fast_part", "0-1", 0.5, "part of the fibres that is fast, by area"),
    Variable("fatigue_rate", "1/s", 0.0, "three-compartment fatigue rate F of the joint"),
    Variable("recovery_rate", "1/s", 0.0, "three-compartment recovery rate R of the joint"),
    Variable("rest_multiplier", "1", 15.0, "recovery multiplier r at rest"),
    Variable("fatigued", "0-1", 0.0, "fatigued part of the motor units"),
    Variable("fatigued_before", "0-1", 0.0, "fatigued part of the motor units before the last bout"),
    Variable("area", "x healthy", 1.0, "physiological cross-section"),
    Variable("once", "x healthy", 1.0, "largest cross-section that the muscle remembers"),
    Variable("neural", "x healthy", 1.0, "neural factor of maximal strength"),
    Variable("specific", "x healthy", 1.0, "force per cross-section, the slow part of its loss"),
    Variable("quality", "x healthy", 1.0, "force per cross-section, the part that disuse takes within days"),
    Variable("intact", "x healthy", 1.0, "force left by a muscle's own injury"),
    Variable("sarcomeres", "x healthy", 1.0, "sarcomeres in series"),
    Variable("tendon", "x optimal", 0.0, "slack that the tendon has gained under load"),
    Variable("stiffness", "x healthy", 1.0, "passive stiffness"),
    Variable("tolerance", "x healthy", 1.0, "passive torque tolerated at the end of range"),
    Variable("chronic", "0-1", 0.0, "reading: loss of drive that outlasts its cause, all parts"),
    Variable("unpractised", "0-1", 0.0, "drive that nerves have lost for a muscle that is held still"),
    Variable("lingering", "0-1", 0.0, "slow inhibition at the motoneuron, of one side"),
    Variable("cortical", "0-1", 0.0, "slow supraspinal inhibition, nearly of both sides"),
    Variable("chronic_drive", "0-1", 0.0, "what drove the supraspinal inhibition on the last day"),
    Variable("guarded", "0-1", 0.0, "part of the usual load from which the leg is spared, by habit"),
    Variable("burden", "0-1", 0.0, "part of the usual load from which the other leg is spared"),
    Variable("packing", "x healthy", 1.0, "force per cross-section that training adds"),
    Variable("strained", "repetitions/day", 0.0, "running dose of work in lengthening, less of that in shortening"),
    Variable("series", "x healthy", 0.0, "sarcomeres in series that such work has added"),
    Variable("added", "x healthy", 0.0, "sarcomeres that work has added, less what a scar takes"),
    Variable("tendon_stiffness", "x healthy", 1.0, "stiffness of the tendon"),
    Variable("scar", "0-1", 0.0, "scar of an injury"),
    Variable("reciprocal", "x healthy", 1.0, "trained gain of reciprocal inhibition onto this muscle"),
    Variable("tightness", "x healthy", 0.0, "reading: passive torque above that of the healthy muscle"),
    Variable("damage", "1", 0.0, "accumulated, healing damage"),
    Variable("hurt", "0-10", 0.0, "pain of the muscle itself after an injury"),
    Variable("disrupted", "0-1", 0.0, "part of the force that overstretched fibres do not pass on"),
    Variable("inflamed", "0-1", 0.0, "inflammation of fibres that were lately torn, by the force they had"),
    Variable("pained", "0-10", 0.0, "input: pain of the muscle itself that comes of no injury"),
    Variable("sore", "0-10", 0.0, "soreness of the days after work in lengthening"),
    Variable("protected", "0-1", 0.0, "protection that an earlier bout in lengthening has left"),
    Variable("weary", "0-1", 0.0, "part of the force that hard work takes for hours"),
    Variable("severed", "0-1", 0.0, "part of the force that a harvested tendon does not pass on"),
    Variable("injuries", "count", 0.0, "injuries so far"),
    Variable("avoided", "0-1", 0.0, "greatest instability of the joints whose fluid inhibits the muscle"),
    Variable("inhibition", "0-1", 0.0, "input: excitability taken by an experimenter"),
    Variable("force_factor", "0-1", 1.0, "input: force left after paralysis, denervation or loss"),
    Variable("cue", "activation", 0.0, "input: extra voluntary command to this muscle"),
    Variable("stimulation", "activation", 0.0, "input: electrical stimulation, past the motoneuron"),
    Variable("unloaded", "0-1", 0.0, "input: part of the day's usual load that is missing"),
    Variable("immobilised", "0-1", 0.0, "input: part of the day spent in a cast or brace"),
    Variable("length_mean", "x optimal", 1.0, "input: mean fibre length of the day, by where it works and is pulled"),
    Variable("length_weight", "of maximal force", 0.1, "input: mean activity and passive pull of the day"),
    Variable("length_usual", "x optimal", 1.0, "habitual length to which the healthy number of sarcomeres belongs"),
    Variable("stretch_min_day", "min/day", 0.0, "input: time stretched to tolerance"),
    Variable("training", "sessions/day", 0.0, "input: strength-training dose, running"),
    Variable("drilled", "sessions/day", 0.0, "dose of hard contractions, running: what the nerves learn from"),
    Variable("ache", "0-10", 0.0, "own pain that the cord hears now"),
    Variable("spinal", "0-1", 0.0, "present spinal inhibition from all joints"),
    Variable("spinal_day", "0-1", 0.0, "mean spinal inhibition of the last day"),
    Variable("loose_day", "0-1", 0.0, "mean instability of the joints that the muscle crosses, of the last day"),
    Variable("wasted_day", "0-1", 0.0, "what took tissue beside a joint on the last day"),
    Variable("excitability", "0-1", 1.0, "present excitability of the motoneurons"),
    Variable("unhurt", "0-1", 1.0, "the same without what the muscle's own pain takes"),
    Variable("unhurt_spinal", "0-1", 0.0, "spinal inhibition without that of the own pain"),
    Variable("activation", "0-1", 0.0, "activation in the last bout"),
    Variable("day_lived", "day", 0.0, "time since midnight"),
    Variable("day_still", "day", 0.0, "integral of the immobilisation since midnight"),
    Variable("day_free", "day", 0.0, "integral of the unloading since midnight"),
    Variable("day_stretch", "min", 0.0, "stretching since midnight"),
    Variable("day_pull", "day", 0.0, "integral of activity and passive pull since midnight"),
    Variable("day_longer", "day", 0.0, "integral of that pull x length beyond the usual one since midnight"),
    Variable("day_strain", "repetitions", 0.0, "activation x length x repetitions under lengthening since midnight"),
    Variable("day_hurt", "day", 0.0, "integral of the own pain since midnight"),
    Variable("day_torn", "0-1", 0.0, "part of the force torn since midnight"),
    Variable("day_stress", "1", 0.0, "sum of (stress / capacity)^m since midnight"),
    Variable("day_training", "repetitions", 0.0, "repetitions above light work, weighted, since midnight"),
    Variable("day_drilled", "repetitions", 0.0, "the same, by force alone and not by what fatigue calls up"),
    Variable("day_use", "repetitions", 0.0, "own activation x repetitions since midnight"),
    Variable("day_expected", "repetitions", 0.0, "what the muscle would do of them in health since midnight"),
    Variable("day_cued", "repetitions", 0.0, "repetitions practised under a cue since midnight"),
    Variable("day_opposed", "repetitions", 0.0, "repetitions that trained the antagonists hard since midnight"),
    Variable("unused_day", "day", -1.0, "time since the muscle was last commanded; below 0: never was"),
    Variable("asleep", "0-1", 0.0, "part of the drive that sleeps after days without commands"),
)

MEMBER = (
    Variable("capacity_share", "share", 0.0, "share v of the task's capacity; 0 for an antagonist"),
    Variable("arm_m", "m", 0.0, "moment arm along the output of the task"),
    Variable("length", "x optimal", 1.0, "fibre length at the posture, in healthy optimal lengths"),
    Variable("cos_pennation", "1", 1.0, "cosine of the pennation"),
    Variable("curve_active", "1", 1.0, "active force-length factor at the present sarcomere number"),
    Variable("curve_passive", "1", 0.0, "passive force-length factor"),
    Variable("placed", "1", 1.0, "part of the excitability that the muscle's length at the posture leaves"),
    Variable("usual_placed", "1", 1.0, "the same in health"),
    Variable("capacity_nm", "N m", 0.0, "torque at full activation now"),
    Variable("passive_nm", "N m", 0.0, "passive torque now"),
    Variable("pattern", "activation", 1.0, "own healthy pattern w of the person; mean 1 by size"),
    Variable("fast", "activation", 1.0, "cortical weight: own pattern x gain x habit; of some rivals all there is"),
    Variable("slow", "activation", 1.0, "slow, consolidated cortical weight"),
    Variable("gain", "x healthy", 1.0, "gain that use maintains, weeks"),
    Variable("kept", "x healthy", 1.0, "slow trace of the gain, months"),
    Variable("settled", "x healthy", 1.0, "slowest trace of the gain, a year"),
    Variable("surplus", "x usual", 1.0, "trace of activation over what is usual at the load, days"),
    Variable("habit", "1", 0.0, "short trace of what was just done"),
    Variable("deviation", "1", 0.0, "command of this bout beyond what effort sends"),
    Variable("use", "x healthy", 1.0, "reading: answer per unit of what is asked, on the own healthy one"),
    Variable("answer", "1", 1.0, "own healthy answer per unit of what is asked"),
    Variable("usual_active", "0-1", 0.0, "own healthy activation at this load"),
    Variable("usual_pooled", "activation", 0.0, "inhibition of the pool in health, per unit of own pattern"),
    Variable("opposed_part", "1", 0.0, "part of the antagonists that is linked to the muscle"),
    Variable("day_gain", "x healthy", 0.0, "change of the gain by practice since midnight"),
    Variable("day_kept", "x healthy", 0.0, "change of the slow trace by practice since midnight"),
    Variable("day_settled", "x healthy", 0.0, "change of the slowest trace by practice since midnight"),
    Variable("trace", "activation", 1.0, "use trace of the rival `use`; answer of the module of `modules`"),
    Variable("strategy", "activation", 0.0, "deliberate change of command, while feedback is on"),
    Variable("noise", "1", 0.0, "exploration of this bout, standard normal"),
    Variable("command", "activation", 0.0, "descending command m"),
    Variable("opposing", "activation", 0.0, "mean activation of the antagonists, by size"),
    Variable("opposed_by", "activation", 0.0, "inhibition by the antagonists, which stays while effort settles"),
    Variable("ready", "0-1", 1.0, "excitability in this bout, less what muscles that hurt beside it hold back"),
    Variable("reach_m", "m", 0.0, "arms about the wanted axes, added without their signs"),
    Variable("lean", "1", 1.0, "part of an effort that asks this muscle, by what it does about each wanted axis"),
    Variable("usual_lean", "1", 1.0, "the same in health"),
    Variable("undivided", "1", 1.0, "of what the axes ask that the muscle helps, the part left by those it hurts"),
    Variable("usual_undivided", "1", 1.0, "the same in health"),
    Variable("drive", "1", 1.0, "command per unit of effort in this bout"),
    Variable("press", "1", 1.0, "inhibition that the muscle exerts per square of its activation"),
    Variable("pressing", "activation", 0.0, "inhibition that the muscle exerts now, per unit of its size"),
    Variable("pooled", "activation", 0.0, "inhibition of the pool, per unit of own pattern"),
    Variable("swing", "activation", 0.0, "last change of that inhibition"),
    Variable("sensed", "activation", 0.0, "inhibition received from neighbours"),
    Variable("activation", "0-1", 0.0, "activation a"),
    Variable("tight_sensed", "x healthy", 0.0, "tightness of the antagonists, weighted"),
    Variable("slope_nm", "N m", 0.0, "change of torque per unit of effort; 0 where the activation is at a bound"),
    Variable("yielding_nm", "N m", 0.0, "change of torque per unit of pool inhibition"),
    Variable("torque_nm", "N m", 0.0, "active torque along the output of the task"),
    Variable("marginal", "1", 0.0, "gain of reward per unit of command and size; worth of the rival `value`"),
    Variable("credit", "1", 1.0, "reading: what exploration credits the muscle with, torque per command"),
    Variable("potentiation", "1", 0.0, "reading: Hebb's product of this bout"),
    Variable("target", "share", -1.0, "input: share of torque that feedback asks for; below 0 is none"),
    Variable("clamp", "share", -9.0, "input: error that is shown whatever is done (0 in a channel); below -1 is none"),
)

AXIS = (
    Variable("torque_nm", "N m", 0.0, "torque about the axis; of a wanted one in the wanted direction, by its weight"),
    Variable("weight", "1", 0.0, "weight of the axis in what the task wants; 0: it is not wanted"),
    Variable("unwanted", "0-1", 1.0, "1 where the torque is a cost"),
    Variable("part", "1", 0.0, "part of what the task wants that the healthy body delivers here"),
    Variable("shift", "1", 0.0, "part of what the task wants that the greatest change of posture hands to this axis"),
    Variable("price", "1", 1.0, "how much more is asked about this axis than about all; 1 in health"),
    Variable("missed", "1", 0.0, "part of the demand about this axis that was not met in the last bout"),
    Variable("start_deg", "deg", 0.0, "input: where habitual posture makes the task start along this axis"),
    Variable("eased_nm", "N m", 0.0, "input: torque about this axis that tissue at a new rest adds to what is asked"),
)

TASK = (
    Variable("capacity_nm", "N m", 0.0, "maximal torque of the healthy body at the posture"),
    Variable("load_factor", "x plan", 1.0, "input: factor on the planned load"),
    Variable("reps_factor", "x plan", 1.0, "input: factor on the planned repetitions"),
    Variable("legs", "count", 1.0, "legs that share the task"),
    Variable("lengthening", "-1-1", 0.0, "input: muscles are lengthened under load in its repetitions; -1 shortened"),
    Variable("spared", "x plan", 1.0, "part of the planned load that guarding leaves"),
    Variable("external_nm", "N m", 0.0, "input: external torque that the task has to carry as well"),
    Variable("demand_nm", "N m", 0.0, "torque that effort must meet"),
    Variable("effort", "activation", 0.3, "effort; of the healthy body it equals the load"),
    Variable("ask", "activation", 0.3, "what effort asks of the muscles, G"),
    Variable("expected_effort", "1", 1.0, "effort that was enough in the last bout, per unit of relative demand"),
    Variable("torque_nm", "N m", 0.0, "torque reached"),
    Variable("slope_nm", "N m", 0.0, "change of torque per unit of effort"),
    Variable("taken_nm", "N m", 0.0, "torque that the last change of mutual inhibition takes"),
    Variable("resting_nm", "N m", 0.0, "torque that effort does not change: passive, and of the antagonists"),
    Variable("co_usual", "x load", 0.0, "co-contraction of a joint that neither hurts nor gives way"),
    Variable("braced", "activation", 0.0, "command to the antagonists"),
    Variable("braced_usual", "activation", 0.0, "command to the antagonists of agonists that are fresh and ready"),
    Variable("braced_loose", "activation", 0.0, "part of it that an unstable joint adds"),
    Variable("felt_pain", "0-10", 0.0, "greatest pain of the muscles of the task, as far as the load asks for them"),
    Variable("full_command", "activation", 1.0, "greatest command"),
    Variable("usual_effort", "activation", 0.3, "effort of the healthy body at this load"),
    Variable("usual_slope", "1", 0.0, "change of its torque per unit of effort"),
    Variable("usual_torque", "x capacity", 0.0, "its torque"),
    Variable("usual_passive", "x capacity", 0.0, "its torque at rest"),
    Variable("usual_per_load", "1", 1.0, "effort of the healthy body per unit of load, at a usual load"),
    Variable("usual_light", "1", 0.05, "effort of the healthy body at a twentieth of its maximum"),
    Variable("usual_hard", "1", 0.7, "effort of the healthy body at seven tenths of its maximum"),
    Variable(
        "overdrive", "x usual", 1.0, "load that the healthy body meets at the effort of the last bout, of that load"
    ),
    Variable("opposing_share", "x capacity", 0.0, "capacity of the antagonists"),
    Variable("rehearsed", "1", -1.0, "load at which the healthy body was last worked out"),
    Variable("rehearsals", "count", 0.0, "steps in which the healthy body is still to be worked out"),
    Variable("rehearsed_braced", "activation", -1.0, "command to the antagonists then"),
    Variable("mean_deviation", "1", 0.0, "mean deviation of the agonists"),
    Variable("habit_kept", "1", 1.0, "part of a habit that is left after the bout"),
    Variable("surplus_kept", "1", 1.0, "part of a surplus that is left after the bout"),
    Variable(
        "gain_rate", "1/repetition", 0.0, "rate at which a gain follows what use maintains, 1 over its time constant"
    ),
    Variable("kept_rate", "1/repetition", 0.0, "the same of the slow trace of the gain"),
    Variable("settled_rate", "1/repetition", 0.0, "the same of the slowest trace"),
    Variable("waking_rate", "1/repetition", 0.0, "rate at which use wakes what slept"),
    Variable("dragging", "activation", 0.0, "deliberate change that spills over to muscles that were not chosen"),
    Variable("wary", "0-10", 0.0, "trace of pain in this task: what threatens"),
    Variable("varied", "x usual", 1.0, "variation between repetitions"),
    Variable("spread", "fraction of command", 0.0, "variation of the command between the repetitions of this bout"),
    Variable("strength", "x healthy", 1.0, "strength by which the agonists have outgrown the healthy body, at least 1"),
    Variable("wanted", "count", 0.0, "axes that the task wants, where they are more than one"),
    Variable("posture", "-1-1", 0.0, "change of posture, of the greatest there is; 0 is the usual posture"),
    Variable("missed", "1", 0.0, "largest part of the demand about one axis that was not met in the last bout"),
    Variable("failed", "0-1", 0.0, "1 if the last movement failed"),
    Variable("plan_clamp", "share", -9.0, "input: error of the plan that is shown (0 in a channel); below -1 none"),
    Variable("plan_fast", "x usual", 0.0, "planned effort per demand: what was learned, and is soon forgotten"),
    Variable("plan_slow", "x usual", 0.0, "planned effort per demand: what was learned today, slowly"),
    Variable("plan_lasting", "x usual", 1.0, "planned effort per demand: what nights have kept"),
    Variable("device", "switch", 0.0, "input: 1 while trials at a device that perturbs go on"),
    Variable("device_was", "switch", 0.0, "whether the last bout was of such trials"),
    Variable("aside_fast", "x usual", 0.0, "what was learned in the other place, and is soon forgotten"),
    Variable("aside_slow", "x usual", 0.0, "what was learned in the other place today, slowly"),
    Variable("aside_lasting", "x usual", 0.0, "what nights have kept of the other place"),
    Variable("plan_base", "x usual", 0.0, "plan of daily life on which that of the device rests"),
    Variable("plan_second", "s", 0.0, "when the task was last done"),
    Variable("plan_missed", "1", 0.0, "part of the demand that the planned command missed at the start of the bout"),
    Variable("yielded", "x usual", 1.0, "how far the joint gave way then, of a movement that goes as planned"),
    Variable("reward", "1", 0.0, "reward of the last bout"),
    Variable("expected_reward", "1", 0.0, "running mean of the reward"),
    Variable("mean_activation", "activation", 0.0, "mean activation of the agonists, weighted by size"),
    Variable("of_usual", "1", 0.0, "mean activation of the agonists, of that of the healthy body at this load"),
    Variable("hard", "1", 0.0, "weight of one repetition as hard work of the agonists, for those that oppose them"),
    Variable("mean_command", "activation", 0.0, "mean command of the agonists, exploration taken out"),
    Variable("usual_activation", "activation", 0.0, "mean activation of the agonists, exploration taken out"),
    Variable("active_nm", "N m", 0.0, "active torque of the agonists"),
    Variable("torque_price", "1", 0.0, "cost of command that a unit of torque is worth"),
    Variable("mean_marginal", "1", 0.0, "mean of the marginal reward"),
    Variable("marginal_spread", "1", 0.0, "mean square of the marginal reward"),
    Variable("mean_potentiation", "1", 0.0, "mean of Hebb's product"),
    Variable("mean_chance", "1", 0.0, "mean of the chance part of exploration"),
    Variable("steepness", "1", 0.0, "sum of the squared answers of the agonists, of the rivals"),
    Variable("foreseen", "1", 1.0, "torque that last time's commands fetch now, of the rivals"),
    Variable("recalled", "1", 1.0, "torque of the use trace, or of the pattern tried, of the rivals"),
    Variable("needed", "1", 1.0, "torque that would have been enough, of the rivals"),
    Variable("correction", "1", 0.0, "change of torque that the error asks for, of the rivals"),
    Variable("fast_sum", "activation", 1.0, "mean fast weight before it is scaled back to 1"),
    Variable("slow_sum", "activation", 1.0, "mean slow weight before it is scaled back to 1"),
    Variable("pain", "0-10", 0.0, "greatest pain of the joints that the task moves"),
    Variable("instability", "0-1", 0.0, "greatest instability of the joints that the task moves"),
    Variable("best_error", "1", 1e9, "smallest error so far, of the rival `search`"),
    Variable("reps", "count", 0.0, "repetitions in the last bout"),
    Variable("done", "count", 0.0, "repetitions practised so far"),
)


def _offsets(name: str, names: tuple[str, ...]) -> Any:
    return namedtuple(name, (*names, "size"))(*range(len(names) + 1))


VARIABLES = {"joints": JOINT, "crossings": CROSSING, "muscles": MUSCLE, "members": MEMBER, "axes": AXIS, "tasks": TASK}
PARAMETERS = _offsets("parameters", tuple(TABLE))
AREAS = {"parameters": PARAMETERS} | {area: _offsets(area, tuple(v.name for v in of)) for area, of in VARIABLES.items()}
JOINTS, CROSSINGS, MUSCLES, MEMBERS, AXES, TASKS = (AREAS[area] for area in VARIABLES)


@rule
def at(unit: int, size: int, variable: int) -> int:
    """Index of lane 0 of a variable of a unit."""
    return unsigned((unit * size + variable) * LANES)
