// @ts-check
// The curves of the pinned runs, laid into the chart of the live run's cost, each with its number.

import { isSpread, toAxis } from "../../browser/js/axes.js";
import { joinSentences } from "../../browser/js/words.js";

const TICK_ROOM = 0.06; // of the axis
const PRESSED_FLAT = 5; // times as high as the live curve
const FLOOR = 0.05; // of the height of the chart: lower, the axis would cut a mark in two
const MARK_PLACES = 12; // side by side along the axis; there are at most eight marks

/** @typedef {{x: number, y: number}} Place */
/** @typedef {Place & {from?: Place}} Mark where the number stands, and from where a line leads to it */
/** @typedef {{x: number[], y: number[]}} Curve */

/**
 * The cost chart of so many iterations with the pinned curves, on paper of a colour.
 * @param {ChartPart} part @param {Pins} pins @param {number} iterations @param {string} paper @returns {ChartPart}
 */
export function mergePins(part, { curves, highest, ticks, alt, caption, words }, iterations, paper) {
  const { data, layout } = part.figure;
  const isLinear = layout.yaxis.type === "linear";
  const peak = data[0].y.reduce((/** @type {number} */ most, /** @type {number} */ cost) => Math.max(most, cost), 0);
  const end = Math.max(iterations, ...curves.map((curve) => curve.x[curve.x.length - 1]));
  const floor = isLinear ? FLOOR * Math.max(highest, peak) : 0;
  const places = placeMarks(/** @type {any} */ (curves), end, layout).map((place) => lift(place, floor));
  // On a linear axis a pinned run that blew up presses the live curve flat.
  const hidden = isLinear && highest > PRESSED_FLAT * peak ? words.hidden : "";
  const drawn = [...data, ...curves, ...leaders(places), marks(curves, places, paper)];
  return {
    figure: { data: drawn, layout: { ...layout, yaxis: { ...layout.yaxis, ...mergeTicks(layout.yaxis, ticks) } } },
    alt: joinSentences([part.alt, alt]),
    caption: joinSentences([part.caption, caption, hidden]),
  };
}

/**
 * A logarithmic axis names the round numbers of both ranges, but none too close to the one before.
 * @param {any} axis @param {any} more
 */
export function mergeTicks(axis, more) {
  if (axis.type !== "log") return {};
  /** @type {Map<number, [number, string]>} */
  const names = new Map();
  for (const { tickvals, ticktext } of [more, axis]) {
    tickvals.forEach((/** @type {number} */ value, /** @type {number} */ i) =>
      names.set(Math.log10(value), [value, ticktext[i]]),
    );
  }
  const places = [...names].sort(([a], [b]) => a - b);
  const room = TICK_ROOM * (places[places.length - 1][0] - places[0][0]);
  const kept = places.slice(0, 1);
  for (const place of places.slice(1)) if (place[0] - kept[kept.length - 1][0] >= room) kept.push(place);
  return { tickvals: kept.map(([, [value]]) => value), ticktext: kept.map(([, [, text]]) => text) };
}

/**
 * Each number has a piece of the axis for itself, the one where its curve ends or the nearest that is free: so no two
 * numbers lie on each other, however close the curves are.
 * @param {Curve[]} curves
 * @param {number} end of the axis @param {any} layout
 * @returns {Mark[]}
 */
export function placeMarks(curves, end, layout) {
  const taken = new Set();
  const [along, back] = isSpread(layout) ? [Math.log, Math.exp] : [Number, Number];
  /** @param {number} iteration */
  const place = (iteration) => along(toAxis(layout, iteration));
  const start = place(0);
  const width = (place(Math.max(end, 1)) - start) / MARK_PLACES;
  return curves.map(({ x, y }) => {
    const last = { x: x[x.length - 1], y: y[y.length - 1] };
    const home = Math.min(Math.floor((place(last.x) - start) / width), MARK_PLACES - 1);
    const piece = Number(nearestFirst(home).find((each) => !taken.has(each)));
    taken.add(piece);
    const middle = back(start + (piece + 0.5) * width);
    if (piece > home) return { x: middle, y: last.y, from: last };
    const at = x.findLastIndex((each) => each <= middle);
    return { x: x[at], y: y[at] };
  });
}

/** @param {number} home */
const nearestFirst = (home) =>
  [...Array(MARK_PLACES).keys()].sort((a, b) => Math.abs(a - home) - Math.abs(b - home) || a - b);

/** @type {(place: Mark, floor: number) => Mark} */
const lift = (place, floor) => (place.y < floor ? { x: place.x, y: floor, from: place.from ?? place } : place);

/** Where a number had to go beyond the end of its curve, or above it, a line leads there. @param {Mark[]} places */
function leaders(places) {
  const ends = places.flatMap(({ x, y, from }) => (from ? [from, { x, y }, { x: null, y: null }] : []));
  if (!ends.length) return [];
  const line = { color: "#808080", width: 1 };
  const at = { x: ends.map(({ x }) => x), y: ends.map(({ y }) => y) };
  return [{ type: "scatter", mode: "lines", ...at, line, hoverinfo: "skip", showlegend: false }];
}

/** @param {any[]} curves @param {Place[]} places @param {string} paper */
function marks(curves, places, paper) {
  return {
    type: "scatter",
    mode: "markers+text",
    x: places.map((place) => place.x),
    y: places.map((place) => place.y),
    text: curves.map((curve) => curve.name),
    textfont: { size: 13 },
    marker: { size: 19, color: paper, line: { color: curves.map((curve) => curve.line.color), width: 2 } },
    hoverinfo: "skip",
    showlegend: false,
  };
}
