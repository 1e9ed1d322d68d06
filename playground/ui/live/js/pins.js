// The pinned runs: their curves under the live one and their results in the table. They are fetched when the pins change,
// and laid into every frame here, so that a moving thumb asks for nothing about them.

import { element, fill, joinSentences, setAttribute, write } from "./dom.js";
import { TYPES } from "./film.js";

const RETRY_AFTER = 2000; // milliseconds before the pins are asked for again, after no answer
const TICK_ROOM = 0.06; // of the axis
const PRESSED_FLAT = 5; // times as high as the live curve
const FLOOR = 0.05; // of the height of the chart: lower, the axis would cut a mark in two
const MARK_PLACES = 12; // side by side along the axis; there are at most eight marks

const state = {
  address: "", // of what was asked for last
  visitor: {}, // who asks
  answer: null, // to that, or to what was asked before
  merged: {}, // the last chart with curves in it, and what it was made of
};

/** Ask for the pinned runs where they are not known yet; `changed` draws what shows them. */
export async function askPins({ pins, pinned, visitor }, changed) {
  const address = pinned.pins ? `${pins}?${new URLSearchParams(pinned)}` : "";
  const rows = Object.values(state.answer?.rows ?? {});
  if (address === state.address && rows.every((row) => row.state === "done")) return;
  Object.assign(state, { address, visitor });
  if (address) await fetchPins(address, changed);
  else if (state.answer) {
    state.answer = null;
    changed();
  }
}

async function fetchPins(address, changed) {
  const response = await fetch(address, { headers: state.visitor }).catch(() => null);
  const answer = response?.status === 200 ? await response.json().catch(() => null) : null;
  if (address !== state.address) return;
  if (answer) {
    state.answer = decode(answer);
    changed();
  }
  const waiting = answer && Object.values(answer.rows).some((row) => row.state === "waiting");
  if (waiting || !answer) setTimeout(again, waiting ? 0 : RETRY_AFTER, address, changed);
}

function again(address, changed) {
  if (address === state.address) fetchPins(address, changed);
}

// The marks need the points of the curves as numbers.
function decode(answer) {
  const curves = answer.curves.map((curve) => ({ ...curve, x: readArray(curve.x), y: readArray(curve.y) }));
  return { ...answer, curves };
}

function readArray(array) {
  if (Array.isArray(array)) return array;
  const { dtype, bdata } = array;
  const bytes = Uint8Array.from(atob(bdata), (each) => each.charCodeAt(0));
  return new TYPES[dtype](bytes.buffer);
}

/** The cost chart of so many iterations with the curves of the runs that are pinned on the same pictures. */
export function withPins(part, { dataset, iterations }, host) {
  const { answer, merged } = state;
  if (!answer?.curves.length || answer.dataset !== dataset) return part;
  const paper = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  if (merged.part === part && merged.answer === answer && merged.paper === paper) return merged.result;
  const { data, layout } = part.figure;
  const ends = answer.curves.map((curve) => curve.x.at(-1));
  const floor = layout.yaxis.type === "linear" ? FLOOR * Math.max(answer.highest, highestOf(part)) : 0;
  const places = placeMarks(answer.curves, Math.max(iterations, ...ends)).map((place) => lift(place, floor));
  const led = places.filter((place) => place.from);
  const lines = led.length ? [leaders(led)] : [];
  const drawn = [...data, ...answer.curves, ...lines, marks(answer.curves, places, paper)];
  const result = {
    figure: { data: drawn, layout: { ...layout, yaxis: { ...layout.yaxis, ...mergeTicks(layout.yaxis, answer.ticks) } } },
    alt: joinSentences([part.alt, answer.alt]),
    caption: joinSentences([part.caption, answer.caption, isHidden(part, answer) ? answer.words.hidden : ""]),
  };
  state.merged = { part, answer, paper, result };
  return result;
}

// On a linear axis a pinned run that blew up presses the live curve flat.
function isHidden(part, { highest }) {
  return part.figure.layout.yaxis.type === "linear" && highest > PRESSED_FLAT * highestOf(part);
}

const highestOf = ({ figure }) => readArray(figure.data[0].y).reduce((most, cost) => Math.max(most, cost), 0);

