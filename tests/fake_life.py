"""A small made-up life for the tests of the page: no physiology, every block that the view reads."""

from __future__ import annotations

import math

import numpy as np

from agonist.viz.session.recipe import Recipe

BASES = (
    "gluteus_maximus", "biceps_femoris_long_head", "semitendinosus", "semimembranosus", "adductor_magnus",
    "erector_spinae", "rectus_femoris", "psoas_major",
)  # fmt: skip
AGONISTS = 6


class FakeLife:
    """Two sides of a hip; the first muscle loses share to the others while it is inhibited."""

    def __init__(self, recipe: Recipe, bases: tuple[str, ...] = BASES) -> None:
        if recipe.scenario == "wrong":
            raise ValueError("unknown scenario 'wrong'; did you mean 'fake'?")
        self.recipe, self.day, self.horizon, self.title = recipe, 0.0, 120.0, "A hip that forgets"
        self.task = 0
        self.muscles = [f"{b}_{s}" for s in ("left", "right") for b in bases]
        self.per_side = len(bases)
        self.agonists = min(AGONISTS, self.per_side - 2)
        n, m = len(self.muscles), 2 * self.per_side
        self.blocks = [
            ("day", 1), ("activation", n), ("excitability", n), ("fatigued", n), ("strength", n), ("tightness", n),
            ("hurt", n), ("share", m), ("drive", m), ("act", m), ("fast", m), ("slow", m), ("onset", m), ("effort", 2),
            ("failed", 2), ("effusion_ml", 2), ("pain", 2),
        ]  # fmt: skip
        self.width = sum(size for _, size in self.blocks)

    def topology(self) -> dict:
        muscles = [{"name": n, "side": n.rsplit("_", 1)[1]} for n in self.muscles]
        tasks, links = [], []
        for t, side in enumerate(("left", "right")):
            first = t * self.per_side
            members = [
                {"muscle": first + k, "slot": first + k, "role": "agonist" if k < self.agonists else "antagonist",
                 "share0": 1.0 / (k + 2)}
                for k in range(self.per_side)
            ]  # fmt: skip
            tasks.append({"name": f"hip_extension_{side}", "members": members})
            for a in range(self.per_side):
                for b in range(self.per_side):
                    if a != b:
                        kind = "synergist" if (a < self.agonists) == (b < self.agonists) else "antagonist"
                        links.append({"from": first + a, "to": first + b, "kind": kind, "weight": 1.0 / (a + 2)})
            links.append({"from": t, "to": first, "kind": "crossing", "weight": 1.0})
        joints = [{"name": f"hip_{s}", "side": s} for s in ("left", "right")]
        return {
            "muscles": muscles,
            "joints": joints,
            "tasks": tasks,
            "links": links,
            "width": self.width,
            "blocks": [list(b) for b in self.blocks],
        }

    def _lost(self) -> float:
        dose = sum(dict(e.arguments).get("fraction", 0.0) for e in self.recipe.edits if e.day <= self.day)
        return min(0.9, dose + (0.5 if 20 < self.day < 60 and 0 not in self.recipe.dropped else 0.0))

    def row(self) -> np.ndarray:
        n, m, d, lost = len(self.muscles), 2 * self.per_side, self.day, self._lost()
        k = np.arange(n)
        own = np.where(k % self.per_side == 0, 1 - lost, 1.0)
        act = np.clip(0.3 + 0.1 * np.sin(d * 2 + k), 0, 1) * own
        habit = 1 / (1 + math.exp(-(d - 40) / 8)) * 0.6
        weight = np.where(np.arange(m) % self.per_side == 0, 1 - habit, 1 + habit / 4)
        ago = np.arange(m) % self.per_side < self.agonists
        share = np.where(ago, weight * own[:m] / (np.arange(m) % self.per_side + 2), 0)
        share = share / share.reshape(2, -1).sum(1).repeat(self.per_side)
        parts = [
            [d], act, own, 0.2 + 0.1 * np.sin(d + k), 1 - 0.002 * d + 0 * k, 1 + 0.1 * np.sin(k), 0 * k, share,
            0.4 * weight, act[:m], weight, weight, np.where(ago, 20 + 60 * (1 - act[:m]), np.nan),
            [0.4 + 0.3 * lost] * 2,
            [0.0, float(lost > 0.8)], [0.0, 40.0 * lost], [0.0, 3 * lost],
        ]  # fmt: skip
        return np.concatenate([np.asarray(p, np.float32).ravel() for p in parts]).astype(np.float32)

    def advance(self, days: float, rows: int) -> np.ndarray:
        start, found = self.day, []
        for k in range(1, rows + 1):
            self.day = start + days * k / rows
            found.append(self.row())
        return np.array(found, np.float32)

    def marks(self) -> list[dict]:
        own = [] if 0 in self.recipe.dropped else [{"day": 20.0, "until": 60.0, "label": "inhibit"}]
        return own + [{"day": e.day, "until": None, "label": e.word} for e in self.recipe.edits]

    def panel(self, name: str, muscle: int, task: int) -> dict:
        if name == "curve":
            x = list(range(-20, 91, 10))
            y = [max(0.0, 100 - (v - 30) ** 2 / 30) for v in x]
            return {
                "x": x,
                "then": y,
                "now": [v * (1 - 0.002 * self.day) for v in y],
                "x_label": "deg",
                "y_label": "N m",
            }
        if name == "portrait":
            s = [k / 40 for k in range(41)]
            flow = [-(v - 0.1) * (v - 0.3) * (v - 0.5) for v in s]
            points = [{"share": 0.1, "stable": True}, {"share": 0.3, "stable": False}, {"share": 0.5, "stable": True}]
            return {
                "share": s,
                "flow": flow,
                "points": points,
                "label": "gluteus maximus",
                "slot": task * self.per_side,
            }
        return {
            "columns": ["before", "now"],
            "rows": [{"name": "torque, N m", "values": [100.0, 100.0 - self.day / 3]}],
        }
