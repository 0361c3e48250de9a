// Small things that every part of the view needs: elements, words, numbers, colours.

import { t, said, speech } from "./speech.js";

/** An element with attributes, listeners (on*) and children; text is always a text node, never markup. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  dress(node, attributes, children);
  return node;
}

/** The same in the SVG namespace. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(node, attributes, children);
  return node;
}

const SPOKEN = new Set(["title", "aria-label", "placeholder"]);

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, SPOKEN.has(name) ? t(String(value)) : value);
  }
  for (const child of children.flat()) if (child != null && child !== false) node.append(typeof child === "string" ? t(child) : child);
}

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** "gluteus_maximus_right" -> "gluteus maximus, right" */
export function words(name) {
  return said(t(name.replace(/_(right|left)$/, "").replaceAll("_", " ")) + sided(name));
}

/** The side behind a name; short where a language would have to agree in gender. */
export function sided(name) {
  const side = /_(right|left)$/.exec(name)?.[1];
  return { right: t(", right"), left: t(", left") }[side] || "";
}

const SHORT = [
  ["trapezius c7 transverse", "trap. (C7)"], ["anterior deltoid", "ant. deltoid"], ["middle deltoid", "mid. deltoid"], ["levator scapulae", "levator scap."],
  ["biceps long head", "biceps long"], ["biceps short head", "biceps short"], ["triceps long head", "triceps long"],
  ["biceps femoris long head", "biceps fem. long"], ["biceps femoris short head", "biceps fem. short"],
  ["gluteus", "glut."], ["vastus", "vast."], ["rectus femoris", "rectus fem."], ["adductor", "add."],
  ["gastrocnemius", "gastroc."], ["medialis", "med."], ["lateralis", "lat."], ["intermedius", "interm."],
  ["trapezius", "trap."], ["tensor fasciae latae", "TFL"], ["semimembranosus", "semimembr."],
  ["semitendinosus", "semitend."], ["pectoralis", "pect."], ["serratus anterior", "serratus ant."],
  ["latissimus dorsi", "lat. dorsi"], ["erector spinae", "erector sp."], ["tibialis", "tib."], ["obliquus", "obl."],
  ["extensor", "ext."], ["flexor", "flex."], ["digitorum", "dig."], ["hallucis", "hall."], ["fibularis", "fib."],
];

/** A short label for a crowded place. */
export function shortWords(name) {
  let text = name.replace(/_(right|left)$/, "").replaceAll("_", " ");
  for (const [long, short] of SHORT) text = text.replace(long, short);
  return said(speech.messages[text] ?? text);
}

