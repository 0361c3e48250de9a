// Where the nodes of the graph stand: columns across, height of the body down. Same input, same places.
import { clamp } from "./util.js";
import { centreOf, JOINTS } from "./shapes.js";

const EVEN = { rf: 0.11, rb: 0.36, lb: 0.64, lf: 0.89, right: 0.235, middle: 0.5, left: 0.765, step: 0.055 };
// the side that the task shown is on takes the room, the other side is a margin of dots
const ON_RIGHT = { rf: 0.13, rb: 0.58, lb: 0.87, lf: 0.96, right: 0.36, middle: 0.755, left: 0.915, step: 0.07, far: 0.018 };
const ON_LEFT = { rf: 0.04, rb: 0.13, lb: 0.42, lf: 0.87, right: 0.085, middle: 0.245, left: 0.64, step: 0.07, far: 0.018 };
const ONE_SIDE = { f: 0.2, b: 0.8, middle: 0.5, step: 0.055 };

/** The nodes of a body, in no place yet. */
export function makeNodes(topology) {
  return {
    nodes: topology.muscles.map((muscle, index) => ({ kind: "muscle", index, muscle, x: 0, y: 0 })),
    joints: topology.joints.map((joint, index) => ({ kind: "joint", index, joint, x: 0, y: 0 })),
    twoSided: new Set(topology.muscles.map((m) => m.side)).size > 1,
  };
}

/** Columns as one meets them from behind: right and left, front and back; `side` of the task shown, if it has one. */
export function columnsOf(twoSided, side) {
  if (!twoSided) return ONE_SIDE;
  return { right: ON_RIGHT, left: ON_LEFT }[side] || EVEN;
}

/** Gives every node its place in the unit square. */
export function settle({ nodes, joints, twoSided }, side) {
  const columns = columnsOf(twoSided, side), stacks = new Map();
  for (const node of nodes) {
    const centre = centreOf(node.muscle.name) || { x: 0, y: 220, front: false };
    const key = (twoSided ? (node.muscle.side === "left" ? "l" : "r") : "") + (centre.front ? "f" : "b");
    Object.assign(node, { x: columns[key], y: centre.y / 440 });
    stacks.set(key, [...(stacks.get(key) || []), node]);
  }
  for (const [key, stack] of stacks) {
    const far = side && twoSided && key[0] !== side[0];
    stack.sort((a, b) => a.y - b.y || a.index - b.index).forEach((node, rank) => {
      node.y = (rank + 0.5) / stack.length;
      node.x += stack.length > 6 ? (rank % 2 ? 1 : -1) * ((far && columns.far) || columns.step) : 0;
    });
  }
  for (const node of joints) {
    node.x = columns[twoSided && node.joint.side ? node.joint.side : "middle"];
    node.y = (JOINTS[node.joint.name.replace(/_(right|left)$/, "")] || [0, 220])[1] / 440;
  }
  for (const x of new Set(joints.map((n) => n.x))) {
    const stack = joints.filter((n) => n.x === x).sort((a, b) => a.y - b.y || a.index - b.index);
    stack.forEach((node, rank) => (node.y = stack.length > 1 ? 0.12 + (0.76 * rank) / (stack.length - 1) : clamp(node.y, 0.3, 0.7)));
  }
}
