"""When a muscle starts: its motoneurons reach their threshold somewhere on a rising command."""

from __future__ import annotations

from agonist.model.compiler.jit import rule

SILENT = 1e-9  # drive per effort below which a muscle never starts


@rule
def onset_ms(
    effort: float, excitability: float, weight: float, threshold: float, rise_ms: float, delay_ms: float
) -> float:
    """A muscle starts when the rising command, through its weight and excitability, passes its threshold.

    G(t) = G t / T; start at t_i = T theta_i / (e_i w_i G). The limb moves when G(t) reaches the effort G that lifts it,
    and force is felt only after the electromechanical delay, so the onset is T + delay - t_i before movement, ms
    (negative: after it). G, theta in activation, T in ms. Source: form judgement; thresholds set on Lewis 2009.
    """
    drive = effort * excitability * weight
    start = rise_ms * threshold / (drive if drive > SILENT else SILENT)
    return rise_ms + delay_ms - start
