// @ts-check
// The tuning map: lines of numbers come from the server while they are computed (maps.py), and fill the chart that the
// script has laid out. The colours, the ring that marks the sliders, and the words follow from the numbers here at once.

import { chartIn, leaveCharts, markChart, showChart } from "../../browser/js/chart.js";
import { emptyMap, judgeCell, marksOf, nearest, progressOf, reaches, rowOf, takeLine, tellCell, tellMap, tellProgress, tellRange, writeScore } from "./cells.js";
import { announce } from "../../browser/js/announcing.js";
import { showChoosing } from "./choosing.js";
import { follow } from "./keys.js";
import { element, find, isNarrow, pageScale, setAttribute, write } from "../../browser/js/dom.js";
import { isClosed, isDone, remember } from "../../browser/js/memory.js";
import { places, takePlace, tell } from "../../browser/js/places.js";
import { readPositions, watchSliders } from "../../browser/js/streamlit.js";

const [WIDE, LEGEND_LINE] = [820, 22]; // pixels before the page is scaled: from here on two lines hold every legend

/** The last nudge of the first minute leads here, until it is done. */
const isWanted = !isDone("best");

const state = {
  /** What the script says: the chart's frame, words, the sliders' places. @type {MapPart | null} */
  asked: null,
  /** Where the map is: the script hears from there which cell was chosen. @type {HTMLElement | null} */
  host: null,
  source: "", // the address of the numbers
  /** @type {TuningMap | null} */
  map: null,
  /** The cell to which keys have led. @type {import("./keys.js").Cell | null} */
  cell: null,
  /** The cell that was chosen last. @type {import("./keys.js").Cell | null} */
  chosen: null,
  /** Stops the reading when aborted. @type {AbortController | null} */
  reading: null,
  /** Why the map is not complete; away: the person left the page. @type {"" | "stopped" | "failed" | "away"} */
  ending: "",
};

/** @param {Component<MapPart>} component */
export function mount(component) {
  const { data } = component;
  const host = takePlace(component);
  if (data.source) ask(host, data);
  requestAnimationFrame(draw);
}

export { leaveCharts as leave };

/** @param {HTMLElement} host @param {MapPart} data */
function ask(host, data) {
  Object.assign(state, { asked: data, host });
  watchSliders(Object.keys(data.positions), showNow, data.unread, () => tell(host, "unread", true));
  if (state.source !== data.source) {
    state.source = data.source;
    state.reading?.abort();
    Object.assign(state, { map: null, chosen: null });
    read(data);
  } else if (state.ending === "away") read(data);
}

/**
 * Read from the first line on: what was computed before comes at once, and then it goes on where it was stopped.
 * @param {MapPart} asked
 */
async function read({ source, visitor, rows, counts, folds }) {
  const reading = new AbortController();
  Object.assign(state, { reading, ending: "" });
  /** @type {TuningMap | null} */
  let map = null;
  try {
    const response = await fetch(source, { signal: reading.signal, headers: visitor });
    for await (const line of linesOf(response)) {
      map ??= emptyMap(line.iterations ?? [], rows.names.length);
      takeLine(map, line, counts);
      // A map that was stopped stays until the new reading knows as much.
      if (progressOf(map, folds) >= progressOf(state.map, folds)) state.map = map;
      schedule();
      if (!places("map").length) throw new Error("away");
    }
    if (!map?.best) throw new Error("incomplete");
  } catch {
    if (state.reading === reading) state.ending = endingOf(reading);
    reading.abort();
  }
  if (state.reading === reading) state.reading = null;
  schedule();
}

/** @param {AbortController} reading */
function endingOf(reading) {
  if (!places("map").length) return "away";
  return reading.signal.aborted ? "stopped" : "failed";
}

/** @param {Response} response @returns {AsyncGenerator<MapLine>} */
async function* linesOf(response) {
  if (!response.ok || !response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const pieces = (rest + value).split("\n");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) yield JSON.parse(piece);
  }
}

let scheduled = 0;
function schedule() {
  scheduled ||= requestAnimationFrame(() => {
    scheduled = 0;
    draw();
  });
}

function draw() {
  const { asked, map } = state;
  if (!asked) return;
  for (const host of places("map")) drawMap(host, asked);
  for (const host of places("choosing")) showChoosing(host, asked, map, choose);
  showNow();
}

/** @param {HTMLElement} host @param {MapPart} asked */
function drawMap(host, asked) {
  if (!host.querySelector(".np-bar")) build(host);
  drawTask(find(host, ".np-task"), asked);
  drawBar(find(host, ".np-bar"), asked);
  setAttribute(find(host, ".np-map"), "aria-label", asked.words.keys);
  const chart = find(host, ".np-map");
  const figure = figureOf(asked, state.map, chart.clientWidth / pageScale());
  showChart(chart, { figure, alt: tellMap(asked, state.map), caption: asked.intro }, asked).onPick(pick);
}

/** The chart that the script has laid out, with the numbers that are known. @param {MapPart} asked @param {any} map @param {number} width */
function figureOf({ figure, rows, score, words }, map, width) {
  const fields = { x: map?.iterations ?? [], y: rows.places };
  /** @type {(trace: any) => any} */
  const fillTrace = (trace) => {
    if (!trace.meta) return trace;
    if (trace.meta === "decided") return { ...trace, ...marksOf(map, /** @type {any} */ (score), fields.y) };
    const filled = { ...trace, ...fields, z: map?.[trace.meta] ?? [] };
    return trace.type === "heatmap" ? { ...filled, customdata: hoverOf(map, score, words, rows.names) } : filled;
  };
  const layout = width < WIDE ? figure.layout : leaveTwoLines(figure.layout);
  return { data: figure.data.map(fillTrace), layout: isNarrow() ? nameFewer(layout) : layout };
}

