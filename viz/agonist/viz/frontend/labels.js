// The names of a graph: outside their columns, one under the other and none on another, worked out once for a layout.
import { clamp, shortWords, words, font, scaled } from "./util.js";

export const nameFont = () => font(), jointFont = () => font();
const smallFont = () => `${scaled(9.5)}px system-ui, sans-serif`;
const MANY = 34; // muscles, beyond which the names are small
const UNASKED = 18; // muscles, up to which those that take no part have their names too; beyond, they have them on asking
const SWELLING = 14; // px by which a swollen joint moves its name
const TWO_LINES = 1.8; // height of a name in two lines, of one
const HEADINGS_PX = 17; // px at the top for the headings
const LEAD_PX = 4; // px off its node from which on a line leads to the name

export const plainName = (name) => words(name.replace(/_(right|left)$/, ""));

/** Names of joints with the room that they take, wherever the swelling pushes them. */
export function jointNames(pen, graph, width, height) {
  pen.font = jointFont();
  return graph.joints.filter((node) => graph.named(node)).map((node) => {
    const [x, y] = graph.at(node, width, height), text = plainName(node.joint.name), wide = pen.measureText(text).width + 2;
    node.tight = graph.nodes.some((n) => n.out && Math.abs(n.x - x) < wide / 2 + graph.size); // between two near columns it has its name on asking
    return { kind: "joint", text, shown: !node.tight, x: x - wide / 2, y: y + 9, width: wide, height: scaled(15) + SWELLING };
  });
}

/** Names of muscles, in no place yet: of those of the task and of the chosen one always, of the others where there are few. */
export function graphNames(pen, graph, state) {
  const named = graph.nodes.filter((n) => n.index === state.chosen || graph.inTask(n.index, state)).length;
  const small = named > MANY, font = small ? smallFont() : nameFont();
  return graph.nodes.map((node) => {
    const chosen = node.index === state.chosen, member = graph.inTask(node.index, state), text = shortWords(node.muscle.name);
    pen.font = `600 ${font}`; // all as wide as when chosen, so that choosing moves none
    return { kind: "muscle", node, muscle: node.muscle.name, text, lines: [text], wide: (part) => pen.measureText(part).width + 3, font: chosen ? pen.font : font, must: member || chosen, chosen, width: pen.measureText(text).width + 3, height: scaled(small ? 11 : 12.5) };
  }).filter((name) => name.must || graph.nodes.length <= UNASKED);
}

/** Names in two lines each, where large letters leave the columns no room between them; as they are where a column is not high enough. */
export function broken(pen, names, height) {
  const [most] = names.map((n) => n.height).sort((a, b) => b - a), beside = (front) => names.filter((n) => n.node.front === front).length;
  if (TWO_LINES * most * Math.max(beside(true), beside(false)) > height - HEADINGS_PX - 2 * most) return names;
  for (const name of names) {
    const parts = name.text.split(" "), cuts = parts.slice(1).map((_, k) => [parts.slice(0, k + 1).join(" "), parts.slice(k + 1).join(" ")]);
    pen.font = name.font.startsWith("600") ? name.font : `600 ${name.font}`;
    const widths = cuts.map((lines) => Math.max(...lines.map(name.wide))), least = widths.indexOf(Math.min(...widths));
    if (cuts.length) Object.assign(name, { lines: cuts[least], width: widths[least], height: TWO_LINES * name.height });
  }
  return names;
}

/** The widestNames names in front and behind, px. */
export function widestNames(names) {
  const of = (front) => Math.max(30, ...names.filter((n) => n.node.front === front).map((n) => n.width));
  return { front: of(true), back: of(false) };
}

/** One under the other, each as near to its node as may be. */
function spreadNames(column, low, high) {
  const apart = (k) => (column[k].height + column[k + 1].height) / 2;
  column.sort((a, b) => a.middle - b.middle);
  column.forEach((n, k) => (n.middle = Math.max(n.middle, k ? column[k - 1].middle + apart(k - 1) : low + n.height / 2)));
  for (let k = column.length - 1; k >= 0; k--) column[k].middle = Math.min(column[k].middle, k < column.length - 1 ? column[k + 1].middle - apart(k) : high - column[k].height / 2);
}

/** Puts names into their places beside their columns; in a margin only the chosen one has a name, below. */
export function placeNames(names, graph, columns, width, height) {
  const gap = graph.size * 1.27 + 3, low = HEADINGS_PX, high = height - 1, placed = names.filter((n) => n.node.out || n.chosen);
  for (const name of placed) {
    const { out, key } = name.node, [x, y] = graph.at(name.node, width, height), [left, right] = [columns[key] - gap - name.width, columns[key] + gap];
    Object.assign(name, { shown: true, from: [x, y], middle: out ? y : high - name.height / 2, x: clamp(out ? (out < 0 ? left : right) : x - name.width / 2, 2, width - name.width - 2) });
  }
  for (const key of new Set(placed.map((n) => n.node.key))) spreadNames(placed.filter((n) => n.node.key === key && n.node.out), low, high - (placed.some((n) => !n.node.out) ? scaled(13) : 0));
  for (const name of placed) {
    name.y = name.middle - name.height / 2;
    const end = [clamp(name.from[0], name.x, name.x + name.width), name.middle];
    if (Math.abs(name.middle - name.from[1]) > LEAD_PX) name.lead = { start: name.from, end };
  }
  return placed;
}

/** Writes a name in its place; a thin line leads to one that stands apart from its node. */
export function writeName(pen, label, theme) {
  const out = label.node?.out || 0, x = label.x + (out < 0 ? label.width : out > 0 ? 0 : label.width / 2), y = label.y + label.height / 2;
  pen.globalAlpha = label.kind === "head" || label.must ? 1 : 0.62;
  if (label.lead) {
    pen.strokeStyle = theme.soft;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(...label.lead.start);
    pen.lineTo(...label.lead.end);
    pen.stroke();
  }
  pen.font = label.font;
  pen.textAlign = out < 0 ? "right" : out > 0 ? "left" : "center";
  pen.textBaseline = "middle";
  pen.lineWidth = 3;
  pen.strokeStyle = theme.surface;
  pen.fillStyle = label.kind === "head" ? theme.soft : theme.ink;
  const lines = label.lines || [label.text], step = label.height / lines.length;
  lines.forEach((line, k) => {
    const at = y + (k - (lines.length - 1) / 2) * step;
    pen.strokeText(line, x, at, label.width);
    pen.fillText(line, x, at, label.width);
  });
  pen.textBaseline = "alphabetic";
  pen.globalAlpha = 1;
}
