// What the reader takes away: the figure as PNG or as SVG, made in the browser.
import { t } from "./speech.js";
import { words } from "./util.js";

function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 4000);
}

/** Colours of the style sheet written into a copy of the drawing, so that it stands alone. */
function standalone(drawing) {
  const copy = drawing.cloneNode(true);
  const from = drawing.querySelectorAll("*"), to = copy.querySelectorAll("*");
  from.forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "font", "text-anchor", "opacity", "display"]) to[i].style.setProperty(name, style.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}

function parts(stage) {
  const canvases = [...stage.root.querySelectorAll("canvas")].filter((c) => c.clientWidth);
  const box = stage.root.getBoundingClientRect();
  const place = (node) => {
    const r = node.getBoundingClientRect();
    return { x: r.left - box.left, y: r.top - box.top, width: r.width, height: r.height };
  };
  const drawing = stage.body.root;
  return { canvases: canvases.map((c) => ({ node: c, ...place(c) })), drawing: { node: drawing, ...place(drawing) }, width: box.width, height: stage.root.querySelector(".ag-columns").clientHeight };
}

const plain = (text) => String(text).replace(/[<>&]/g, (c) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;" })[c]);
const HEAD_PX = 58; // for the title, and which patient it is

/** Every line of text that stands beside the canvases: captions, notes, tables, the key. */
function texts(stage) {
  const box = stage.root.getBoundingClientRect(), own = (n) => [...n.childNodes].filter((c) => c.nodeType === 3).map((c) => c.textContent).join(" ").trim();
  const shown = [...stage.root.querySelectorAll(".ag-columns figcaption, .ag-columns .ag-note, .ag-columns th, .ag-columns td, .ag-columns h3, .ag-legend span")];
  return shown.map((n) => ({ n, r: n.getBoundingClientRect(), text: own(n) })).filter(({ r, text }) => text && r.width > 0 && r.height > 0).map(({ n, r, text }) => {
    const style = getComputedStyle(n), px = parseFloat(style.fontSize), right = style.textAlign === "right" || style.textAlign === "end";
    const wide = r.height < 2.2 * px ? 500 : Math.max(8, Math.floor((r.width / px) * 1.9)), lines = text.match(new RegExp(`.{1,${wide}}(\\s|$)|\\S+`, "g")) || [];
    if (n.classList.contains("ag-key")) return keyOf(n, { x: r.left - box.left, y: r.top - box.top + px, px, text, colour: style.color });
    return lines.map((line, k) => `<text x="${(right ? r.right : r.left) - box.left}" y="${r.top - box.top + px * (1.05 + 1.4 * k)}" font-family="sans-serif" font-size="${px}" font-weight="${style.fontWeight}" text-anchor="${right ? "end" : "start"}" fill="${style.color}">${plain(line.trim())}</text>`).join("");
  }).join("");
}

/** A line of the key with its sample. */
function keyOf(node, { x, y, px, text, colour }) {
  const sample = getComputedStyle(node, "::before"), dash = { dashed: "6 3", dotted: "2 3" }[sample.borderTopStyle] || "";
  return `<path d="M${x} ${y - px * 0.35}h20" stroke="${sample.borderTopColor}" stroke-width="3" stroke-dasharray="${dash}"/>` +
    `<text x="${x + 25}" y="${y}" font-family="sans-serif" font-size="${px}" fill="${colour}">${plain(text)}</text>`;
}

/** The colour scale beside the key. */
function ramp(stage) {
  const node = stage.legend.querySelector(".ag-ramp"), box = stage.root.getBoundingClientRect();
  if (!node) return "";
  const r = node.getBoundingClientRect(), colours = getComputedStyle(node).backgroundImage.match(/rgba?\([^)]*\)/g) || [];
  const stops = colours.map((c, k) => `<stop offset="${k / Math.max(1, colours.length - 1)}" stop-color="${c}"/>`).join("");
  return `<linearGradient id="ramp">${stops}</linearGradient><rect x="${r.left - box.left}" y="${r.top - box.top}" width="${r.width}" height="${r.height}" fill="url(#ramp)"/>`;
}

/** Which patient it is: lesson, seed, learner, what was changed, and the day. */
function whose(stage) {
  const fields = new URLSearchParams(stage.address?.query || "");
  const said = [["lesson", "Lesson"], ["seed", "Seed"], ["learner", "Learner"], ["set", ""]].filter(([k]) => fields.get(k)).map(([k, name]) => `${t(name)} ${fields.get(k)}`.trim());
  return [...said, `${t("day")} ${Math.round(stage.day * 10) / 10}`, words(stage.run.topology.tasks[stage.task].name), stage.compareKey.textContent].filter(Boolean).join("; ");
}

/** One SVG: title and patient, the drawing as vectors, the canvases as pictures, and all that is written beside them. */
function asSvg(stage, ground) {
  const { canvases, drawing, width, height } = parts(stage);
  const copy = standalone(drawing.node), ink = getComputedStyle(stage.root).color;
  for (const [name, value] of Object.entries({ x: drawing.x, y: drawing.y, width: drawing.width, height: drawing.height })) copy.setAttribute(name, value);
  const images = canvases.map((c) => `<image x="${c.x}" y="${c.y}" width="${c.width}" height="${c.height}" href="${c.node.toDataURL()}"/>`).join("");
  const picture = drawing.width ? new XMLSerializer().serializeToString(copy) : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + HEAD_PX}" viewBox="0 0 ${width} ${height + HEAD_PX}">` +
    `<rect width="100%" height="100%" fill="${ground}"/><text x="14" y="26" font-family="sans-serif" font-size="20" font-weight="700" fill="${ink}">${plain(stage.title.textContent)}</text>` +
    `<text x="14" y="46" font-family="sans-serif" font-size="12.5" fill="${ink}">${plain(whose(stage))}</text>` +
    `<g transform="translate(0 ${HEAD_PX})">${picture}${images}${ramp(stage)}${texts(stage)}</g></svg>`;
}

/** Saves what the stage shows; kind is "PNG" or "SVG". */
export function savePicture(stage, kind) {
  const ground = getComputedStyle(stage.root).getPropertyValue("--ag-surface").trim() || "#fff";
  const text = asSvg(stage, ground);
  const name = `agonist-day-${Math.round(stage.day)}`;
  const blob = new Blob([text], { type: "image/svg+xml" });
  if (kind === "SVG") return download(`${name}.svg`, blob);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((png) => download(`${name}.png`, png));
  };
  image.src = URL.createObjectURL(blob);
}
