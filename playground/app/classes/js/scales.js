// @ts-check
// Logarithmic axes, as drawings on the wall use them.

const STEPS = [1, 2, 5];

/**
 * A place between `from` and `to` (pixels) for every number of a range, by its logarithm.
 * @param {number[]} range @param {number} from @param {number} to @returns {(value: number) => number}
 */
export function logScale([least, most], from, to) {
  const span = Math.log(most / least) || 1;
  return (value) => from + ((to - from) * Math.log(value / least)) / span;
}

/** A range of whole powers of ten that holds another range and all values. @param {number[]} range @param {number[]} values */
export function widen(range, values) {
  const logs = [...range, ...values].map(Math.log10);
  const powers = [Math.floor(Math.min(...logs) + 1e-9), Math.ceil(Math.max(...logs) - 1e-9)];
  return powers.map((power) => Number(`1e${power}`));
}

/** Numbers to write at an axis: powers of ten, or where there are few of these, 1, 2 and 5 of each. @param {number[]} range */
export function chooseTicks([least, most]) {
  const decades = Math.log10(most / least);
  const ticks = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    for (const step of decades < 2 ? STEPS : [1]) ticks.push(Number(`${step}e${power}`));
  }
  return ticks.filter((tick) => tick >= least * (1 - 1e-9) && tick <= most * (1 + 1e-9));
}

/** @param {number} value */
export const writeTick = (value) => (value < 1e-4 ? value.toExponential() : value.toLocaleString("en-US", { maximumFractionDigits: 6 }));

/** How many are here, still and away. @param {{state: string}[]} places */
export function countStates(places) {
  const counts = { here: 0, still: 0, away: 0 };
  for (const { state } of places) counts[/** @type {keyof typeof counts} */ (state)] += 1;
  return counts;
}

/** A number as a person writes it. @param {number} value */
export const writeNumber = (value) => Number(value.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 6 });

/** The middle one, or the mean of the two in the middle. @param {number[]} values */
export function medianOf(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
}

/** Parts of equal width, of 1, 2 or 5 times a power of ten, ten at most, that hold all values. @param {number[]} values */
export function binNumbers(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const rough = (most - least || Math.abs(least) || 1) / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const width = power * ([1, 2, 5].find((step) => step * power >= rough) ?? 10);
  const first = Math.floor(least / width);
  const count = Math.max(1, Math.ceil(most / width) - first);
  return Array.from({ length: count }, (_, place) => ({ from: (first + place) * width, to: (first + place + 1) * width }));
}

/** How many of some values lie in each part; at an edge in the next. @param {{from: number, to: number}[]} bins @param {number[]} values */
export function countBins(bins, values) {
  const last = bins.length - 1;
  return bins.map((bin, place) => ({
    ...bin,
    count: values.filter((value) => value >= bin.from && (value < bin.to || (place === last && value <= bin.to))).length,
  }));
}

/** Minutes and seconds: 2:05. @param {number} seconds */
export function writeClock(seconds) {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
