// @ts-check
// How numbers are written: the twin of words/numbers.py, with which a test compares it.

export const MINUS = "\u2212";
const BEYOND = 20; // digits after which a number half-way between two shows nothing but zeros
const MOST_DECIMALS = 12;
const FIRST_POWER = 6; // smaller numbers of many digits are written in full
const SMALLEST = 1e-7; // the least share that is written without a power of ten
const NOISE = 1e-9; // a share that is nearer to all has been rounded

/**
 * Half-way between two numbers it is the even one, as in Python; toFixed and toExponential take the larger.
 * @param {string} written @param {string} exact with so many digits more
 */
function settle(written, exact) {
  const [kept, rest] = [exact.slice(0, -BEYOND), exact.slice(-BEYOND)];
  return /^50*$/.test(rest) && /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, "") : written;
}

/** So many digits after the point. @param {number} value @param {number} digits */
export const writeFixed = (value, digits) => settle(value.toFixed(digits), value.toFixed(digits + BEYOND)).replace("-", MINUS);

/** The digits of a number, one of them before the point, and its power of ten. @param {number} value @param {number} decimals */
function split(value, decimals) {
  const [written, exact] = [decimals, decimals + BEYOND].map((count) => value.toExponential(count).split("e"));
  return { mantissa: settle(written[0], exact[0]), exponent: Number(written[1]) };
}

/** With commas between thousands. @param {string} written */
const group = (written) => written.replace(/^\D?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/** @param {{mantissa: string, exponent: number}} number */
const writePower = ({ mantissa, exponent }) => `${mantissa}e${exponent}`.replaceAll("-", MINUS);

/** So many significant digits at most. @param {number} value @param {number} digits */
export function writeDigits(value, digits) {
  const { mantissa, exponent } = split(value, digits - 1);
  /** @param {string} written */
  const strip = (written) => (written.includes(".") ? written.replace(/\.?0+$/, "") : written);
  if (exponent >= -4 && exponent < digits) return group(strip(writeFixed(value, digits - 1 - exponent)));
  if (exponent > 0 && exponent < FIRST_POWER) return group(writeFixed(Number(`${mantissa}e${exponent}`), 0));
  return writePower({ mantissa: strip(mantissa), exponent });
}

/**
 * A share in percent with one decimal: more where it would be rounded to nothing or to all, and is not; the smallest
 * with a power of ten.
 * @param {number} percent
 */
export function writePercent(percent) {
  if (percent > 0 && percent < SMALLEST) return writeDigits(percent, 2);
  const isEnd = percent === 0 || Math.abs(percent - 100) < NOISE;
  let decimals = 1;
  while (!isEnd && decimals < MOST_DECIMALS && [0, 100].includes(Number(percent.toFixed(decimals)))) decimals += 1;
  return group(writeFixed(percent, decimals));
}

/**
 * What a probability is, with so many decimals: = 0.97; where it would be rounded to 0 or 1, which no sigmoid reaches,
 * < 0.01 or > 0.99.
 * @param {number} probability @param {number} decimals
 */
export function writeRelation(probability, decimals) {
  const [written, least] = [writeFixed(probability, decimals), 10 ** -decimals];
  if (Number(written) === 0) return `< ${writeFixed(least, decimals)}`;
  return Number(written) === 1 ? `> ${writeFixed(1 - least, decimals)}` : `= ${written}`;
}

/** A cost with four decimals, or with three digits where these would hide it, and so many more. @param {number} cost */
export function writeCost(cost, more = 0) {
  const isSeen = cost === 0 || Number(cost.toExponential(2 + more)) >= 0.001;
  return isSeen ? group(writeFixed(cost, 4 + more)) : writePower(split(cost, 2 + more));
}

/**
 * How far apart two numbers are as they are written, so that it is what a reader would find; nothing ("") where they are
 * written alike, or one with a power of ten.
 * @param {string} one @param {string} other
 */
export function subtractWritten(one, other) {
  const [first, second] = [one, other].map((written) => Number(written.replaceAll(",", "")));
  const decimals = [one, other].map((written) => (written.split(".")[1] ?? "").length);
  return first - second ? group(writeFixed(Math.abs(first - second), Math.max(...decimals))) : "";
}

/** Costs as `writeCost` does, with as many digits more as tell different ones apart. @param {number[]} costs */
export function writeCosts(costs) {
  /** @param {string[]} all */
  const count = (all) => new Set(all).size;
  const different = count(costs.map((cost) => cost.toPrecision(MOST_DECIMALS)));
  let more = 0;
  while (count(costs.map((cost) => writeCost(cost, more))) < different) more += 1;
  return costs.map((cost) => writeCost(cost, more));
}
