// What the reader takes away: the figure as PNG or as SVG, made in the browser.

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
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "font", "text-anchor", "opacity"]) to[i].style.setProperty(name, style.getPropertyValue(name));
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

/** One SVG: the drawing as vectors, the canvases as pictures inside it. */
function asSvg(stage, ground) {
  const { canvases, drawing, width, height } = parts(stage);
  const copy = standalone(drawing.node);
  for (const [name, value] of Object.entries({ x: drawing.x, y: drawing.y, width: drawing.width, height: drawing.height })) copy.setAttribute(name, value);
  const images = canvases.map((c) => `<image x="${c.x}" y="${c.y}" width="${c.width}" height="${c.height}" href="${c.node.toDataURL()}"/>`).join("");
  const captions = [...stage.root.querySelectorAll("figcaption")].map((node) => {
    const r = node.getBoundingClientRect(), b = stage.root.getBoundingClientRect();
    const text = node.textContent.replace(/[<>&]/g, "");
    return `<text x="${r.left - b.left}" y="${r.top - b.top + r.height * 0.75}" font-family="sans-serif" font-size="13" fill="${getComputedStyle(node).color}">${text}</text>`;
  }).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="100%" height="100%" fill="${ground}"/>${new XMLSerializer().serializeToString(copy)}${images}${captions}</svg>`;
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
