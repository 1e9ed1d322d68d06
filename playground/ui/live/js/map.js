// The tuning map: lines of numbers come from the server while they are computed (maps.py), and fill the chart that the
// script has laid out. The colours, the ring that marks the sliders, and the words follow from the numbers here at once.

import { element, fill, joinSentences, setAttribute, write } from "./dom.js";
import { markChart, onPick, showChart } from "./chart.js";
import { readPositions, watchSliders } from "./sliders.js";

const state = {
  asked: null, // what the script says: the chart's frame, words, the sliders' places
  pick: null, // tells the script which cell was clicked
  source: "", // the address of the numbers
  map: null, // the numbers
  reading: null, // stops the reading when aborted
  ending: "", // stopped, failed or away (the person left the page), where the map is not complete
};

const places = (name) => [...document.querySelectorAll(`.np-part-${name}`)];

export function mount({ parentElement, data, setTriggerValue }) {
  if (!parentElement.querySelector(".np-part")) {
    parentElement.append(element("div", { class: `np-part np-part-${data.part}` }));
  }
  if (!data.source) return requestAnimationFrame(draw);
  Object.assign(state, { asked: data, pick: (cell) => setTriggerValue("picked", cell) });
  watchSliders(Object.keys(data.positions), showNow);
  if (state.source !== data.source) {
    state.source = data.source;
    start();
  } else if (state.ending === "away") read();
  requestAnimationFrame(draw);
}

function start() {
  state.reading?.abort();
  state.map = null;
  read();
}

