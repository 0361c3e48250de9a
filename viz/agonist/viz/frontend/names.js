// Names of the drawing: muscles outside on their own side, what a hand feels for between the figures; leader lines to each.
import { t } from "./speech.js";
import { svg, shortWords } from "./util.js";
import { LANDMARKS } from "./anatomy.js";

const FACES = ["front", "back"];
const LETTER = 0.53; // mean width of a letter, of its size
const LINE = 1.28; // distance of two names, of the letters
const HIGHEST = { legs: 112, arms: 4 }, LOWEST = 436; // of a picture
const HALF = { legs: 41, arms: 62 };
const MARK = 0.92; // letters of what a hand feels for, of the others
const LARGE = 14; // letters of a presentation, px
const CLEAR = 1.3, COST = 0.9; // px for a unit below which one side has no names of what a hand feels for, where they make it smaller than this part
const NARROW = 420; // px
const FOOT_LINES = 2.4; // for "front" and "back" under the figures

/** Figures and names in a box: side by side; above each other where that is larger (a presentation on a narrow screen, one side on a phone). */
export function arrange(body, state, box) {
  if (body.face) return planned(body, state, box, false, false, [FACES.indexOf(body.face)]);
  const both = together(body, state, box);
  if (box.letters <= LARGE || both.scale >= CLEAR) return both;
  return planned(body, state, box, false, false, [Math.max(0, FACES.indexOf(body.faceOf(state.chosen)))]); // large letters leave room for one
}

function together(body, state, box) {
  const high = box.letters > LARGE ? box.width < 1.2 * box.height : body.oneSided && box.width < NARROW, ways = high ? [false, true] : [false];
  const best = (marks) => ways.map((stacked) => planned(body, state, box, stacked, marks)).sort((a, b) => b.scale - a.scale)[0];
  const marked = best(box.width >= NARROW && box.letters <= LARGE);
  const bare = body.oneSided && marked.scale < CLEAR ? best(false) : marked;
  return marked.scale < COST * bare.scale ? bare : marked;
}

function planned(body, state, box, stacked, marks, faces = [0, 1]) {
  const half = body.arms ? HALF.arms : HALF.legs, far = body.oneSided ? body.far : half;
  let scale = 1, plan = null, shown = body;
  for (let round = 0; round < 4; round++) {
    const size = box.letters / scale, columns = namesOf(body, state, { size, marks, shown });
    const outer = widest(columns.muscles, size) + 10, inner = columns.marks.length ? widest(columns.marks, MARK * size) + 20 : far < half ? 14 : 8;
    const foot = FOOT_LINES * size, strangers = body.elsewhere.length ? 1.6 * size * Math.ceil(body.elsewhere.length / 3) : 0, one = half + far + outer;
    const alone = faces.length < 2, width = stacked || alone ? one : 2 * one + inner, room = box.height * (width / box.width) - foot - strangers;
    shown = stacked ? body : more(body, room);
    const height = (stacked ? 2 : 1) * (shown.height + foot) + strangers;
    const second = stacked ? [far, shown.height + foot] : [alone ? far : one + inner + far, 0];
    plan = { width, height, size, faces, shown, half, far, outer, inner, foot, columns, strangers, scale: Math.min(box.width / width, box.height / height), figures: [[outer + half, -shown.top], [second[0], second[1] - shown.top]] };
    scale = plan.scale;
  }
  return plan;
}

const widest = (columns, size) => Math.max(0, ...columns.flat().map((n) => n.text.length)) * LETTER * size;

/** What is named in front and behind: muscles of the task first where there is not room for all. */
function namesOf(body, state, { size, marks, shown }) {
  const room = Math.floor(shown.height / (LINE * size)), members = state.members || new Set();
  const weight = (r) => (r.members.includes(state.chosen) ? 3 : 0) + (r.members.some((i) => members.has(i)) ? 1 : 0);
  const side = body.topology.muscles.some((m) => m.side !== "left") ? "right" : "left";
  const muscles = ["front", "back"].map((view) => body.regions.filter((r) => r.view === view && r.side === side && inside(shown, r.middle[1])).sort((a, b) => weight(b) - weight(a)).slice(0, room)
    .map((r) => ({ text: shortWords(body.topology.muscles[r.members[0]].name), index: r.members[0], at: r.middle, chosen: r.members.includes(state.chosen), deep: r.deep })));
  return { muscles, marks: marks ? marksOf(body, shown).slice(0, room) : [] };
}

/** What a hand feels for, once for both figures: its places in front and behind, on the side without muscle names. */
function marksOf(body, shown) {
  const texts = [...new Set([...Object.keys(LANDMARKS.front), ...Object.keys(LANDMARKS.back)])], seen = (p) => p && inside(shown, p[1]) && (body.arms || p[0] < 42);
  return texts.map((key) => ({ text: t(key), front: LANDMARKS.front[key], back: LANDMARKS.back[key] })).map((m) => ({ ...m, front: seen(m.front) ? m.front : null, back: seen(m.back) ? m.back : null }))
    .filter((m) => m.front || m.back).map((m) => ({ ...m, at: m.front || m.back }));
}

const inside = ({ top, height }, y) => y > top + 3 && y < top + height - 3;

