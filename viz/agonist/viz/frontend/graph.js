// The muscle graph on a canvas: size is activation, colour is the chosen paint, links carry help and inhibition.
import { t } from "./speech.js";
import { el, fitCanvas, paint, words, clamp, letters, scaled } from "./util.js";
import { settle, columnsOf, makeNodes, nearSide, roomy, ABOVE_PX, BELOW_PX } from "./places.js";
import { broken, jointNames, graphNames, placeNames, plainName, widestNames, writeName, jointFont, nameFont } from "./labels.js";

const MOVING = 70; // links that are drawn anew at every frame

export class Graph {
  constructor(topology, choose) {
    this.topology = topology;
    this.choose = choose;
    Object.assign(this, makeNodes(topology));
    this.canvas = el("canvas", {
      class: "ag-graph", role: "img", tabindex: "0",
      "aria-label": "Muscle graph: links of help and inhibition. The arrows go from name to name, Enter chooses.",
    });
    this.canvas.addEventListener("click", (event) => this.pick(event));
    this.canvas.addEventListener("mousemove", (event) => this.hover(event));
    this.canvas.addEventListener("mouseleave", () => this.point(null));
    this.canvas.addEventListener("blur", () => this.point(null));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.tip = el("div", { class: "ag-tip", "aria-live": "polite", hidden: true });
    this.labels = [];
    this.root = el("div", { class: "ag-graph-box" }, this.canvas, this.tip);
  }

  at(node, width, height) {
    const top = scaled(ABOVE_PX);
    return [node.x, top + node.y * (height - top - scaled(BELOW_PX))];
  }

  nearest(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    const name = this.labels.find((l) => l.node && l.shown && x >= l.x && x <= l.x + l.width && y >= l.y && y <= l.y + l.height);
    if (name) return { node: name.node, x, y };
    let best = null, least = 26;
    for (const node of [...this.nodes, ...this.joints]) {
      const [nx, ny] = this.at(node, box.width, box.height);
      const distance = Math.hypot(nx - x, ny - y);
      if (distance < least) [best, least] = [node, distance];
    }
    return { node: best, x, y };
  }

  pick(event) {
    const { node } = this.nearest(event);
    if (node && node.kind === "muscle") this.choose(node.index);
  }

  hover(event) {
    this.point(this.nearest(event).node);
  }

  /** Shows the full name of a node beside it, whether or not its short one is drawn. */
  point(node) {
    this.pointed = node;
    this.tip.hidden = !node;
    if (!node) return;
    const [x, y] = this.at(node, this.canvas.clientWidth, this.canvas.clientHeight);
    this.tip.textContent = words((node.muscle || node.joint).name);
    this.tip.style.left = `${clamp(x, 70, this.canvas.clientWidth - 70)}px`;
    this.tip.style.top = `${Math.max(0, y - this.size - 24)}px`;
  }

