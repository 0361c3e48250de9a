// The state portrait: a ball in the landscape of the default rule, or the flow of a rival as trial lives show it.
import { t } from "./speech.js";
import { fitCanvas, words, number, percent, clamp, font, letters, scaled } from "./util.js";
import { plotArea } from "./charts.js";
import { Panel } from "./moments.js";

const HEIGHTS = [-0.12, 0.17]; // of every landscape about its mean: one scale for all muscles and doses
const FLOW_WORDS = "Above the line the share of the muscle grows, below it shrinks. Full dots are stable, open dots are watersheds. The moving point is this patient.";

/** The room that a text takes. */
function boxOf(pen, text, side, x, bottom) {
  const wide = pen.measureText(text).width, left = x - (side === "right" ? wide : side === "center" ? wide / 2 : 0);
  return { left, right: left + wide, top: bottom - scaled(11), bottom };
}

/** A text that stays legible on the lines that it crosses. */
function write(pen, text, x, y, theme) {
  pen.strokeStyle = theme.surface;
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.strokeText(text, x, y);
  pen.fillText(text, x, y);
}

/** Heads of arrows along a line: where practice leads, to more of the muscle or to less. */
function arrows(pen, { sx }, places, rates, y, theme) {
  for (let k = 1; k < places.length; k += Math.max(1, Math.floor(places.length / 14))) {
    const way = Math.sign(rates[k]), x = sx(places[k]);
    pen.fillStyle = way > 0 ? theme.synergy : theme.warm;
    pen.beginPath();
    pen.moveTo(x + way * 6, y);
    pen.lineTo(x - way * 4, y - 4);
    pen.lineTo(x - way * 4, y + 4);
    pen.fill();
  }
}

const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Flow of the share under the present inhibition: where it rises, where it falls, and the patient's place in it. */
/** "gluteus maximus right" of the server, as the page writes it. */
const muscleOf = (flow) => words(flow.label.replaceAll(" ", "_"));

export class Portrait extends Panel {
  constructor() {
    super("State portrait", FLOW_WORDS);
    this.before = null;
  }

  draw(state) {
    const { pen, width, height } = fitCanvas(this.canvas);
    if (!width) return;
    const flow = state.panels.portrait;
    if (!flow?.share?.length) return this.wait(pen, state, flow, "Waiting for the flow …");
    this.note.textContent = flow.kind === "landscape" ? this.landscapeWords(flow) : t(FLOW_WORDS);
    if (flow.kind === "landscape") return this.landscape(pen, width, height, flow, state);
    const top = Math.max(1e-6, ...flow.flow.map(Math.abs)) * 1.15;
    const area = plotArea(pen, width, height, {
      x: [0, 1], y: [-top, top], left: 58, xLabel: `${t("share of the task")}: ${muscleOf(flow)}`, yLabel: "change of share per 1000 repetitions",
      yFormat: (v) => number(v, 3),
    }, state.theme);
    this.shade(pen, area, flow, state);
    this.points(pen, area, flow, state);
    this.patient(pen, area, flow, state);
  }

  /** A ball in a landscape on a fixed scale; broken: the landscape before the inhibition was another. */
  landscape(pen, width, height, flow, state) {
    if (this.last && this.last.slot === flow.slot && this.last.lost !== flow.lost) this.before = this.last;
    if (this.last && this.last.slot !== flow.slot) this.before = null;
    this.last = flow;
    const area = plotArea(pen, width, height, { x: [0.3, 1.03], y: HEIGHTS, left: 14, right: 14, xLabel: `${t("how strongly the cortex asks this muscle (1: as in health)")}${letters.px > 11 ? "" : `: ${muscleOf(flow)}`}`, yFormat: () => "" }, state.theme);
    if (this.before) this.hills(pen, area, this.before, state.theme.soft, [5, 4], 1.6);
    this.hills(pen, area, flow, state.theme.ink, [], 2.6);
    arrows(pen, area, flow.gain, flow.flow, area.box.bottom - 6, state.theme);
    const taken = []; // rectangles of what is written: the ball first, then the valleys, and no name on another
    for (const point of flow.points) this.dot(pen, area, flow, point, state.theme);
    this.ball(pen, area, flow, state, taken);
    for (const point of [...flow.points].sort((a, b) => b.stable - a.stable)) this.place(pen, area, flow, point, state.theme, taken);
  }

  heightAt(flow, gain) {
    const k = Math.max(0, flow.gain.findIndex((g) => g >= gain));
    if (!k) return flow.height[gain > flow.gain[0] ? flow.gain.length - 1 : 0];
    const part = (gain - flow.gain[k - 1]) / (flow.gain[k] - flow.gain[k - 1] || 1);
    return flow.height[k - 1] + (flow.height[k] - flow.height[k - 1]) * clamp(part, 0, 1);
  }

