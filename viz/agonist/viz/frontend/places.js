// Where the nodes of the graph stand: columns across, height of the body down. Same input, same places.
import { clamp } from "./util.js";
import { centreOf, JOINTS } from "./shapes.js";

const BESIDE_NAME = 4, WIDEST = 0.32; // px beside a name; part of the width that names may take
const FAR_SIZES = { front: 1.3, back: 2.7, joint: 4.1, room: 4.9 }; // from the edge, in sizes of a node: dots of the side that the task shown is not on
const LINKS_ROOM = 6; // sizes of a node between two columns, below which only one side has its names, and below which those are broken
const LONG = 9; // nodes of a column that stand one to the left and one to the right
export const ABOVE_PX = 30, BELOW_PX = 20; // px above and below the nodes

/** The nodes of a body, in no place yet. */
export function makeNodes(topology) {
  return {
    nodes: topology.muscles.map((muscle, index) => ({ kind: "muscle", index, muscle, front: Boolean(centreOf(muscle.name)?.front), x: 0, y: 0 })),
    joints: topology.joints.map((joint, index) => ({ kind: "joint", index, joint, x: 0, y: 0 })),
    twoSided: new Set(topology.muscles.map((m) => m.side)).size > 1,
  };
}

/** The side that takes the room, the other one being a margin of dots: that of the muscles of the task; empty where both have room. */
export function nearSide(graph, members, width, wide) {
  if (!graph.twoSided) return "";
  const count = { right: 0, left: 0 };
  for (const index of members) count[graph.nodes[index].muscle.side]++;
  const { rf, rb } = columnsOf({ ...graph, twoSided: true, size: graph.size, side: "" }, width, wide);
  if (count.right && count.left && rb - rf >= LINKS_ROOM * graph.size) return "";
  return count.left > count.right ? "left" : "right";
}

/** Whether links between the columns have room. */
export function roomy(graph, columns) {
  const [front, back] = graph.twoSided ? (graph.side ? [`${graph.side[0]}f`, `${graph.side[0]}b`] : ["rf", "rb"]) : ["f", "b"];
  return Math.abs(columns[back] - columns[front]) >= LINKS_ROOM * graph.size;
}

/** Px across of the columns as one meets them from behind, right and left, front and back: names outside, links between. `wide`: of names. */
export function columnsOf({ twoSided, side, size }, width, wide) {
  const gap = size * 1.27 + 5, edge = (face) => BESIDE_NAME + gap + Math.min(wide[face], WIDEST * width);
  if (!twoSided) return { f: edge("front"), b: width - edge("back"), middle: width / 2 };
  if (!side) {
    const inner = Math.min(wide.back, WIDEST * width) + gap, [rf, rb, lb, lf] = [edge("front"), width / 2 - inner, width / 2 + inner, width - edge("front")];
    return { rf, rb, lb, lf, right: (rf + rb) / 2, middle: (rf + rb) / 2, left: (lb + lf) / 2 };
  }
  const front = edge("front"), back = width - FAR_SIZES.room * size - edge("back"), middle = (front + back) / 2, [n, f] = side === "right" ? ["r", "l"] : ["l", "r"];
  const turned = (x) => (side === "right" ? x : width - x);
  return {
    [`${n}f`]: turned(front), [`${n}b`]: turned(back), [`${f}b`]: turned(width - FAR_SIZES.back * size), [`${f}f`]: turned(width - FAR_SIZES.front * size), middle: turned(middle),
    [side]: turned(middle), [side === "right" ? "left" : "right"]: turned(width - FAR_SIZES.joint * size),
  };
}

/** Which column a node stands in, and on which side of it its name: -1 left, 1 right, 0 none. */
export function standing({ twoSided, side }, { muscle, front }) {
  if (!twoSided) return { key: front ? "f" : "b", out: front ? -1 : 1 };
  const left = muscle.side === "left", key = (left ? "l" : "r") + (front ? "f" : "b");
  return { key, out: side && muscle.side !== side ? 0 : (front ? -1 : 1) * (left ? -1 : 1) };
}

/** Gives every node its place: px across, a part of the height down. */
export function settle(graph, columns) {
  const stacks = new Map();
  for (const node of graph.nodes) {
    Object.assign(node, standing(graph, node), { y: centreOf(node.muscle.name)?.y ?? 220 });
    stacks.set(node.key, [...(stacks.get(node.key) || []), node]);
  }
  for (const [key, stack] of stacks) {
    const step = stack.length > LONG && stack[0].out ? graph.size * 0.7 : 0;
    stack.sort((a, b) => a.y - b.y || a.index - b.index).forEach((node, rank) => {
      node.y = (rank + 0.5) / stack.length;
      node.x = columns[key] - (rank % 2) * step * node.out;
    });
  }
  for (const node of graph.joints) {
    node.x = columns[graph.twoSided && node.joint.side ? node.joint.side : "middle"];
    node.y = (JOINTS[node.joint.name.replace(/_(right|left)$/, "")] || [0, 220])[1] / 440;
  }
  for (const x of new Set(graph.joints.map((n) => n.x))) {
    const stack = graph.joints.filter((n) => n.x === x).sort((a, b) => a.y - b.y || a.index - b.index);
    stack.forEach((node, rank) => (node.y = stack.length > 1 ? 0.12 + (0.76 * rank) / (stack.length - 1) : clamp(node.y, 0.3, 0.7)));
  }
}
