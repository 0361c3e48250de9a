// From the tables of the drawing to curves: strips of muscle with belly, tendons and fibres; bones; where a muscle stands.
import { MUSCLES, ALIASES } from "./muscles.js";
import { JOINTS } from "./anatomy.js";

const STEPS = 18; // points along an edge
const FIBRE_WIDTH = 1.9; // units of width for each line of fibres
const place = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const mix = (p, q, s) => [p[0] + (q[0] - p[0]) * s, p[1] + (q[1] - p[1]) * s];

/** A smooth closed path through points (Catmull-Rom as cubic Bezier curves). */
export function closedPath(points) {
  const n = points.length, at = (i) => points[(i + n) % n];
  let d = `M${place(at(0))}`;
  for (let i = 0; i < n; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const c1 = [p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6], c2 = [p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6];
    d += `C${place(c1)} ${place(c2)} ${place(p2)}`;
  }
  return d + "Z";
}

/** A smooth open curve as a function of its part 0..1; the points are evenly spaced in that part by length. */
export function curve(points) {
  if (points.length === 1) return () => points[0];
  const lengths = [0];
  for (let i = 1; i < points.length; i++) lengths.push(lengths[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]));
  const whole = lengths.at(-1) || 1, at = (i) => points[Math.max(0, Math.min(points.length - 1, i))];
  return (u) => {
    const along = Math.max(0, Math.min(1, u)) * whole;
    let i = 0;
    while (i < points.length - 2 && lengths[i + 1] < along) i++;
    const t = (along - lengths[i]) / (lengths[i + 1] - lengths[i] || 1), [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const c = (k) => 0.5 * (2 * p1[k] + (p2[k] - p0[k]) * t + (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * t * t + (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * t ** 3);
    return [c(0), c(1)];
  };
}

/** A strip as a function of its length (0 origin, 1 insertion) and its width (0 edge a, 1 edge b): a patch between four curves. */
function patch({ a, b, from = [], to = [] }) {
  const edgeA = curve(a), edgeB = curve(b), start = curve([a[0], ...from, b[0]]), end = curve([a.at(-1), ...to, b.at(-1)]);
  return (u, s) => {
    const flat = mix(edgeA(u), edgeB(u), s), o = start(s), i = end(s), o0 = mix(a[0], b[0], s), i0 = mix(a.at(-1), b.at(-1), s);
    return [0, 1].map((k) => flat[k] + (1 - u) * (o[k] - o0[k]) + u * (i[k] - i0[k]));
  };
}

const series = (low, high, n) => Array.from({ length: n + 1 }, (_, k) => low + ((high - low) * k) / n);
const line = (points) => `M${points.map(place).join("L")}`;

/** The part of a strip between two lengths, as a closed path. */
function piece(at, low, high) {
  const steps = series(low, high, Math.max(3, Math.round(STEPS * (high - low)))), ends = series(0, 1, 8);
  return line([...steps.map((u) => at(u, 0)), ...ends.map((s) => at(high, s)), ...steps.reverse().map((u) => at(u, 1)), ...ends.reverse().map((s) => at(low, s))]) + "Z";
}

/** Lines of fibres: along the strip, or from one or both edges into a tendon. */
function fibres(at, low, high, kind, width, length) {
  if (kind === "along") {
    const count = Math.max(2, Math.round(width / FIBRE_WIDTH));
    return series(0, 1, count).slice(1, -1).map((s) => line(series(low, high, 9).map((u) => at(u, s)))).join("");
  }
  const count = Math.max(4, Math.round(length / 3.4)), lean = Math.min(0.2, (0.9 * width) / length), halves = kind === "uni" ? [[0.04, 0.96]] : [[0.04, 0.48], [0.96, 0.52]];
  const found = series(low, high - lean, count).flatMap((u) => halves.map(([s0, s1]) => line([0, 0.5, 1].map((t) => at(u + lean * t * (0.6 + 0.4 * t), s0 + (s1 - s0) * t)))));
  return found.join("") + (kind === "bi" ? line(series(low + 0.12, high, 6).map((u) => at(u, 0.5))) : "");
}

/** Paths of a muscle: belly, tendons, fibres, the whole, and its middle. `sign` mirrors it. */
export function strip(shape, sign = 1) {
  const flat = patch(shape), at = (u, s) => {
    const [x, y] = flat(u, s);
    return [sign * x, y];
  };
  const [t0 = 0, t1 = 0] = shape.tendon || [], low = t0, high = 1 - t1, middle = (low + high) / 2, w = [at(middle, 0), at(middle, 1)], e = [at(low, 0.5), at(high, 0.5)];
  const size = ([p, q]) => Math.hypot(p[0] - q[0], p[1] - q[1]);
  const bands = (shape.bands || []).map((u) => line(series(0, 1, 4).map((s) => at(u, s)))).join("");
  return {
    belly: piece(at, low, high), whole: piece(at, 0, 1), tendons: (t0 ? piece(at, 0, low) : "") + (t1 ? piece(at, high, 1) : ""),
    fibres: fibres(at, low, high, shape.fibres || "along", size(w), size(e)), bands, middle: at(middle, 0.5),
  };
}

/** The muscle of the drawing that stands for a muscle of a body, or null where the drawing has none. */
export function regionOf(name) {
  const base = name.replace(/_(right|left|r|l)$/, "").toLowerCase();
  if (MUSCLES.front[base] || MUSCLES.back[base]) return base;
  const alias = ALIASES.find(([pattern]) => pattern.test(base));
  return alias ? alias[1] : null;
}

export const viewOf = (region) => (MUSCLES.back[region] ? "back" : "front");
export const shapeOf = (region) => MUSCLES.back[region] || MUSCLES.front[region];

/** Highest and lowest point of a muscle of the drawing. */
export function heightsOf(region) {
  const ys = [...shapeOf(region).a, ...shapeOf(region).b].map((p) => p[1]);
  return [Math.min(...ys), Math.max(...ys)];
}

/** Whether a muscle of the drawing belongs to the arm: then the arm is drawn. */
export const reachesArm = (region) => [...shapeOf(region).a, ...shapeOf(region).b].some(([x, y]) => x > 42 && y < 200);

const centres = new Map();
/** Centre of a muscle: x from the midline, y from the crown, and whether it lies in front. */
export function centreOf(name) {
  const region = regionOf(name);
  if (!region) return null;
  if (!centres.has(region)) {
    const [x, y] = strip(shapeOf(region)).middle;
    centres.set(region, { x, y, front: viewOf(region) === "front" });
  }
  return centres.get(region);
}
export { JOINTS };
