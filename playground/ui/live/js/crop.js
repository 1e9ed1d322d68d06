// The square of a picture that the neuron sees: pulled by mouse or finger, moved and sized by keys and wheel.

import { element, setAttribute } from "./dom.js";

const STEP = 0.02; // of the picture, or of the size, for a key
const LEAST = 0.1; // of the shorter side
const TALLEST = 22; // rem: higher, a picture would leave no room for what stands below
const WHOLE = { x: 0.5, y: 0.5, share: 1 };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIZES = { "+": 1, "=": 1, "-": -1, _: -1 };

export function mount({ parentElement, data, setTriggerValue }) {
  let host = parentElement.querySelector(".np-part");
  if (!host) {
    host = element("div", { class: "np-part np-part-crop" });
    parentElement.append(host);
    build(host);
  }
  const other = host.said?.key !== data.key;
  Object.assign(host, { said: data, send: (report) => setTriggerValue("cropped", report) });
  host.sent = Math.max(host.sent ?? 0, data.answered);
  // Until the page has answered the last report, the hand is ahead of it.
  const answered = data.answered === host.sent;
  if (other || (answered && !host.later)) host.crop = data.crop;
  if (other) host.later = null;
  const image = host.querySelector("img");
  setAttribute(image, "src", data.address);
  setAttribute(image, "alt", data.alt);
  setAttribute(host.querySelector(".np-crop-square"), "aria-label", data.label);
  const [width, height] = data.size;
  host.querySelector(".np-crop").style.width = `min(100%, ${(TALLEST * width) / height}rem)`;
  place(host);
  if (answered && host.later) report(host);
}

function build(host) {
  const square = element("div", { class: "np-crop-square", role: "group", tabindex: 0 });
  const corner = element("div", { class: "np-crop-corner" });
  square.append(corner);
  host.append(element("div", { class: "np-crop" }, element("img", { draggable: "false" }), square));
  square.addEventListener("pointerdown", (down) => begin(host, down, down.target === corner));
  square.addEventListener("pointermove", (at) => host.pull?.(at));
  for (const end of ["pointerup", "pointercancel"]) square.addEventListener(end, () => (host.pull = null));
  square.addEventListener("keydown", (press) => onKey(host, press));
  square.addEventListener("dblclick", () => change(host, WHOLE));
  square.addEventListener("wheel", (turn) => onWheel(host, turn), { passive: false });
}

// Width and height of the square, in shares of the picture's own. Pictures of other forms have a crop of theirs.
function sidesOf({ said: { size, form }, crop: { share } }) {
  const [width, height] = size;
  const across = share * Math.min(width, (height * form[0]) / form[1]);
  return [across / width, (across * form[1]) / form[0] / height];
}

function place(host) {
  const sides = sidesOf(host);
  const [left, top] = [host.crop.x, host.crop.y].map((at, i) => clamp(at - sides[i] / 2, 0, 1 - sides[i]));
  const style = host.querySelector(".np-crop-square").style;
  Object.assign(style, { left: `${100 * left}%`, top: `${100 * top}%` });
  Object.assign(style, { width: `${100 * sides[0]}%`, height: `${100 * sides[1]}%` });
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

function change(host, { x, y, share }) {
  host.crop = { x, y, share: clamp(share, LEAST, 1) };
  const sides = sidesOf(host);
  host.crop.x = clamp(x, sides[0] / 2, 1 - sides[0] / 2);
  host.crop.y = clamp(y, sides[1] / 2, 1 - sides[1] / 2);
  place(host);
  report(host);
}

// One report is under way at a time; the newest goes when the page has answered.
function report(host) {
  host.later = host.crop;
  if (host.said.answered < host.sent) return;
  host.later = null;
  host.sent += 1;
  host.send({ number: host.sent, ...host.crop });
}

function begin(host, down, sizing) {
  down.preventDefault();
  const square = host.querySelector(".np-crop-square");
  square.focus();
  square.setPointerCapture(down.pointerId);
  const { width, height } = host.querySelector("img").getBoundingClientRect();
  const start = { ...host.crop };
  host.pull = (at) => {
    const [dx, dy] = [(at.x - down.x) / width, (at.y - down.y) / height];
    const [across] = sidesOf(host);
    if (!sizing) return change(host, { ...start, x: start.x + dx, y: start.y + dy });
    // The opposite corner stays.
    const grown = clamp(start.share * (1 + dx / ((across * start.share) / host.crop.share)), LEAST, 1);
    const sides = (share) => sidesOf({ ...host, crop: { share } });
    const [before, after] = [sides(start.share), sides(grown)];
    change(host, { x: start.x + (after[0] - before[0]) / 2, y: start.y + (after[1] - before[1]) / 2, share: grown });
  };
}

function onKey(host, press) {
  const arrow = ARROWS[press.key];
  const size = SIZES[press.key];
  if (!arrow && !size && press.key !== "Home") return;
  press.preventDefault();
  if (press.key === "Home") return change(host, WHOLE);
  const { x, y, share } = host.crop;
  if (arrow) change(host, { x: x + STEP * arrow[0], y: y + STEP * arrow[1], share });
  else change(host, { x, y, share: share + STEP * size });
}

function onWheel(host, turn) {
  if (document.activeElement !== turn.currentTarget) return; // the page scrolls
  turn.preventDefault();
  change(host, { ...host.crop, share: host.crop.share * (turn.deltaY < 0 ? 1.05 : 1 / 1.05) });
}
