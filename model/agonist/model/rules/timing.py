"""When a muscle starts: its motoneurons reach their threshold somewhere on a rising command."""

from __future__ import annotations

from agonist.model.compiler.jit import rule

SILENT = 1e-9  # drive per effort below which a muscle never starts
NEVER_MS = -1e6  # an onset before this is none


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


@rule
def started(sent: float, effort: float, usual: float) -> float:
    """A movement starts at the rate that its load usually takes; more effort comes on top while it goes on: ``m min(G_0 / G, 1)``.

    G_0 effort of the healthy body at this load. What inhibits a muscle so makes it late, whatever the effort that makes up for it,
    and the muscles that help are no earlier. Source: Hodges & Richardson 1996 Spine 21:2640 (back pain: deep trunk muscles
    late); form judgement.
    """
    return sent * usual / effort if effort > usual else sent


@rule
def called(onset_ms: float, latest_ms: float) -> float:
    """What the plan leaves out the movement itself calls up: no later than its long-latency reflex, ``max(o, latest)``, ms.

    A muscle that no command reaches never starts. Source: Pruszynski & Scott 2012 Exp Brain Res 218:341 (50 to 105 ms).
    """
    return latest_ms if NEVER_MS < onset_ms < latest_ms else onset_ms


@rule
def drive_on_time(onset_ms: float, threshold: float, rise_ms: float, delay_ms: float) -> float:
    """Effort, excitability and weight together with which a muscle starts at an onset: ``T theta / (T + delay - o*)``, `onset_ms` solved."""
    room = rise_ms + delay_ms - onset_ms
    return rise_ms * threshold / (room if room > SILENT else SILENT)


@rule
def command_on_time(drive: float, excitability: float, usual_per_load: float) -> float:
    """Command that starts a muscle when feedback on its onset asks for it: ``m* = d G / e``.

    d is `drive_on_time`, e the excitability, G what the healthy effort sends, activation. Feedback on the onset is so one on
    the command that rises: it is corrected from repetition to repetition as a share is (`learning.strategy`).
    """
    return drive * usual_per_load / (excitability if excitability > SILENT else SILENT)
