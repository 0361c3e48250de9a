"""`agonist readings`: what can be measured, in which unit, of what, and how it is asked for in words."""

from __future__ import annotations

import argparse

from agonist.experiments.commands import Commands, add_command, add_json, print_json

EXAMPLES = (
    "size_cm2 quadriceps left @ 6 months",
    "maximal_torque_nm knee_extension right angle=60 @ every 4 weeks",
    "share soleus in plantarflexion right @ end",
    "change of fibre_length_mm soleus left @ 2 years against @ 1 week",
    "ratio of size_cm2 vasti right @ 6 months against left",
    "effort gait right with cue @ 6 weeks",
    "share soleus in plantarflexion right over last 50 trials of block 3",
    "correlation of activation soleus in plantarflexion right over trials against gastrocnemius_medial",
    "range_deg hip_flexion right greatest @ end",
    "range_deg hip_extension right @ end",
)


def add(subparsers: Commands) -> None:
    """The options of `agonist readings`."""
    parser = add_command(subparsers, "readings", "list what can be measured, and how to ask for it", "agonist readings")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """List all measures; 0 done."""
    from agonist.model.assessment.assess import ASSESSMENTS

    if arguments.json:
        found = [
            {"name": a.name, "unit": a.unit, "of": a.of, "text": a.text, "group": a.join, "takes": a.takes}
            for a in ASSESSMENTS.values()
        ]
        print_json({"readings": found, "examples": EXAMPLES})
        return 0
    wide, unit = (max(len(getattr(a, k)) for a in ASSESSMENTS.values()) for k in ("name", "unit"))
    for a in ASSESSMENTS.values():
        takes = f" [{', '.join(a.takes)}]" if a.takes else ""
        print(f"{a.name:{wide}}  {a.unit:{unit}}  {a.of:6}  {a.text}{takes}")
    print("\nin words:", *(f"  {text}" for text in EXAMPLES), sep="\n")
    return 0
