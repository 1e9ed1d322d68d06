// @ts-check
// The wall's two drawings: a dot for everybody's run on the tuning plane, and everybody's cost curve.

import { chooseTicks, logScale, widen, writeTick } from "./scales.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const SIZE = { width: 480, height: 396, left: 92, right: 40, top: 12, bottom: 72 };
const [RIGHT, BOTTOM] = [SIZE.width - SIZE.right, SIZE.height - SIZE.bottom];
const RADIUS = 17;
const LETTERS = 16; // of a name; the list has all
const [FAR, LINE] = [190, 28]; // how far apart two names stand that do not touch
const LIMIT = 130; // how far into the plane the limit's name goes

// Okabe and Ito's colours, those dark enough for a white number; the number tells seats of one colour apart.
const COLOURS = ["#0072B2", "#B84A00", "#007A5A", "#9C4F80", "#8B1A1A", "#6C3FC0", "#6E6200", "#A3446E"];

/** @param {number} seat */
export const colourOf = (seat) => COLOURS[(seat - 1) % COLOURS.length];

/** @typedef {{range: number[], label: string}} Axis */

/**
 * @param {string} name @param {Record<string, string | number>} attributes @param {...(Node | string)} children
 */
export function shape(name, attributes, ...children) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** A drawing with its axes. @param {string} alt @param {Axis} x @param {Axis} y */
function build(alt, x, y) {
  const [along, up] = [logScale(x.range, SIZE.left, RIGHT), logScale(y.range, BOTTOM, SIZE.top)];
  const drawing = shape("svg", { class: "np-drawing", viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", "aria-label": alt });
  for (const tick of chooseTicks(x.range)) {
    drawing.append(
      shape("line", { class: "np-grid", x1: along(tick), x2: along(tick), y1: SIZE.top, y2: BOTTOM }),
      shape("text", { x: along(tick), y: BOTTOM + 27, "text-anchor": "middle" }, writeTick(tick)),
    );
  }
  for (const tick of chooseTicks(y.range)) {
    drawing.append(
      shape("line", { class: "np-grid", x1: SIZE.left, x2: RIGHT, y1: up(tick), y2: up(tick) }),
      shape("text", { x: SIZE.left - 8, y: up(tick) + 7, "text-anchor": "end" }, writeTick(tick)),
    );
  }
  const middle = (SIZE.top + BOTTOM) / 2;
  drawing.append(
    shape("text", { x: (SIZE.left + RIGHT) / 2, y: SIZE.height - 8, "text-anchor": "middle" }, x.label),
    shape("text", { x: -middle, y: 19, "text-anchor": "middle", transform: "rotate(-90)" }, y.label),
  );
  return { drawing, along, up };
}

/**
 * @param {ClassPlace[]} places @param {WallPart} said @param {string} alt @param {boolean} named
 */
export function drawMap(places, { home, ranges, limit, words }, alt, named) {
  const limits = limit === null ? [] : [limit];
  const x = { range: widen(ranges.iterations, places.map(({ iterations }) => iterations)), label: words.iterations };
  const y = { range: widen(ranges.rate, [...limits, ...places.map(({ rate }) => rate)]), label: words.rate };
  const { drawing, along, up } = build(alt, x, y);
  /** @type {Named[]} */
  const written = [];
  /** @type {Element[]} */
  const dots = [];
  for (const rate of limits) {
    drawing.append(
      shape("line", { class: "np-limit", x1: SIZE.left, x2: RIGHT, y1: up(rate), y2: up(rate) }),
      shape("text", { x: SIZE.left + 6, y: up(rate) - 6 }, words.limit),
    );
    written.push({ side: -1, cx: SIZE.left + LIMIT, cy: up(rate) - LINE / 2 }); // as a name that ends there
  }
  // Where dots lie on one another the last is seen, with its name.
  for (const place of [...places].reverse()) {
    const [cx, cy] = [along(place.iterations), up(place.rate)];
    const dot = drawDot(place, cx, cy);
    const name = { side: cx > (SIZE.left + RIGHT) / 2 ? -1 : 1, cx, cy };
    if (named && written.every((other) => !touches(name, other))) {
      dot.append(writeName(place.name, name));
      written.push(name);
    }
    // By the keyboard the list's links lead there.
    dots.unshift(shape("a", { href: home + place.address, tabindex: -1, "data-seat": place.seat }, shape("title", {}, words.enlarge), dot));
  }
  drawing.append(...dots);
  return drawing;
}

/** Where a name is written: to the right (1) or left (-1) of a dot. @typedef {{side: number, cx: number, cy: number}} Named */

/** Whether one name would lie on another; then it stands in the list alone. @param {Named} one @param {Named} other */
const touches = (one, other) => Math.abs(leftOf(one) - leftOf(other)) < FAR && Math.abs(one.cy - other.cy) < LINE;

/** @param {Named} name */
const leftOf = ({ side, cx }) => (side < 0 ? cx - FAR : cx);

/** @param {ClassPlace} place @param {number} cx @param {number} cy */
function drawDot({ seat, state }, cx, cy) {
  const isHere = state === "here";
  return shape(
    "g",
    { class: isHere ? "np-dot" : "np-dot np-idle" },
    shape("circle", { cx, cy, r: RADIUS, fill: isHere ? colourOf(seat) : "#6b6b6b" }),
    shape("text", { class: "np-seat", x: cx, y: cy + 7, "text-anchor": "middle" }, String(seat)),
  );
}

/** @param {string} name @param {Named} place */
function writeName(name, { side, cx, cy }) {
  const anchor = side < 0 ? "end" : "start";
  return shape("text", { class: "np-name", x: cx + side * (RADIUS + 4), y: cy + 7, "text-anchor": anchor }, name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name);
}

/**
 * @param {{seat: number, curve: ClassCurve}[]} curves @param {WallPart} said @param {string} alt
 */
export function drawCurves(curves, { words }, alt) {
  const costs = curves.flatMap(({ curve }) => curve.costs).filter((cost) => cost > 0);
  const last = Math.max(10, ...curves.map(({ curve }) => curve.iterations.at(-1) ?? 0));
  const range = widen([0.1, 1], [costs.reduce((a, b) => Math.min(a, b), 1), costs.reduce((a, b) => Math.max(a, b), 1)]);
  const { drawing, along, up } = build(alt, { range: [1, last], label: words.iterations }, { range, label: words.cost });
  for (const { seat, curve } of curves) {
    const points = curve.iterations.flatMap((at, i) => (at > 0 && curve.costs[i] > 0 ? `${along(at).toFixed(1)},${up(curve.costs[i]).toFixed(1)}` : []));
    drawing.append(shape("polyline", { class: "np-thin", points: points.join(" "), stroke: colourOf(seat) }));
  }
  return drawing;
}
