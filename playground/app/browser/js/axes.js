// @ts-check
// The axes of a chart that moves: their ranges, the same for Plotly and for the painter, and the ticks that Plotly gives a
// linear axis by itself.

const AFTER_LAST = 1.015; // where the x axis ends, as a share of the last point
const ABOVE_MOST = 1.055;
const ROOM = 0.055; // of a logarithmic range, on either side
const ZERO_AT = 0.5; // where iteration 0 stands on a logarithmic axis, which has no place for it: as far from 1 as 2 is
const MANY_DECADES = 2.5; // beyond, only the powers of ten are named
const MOST_ZEROS = 3; // beyond, Plotly writes tick labels with letters for powers of ten

/** @typedef {{position: number, label: string}} Tick where it is on the axis, in pixels */

/**
 * The layout of a chart that moves (`meta.moves`), on ranges of its own: into what it is given, whoever draws it writes
 * how somebody zooms. Where it has none, its axes begin at zero and go so far as its lines. Other layouts stay as they are.
 * @param {{data: any[], layout: any}} figure
 */
export function planAxes({ data, layout }) {
  if (!layout.meta?.moves) return layout;
  const { xaxis, yaxis } = layout;
  if (xaxis.range) return setRanges(layout, { x: xaxis.range, y: yaxis.range });
  const last = extreme(data, "x", Math.max);
  const most = extreme(data, "y", Math.max);
  if (!(last > 0 && most > 0)) return layout;
  const y = yaxis.type === "log" ? logRange(extreme(data, "y", positiveLeast), most) : [0, ABOVE_MOST * most];
  const x = xaxis.type === "log" ? [Math.log10(ZERO_AT), logRange(ZERO_AT, last)[1]] : [0, AFTER_LAST * last];
  return setRanges(layout, { x, y });
}

/** A layout on ranges of its axes. @param {any} layout @param {{x: number[], y: number[]}} ranges */
export function setRanges(layout, { x, y }) {
  const named = isSpread(layout) ? nameIterations(/** @type {[number, number]} */ (x)) : {};
  // Plotly writes into what it is given.
  return { ...layout, xaxis: { ...layout.xaxis, ...named, range: [...x] }, yaxis: { ...layout.yaxis, range: [...y] } };
}

/** Whether the iterations of a chart lie on a logarithmic axis. @param {any} layout */
export const isSpread = (layout) => Boolean(layout.meta?.moves) && layout.xaxis?.type === "log";

/** The number at which an axis has an iteration. @param {any} layout @param {number} iteration */
export const toAxis = (layout, iteration) => (isSpread(layout) ? Math.max(iteration, ZERO_AT) : iteration);

/** The iteration at a number of an axis. @param {any} layout @param {number} place */
export const fromAxis = (layout, place) => (isSpread(layout) && place < Math.sqrt(ZERO_AT) ? 0 : place);

/**
 * A figure whose iterations lie on a logarithmic axis, with a place for iteration 0; every other as it is.
 * @param {{data: any[], layout: any}} figure
 */
export function placeZero({ data, layout }) {
  if (!isSpread(layout)) return { data, layout };
  /** @param {number | null} x */
  const place = (x) => (x === null ? null : toAxis(layout, x));
  const placed = data.map((trace) => ({
    ...trace,
    x: Array.from(trace.x, place),
    customdata: trace.x,
    hovertemplate: trace.hovertemplate?.replaceAll("%{x", "%{customdata"),
  }));
  const annotations = layout.annotations?.map((/** @type {any} */ note) => ({ ...note, x: Math.log10(toAxis(layout, note.x)) }));
  return { data: placed, layout: { ...layout, annotations } };
}

/** Round numbers for a logarithmic axis of iterations. @param {[number, number]} range powers of ten */
export function nameIterations([low, high]) {
  const digits = high - low > MANY_DECADES ? [1] : [1, 2, 5];
  const decades = [...Array(Math.ceil(high) + 1).keys()];
  const named = decades.flatMap((decade) => digits.map((digit) => digit * 10 ** decade));
  return { tickvals: [ZERO_AT, ...named], ticktext: ["0", ...named.map((value) => value.toLocaleString("en-US"))] };
}

/** @param {number} least @param {number} most */
function logRange(least, most) {
  const [low, high] = [Math.log10(least), Math.log10(most)];
  const room = ROOM * (high - low) || 1;
  return [low - room, high + room];
}

/** @param {number} before @param {number} value */
const positiveLeast = (before, value) => (value > 0 && !(before <= value) ? value : before);

/** @param {any[]} data @param {"x" | "y"} axis @param {(one: number, other: number) => number} choose */
function extreme(data, axis, choose) {
  let found = NaN;
  for (const trace of data) {
    for (const value of trace[axis]) {
      if (value !== null && !Number.isNaN(value)) found = Number.isNaN(found) ? choose(value, value) : choose(found, value);
    }
  }
  return found;
}

/**
 * An axis with a range on a length in pixels: d2p from a number to pixels from its low end, p2d back, and its ticks; null
 * where Plotly would label it in a way that is not known here.
 * @param {any} axis as the layout has it @param {[number, number]} range @param {number} length @param {"x" | "y"} name
 */
export function layAxis(axis, range, length, name) {
  const [low, high] = range;
  const isLog = axis.type === "log";
  /** @param {number} value */
  const place = (value) => ((value - low) / (high - low)) * length;
  /** @param {number} value */
  const d2p = (value) => place(isLog ? Math.log10(value) : value);
  /** @param {number} pixels */
  const p2d = (pixels) => {
    const value = low + (pixels / length) * (high - low);
    return isLog ? 10 ** value : value;
  };
  const ticks = axis.tickvals ? givenTicks(axis, d2p) : linearTicks(axis, range, length, name, place);
  return ticks && { d2p, p2d, place, ticks: ticks.filter(({ position }) => position >= -0.01 && position <= length + 0.01) };
}

/** @param {any} axis @param {(value: number) => number} d2p @returns {Tick[]} */
const givenTicks = (axis, d2p) =>
  Array.from(axis.tickvals, (/** @type {number} */ value, i) => ({
    position: d2p(value),
    label: (axis.ticktext?.[i] ?? String(value).replace("-", "−")) + (axis.ticksuffix ?? ""),
  }));

/**
 * As Plotly's autoTicks has them: round steps of 1, 2 or 5 times a power of ten, some 40 or 80 pixels long.
 * @param {any} axis @param {[number, number]} range @param {number} length @param {"x" | "y"} name
 * @param {(value: number) => number} place @returns {Tick[] | null}
 */
function linearTicks(axis, [low, high], length, name, place) {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (!axis.tickformat && Math.abs(Math.floor(Math.log10(largest) + 0.01)) > MOST_ZEROS) return null;
  const count = Math.min(9, Math.max(4, length / (name === "y" ? 40 : 80))) + 1;
  const step = roundUp((high - low) / count);
  /** @type {Tick[]} */
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-6); k * step <= high + 1e-6 * step; k++) {
    const value = Number((k * step).toPrecision(12));
    const written = axis.tickformat === "," ? value.toLocaleString("en-US") : String(value);
    ticks.push({ position: place(value), label: written.replace("-", "−") });
  }
  return ticks;
}

/** @param {number} rough */
function roundUp(rough) {
  const base = 10 ** Math.floor(Math.log10(rough));
  return base * Number([2, 5, 10].find((each) => each >= rough / base - 1e-9));
}
