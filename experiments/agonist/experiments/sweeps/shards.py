"""Which parts are this process's own, when many processes of a cluster share one sweep."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from agonist.experiments.sweeps.spec import SweepError
from agonist.model.reading import quoted


@dataclass(frozen=True)
class Shard:
    """Share `index` of `count` equal shares."""

    index: int
    count: int

    def owns(self, part: int) -> bool:
        """Whether a part belongs to this share."""
        return part % self.count == self.index


WHOLE = Shard(0, 1)
DIGITS = re.compile("[0-9]{1,9}")


def shard_of(text: str | None, environment: Mapping[str, str] = os.environ) -> Shard:
    """The share written as `i/n` (0 <= i < n), or the one that Slurm or Kubernetes names, or the whole.

    An array job of Slurm sets SLURM_ARRAY_TASK_ID, _MIN and _COUNT; an indexed job of Kubernetes sets
    JOB_COMPLETION_INDEX, and AGONIST_SHARDS says how many there are. Raises SweepError if they do not fit.
    """
    if text is not None:
        return _checked(text, "--shard")
    if "SLURM_ARRAY_TASK_ID" in environment and "SLURM_ARRAY_TASK_COUNT" in environment:
        first, step = environment.get("SLURM_ARRAY_TASK_MIN", "0"), environment.get("SLURM_ARRAY_TASK_STEP", "1")
        index = _slurm(environment["SLURM_ARRAY_TASK_ID"], first, step)
        return _checked(f"{index}/{environment['SLURM_ARRAY_TASK_COUNT']}", "SLURM_ARRAY_TASK_ID/_COUNT")
    if "JOB_COMPLETION_INDEX" in environment:
        if "AGONIST_SHARDS" not in environment:
            raise SweepError("JOB_COMPLETION_INDEX is set: AGONIST_SHARDS must say how many completions there are")
        return _checked(f"{environment['JOB_COMPLETION_INDEX']}/{environment['AGONIST_SHARDS']}", "AGONIST_SHARDS")
    for lonely, other in (
        ("AGONIST_SHARDS", "JOB_COMPLETION_INDEX"),
        ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"),
    ):
        if environment.get(lonely):
            raise SweepError(
                f"{lonely} is set and {other} is not: the share cannot be known; say --shard i/n, or unset it"
            )
    return WHOLE


def _slurm(task: str, first: str, step: str) -> str:
    """Index of an array task, counted from 0."""
    if not (task.isdigit() and first.isdigit() and step.isdigit() and int(step)):
        return task
    return str((int(task) - int(first)) // int(step))


def _checked(text: object, place: str) -> Shard:
    if not isinstance(text, str):
        raise SweepError(f"{place} = {quoted(text)}: needs text of the form i/n, such as '0/8'")
    index, slash, count = text.partition("/")
    if not (slash and DIGITS.fullmatch(index) and DIGITS.fullmatch(count) and int(index) < int(count)):
        raise SweepError(f"{place}: needs i/n with 0 <= i < n, such as 0/8, not {quoted(text)}")
    return Shard(int(index), int(count))
