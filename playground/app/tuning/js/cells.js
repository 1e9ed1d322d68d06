// @ts-check
// The numbers of the tuning map as they come, line by line, and what they say in words.

import { subtractWritten, writeCost, writeCosts, writeDigits, writeFixed, writePercent } from "../../browser/js/numbers.js";
import { fill, joinSentences } from "../../browser/js/words.js";

const LOWEST = 1e-300; // a cost can underflow to 0, whose logarithm has no colour
const ROWS_APART = 3; // of the marks for what rounding decides, where there are many rows
const FEW_ROWS = 12;
const COLUMNS_APART = 0.03; // of the width of the map

/** A map of which nothing is known yet. @param {number[]} iterations @param {number} rows @returns {TuningMap} */
export function emptyMap(iterations, rows) {
  const empty = () => Array.from({ length: rows }, () => new Array(iterations.length).fill(null));
  const values = { costs: empty(), heights: empty(), train: empty(), test: empty(), folds: empty() };
  const [run, inFolds] = [empty(), empty()];
  const known = {
    decided: { costs: run, train: run, test: run, folds: inFolds },
    ranges: { costs: [empty(), empty()], train: [empty(), empty()], test: [empty(), empty()], folds: [empty(), empty()] },
  };
  const nothing = { done: 0, ranged: 0, judged: 1, fold: null, best: null, difference: null, chance: null, seconds: null };
  return { iterations, ...nothing, ...values, ...known };
}

/**
 * Write columns of values into rows.
 * @param {(number | null)[][]} rows @param {number[][]} columns @param {number} from
 * @param {(value: number) => number} change
 */
function fillIn(rows, columns, from, change) {
  columns.forEach((column, c) => column.forEach((value, r) => (rows[r][from + c] = change(value))));
}

/** @type {(count: number) => (value: number) => number} */
const percentOf = (count) => (value) => (100 * value) / count;

/** Take a line of the answer into a map. @param {TuningMap} map @param {MapLine} line @param {MapCounts} counts */
export function takeLine(map, line, counts) {
  const { columns, ranges, fold_ranges: inFolds, right, fold, folds = 0, iteration = 0, again = false } = line;
  map.judged = line.judged ?? map.judged;
  if (columns) {
    fillIn(map.costs, columns.costs, map.done, Number);
    fillIn(map.heights, columns.costs, map.done, (cost) => Math.log10(Math.max(cost, LOWEST)));
    fillIn(map.train, columns.train, map.done, percentOf(counts.train));
    fillIn(map.test, columns.test, map.done, percentOf(counts.test));
    map.done += columns.costs.length;
  }
  if (ranges) takeRanges(map, ranges, counts);
  if (right) fillIn(map.folds, right, 0, percentOf(map.judged));
  if (inFolds) {
    fillIn(map.decided.folds, inFolds.decided, 0, Number);
    inFolds.folds.forEach((end, i) => fillIn(map.ranges.folds[i], end, 0, percentOf(map.judged)));
  }
  if (fold) map.fold = { fold, folds, iteration, again };
  if (line.best) Object.assign(map, { best: line.best, difference: line.difference, chance: line.chance ?? null, seconds: line.seconds });
}

/** @param {TuningMap} map @param {MapRanges} ranges @param {MapCounts} counts */
function takeRanges(map, { decided, costs, train, test }, counts) {
  fillIn(map.decided.costs, decided, map.ranged, Number);
  costs.forEach((end, i) => fillIn(map.ranges.costs[i], end, map.ranged, Number));
  train.forEach((end, i) => fillIn(map.ranges.train[i], end, map.ranged, percentOf(counts.train)));
  test.forEach((end, i) => fillIn(map.ranges.test[i], end, map.ranged, percentOf(counts.test)));
  map.ranged += decided.length;
}

/** @param {{iterations: number[]}} map */
const lastOf = ({ iterations }) => iterations[iterations.length - 1];

/**
 * How far a map is, from 0 to 1: the map itself, and as much again for every fold, all of it once more for what rounding
 * makes of it; -1 where there is none.
 * @param {TuningMap | null} map @param {number} folds
 */
export function progressOf(map, folds) {
  if (!map) return -1;
  if (map.best) return 1;
  const { iterations, done, ranged, fold } = map;
  const columns = [done, ranged].map((count) => (count ? iterations[count - 1] / lastOf(map) : 0));
  const judged = fold ? (fold.again ? folds : 0) + fold.fold - 1 + fold.iteration / lastOf(map) : 0;
  return (columns[0] + columns[1] + judged) / (2 + 2 * folds);
}

