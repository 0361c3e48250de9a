// Drawing anew under a hand: what is taken out of the page between press and lift loses its click, so it waits for the lift.

const CLICK_MS = 400; // the click of a lifted finger comes within this, or not at all
const FIELDS = "button, input, select, textarea, summary, a[href], [tabindex]";
const waiting = new Map(); // by box: how it is to be drawn
let pressed = null, later = 0;

/** Draws what has waited. */
function release() {
  clearTimeout(later);
  pressed = null;
  const due = [...waiting];
  waiting.clear();
  for (const [box, draw] of due) handOver(box, draw);
}

function press(event) {
  release();
  pressed = event.target;
}

function lift() {
  clearTimeout(later);
  later = setTimeout(release, CLICK_MS);
}

/** The click has found its button: from now on everything may be drawn. */
function clicked() {
  pressed = null;
  clearTimeout(later);
  later = setTimeout(release, 0);
}

const onSpace = (act) => (event) => event.key === " " && !event.repeat && act(event);
const HEARD = { pointerdown: press, pointerup: lift, pointercancel: release, keydown: onSpace(press), keyup: onSpace(lift), click: clicked, blur: release };
for (const [kind, hear] of Object.entries(HEARD)) window.addEventListener(kind, (event) => (kind !== "blur" || event.target === window) && hear(event), true);

const nameOf = (node) => node.dataset.key || `${node.tagName} ${node.getAttribute("aria-label") || node.textContent}`;

/** Draws, and gives focus and half-typed text to what stands in the place of the field that had them. */
function handOver(box, draw) {
  const before = box.contains(document.activeElement) ? document.activeElement : null;
  draw();
  if (!before || before.isConnected) return;
  const now = [...box.querySelectorAll(FIELDS)].find((node) => nameOf(node) === nameOf(before)) || box;
  if (before.value !== before.defaultValue && now.type === before.type && before.matches("input:not([type=range])")) now.value = before.value;
  now.focus({ preventScroll: true });
}

/** Draws a box of the page anew: at once, or, where a finger or the space bar is down in it, when it has been lifted. */
export function calmly(box, draw) {
  if (pressed && box.contains(pressed)) return waiting.set(box, draw);
  waiting.delete(box);
  return handOver(box, draw);
}

/** Shows one node in a box. One that stands there stays. */
export function keepIn(box, node) {
  if (box.firstChild !== node || box.childNodes.length !== 1) calmly(box, () => box.replaceChildren(node));
}
