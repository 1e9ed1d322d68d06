// @ts-check
// The numbers of the tuning map as they come, line by line, and what they say in words.

import { fill, joinSentences } from "../../browser/js/words.js";

const LOWEST = 1e-300; // a cost can underflow to 0, whose logarithm has no colour

/** A map of which nothing is known yet. @param {number[]} iterations @param {number} rates @returns {TuningMap} */
export function emptyMap(iterations, rates) {
  const empty = () => Array.from({ length: rates }, () => new Array(iterations.length).fill(null));
  const values = { costs: empty(), heights: empty(), train: empty(), test: empty(), folds: empty() };
  return { iterations, done: 0, fold: null, best: null, seconds: null, ...values };
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
export function takeLine(map, { columns, right, judged = 1, fold, folds = 0, iteration = 0, best, seconds }, counts) {
  if (columns) {
    fillIn(map.costs, columns.costs, map.done, Number);
    fillIn(map.heights, columns.costs, map.done, (cost) => Math.log10(Math.max(cost, LOWEST)));
    fillIn(map.train, columns.train, map.done, percentOf(counts.train));
    fillIn(map.test, columns.test, map.done, percentOf(counts.test));
    map.done += columns.costs.length;
  }
  if (right) fillIn(map.folds, right, 0, percentOf(judged));
  if (fold) map.fold = { fold, folds, iteration };
  if (best && seconds) Object.assign(map, { best, seconds });
}

/** @param {TuningMap} map */
const lastOf = ({ iterations }) => iterations[iterations.length - 1];

/**
 * How far a map is, from 0 to 1: the map itself, and as much again for every fold; -1 where there is none.
 * @param {TuningMap | null} map @param {number} folds
 */
export function progressOf(map, folds) {
  if (!map) return -1;
  if (map.best) return 1;
  const { iterations, done, fold } = map;
  const swept = done ? iterations[done - 1] / lastOf(map) : 0;
  return (swept + (fold ? fold.fold - 1 + fold.iteration / lastOf(map) : 0)) / (1 + folds);
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
  fill(score === "costs" ? words.cost : words.percent, { name: words.names[score], value });

/** What the map shows, for who cannot see it. @param {MapPart} part @param {TuningMap | null} map */
export function tellMap({ alt, score, rates, words }, map) {
  if (!map?.best) return alt.waiting;
  const by = /** @type {Score} */ (score);
  const { row, column } = map.best[by];
  const value = written(words, by, map[by][row][column]);
  const iteration = map.iterations[column];
  return fill(alt.complete, { value, iteration, rate: rates[row], rates: rates.length, total: lastOf(map) });
}

/**
 * What the map says where the sliders are.
 * @param {MapPart} part @param {TuningMap} map @param {number} row @param {number} iteration @returns {string}
 */
export function tellCell({ words, rates }, map, row, iteration) {
  const column = nearest(map.iterations, iteration);
  if (iteration < map.iterations[0] || iteration > lastOf(map)) return words.outside;
  // Cross-validation that is not complete has no result yet.
  /** @type {Score[]} */
  const all = map.best ? ["test", "folds", "train", "costs"] : ["test", "train", "costs"];
  const known = all.filter((score) => map[score][row][column] !== null);
  const scores = known.map((score) => written(words, score, map[score][row][column])).join(" · ");
  const computed = map.iterations[column];
  const pattern = computed === iteration ? words.now : words.near;
  return scores && fill(pattern, { rate: rates[row], iteration: computed, wanted: iteration, scores });
}

/** How far a map is, or of what it was made and how long it took. @param {MapPart} part @param {TuningMap | null} map */
export function tellProgress({ words, rates, folds }, map) {
  if (!map) return "";
  if (map.best) return fill(words.done, { cells: rates.length * map.iterations.length, folds, ...timesOf(map) });
  // Of all that is to be computed, as the bar shows it: the iterations are those of one part.
  const percent = Math.floor(100 * progressOf(map, folds));
  const total = lastOf(map);
  if (map.fold) return fill(words.validating, { ...map.fold, percent, total });
  const iteration = map.iterations[map.done - 1] ?? 0;
  return fill(words.sweeping, { rates: rates.length, percent, iteration, total });
}

/** @param {TuningMap} map */
const timesOf = ({ seconds }) => ({ sweep: seconds?.sweep, validation: seconds?.validation });

/**
 * What choosing the best cell by the test pictures promised, against an honest choice.
 * @param {MapPart} part @param {TuningMap & {best: BestCells}} map
 */
export function tellVerdict({ choosing, counts, rates }, { best, test, iterations }) {
  const [promise, honest] = [best.test, best.folds].map(({ row, column }) => Number(test[row][column]));
  const fooled = promise > honest ? choosing.fooled : choosing.not_fooled;
  const told = fill(fooled, { promise, honest, difference: promise - honest });
  const cells = rates.length * iterations.length;
  return joinSentences([told, fill(choosing.why, { count: counts.test, share: 100 / counts.test, cells })]);
}