/** A layout with room for two lines of legend in place of three. @param {any} layout */
const leaveTwoLines = (layout) => ({ ...layout, margin: { ...layout.margin, t: layout.margin.t - LEGEND_LINE } });

/** A layout in which of 1, 2 and 5 times each power of ten along x only the powers have room for their names. @param {any} layout */
function nameFewer(layout) {
  const ticktext = layout.xaxis.ticktext.map((/** @type {string} */ name) => (/^1[0,]*$/.test(name) ? name : ""));
  return { ...layout, xaxis: { ...layout.xaxis, ticktext } };
}

/**
 * What the hover of each cell says: its number, and what rounding makes of the score.
 * @param {TuningMap | null} map @param {any} score @param {Record<string, any>} words @param {string[]} names of the rows
 */
function hoverOf(map, score, words, names) {
  return map?.[/** @type {"costs"} */ (score)].map((values, row) =>
    values.map((value, column) => {
      const range = tellRange(words, map, score, row, column);
      return [value === null ? "" : writeScore(score, value), range && `<br>${range}`, names[row]];
    }),
  );
}

/** @param {HTMLElement} host */
function build(host) {
  const stop = element("button", { type: "button", class: "np-textbutton" });
  stop.addEventListener("click", () => (state.reading ? state.reading.abort() : state.asked && read(state.asked)));
  const bar = element("div", { class: "np-bar" }, element("progress", { max: 1 }), element("span"), stop);
  const map = element("div", { class: "np-map", tabindex: "0", role: "application" });
  map.addEventListener("keydown", onKey);
  map.addEventListener("focusout", () => lead(null));
  host.append(element("p", { class: "np-task", role: "status" }), bar, map, element("p", { class: "np-now" }));
}

/** @param {HTMLElement} task @param {MapPart} asked */
function drawTask(task, asked) {
  task.hidden = !isWanted || isClosed();
  const { found, told } = judgeCell(asked, state.map, state.chosen);
  write(task, `${found ? "✓" : "3"} ${told}`);
}

/** @param {KeyboardEvent} press */
function onKey(press) {
  const { map, asked, cell } = state;
  if (!map || !asked) return;
  const next = follow(press, cell ?? cellOfChoices(asked, map), asked.rows.names.length, map.done);
  if (next) lead(next);
  else if (press.key === "Enter" && cell) choose(cell.row, map.iterations[cell.column]);
  else if (press.key === "Escape") lead(null);
  else return;
  press.preventDefault();
}

/** Look at a cell, or where the choices are. @param {import("./keys.js").Cell | null} cell */
function lead(cell) {
  state.cell = cell;
  showNow();
}

/** Where the choices are: the iteration, and the name of the row, which the slider of the rate says or the script. @param {MapPart} asked */
function placeOfChoices({ positions, steps, rows }) {
  const { learning_rate: step, num_iterations: iteration } = readPositions(positions);
  return { name: rows.here || steps.learning_rate[step], iteration };
}

/** @param {MapPart} asked @param {TuningMap} map */
function cellOfChoices(asked, { iterations }) {
  const { name, iteration } = placeOfChoices(asked);
  return { row: rowOf(asked.rows, name), column: nearest(iterations, iteration) };
}

/** @param {HTMLElement} bar @param {MapPart} asked */
function drawBar(bar, asked) {
  const { map, ending, reading } = state;
  const { words, folds } = asked;
  const progress = /** @type {HTMLProgressElement} */ (find(bar, "progress"));
  const stop = find(bar, "button");
  const complete = Boolean(map?.best);
  progress.hidden = stop.hidden = complete;
  progress.value = Math.max(0, progressOf(map, folds));
  setAttribute(progress, "aria-label", words.progress);
  write(stop, reading ? words.stop : words.go_on);
  write(find(bar, "span"), ending && !complete ? words[ending] : tellProgress(asked, map));
}

// What the map says where the choices are, while sliders move, or at the cell to which keys have led.
function showNow() {
  const { asked, map, cell } = state;
  if (!asked || !map) return;
  const at = cell && { name: asked.rows.names[cell.row], iteration: map.iterations[cell.column] };
  const { name, iteration } = at ?? placeOfChoices(asked);
  const told = tellCell(asked, map, name, iteration);
  // A rate lies where it is, also between two rows or beyond them.
  const y = asked.rows.here ? asked.rows.places[rowOf(asked.rows, name)] : Number(name);
  const mark = reaches(asked.rows, name) ? { x: iteration, y } : null;
  announce("cell", told);
  for (const host of places("map")) {
    const chart = find(host, ".np-map");
    if (!chart || !chartIn(chart)) continue;
    markChart(chart, mark);
    write(find(host, ".np-now"), told);
  }
}

/** A click chooses the cell under it. @param {number} x @param {number} y */
function pick(x, y) {
  const { map, asked } = state;
  if (map && asked) choose(nearest(asked.rows.places, y), map.iterations[nearest(map.iterations, x)]);
}

/** Tell the script which cell was chosen. @param {number} row @param {number} iteration */
function choose(row, iteration) {
  const { host, asked, map } = state;
  if (!host || !asked || !map) return;
  state.chosen = { row, column: map.iterations.indexOf(iteration) };
  if (judgeCell(asked, map, state.chosen).found) remember("best");
  schedule();
  // On a phone one may have chosen far below it.
  if (isWanted) places("map").forEach((each) => find(each, ".np-task").scrollIntoView({ block: "nearest" }));
  tell(host, "picked", { ...asked.rows.choices[row], num_iterations: iteration });
}