// Read from the first line on: what was computed before comes at once, and then it goes on where it was stopped.
async function read() {
  const reading = new AbortController();
  Object.assign(state, { reading, ending: "" });
  let map = null;
  try {
    const response = await fetch(state.source, { signal: reading.signal, headers: state.asked.visitor });
    for await (const line of linesOf(response)) {
      map ??= emptyMap(line.iterations, state.asked.rates.length);
      take(map, line);
      // A map that was stopped stays until the new reading knows as much.
      if (progressOf(map) >= progressOf(state.map)) state.map = map;
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

function endingOf(reading) {
  if (!places("map").length) return "away";
  return reading.signal.aborted ? "stopped" : "failed";
}

async function* linesOf(response) {
  if (!response.ok) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const pieces = (rest + value).split("\n");
    rest = pieces.pop();
    for (const piece of pieces) yield JSON.parse(piece);
  }
}

// Values by row (learning rate) and column (iteration); null where nothing is computed yet.
function emptyMap(iterations, rates) {
  const empty = () => Array.from({ length: rates }, () => new Array(iterations.length).fill(null));
  const names = ["costs", "heights", "train", "test", "folds"];
  return { iterations, done: 0, fold: null, best: null, ...Object.fromEntries(names.map((name) => [name, empty()])) };
}

function take(map, { columns, right, judged, fold, folds, iteration, best, seconds }) {
  const { counts } = state.asked;
  const fillIn = (rows, values, from, change) =>
    values.forEach((column, c) => column.forEach((value, r) => (rows[r][from + c] = change(value))));
  const percent = (count) => (value) => (100 * value) / count;
  if (columns) {
    fillIn(map.costs, columns.costs, map.done, Number);
    // A cost can underflow to 0, whose logarithm has no colour.
    fillIn(map.heights, columns.costs, map.done, (cost) => Math.log10(Math.max(cost, 1e-300)));
    fillIn(map.train, columns.train, map.done, percent(counts.train));
    fillIn(map.test, columns.test, map.done, percent(counts.test));
    map.done += columns.costs.length;
  }
  if (right) fillIn(map.folds, right, 0, percent(judged));
  if (fold) map.fold = { fold, folds, iteration };
  if (best) Object.assign(map, { best, seconds });
}

// How far a map is, from 0 to 1: the map itself, and as much again for every fold.
function progressOf(map) {
  if (!map) return -1;
  if (map.best) return 1;
  const { iterations, done, fold } = map;
  const total = iterations.at(-1);
  const swept = done ? iterations[done - 1] / total : 0;
  const parts = 1 + state.asked.folds;
  return (swept + (fold ? fold.fold - 1 + fold.iteration / total : 0)) / parts;
}

let scheduled = 0;
function schedule() {
  scheduled ||= requestAnimationFrame(() => {
    scheduled = 0;
    draw();
  });
}

function draw() {
  if (!state.asked) return;
  for (const host of places("map")) drawMap(host);
  for (const host of places("choosing")) drawChoosing(host);
  showNow();
}

function drawMap(host) {
  const { asked, map } = state;
  if (!host.querySelector(".np-bar")) build(host);
  drawBar(host.querySelector(".np-bar"));
  const chart = host.querySelector(".np-map");
  showChart(chart, { figure: figureOf(asked, map), alt: altOf(asked, map), caption: asked.intro }, asked);
  onPick(chart, choose);
}

// The chart that the script has laid out, with the numbers that are known.
function figureOf({ figure, rates }, map) {
  const fields = { x: map?.iterations ?? [], y: rates.map(Number) };
  const data = figure.data.map((trace) => {
    if (!trace.meta) return trace;
    const customdata = trace.meta === "heights" ? { customdata: map?.costs } : {};
    return { ...trace, ...fields, z: map?.[trace.meta] ?? [], ...customdata };
  });
  return { data, layout: figure.layout };
}

function altOf({ alt, score, rates, words }, map) {
  if (!map?.best) return alt.waiting;
  const { row, column } = map.best[score];
  const value = written(words, score, map[score][row][column]);
  const iteration = map.iterations[column];
  return fill(alt.complete, { value, iteration, rate: rates[row], rates: rates.length, total: map.iterations.at(-1) });
}

const written = (words, score, value) =>
  fill(score === "costs" ? words.cost : words.percent, { name: words.names[score], value });

function build(host) {
  const stop = element("button", { type: "button", class: "np-textbutton" });
  stop.addEventListener("click", () => (state.reading ? state.reading.abort() : read()));
  const bar = element("div", { class: "np-bar" }, element("progress", { max: 1 }), element("span"), stop);
  const now = element("p", { class: "np-now", role: "status" });
  host.append(bar, element("div", { class: "np-map" }), now);
}

function drawBar(bar) {
  const { map, asked, ending, reading } = state;
  const { words } = asked;
  const [progress, says, stop] = bar.children;
  const complete = Boolean(map?.best);
  progress.hidden = stop.hidden = complete;
  progress.value = Math.max(0, progressOf(map));
  setAttribute(progress, "aria-label", words.progress);
  write(stop, reading ? words.stop : words.go_on);
  write(says, complete ? summary(asked, map) : ending ? words[ending] : underWay(asked, map));
}

function summary({ words, rates, folds }, { iterations, seconds }) {
  const cells = rates.length * iterations.length;
  return fill(words.done, { cells, folds, sweep: seconds.sweep, validation: seconds.validation });
}

function underWay({ words, rates }, map) {
  if (!map) return "";
  // Of all that is to be computed, as the bar shows it: the iterations are those of one part.
  const percent = Math.floor(100 * progressOf(map));
  const total = map.iterations.at(-1);
  if (map.fold) return fill(words.validating, { ...map.fold, percent, total });
  const iteration = map.iterations[map.done - 1] ?? 0;
  return fill(words.sweeping, { rates: rates.length, percent, iteration, total });
}

// What the map says where the sliders are, while they move.
function showNow() {
  const { asked, map } = state;
  const now = asked && readPositions(asked.positions);
  for (const host of places("map")) {
    const chart = host.querySelector(".np-map");
    if (!map || !chart?.querySelector(".np-chart")) continue;
    markChart(chart, { x: now.num_iterations, y: Number(asked.rates[now.learning_rate]) });
    write(host.querySelector(".np-now"), tellCell(asked, map, now.learning_rate, now.num_iterations));
  }
}

function tellCell({ words, rates }, map, row, iteration) {
  const column = nearest(map.iterations, iteration);
  if (iteration < map.iterations[0] || iteration > map.iterations.at(-1)) return words.outside;
  // Cross-validation that is not complete has no result yet.
  const all = map.best ? ["test", "folds", "train", "costs"] : ["test", "train", "costs"];
  const known = all.filter((score) => map[score][row][column] !== null);
  const scores = known.map((score) => written(words, score, map[score][row][column])).join(" · ");
  const computed = map.iterations[column];
  const pattern = computed === iteration ? words.now : words.near;
  return scores && fill(pattern, { rate: rates[row], iteration: computed, wanted: iteration, scores });
}

function nearest(values, wanted) {
  const away = values.map((value) => Math.abs(Math.log(value) - Math.log(wanted)));
  return away.indexOf(Math.min(...away));
}

// A click chooses the cell under it.
function choose(x, y) {
  const { map, asked } = state;
  if (!map) return;
  const row = nearest(asked.rates.map(Number), y);
  set(row, map.iterations[nearest(map.iterations, x)]);
}

function set(row, iteration) {
  state.pick({ learning_rate: state.asked.rates[row], num_iterations: iteration });
}

// What choosing by the test pictures promises, and what an honest choice gives.
function drawChoosing(host) {
  const { map, asked } = state;
  const complete = Boolean(map?.best);
  if (!complete) return host.replaceChildren(element("p", {}, asked.words.waiting));
  if (host.shown === map && host.language === asked.words.set) return;
  Object.assign(host, { shown: map, language: asked.words.set });
  host.replaceChildren(way("test"), way("folds"), ...verdict(asked, map));
}

function way(score) {
  const { map, asked } = state;
  const { words, choosing, rates } = asked;
  const { row, column, ties } = map.best[score];
  const iteration = map.iterations[column];
  const button = element("button", { type: "button", class: "np-textbutton" }, words.set);
  button.addEventListener("click", () => set(row, iteration));
  const values = { ...asked.baselines[score], test: map.test[row][column], folds: map.folds[row][column] };
  const cell = fill(words.place, { rate: rates[row], iteration });
  setAttribute(button, "aria-label", `${words.set}: ${cell}`);
  const lines = [fill(choosing[`by_${score}_result`], values), ties > 1 ? fill(choosing.ties, { ties }) : ""];
  return element(
    "section",
    { class: "np-way" },
    element("h5", {}, choosing[`by_${score}`]),
    element("p", {}, cell),
    ...lines.filter(Boolean).map((line) => element("p", {}, line)),
    button,
  );
}

function verdict({ choosing, counts, rates }, { best, test, iterations }) {
  const [promise, honest] = ["test", "folds"].map((score) => test[best[score].row][best[score].column]);
  const fooled = promise > honest ? choosing.fooled : choosing.not_fooled;
  const told = fill(fooled, { promise, honest, difference: promise - honest });
  const cells = rates.length * iterations.length;
  const why = fill(choosing.why, { count: counts.test, share: 100 / counts.test, cells });
  return [element("p", { class: "np-verdict" }, joinSentences([told, why]))];
}
