// The names of a graph: where they stand, around their nodes and none on another, worked out once for a layout.
import { clamp, shortWords, words, font, scaled } from "./util.js";

export const nameFont = () => font(), jointFont = () => font();
const smallFont = () => `${scaled(9.5)}px system-ui, sans-serif`;
const MANY = 34; // muscles, beyond which the names are small
const UNASKED = 18; // muscles, up to which those that take no part have their names too; beyond, they have them on asking
const SWELLING = 14; // px by which a swollen joint moves its name

const WAYS_ROUND = Array.from({ length: 16 }, (_, k) => (k * Math.PI) / 8 + Math.PI / 2); // below, then all the way round
const BESIDE_PX = [0, 5]; // px beyond the node: where a name may stand that may also be left out
const AWAY_PX = [0, 5, 12, 20, 30, 42, 56, 74, 96, 124, 160, 200, 260]; // and one that must be shown
const LEAD_PX = 9; // px beyond the node from which on a line leads to the name
const PLACE_ROUNDS = 3; // times that every name is placed anew among the others

const overlap = (a, b) => Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) * Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** A name of `width` and `height` whose edge stands `gap` beyond a node of `radius`, in one direction. */
function spotBeside(name, angle, gap) {
  const dx = Math.cos(angle), dy = Math.sin(angle), reach = name.radius + gap;
  return {
    x: name.at[0] + dx * (reach + name.width / 2) - name.width / 2, y: name.at[1] + dy * (reach + name.height / 2) - name.height / 2,
    width: name.width, height: name.height,
  };
}

/** Where a line from the node of a name ends that leads to its spot, and where it starts: at the rim of the node. */
function leadOf(name, place) {
  const end = [clamp(name.at[0], place.x, place.x + place.width), clamp(name.at[1], place.y, place.y + place.height)];
  const length = Math.hypot(end[0] - name.at[0], end[1] - name.at[1]) || 1, part = Math.min(1, name.radius / length);
  return { start: [0, 1].map((k) => name.at[k] + (end[k] - name.at[k]) * part), end };
}

/** How many nodes a line runs through. */
function crossed({ start, end }, nodes) {
  const along = [0.2, 0.4, 0.6, 0.8, 1].map((t) => [0, 1].map((k) => start[k] + (end[k] - start[k]) * t));
  return nodes.filter((node) => along.some(([x, y]) => x > node.x && x < node.x + node.width && y > node.y && y < node.y + node.height)).length;
}

/** What a spot costs: distance, nodes that it covers, and a liking for below, above and the sides. Infinite: taken. */
function costOf(name, place, gap, rank, { taken, nodes, ground }) {
  if (place.x < ground.x || place.y < ground.y || place.x + place.width > ground.x + ground.width || place.y + place.height > ground.y + ground.height) return Infinity;
  for (const other of taken) if (overlap(place, other)) return Infinity;
  let covered = 0;
  for (const node of nodes) covered += overlap(place, node) * node.weight;
  if (!name.must && covered > 30) return Infinity;
  const lead = gap > LEAD_PX ? 10 + 30 * crossed(leadOf(name, place), nodes) : 0;
  return 1.5 * gap + 0.3 * covered + lead + [0, 4, 5, 3, 1, 3, 5, 4][Math.round(rank / 2) % 8] + (rank % 2);
}

function bestSpot(name, among) {
  let found = null, least = Infinity;
  for (const gap of name.must ? AWAY_PX : BESIDE_PX) {
    if (1.5 * gap > least) break;
    WAYS_ROUND.forEach((angle, rank) => {
      const place = spotBeside(name, angle, gap), price = costOf(name, place, gap, rank, among);
      if (price < least) [found, least] = [{ ...place, lead: gap > LEAD_PX ? leadOf(name, place) : null }, price];
    });
  }
  return found;
}

/**
 * Places names, those that must be shown first; one that finds no free spot beside its node is left out (`shown` false).
 * `names`: at, radius, width, height, must. `fixed`: rectangles that are taken. `nodes`: rectangles with a weight, better
 * left free. Same input, same places.
 */
function placeNames(names, fixed, nodes, ground) {
  const order = [...names.filter((n) => n.must), ...names.filter((n) => !n.must)];
  const places = new Map();
  const others = (name) => [...fixed, ...[...places].filter(([n]) => n !== name).map(([, place]) => place)];
  for (let round = 0; round < PLACE_ROUNDS; round++) {
    for (const name of order) {
      const place = bestSpot(name, { taken: others(name), nodes, ground });
      if (place) places.set(name, place);
      else places.delete(name);
    }
  }
  return names.map((name) => ({ ...name, shown: places.has(name), ...places.get(name) }));
}

export const plainName = (name) => words(name.replace(/_(right|left)$/, ""));

/** Names of joints with the room that they take, wherever the swelling pushes them. */
export function jointNames(pen, graph, width, height) {
  pen.font = jointFont();
  return graph.joints.filter((node) => graph.named(node)).map((node) => {
    const [x, y] = graph.at(node, width, height), text = plainName(node.joint.name), wide = pen.measureText(text).width + 2;
    return { kind: "joint", text, shown: true, x: x - wide / 2, y: y + 9, width: wide, height: scaled(15) + SWELLING };
  });
}

/** Names of muscles with their places. Those of the task and of the chosen muscle are always shown. */
export function muscleNames(pen, graph, width, height, state, fixed) {
  const named = graph.nodes.filter((n) => n.index === state.chosen || graph.inTask(n.index, state)).length;
  const small = named > MANY, font = small ? smallFont() : nameFont();
  const names = graph.nodes.map((node) => {
    const chosen = node.index === state.chosen, member = graph.inTask(node.index, state), text = shortWords(node.muscle.name);
    pen.font = `600 ${font}`; // all as wide as when chosen, so that choosing moves none
    return {
      kind: "muscle", muscle: node.muscle.name, text, font: chosen ? pen.font : font, must: member || chosen, member,
      at: graph.at(node, width, height), radius: graph.size * 0.95, width: pen.measureText(text).width + 3, height: scaled(small ? 11.5 : 13),
    };
  }).filter((name) => name.must || graph.nodes.length <= UNASKED).sort((a, b) => b.member - a.member || b.must - a.must);
  const square = ([x, y], half, weight) => ({ x: x - half, y: y - half, width: 2 * half, height: 2 * half, weight });
  const kept = new Set(names.map((name) => name.muscle));
  const nodes = [
    ...graph.nodes.map((node) => square(graph.at(node, width, height), graph.size * (kept.has(node.muscle.name) ? 0.8 : 0.6), kept.has(node.muscle.name) ? 1 : 0.5)),
    ...graph.joints.map((joint) => square(graph.at(joint, width, height), 9, 0.7)),
  ];
  return placeNames(names, fixed, nodes, { x: 2, y: 17, width: width - 4, height: height - 19 });
}

/** Writes a name in its place; a thin line leads to one that stands apart from its node. */
export function writeName(pen, label, theme) {
  const x = label.x + label.width / 2, y = label.y + label.height / 2;
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
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineWidth = 3;
  pen.strokeStyle = theme.surface;
  pen.strokeText(label.text, x, y);
  pen.fillStyle = label.kind === "head" ? theme.soft : theme.ink;
  pen.fillText(label.text, x, y);
  pen.textBaseline = "alphabetic";
  pen.globalAlpha = 1;
}