  hills(pen, { sx, sy, box }, flow, colour, dash, width) {
    pen.beginPath();
    pen.moveTo(sx(flow.gain[0]), box.top); // a wall: no gain is below the floor
    flow.gain.forEach((g, i) => pen.lineTo(sx(g), sy(flow.height[i])));
    pen.lineTo(sx(1.0), box.top);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** A valley (full) or a watershed (open). */
  dot(pen, { sx, sy }, flow, point, theme) {
    const x = sx(point.at), y = sy(this.heightAt(flow, point.at));
    pen.beginPath();
    pen.arc(x, y, 5, 0, 7);
    pen.fillStyle = point.stable ? theme.ink : theme.surface;
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 2;
    pen.fill();
    pen.stroke();
  }

  /** Its name and the share that goes with it, below a valley and above a watershed where that is free. */
  place(pen, { sx, sy, box }, flow, point, theme, taken) {
    const x = sx(point.at), y = sy(this.heightAt(flow, point.at)), text = `${t(point.stable ? "valley" : "watershed")}: ${percent(point.share)}`;
    const side = point.at > 0.9 ? "right" : point.at < 0.45 ? "left" : "center", below = [18, 32, 46], above = [-12, -26];
    pen.font = font();
    const spots = (point.stable ? [...below, ...above] : [...above, ...below]).map((by) => boxOf(pen, text, side, x, y + scaled(by)));
    const spot = spots.find((s) => s.top > box.top - 4 && s.bottom < box.bottom - 12 && !taken.some((o) => meet(o, s))) || spots[0];
    taken.push(spot);
    pen.fillStyle = theme.soft;
    pen.textAlign = side;
    write(pen, text, x, spot.bottom, theme);
  }

  ball(pen, { sx, sy }, flow, state, taken) {
    const x = sx(clamp(flow.now, 0.3, 1.03)), y = sy(this.heightAt(flow, flow.now)) - 9;
    pen.fillStyle = state.theme.accent;
    pen.beginPath();
    pen.arc(x, y, 9, 0, 7);
    pen.fill();
    pen.font = font("700");
    pen.textAlign = flow.now > 0.8 ? "right" : "left";
    const text = `${t("now")}: ${percent(state.run.mean("share", flow.slot, state.day))}`, at = x + (flow.now > 0.8 ? -13 : 13);
    write(pen, text, at, y - 4, state.theme);
    taken.push(boxOf(pen, text, pen.textAlign, at, y - 4), { left: x - 10, right: x + 10, top: y - 10, bottom: y + 10 });
  }

  landscapeWords(flow) {
    const valleys = flow.points.filter((p) => p.stable), lies = valleys.some((p) => Math.abs(p.at - flow.now) < 0.06);
    const said = valleys.length > 1 ? "Two valleys: practice holds both states; which one depends on where the ball is."
      : lies ? "One valley, and the ball lies in it." : "One valley: practice rolls the ball towards it.";
    const lost = Math.abs(flow.lost) > 0.02 ? ` ${t("The muscle has lost {part} of its excitability.", { part: percent(flow.lost) })}` : "";
    return `${t("The ball is this patient.")} ${t(said)}${lost} ${t("Numbers are shares of the task. Arrows: where practice leads. Broken: the landscape before.")}`;
  }

  shade(pen, area, flow, state) {
    const { sx, sy, box } = area;
    pen.beginPath();
    flow.share.forEach((s, i) => (i ? pen.lineTo(sx(s), sy(flow.flow[i])) : pen.moveTo(sx(s), sy(flow.flow[i]))));
    pen.strokeStyle = state.theme.ink;
    pen.lineWidth = 2;
    pen.stroke();
    pen.strokeStyle = state.theme.soft;
    pen.beginPath();
    pen.moveTo(box.left, sy(0));
    pen.lineTo(box.right, sy(0));
    pen.stroke();
    arrows(pen, area, flow.share, flow.flow, sy(0), state.theme);
  }

  points(pen, { sx, sy }, flow, state) {
    for (const point of flow.points) {
      pen.beginPath();
      pen.arc(sx(point.share), sy(0), 7, 0, 7);
      pen.fillStyle = point.stable ? state.theme.ink : state.theme.surface;
      pen.strokeStyle = state.theme.ink;
      pen.lineWidth = 2;
      pen.fill();
      pen.stroke();
    }
  }

  patient(pen, { sx, sy, box }, flow, state) {
    const share = clamp(flow.now ?? state.run.read("share", flow.slot, state.day), 0, 1);
    if (!Number.isFinite(share)) return;
    pen.strokeStyle = pen.fillStyle = state.theme.accent;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(sx(share), box.top);
    pen.lineTo(sx(share), box.bottom);
    pen.stroke();
    pen.beginPath();
    pen.arc(sx(share), sy(0), 9, 0, 7);
    pen.fill();
  }
}
