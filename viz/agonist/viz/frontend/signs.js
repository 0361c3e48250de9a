// Signs on the lines of a chart and before their names: a line is known by its shape where colours look alike, and in print.
import { scaled } from "./util.js";

const FIRST = 0.1, APART = 0.24, SHIFT = 0.016; // parts of the width: of the first sign, to the next, from line to line

const ring = (points) => (pen, r) => {
  points.forEach(([x, y], k) => pen[k ? "lineTo" : "moveTo"](x * r, y * r));
  pen.closePath();
};
const strokes = (lines) => (pen, r) => lines.forEach(([a, b, c, d]) => {
  pen.moveTo(a * r, b * r);
  pen.lineTo(c * r, d * r);
});
const disc = (pen, r) => pen.arc(0, 0, r, 0, 7);
const SQUARE = ring([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]), UP = ring([[0, -1.2], [1.15, 0.9], [-1.15, 0.9]]);
const FILLED = true, HOLLOW = false;
/** One for each colour of a series: how it is drawn, and whether it is filled. */
const SIGNS = [
  [disc, FILLED], [SQUARE, FILLED], [UP, FILLED], [ring([[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]), FILLED], [ring([[0, 1.2], [1.15, -0.9], [-1.15, -0.9]]), FILLED],
  [disc, HOLLOW], [SQUARE, HOLLOW], [UP, HOLLOW], [strokes([[-1.1, -1.1, 1.1, 1.1], [-1.1, 1.1, 1.1, -1.1]]), HOLLOW], [strokes([[0, -1.4, 0, 1.4], [-1.4, 0, 1.4, 0]]), HOLLOW],
  [ring([[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]), HOLLOW], [ring([[0, 1.2], [1.15, -0.9], [-1.15, -0.9]]), HOLLOW],
  [strokes([[0, -1.5, 0, 1.5]]), HOLLOW], [strokes([[-0.9, 1.3, 0, -1.1], [0, -1.1, 0.9, 1.3]]), HOLLOW],
];

/** Draws the sign of a series at a place. */
export function drawSign(pen, k, x, y, { colour, surface, large = false }) {
  const [shape, filled] = SIGNS[k % SIGNS.length];
  pen.save();
  pen.translate(x, y);
  pen.beginPath();
  shape(pen, scaled(large ? 4.4 : 3.6));
  pen.fillStyle = filled ? colour : surface;
  pen.fill();
  pen.strokeStyle = filled ? surface : colour;
  pen.lineWidth = filled ? 1 : 1.7;
  pen.stroke();
  pen.restore();
}

/** Signs along a path of points [x, y] (null where it breaks), at places of their own for every series and life (`life`: 0 the patient). */
export function signsAlong(pen, path, { sign, colour }, box, surface, large, life = 0) {
  const width = box.right - box.left;
  for (let part = FIRST + SHIFT * (sign % SIGNS.length) + (life * APART) / 6; part < 1; part += APART) {
    const x = box.left + part * width, after = path.findIndex((p) => p && p[0] >= x), a = path[after - 1], b = path[after];
    if (a && b) drawSign(pen, sign, x, b[0] > a[0] ? a[1] + ((x - a[0]) / (b[0] - a[0])) * (b[1] - a[1]) : b[1], { colour, surface, large });
  }
}