/**
 * The place of the value that is nearest to one, as a logarithmic axis shows it.
 * @param {number[]} values @param {number} wanted
 */
export function nearest(values, wanted) {
  const away = values.map((value) => Math.abs(Math.log(value) - Math.log(wanted)));
  return away.indexOf(Math.min(...away));
}

/** @typedef {"test" | "folds" | "train" | "costs"} Score */

/** @type {(words: Record<string, any>, score: Score, value: number | null) => string} */
const written = (words, score, value) =>
  fill(score === "costs" ? words.cost : words.percent, { name: words.names[score], value: writeScore(score, value) });

/** A number of the map as the headline writes it. @type {(score: Score, value: number | null) => string} */
export const writeScore = (score, value) =>
  score === "costs" ? writeCost(Number(value)) : writePercent(Number(value));

/**
 * In what range rounding alone lets a cell end; nothing where it decides nothing.
 * @param {Record<string, any>} words @param {TuningMap} map @param {Score} score @param {number} row @param {number} column
 * @returns {string}
 */
export function tellRange(words, { decided, ranges }, score, row, column) {
  if (!decided[score][row][column]) return "";
  const ends = ranges[score].map((end) => Number(end[row][column]));
  if (ends[0] === ends[1]) return words.twins_agree;
  const [low, high] = score === "costs" ? writeCosts(ends) : ends.map(writePercent);
  return fill(words.rounding, { low, high: score === "costs" ? high : `${high}%` });
}

/**
 * Where the map is marked as decided by rounding: every few cells, in slanting rows. While it is computed a point that is
 * nowhere keeps the name of the marks its place in the legend, which does not move when the first of them come.
 * @param {TuningMap | null} map @param {Score} score @param {number[]} places of the rows
 */
export function marksOf(map, score, places) {
  /** @type {{x: (number | null)[], y: (number | null)[]}} */
  const marks = map?.best ? { x: [], y: [] } : { x: [null], y: [null] };
  if (!map) return marks;
  const { decided, iterations } = map;
  const across = iterations.map((iteration) => Math.log(iteration / iterations[0]) / Math.log(lastOf({ iterations }) / iterations[0]));
  const apart = Math.min(ROWS_APART, Math.ceil(places.length / FEW_ROWS));
  for (let row = 0; row < places.length; row += apart) {
    let next = ((row / apart) % 2) * 0.5 * COLUMNS_APART;
    iterations.forEach((iteration, column) => {
      if (across[column] < next) return;
      next += COLUMNS_APART * Math.ceil((across[column] - next) / COLUMNS_APART || 1);
      if (!decided[score][row][column]) return;
      marks.x.push(iteration);
      marks.y.push(places[row]);
    });
  }
  return marks;
}

/** What the map shows, for who cannot see it. @param {MapPart} part @param {TuningMap | null} map */
export function tellMap({ alt, score, rows, words }, map) {
  if (!map?.best) return alt.waiting;
  const by = /** @type {Score} */ (score);
  const { row, column } = map.best[by];
  const value = written(words, by, map[by][row][column]);
  const iteration = map.iterations[column];
  const decided = map.decided[by].flat().filter(Boolean).length;
  return fill(alt.complete, { value, decided, iteration, row: rows.names[row], rows: rows.names.length, total: lastOf(map) });
}

/** The row with a name, or the one whose number is nearest to it. @param {MapRows} rows @param {string} name */
export const rowOf = ({ names }, name) => (names.includes(name) ? names.indexOf(name) : nearest(names.map(Number), Number(name)));

/** Whether the axis has a name, or reaches its number. @param {MapRows} rows @param {string} name */
export const reaches = ({ names }, name) => names.includes(name) || isWithin(names.map(Number), Number(name));

/**
 * What the map says of a row by its name, and an iteration.
 * @param {MapPart} part @param {TuningMap} map @param {string} name @param {number} iteration @returns {string}
 */
export function tellCell({ words, rows }, map, name, iteration) {
  const [row, column] = [rowOf(rows, name), nearest(map.iterations, iteration)];
  if (!reaches(rows, name) || !isWithin(map.iterations, iteration)) return words.outside;
  // Cross-validation that is not complete has no result yet.
  /** @type {Score[]} */
  const all = map.best ? ["test", "folds", "train", "costs"] : ["test", "train", "costs"];
  const known = all.filter((score) => map[score][row][column] !== null);
  const scores = known.map((score) => tellScore(words, map, score, row, column)).join(" · ");
  const computed = map.iterations[column];
  const pattern = computed === iteration && rows.names[row] === name ? words.now : words.near;
  const told = { row: rows.names[row], iteration: computed, wanted_row: name, wanted: iteration, scores };
  return scores && fill(pattern, told);
}