/** A higher part of the body where there is room: downwards first, up to the armpits where no arm is drawn. */
function more({ top, height, arms }, room) {
  const wanted = Math.max(height, Math.min(room, LOWEST - HIGHEST.arms)), bottom = Math.min(LOWEST, top + height + (wanted - height) * 0.6);
  const high = Math.max(Math.min(top, arms ? HIGHEST.arms : HIGHEST.legs), bottom - wanted);
  return { top: high, height: bottom - high };
}

/** Names beside each other's lines, none on another, each as near to its muscle as may be. */
function alongside(names, low, high, gap) {
  const sorted = [...names].sort((a, b) => a.at[1] - b.at[1]);
  sorted.forEach((n, k) => (n.y = Math.max(n.at[1], k ? sorted[k - 1].y + gap : low)));
  for (let k = sorted.length - 1; k >= 0; k--) sorted[k].y = Math.min(sorted[k].y, k < sorted.length - 1 ? sorted[k + 1].y - gap : high);
  return sorted;
}

/** Draws the plan. */
export function writeNames(body, plan) {
  const { size, figures, half, far, outer, columns, shown } = plan, found = [], low = shown.top + size, high = shown.top + shown.height - size * 0.4;
  const column = (names, [dx, dy], edge, sign, letters) => {
    for (const n of alongside(names, low, high, LINE * letters)) {
      const x = dx + edge, y = dy + n.y, from = [dx + n.at[0], dy + n.at[1]], elbow = x + sign * 5;
      found.push(svg("path", { d: `M${from[0].toFixed(1)} ${from[1].toFixed(1)}L${elbow.toFixed(1)} ${y.toFixed(1)}H${x.toFixed(1)}`, class: `ag-leader${n.chosen ? " ag-chosen" : ""}` }),
        svg("circle", { cx: from[0], cy: from[1], r: 0.9, class: "ag-leader-dot" }),
        svg("text", { x: x - sign * 1.5, y: y + letters * 0.34, class: `ag-name${n.deep ? " ag-deep-name" : ""}${n.chosen ? " ag-chosen" : ""}`, "text-anchor": sign > 0 ? "end" : "start", style: `font-size:${letters.toFixed(2)}px`, onclick: () => body.choose(n.index) }, n.text));
    }
  };
  const out = Math.max(half + 2, half + outer - widest(columns.muscles, size) - 4);
  for (const k of plan.faces) column(columns.muscles[k], figures[k], k ? out : -out, k ? -1 : 1, size);
  const letters = MARK * size, middle = (figures[0][0] + figures[1][0]) / 2;
  for (const n of alongside(columns.marks, low, high, LINE * letters)) {
    const y = figures[0][1] + n.y, reach = (n.text.length * LETTER * letters) / 2 + 1.5;
    for (const [at, [dx, dy], sign] of [[n.front, figures[0], 1], [n.back, figures[1], -1]]) {
      if (!at) continue;
      const x = dx + (far < half ? -sign : sign) * at[0]; // on the side that has the room
      found.push(svg("path", { d: `M${x.toFixed(1)} ${(dy + at[1]).toFixed(1)}L${(middle - sign * (reach + 4)).toFixed(1)} ${y.toFixed(1)}h${sign * 4}`, class: "ag-leader" }), svg("circle", { cx: x, cy: dy + at[1], r: 0.9, class: "ag-leader-dot" }));
    }
    found.push(svg("text", { x: middle, y: y + letters * 0.34, class: "ag-name ag-landmark", "text-anchor": "middle", style: `font-size:${letters.toFixed(2)}px` }, n.text));
  }
  const wide = (half + far) / 2, aside = (half - far) / 2, centres = figures.map(([dx], k) => dx + (k ? aside : -aside));
  const beside = plan.faces.length > 1 && figures[0][1] === figures[1][1], long = Math.max(t("front").length, t("back").length), word = 0.28 * long + 0.55; // halves of a letter beside the longer word
  const edge = Math.min(...plan.faces.map((k) => Math.min(centres[k], plan.width - centres[k]))), free = (beside ? (centres[1] - centres[0]) / 2 : edge) - 0.55 * size, wanted = Math.max(wide * (beside && size <= 14 ? 0.85 : 1.05), (word + 0.4) * size);
  const apart = Math.min(wanted, free), foot = size * plan.scale > LARGE ? size : Math.min(size, apart / word); // two letters between the figures, and none on the word between them
  FACES.forEach((view, k) => {
    if (!plan.faces.includes(k)) return;
    const x = centres[k], y = figures[k][1] + shown.top + shown.height + size * 1.15, signs = (view === "front" ? ["R", "L"] : ["L", "R"]).map((s) => t(s));
    found.push(svg("text", { x, y, class: "ag-figure-name", style: `font-size:${foot.toFixed(2)}px` }, t(view)), ...signs.map((s, n) => svg("text", { x: x + (n ? 1 : -1) * apart, y, class: "ag-figure-side", style: `font-size:${foot.toFixed(2)}px` }, s)));
  });
  body.writing.replaceChildren(...found);
  body.elsewhere.forEach(({ group, text }, k) => {
    const x = 14 + (k % 3) * (plan.width / 3), y = plan.height - plan.strangers + 1.6 * size * (Math.floor(k / 3) + 0.5);
    group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    text.setAttribute("x", "12");
    text.setAttribute("y", (size * 0.34).toFixed(1));
    text.style.fontSize = `${size.toFixed(2)}px`;
  });
}