  /** The arrows go from node to node, column by column; Enter chooses, Escape lets go. */
  key(event) {
    const order = [...this.nodes, ...this.joints].sort((a, b) => a.x - b.x || a.y - b.y);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) this.point(order[(order.indexOf(this.pointed) + step + order.length + (this.pointed || step > 0 ? 0 : 1)) % order.length]);
    else if (event.key === "Escape") this.point(null);
    else if (event.key === "Enter" && this.pointed?.kind === "muscle") this.choose(this.pointed.index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  draw(state) {
    const { pen, width, height } = fitCanvas(this.canvas);
    if (!width || !height) return;
    this.size = clamp(Math.min(width / 26, height / 26), 9, 18);
    this.prepare(width, height, state);
    pen.drawImage(this.behind, 0, 0, width, height);
    for (const link of this.moving) this.link(pen, width, height, link, state);
    for (const joint of this.joints) this.drawJoint(pen, width, height, joint, state);
    for (const node of this.nodes) this.node(pen, width, height, node, state);
    pen.drawImage(this.names, 0, 0, width, height);
    for (const joint of this.joints) if (this.named(joint) && !joint.tight) this.jointName(pen, width, height, joint, state);
  }

  /** What changes only with the choice, the theme or the size is drawn once and copied: faint links behind, names in front. */
  prepare(width, height, state) {
    const key = [width, height, state.chosen, state.task, state.theme.dark, this.canvas.width, state.allLinks, letters.px].join();
    if (key === this.stillKey) return;
    this.stillKey = key;
    const pen = this.canvas.getContext("2d"), names = graphNames(pen, this, state);
    this.side = nearSide(this, state.members || [], width, widestNames(names));
    this.columns = columnsOf(this, width, widestNames(names));
    if (!roomy(this, this.columns)) this.columns = columnsOf(this, width, widestNames(broken(pen, names, height)));
    settle(this, this.columns);
    this.moving = this.strongest(state);
    this.behind = this.layer(width, (pen) => {
      for (const link of this.topology.links) if (this.asked(link, state) && !this.moving.has(link) && link.kind !== "crossing") this.faint(pen, width, height, link, state);
    });
    this.names = this.layer(width, (pen) => {
      this.labels = [...this.heads(pen, width), ...jointNames(pen, this, width, height), ...placeNames(names, this, this.columns, width, height)];
      for (const label of this.labels) if (label.shown && label.kind !== "joint") writeName(pen, label, state.theme);
    });
  }

  /** A picture as large as the canvas, drawn once. */
  layer(width, drawOn) {
    const picture = document.createElement("canvas");
    picture.width = this.canvas.width;
    picture.height = this.canvas.height;
    const pen = picture.getContext("2d"), ratio = this.canvas.width / width;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawOn(pen);
    return picture;
  }

  /** Whether a link is to be seen: those of the chosen muscle and of joints always, the others where all are asked for. */
  asked(link, state) {
    return state.allLinks || link.kind === "crossing" || link.from === state.chosen || link.to === state.chosen;
  }

  /** The links that are drawn at every frame: those of the chosen muscle, those of joints, the strongest of the task. */
  strongest(state) {
    const rank = (l) => (l.kind === "crossing" ? 3 : 0) + (l.from === state.chosen || l.to === state.chosen ? 2 : 0) + l.weight;
    const lit = this.topology.links.filter((l) => this.asked(l, state) && (l.kind === "crossing" || (this.inTask(l.from, state) && this.inTask(l.to, state))));
    return new Set(lit.sort((a, b) => rank(b) - rank(a)).slice(0, MOVING));
  }

  faint(pen, width, height, link, state) {
    const [x1, y1] = this.at(this.nodes[link.from], width, height), [x2, y2] = this.at(this.nodes[link.to], width, height);
    const bend = this.bendOf(link, this.nodes[link.from], y2 - y1);
    pen.strokeStyle = link.kind === "antagonist" ? state.theme.warm : state.theme.synergy;
    pen.globalAlpha = this.inTask(link.from, state) && this.inTask(link.to, state) ? 0.16 : 0.05;
    pen.lineWidth = 0.6 + 2 * link.weight;
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.quadraticCurveTo((x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend, x2, y2);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  /** Headings of the columns, shorter ones where the columns are narrow; a side in the margin has one for both. */
  heads(pen, width) {
    const columns = this.columns, far = { right: "left", left: "right" }[this.side];
    const narrow = width < 430, faces = [["rf", "right", "front"], ["rb", "right", "back"], ["lb", "left", "back"], ["lf", "left", "front"]];
    const said = (side, face) => (narrow ? `${t(side)[0].toUpperCase()} ${t(face)}` : `${t(side)}, ${t(face)}`);
    const near = faces.filter(([, side]) => side !== far).map(([key, side, face]) => [said(side, face), columns[key], (face === "front" ? -1 : 1) * (side === "left" ? -1 : 1)]);
    const names = this.twoSided ? [...near, ...(far ? [[t(far), columns[far], 0]] : [])] : [[t("front of the body"), columns.f, -1], [t("back of the body"), columns.b, 1]];
    pen.font = nameFont();
    return names.map(([text, x, out]) => {
      const wide = pen.measureText(text).width + 2, left = out < 0 ? x + this.size - wide : out > 0 ? x - this.size : x - wide / 2; // over the names, as these are outside
      return { kind: "head", text, font: nameFont(), shown: true, x: clamp(left, 2, width - wide - 2), y: 2, width: wide, height: 14 };
    });
  }

  /** Whether a joint has its name beside it: one in the margin is named on asking. */
  named(node) {
    return !this.twoSided || !this.side || !node.joint.side || node.joint.side === this.side;
  }

  inTask(index, state) {
    return !state.members || state.members.has(index);
  }

  /** Activity that a link carries now: what its source does, times its weight. */
  flow(link, state) {
    if (link.kind === "crossing") {
      const lost = 1 - state.muscle("excitability", link.to);
      return clamp(lost, 0, 1) * (state.joint("effusion_ml", link.from) > 0.5 || state.joint("pain", link.from) > 0.2 ? 1 : 0);
    }
    return clamp(state.muscle("activation", link.from) * link.weight * 2.5, 0, 1);
  }

  /** Links of one column bow inwards, so that they pass beside its nodes; the others bow a little, to one side there and to the other back. */
  bendOf(link, source, down) {
    const there = link.from < link.to ? 1 : -1, to = this.nodes[link.to];
    return source.kind === "muscle" && source.key === to.key && to.out ? to.out * Math.sign(down) * (0.34 + 0.08 * there) : 0.12 * there;
  }

  link(pen, width, height, link, state) {
    const crossing = link.kind === "crossing";
    const source = crossing ? this.joints[link.from] : this.nodes[link.from];
    const [x1, y1] = this.at(source, width, height), [x2, y2] = this.at(this.nodes[link.to], width, height);
    const flow = this.flow(link, state);
    if (crossing && flow < 0.02) return;
    const near = crossing || link.from === state.chosen || link.to === state.chosen;
    const lit = crossing || (this.inTask(link.from, state) && this.inTask(link.to, state));
    const colour = crossing ? state.theme.inhibit : link.kind === "antagonist" ? state.theme.warm : state.theme.synergy;
    const bend = this.bendOf(link, source, y2 - y1);
    const mx = (x1 + x2) / 2 - (y2 - y1) * bend, my = (y1 + y2) / 2 + (x2 - x1) * bend;
    pen.strokeStyle = colour;
    pen.lineWidth = 0.6 + (crossing ? 1.4 + 5 * flow : 4 * link.weight * (0.35 + flow));
    pen.globalAlpha = near ? 0.9 : lit ? 0.28 + 0.4 * flow : 0.08;
    pen.setLineDash(crossing ? [6, 3] : link.kind === "antagonist" ? [7, 3] : []);
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.quadraticCurveTo(mx, my, x2, y2);
    pen.stroke();
    pen.setLineDash([]);
    if (flow > 0.06 && (near || lit)) this.pulse(pen, [x1, y1, mx, my, x2, y2], flow, colour, link.kind !== "synergist", state);
    pen.globalAlpha = 1;
  }

  /** Inhibition seen acting: beads run along the link and end on a bar at the inhibited muscle. */
  pulse(pen, [x1, y1, mx, my, x2, y2], flow, colour, bar, state) {
    pen.fillStyle = colour;
    const along = (t) => [(1 - t) ** 2 * x1 + 2 * t * (1 - t) * mx + t * t * x2, (1 - t) ** 2 * y1 + 2 * t * (1 - t) * my + t * t * y2];
    if (!state.still) {
      for (let k = 0; k < 2; k++) {
        const [x, y] = along((state.clock * (0.25 + 0.5 * flow) + k / 2) % 1);
        pen.beginPath();
        pen.arc(x, y, 1.2 + 2.2 * flow, 0, 7);
        pen.fill();
      }
    }
    if (!bar) return;
    const length = Math.hypot(x2 - mx, y2 - my) || 1, ux = (x2 - mx) / length, uy = (y2 - my) / length;
    const gap = this.size + 5, w = 3 + 4 * flow;
    pen.lineWidth = 2.2;
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.moveTo(x2 - ux * gap - uy * w, y2 - uy * gap + ux * w);
    pen.lineTo(x2 - ux * gap + uy * w, y2 - uy * gap - ux * w);
    pen.stroke();
  }

  drawJoint(pen, width, height, node, state) {
    const [x, y] = this.at(node, width, height);
    const fluid = state.joint("effusion_ml", node.index), pain = state.joint("pain", node.index);
    const half = this.halfOf(node, state);
    pen.save();
    pen.translate(x, y);
    pen.rotate(Math.PI / 4);
    pen.fillStyle = fluid > 0.5 ? state.theme.fluid : state.theme.surface;
    pen.strokeStyle = pain > 0.3 ? state.theme.inhibit : state.theme.soft;
    pen.lineWidth = 1.2 + clamp(pain, 0, 10) * 0.35;
    pen.fillRect(-half, -half, 2 * half, 2 * half);
    pen.strokeRect(-half, -half, 2 * half, 2 * half);
    pen.restore();
  }

  /** The name of a joint, below it however much it swells. */
  jointName(pen, width, height, node, state) {
    const [x, y] = this.at(node, width, height), low = y + this.halfOf(node, state) * 1.5 + scaled(12), text = plainName(node.joint.name);
    pen.font = jointFont();
    pen.textAlign = "center";
    pen.lineWidth = 3;
    pen.strokeStyle = state.theme.surface;
    pen.strokeText(text, x, low);
    pen.fillStyle = state.theme.soft;
    pen.fillText(text, x, low);
  }

  halfOf(joint, state) {
    return 5 + clamp(Math.sqrt(Math.max(0, state.joint("effusion_ml", joint.index))), 0, 9);
  }

  node(pen, width, height, node, state) {
    const [x, y] = this.at(node, width, height);
    const active = clamp(state.muscle("activation", node.index), 0, 1);
    const pulse = state.still || !state.moving ? 1 : 0.94 + 0.06 * Math.sin(state.clock * 5);
    const radius = this.size * (0.42 + 0.85 * Math.sqrt(active)) * pulse;
    const inTask = this.inTask(node.index, state), chosen = node.index === state.chosen;
    pen.globalAlpha = inTask || chosen ? 1 : 0.4;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fillStyle = paint(state.paint, state.muscle(state.paint, node.index), state.theme.dark);
    pen.fill();
    pen.lineWidth = chosen ? 3 : 1.2;
    pen.strokeStyle = chosen ? state.theme.accent : state.theme.ink;
    pen.stroke();
    this.lostExcitability(pen, x, y, radius, state.muscle("excitability", node.index), state);
    if (state.muscle("hurt", node.index) > 0.3) this.cross(pen, x, y, state);
    pen.globalAlpha = 1;
  }

  /** An arc around the node: the part of the excitability that inhibition has taken. */
  lostExcitability(pen, x, y, radius, excitability, state) {
    const lost = clamp(1 - excitability, 0, 1);
    if (!(lost > 0.02)) return;
    pen.beginPath();
    pen.arc(x, y, radius + 4, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * lost);
    pen.strokeStyle = state.theme.inhibit;
    pen.lineWidth = 3.2;
    pen.stroke();
  }

  cross(pen, x, y, state) {
    pen.strokeStyle = state.theme.inhibit;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(x - 4, y - 4);
    pen.lineTo(x + 4, y + 4);
    pen.moveTo(x + 4, y - 4);
    pen.lineTo(x - 4, y + 4);
    pen.stroke();
  }
}