/** @param {number[]} values @param {number} wanted */
const isWithin = (values, wanted) => wanted >= values[0] && wanted <= values[values.length - 1];

/** @type {(words: Record<string, any>, map: TuningMap, score: Score, row: number, column: number) => string} */
function tellScore(words, map, score, row, column) {
  const [told, range] = [written(words, score, map[score][row][column]), tellRange(words, map, score, row, column)];
  return range ? fill(words.in_brackets, { told, range }) : told;
}

/**
 * What is said to who looks for the best cell, of the one they chose, and whether it is one: by the score that is shown, or by
 * one of the two ways to choose.
 * @param {MapPart} part @param {TuningMap | null} map @param {import("./keys.js").Cell | null} chosen
 */
export function judgeCell({ words, score }, map, chosen) {
  const best = map?.best;
  if (!best || !chosen) return { found: false, told: words.task };
  const { row, column } = chosen;
  const shown = /** @type {Score} */ (score);
  /** @type {(by: Score) => number | null} */
  const topOf = (by) => map[by][best[by].row][best[by].column];
  /** @type {Score[]} */
  const scores = [shown, "test", "folds"];
  const by = scores.find((score) => map[score][row][column] === topOf(score) && !map.decided[score][row][column]);
  if (by) return { found: true, told: fill(words.task_done, { name: words.names[by] }) };
  if (map.decided[shown][row][column]) return { found: false, told: words.task_decided };
  const [here, top] = [map[shown][row][column], topOf(shown)].map((value) => writeScore(shown, value) + (shown === "costs" ? "" : "%"));
  return { found: false, told: fill(words.task_not, { name: words.names[shown], here, best: top }) };
}

/** How far a map is, or of what it was made and how long it took. @param {MapPart} part @param {TuningMap | null} map */
export function tellProgress({ words, rows, folds }, map) {
  const count = rows.names.length;
  if (!map) return "";
  if (map.best) return fill(words.done, { cells: count * map.iterations.length, folds, ...timesOf(map) });
  // Of all that is to be computed, as the bar shows it: the iterations are those of one part.
  const percent = Math.floor(100 * progressOf(map, folds));
  const total = lastOf(map);
  if (map.fold) return fill(map.fold.again ? words.twins_validating : words.validating, { ...map.fold, percent, total });
  const twins = map.ranged > 0;
  const iteration = map.iterations[(map.ranged || map.done) - 1] ?? 0;
  return fill(twins ? words.twins : words.sweeping, { rows: count, percent, iteration, total });
}

/** @param {TuningMap} map */
const timesOf = ({ seconds }) => ({ sweep: tellSeconds(seconds?.sweep), validation: tellSeconds(seconds?.validation) });

/** Seconds with a decimal, or with as many as show that it was not nothing. @param {number} [seconds] */
const tellSeconds = (seconds = 0) => (seconds < 0.05 ? writeDigits(seconds, 1) : writeFixed(seconds, 1));

/**
 * What choosing the best cell by the test pictures promises, against an honest choice: as the numbers are written.
 * @param {MapPart} part @param {Difference} difference
 */
export function tellVerdict({ choosing }, { promise, honest, count, low, high }) {
  const pictures = promise - honest;
  const [best, fair, few] = [promise, honest, pictures].map((right) => writePercent((100 * right) / count));
  const ends = { low: writePercent(low), high: writePercent(high) };
  const values = { promise: best, honest: fair, points: subtractWritten(best, fair) || few, pictures, count, ...ends };
  const judged = Number(best) > Number(ends.high) ? choosing.above : choosing.within;
  const told = pictures === 0 ? [choosing.same, choosing.interval] : [choosing.difference, choosing.interval, judged];
  return joinSentences([...told, choosing.rule].map((pattern) => fill(pattern, values)));
}

/** @typedef {TuningMap & {best: BestCells, difference: Difference}} CompleteMap */

/**
 * What speaks against the best cell by a score: a cost above that of the start, which is ln 2 whatever the pictures, and a
 * cross-validated score that may be chance.
 * @param {MapPart} part @param {CompleteMap} map @param {"test" | "folds"} score
 */
export function tellDoubts({ choosing, baselines }, { best, costs, chance }, score) {
  const cost = Number(costs[best[score].row][best[score].column]);
  const [low, high] = (chance ?? []).map(writePercent);
  return [
    score === "folds" && chance ? fill(choosing.by_folds_chance, { name: baselines.folds.name, low, high }) : "",
    cost > Math.LN2 ? fill(choosing.above_start, { cost: writeCost(cost), start: writeCost(Math.LN2) }) : "",
  ];
}