// A logarithmic axis names the round numbers of both ranges, but none too close to the one before.
function mergeTicks(axis, more) {
  if (axis.type !== "log") return {};
  const names = new Map();
  for (const { tickvals, ticktext } of [more, axis]) {
    readArray(tickvals).forEach((value, i) => names.set(Math.log10(value), [value, ticktext[i]]));
  }
  const places = [...names.keys()].sort((a, b) => a - b);
  const room = TICK_ROOM * (places.at(-1) - places[0]);
  const kept = [];
  for (const place of places) if (!kept.length || place - kept.at(-1) >= room) kept.push(place);
  const ticks = kept.map((place) => names.get(place));
  return { tickvals: ticks.map(([value]) => value), ticktext: ticks.map(([, text]) => text) };
}

// Each number has a piece of the axis for itself, the one where its curve ends or the nearest that is free: so no two
// numbers lie on each other, however close the curves are.
function placeMarks(curves, end) {
  const taken = new Set();
  const width = Math.max(end, 1) / MARK_PLACES;
  const nearestFirst = (home) =>
    [...Array(MARK_PLACES).keys()].sort((a, b) => Math.abs(a - home) - Math.abs(b - home) || a - b);
  return curves.map(({ x, y }) => {
    const last = { x: x.at(-1), y: y.at(-1) };
    const home = Math.min(Math.floor(last.x / width), MARK_PLACES - 1);
    const piece = nearestFirst(home).find((each) => !taken.has(each));
    taken.add(piece);
    const middle = (piece + 0.5) * width;
    if (piece > home) return { x: middle, y: last.y, from: last };
    const at = x.findLastIndex((each) => each <= middle);
    return { x: x[at], y: y[at] };
  });
}

const lift = (place, floor) => (place.y < floor ? { x: place.x, y: floor, from: place.from ?? place } : place);

// Where a number had to go beyond the end of its curve, or above it, a line leads there.
function leaders(led) {
  return {
    type: "scatter",
    mode: "lines",
    x: led.flatMap(({ x, from }) => [from.x, x, null]),
    y: led.flatMap(({ y, from }) => [from.y, y, null]),
    line: { color: "#808080", width: 1 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

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

/** Write the results of a pinned run, and how they differ from those of the frame. */
export function showPin(host, results, { dataset, threshold }) {
  const row = state.answer?.rows[host.said.of];
  const words = state.answer?.words;
  host.classList.add("np-results");
  setAttribute(host, "aria-busy", String(!row || row.state === "waiting"));
  host.classList.toggle("np-told", Boolean(row && !row.results));
  if (!row?.results) return write(host, row ? words[row.state] : "…");
  if (!host.querySelector(".np-result")) host.replaceChildren(...row.results.map(buildResult));
  row.results.forEach((value, i) => {
    const [label, number, difference, words] = host.children[i].children;
    write(label, state.answer.labels[i]);
    write(number, row.written[i]);
    // While the threshold moves, the accuracies here are still those of the one before.
    const old = i > 0 && threshold !== state.answer.threshold;
    number.classList.toggle("np-old", old);
    const comparable = row.dataset === dataset && !old;
    const { shown, told } = comparable ? compare(value - results[i], i === 0) : { shown: "", told: "" };
    write(difference, shown);
    write(words, told);
  });
}

// Label, number, difference, and what its sign means.
function buildResult() {
  const [label, told] = ["np-label np-unseen", "np-unseen"].map((name) => element("span", { class: name }));
  return element("span", { class: "np-result" }, label, element("b"), element("span"), told);
}

function compare(difference, isCost) {
  const { words } = state.answer;
  const size = Math.abs(difference);
  const amount = isCost ? costAmount(size) : size.toFixed(1);
  if (Number(amount) === 0) return { shown: words.same, told: "" };
  const signed = difference > 0 ? `+${amount}` : `\u2212${amount}`;
  return {
    shown: `${difference > 0 ? "▲" : "▼"} ${isCost ? signed : fill(words.points, { amount: signed })}`,
    told: difference > 0 ? words.higher : words.lower,
  };
}

const costAmount = (size) => (size >= 0.001 || size < 1e-12 ? size.toFixed(4) : size.toExponential(1));