/** A day as people say it: "day 12, 06:00". */
export function dayWords(day) {
  const minutes = Math.round(day * 1440);
  const hours = String(Math.floor((minutes % 1440) / 60)).padStart(2, "0");
  return `${t("day")} ${Math.floor(minutes / 1440)}, ${hours}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The decimal sign of the language: a point in English, a comma in the others. */
export const decimal = (text) => (speech.code === "en" ? text : text.replace(".", ","));

export function number(value, digits = 2) {
  if (!Number.isFinite(value)) return "–";
  return decimal(Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? Math.min(digits, 1) : digits));
}

export const percent = (value) => (Number.isFinite(value) ? `${Math.round(value * 100)} %` : "–");

// Colour-blind safe maps: cividis-like for amounts, blue-white-orange for "less or more than healthy".
const AMOUNT = ["#fbe7a1", "#f3cf55", "#dcae3c", "#a98f5f", "#6b6e76", "#33507a", "#0e2a58"];
const AMOUNT_DARK = ["#2a3340", "#33507a", "#5b6f8d", "#8a8878", "#b9a35f", "#dcc250", "#ffe65c"];
const BALANCE = ["#1d4f91", "#4b86c4", "#9fc3e3", "#f1efe9", "#f5bd7c", "#dd7f1f", "#9a4a00"];
const BALANCE_DARK = ["#6db3ff", "#4687c7", "#2f587f", "#3b424c", "#7a5a34", "#c57a26", "#ffab4a"];
/** Okabe and Ito's eight, the yellow darkened to be seen on white. */
export const SERIES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#6a5acd", "#7f7f7f", "#a0522d", "#2f4f4f"];
export const SERIES_DARK = ["#56b4e9", "#ff8a3c", "#2fd6a3", "#ef9fca", "#f0e442", "#9ad4ff", "#b0a3ff", "#b5b5b5", "#d9986f", "#8fc7c7"];

const parse = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

function table(stops) {
  const anchors = stops.map(parse);
  return Array.from({ length: 64 }, (_, k) => {
    const place = (k / 63) * (anchors.length - 1);
    const i = Math.min(anchors.length - 2, Math.floor(place));
    const mixed = anchors[i].map((c, j) => Math.round(c + (anchors[i + 1][j] - c) * (place - i)));
    return `rgb(${mixed.join(",")})`;
  });
}

const MAPS = {
  amount: [table(AMOUNT), table(AMOUNT_DARK)],
  balance: [table(BALANCE), table(BALANCE_DARK)],
};

/** What a muscle can be coloured by: field of a frame, range, map, and what the ends mean. */
export const PAINTS = {
  activation: { label: "activation", low: 0, high: 0.8, map: "amount", ends: ["silent", "strong"] },
  fatigued: { label: "fatigue", low: 0, high: 0.4, map: "amount", ends: ["fresh", "fatigued"] },
  tightness: { label: "tightness", low: 0, high: 0.6, map: "amount", ends: ["as in health", "pulls more"] },
  strength: { label: "muscle (size × force)", low: 0.5, high: 1.5, map: "balance", ends: ["less", "more"] },
  excitability: { label: "excitability", low: 1, high: 0.3, map: "amount", ends: ["free", "inhibited"] },
};

/** Numbers along the scale of a paint, per cent. */
export const scaleMarks = (kind) => [0, 0.25, 0.5, 0.75, 1].map((part) => `${Math.round(100 * (PAINTS[kind].low + part * (PAINTS[kind].high - PAINTS[kind].low)))}${part === 1 ? " %" : ""}`);

/** Colour of a value under a paint; dark chooses the map for a dark page. */
export function paint(kind, value, dark) {
  const { low, high, map } = PAINTS[kind];
  const place = clamp((value - low) / (high - low), 0, 1);
  return MAPS[map][dark ? 1 : 0][Math.round(place * 63)];
}

/** Colour of a place between 0 and 1 on the map of amounts. */
export const paintBetween = (place, dark) => MAPS.amount[dark ? 1 : 0][Math.round(clamp(place, 0, 1) * 63)];

/** A CSS gradient for the legend of a paint. */
export function gradient(kind, dark) {
  const stops = MAPS[PAINTS[kind].map][dark ? 1 : 0].filter((_, i) => i % 9 === 0);
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

/** Canvas context with device pixels settled; width and height in CSS pixels. */
export function fitCanvas(canvas) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

/** The theme's colours as the canvas needs them, read from the style sheet once per change of theme. */
export function themeOf(root) {
  const style = getComputedStyle(root);
  const get = (name) => style.getPropertyValue(name).trim();
  return {
    ink: get("--ag-ink"), soft: get("--ag-soft"), line: get("--ag-line"), surface: get("--ag-surface"),
    accent: get("--ag-accent"), warm: get("--ag-warm"), inhibit: get("--ag-inhibit"), synergy: get("--ag-synergy"),
    fluid: get("--ag-fluid"),
    dark: root.classList.contains("ag-dark"),
  };
}

/** Tells the other parts of the page (the lesson is a widget of its own) what has happened. */
export const tellPage = (kind, more = {}) => window.dispatchEvent(new CustomEvent("agonist", { detail: { kind, ...more } }));

/** Size of the letters on every canvas; a presentation is read from the last row. */
export const letters = { px: 11 };
export const PRESENTED_PX = 19;
export const scaled = (length) => (length * letters.px) / 11;
export const font = (weight = "") => `${weight} ${letters.px}px system-ui, sans-serif`.trim();
