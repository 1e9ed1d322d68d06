// The tuning map: numbers that come line by line, how far it is, and what it says of a cell.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as cells from "../../playground/app/tuning/js/cells.js";

const { emptyMap, judgeCell, marksOf, nearest, progressOf, reaches, rowOf, takeLine, tellCell, tellDoubts, tellMap, tellProgress, tellRange, tellVerdict } = cells;

const COUNTS = { train: 4, test: 2 };
const PART = {
  score: "test",
  rows: { names: ["0.1", "1"], places: [0.1, 1], choices: [], here: "" },
  folds: 2,
  counts: COUNTS,
  alt: { complete: "{value} {row} {iteration} of {rows} and {total}, {decided} decided", waiting: "wait" },
  words: {
    ...{ percent: "{name} {value}%", cost: "{name} {value}", names: { test: "T", train: "t", folds: "F", costs: "J" } },
    ...{ now: "{row} at {iteration}: {scores}", near: "{wanted_row} at {wanted} is near {row} at {iteration}: {scores}", outside: "outside" },
    ...{ sweeping: "{percent}% {iteration}/{total}", validating: "{percent}% fold {fold}/{folds}", done: "{cells} {sweep}" },
    ...{ twins: "{percent}% twins {iteration}/{total}", twins_validating: "{percent}% twins of {fold}/{folds}" },
    ...{ rounding: "{low} to {high}", twins_agree: "agree", in_brackets: "{told} ({range})" },
    ...{ task: "find", task_not: "{name} {here} of {best}", task_decided: "decided", task_done: "found by {name}" },
  },
  choosing: {
    ...{ difference: "{promise} {honest} {points} {pictures}/{count}.", same: "same.", rule: "rule." },
    ...{ interval: "{low} to {high}.", above: "above.", within: "within." },
    ...{ by_folds_chance: "{low} to {high}, as {name}.", above_start: "{cost} above {start}." },
  },
};
const BEST = { row: 1, column: 0, score: 100, ties: 1 };
const RANGES = {
  decided: [[0, 1], [1, 1]],
  ...{ costs: [[[0, 0.25], [0.1, 2]], [[0, 0.75], [0.2, 3]]], train: [[[0, 1], [2, 2]], [[0, 4], [2, 4]]] },
  test: [[[0, 2], [0, 1]], [[0, 2], [1, 2]]],
};
const COLUMNS = [
  { costs: [[0.5, 0.25]], train: [[1, 4]], test: [[0, 2]] },
  { costs: [[0, 2]], train: [[2, 3]], test: [[1, 1]] },
];

function mapAfter(...lines) {
  const map = emptyMap([10, 100], 2);
  lines.forEach((line) => takeLine(map, line, COUNTS));
  return map;
}

test("columns fill rows, one after the other, as percents and as heights that have a colour", () => {
  const map = mapAfter({ columns: COLUMNS[0] }, { columns: COLUMNS[1] });
  assert.deepEqual(map.costs, [[0.5, 0], [0.25, 2]]);
  assert.deepEqual(map.train, [[25, 50], [100, 75]]);
  assert.deepEqual(map.test, [[0, 50], [100, 50]]);
  assert.equal(map.heights[0][1], -300);
  assert.equal(map.heights[1][1], Math.log10(2));
});

test("cross-validation is in percent of what is judged by now", () => {
  const map = mapAfter({ fold: 1, folds: 2, iteration: 100, judged: 8, right: [[2, 4], [6, 8]] });
  assert.deepEqual(map.folds, [[25, 75], [50, 100]]);
});

test("progress counts the map once and every fold once, and all of it again for the twins", () => {
  assert.equal(progressOf(null, 2), -1);
  assert.equal(progressOf(mapAfter(), 2), 0);
  assert.equal(progressOf(mapAfter({ columns: COLUMNS[0] }), 2), 0.1 / 6);
  const filled = [{ columns: COLUMNS[0] }, { columns: COLUMNS[1] }, { ranges: RANGES }];
  assert.equal(tellProgress(PART, mapAfter(...filled)), "33% twins 100/100");
  const validating = mapAfter(...filled, { fold: 2, folds: 2, iteration: 50 });
  assert.equal(progressOf(validating, 2), 3.5 / 6);
  assert.equal(tellProgress(PART, validating), "58% fold 2/2");
  const again = mapAfter(...filled, { fold: 2, folds: 2, iteration: 50, again: true });
  assert.equal(tellProgress(PART, again), "91% twins of 2/2");
  const best = { test: BEST, folds: BEST, train: BEST, costs: BEST };
  const complete = mapAfter(...filled, { best, seconds: { sweep: 1, validation: 2 } });
  assert.equal(progressOf(complete, 2), 1);
  assert.equal(tellProgress(PART, complete), "4 1.0");
  assert.equal(tellMap(PART, complete), "T 100.0% 1 10 of 2 and 100, 3 decided");
  assert.equal(tellMap(PART, null), "wait");
});

test("a cell that rounding decides says its range, and that a number is the same in all twins", () => {
  const map = mapAfter({ columns: COLUMNS[0] }, { columns: COLUMNS[1] }, { ranges: RANGES });
  assert.equal(tellRange(PART.words, map, "costs", 0, 0), "");
  assert.equal(tellRange(PART.words, map, "costs", 1, 0), "0.2500 to 0.7500");
  assert.equal(tellRange(PART.words, map, "train", 1, 0), "25.0 to 100.0%");
  assert.equal(tellRange(PART.words, map, "test", 1, 0), "agree");
  assert.equal(tellCell(PART, map, "1", 10), "1 at 10: T 100.0% (agree) · t 100.0% (25.0 to 100.0%) · J 0.2500 (0.2500 to 0.7500)");
  const judged = { judged: 4, right: [[1, 2], [3, 4]], fold_ranges: { decided: [[0, 0], [0, 1]], folds: [[[0, 0], [0, 1]], [[0, 0], [0, 3]]] } };
  takeLine(map, judged, COUNTS);
  assert.equal(tellRange(PART.words, map, "folds", 1, 1), "25.0 to 75.0%");
  assert.equal(tellRange(PART.words, map, "folds", 0, 1), "");
});

test("marks lie on cells that rounding decides, spread over the map", () => {
  const iterations = Array.from({ length: 100 }, (_, i) => 10 * (i + 1));
  const rates = Array.from({ length: 12 }, (_, i) => i + 1);
  const map = emptyMap(iterations, rates.length);
  // While they are to come, their name has its place in the legend; a map without any does not name them.
  for (const early of [null, map]) assert.deepEqual(marksOf(early, "test", rates), { x: [null], y: [null] });
  map.best = { test: { row: 0, column: 0 } };
  assert.deepEqual(marksOf(map, "test", rates), { x: [], y: [] });
  for (const row of map.decided.costs.slice(6)) row.fill(1, 50);
  const { x, y } = marksOf(map, "test", rates);
  assert.ok(x.length > 5 && x.length < 100);
  assert.ok(x.every((iteration) => iteration > 500) && y.every((rate) => rate > 6));
  assert.deepEqual(marksOf(map, "folds", rates), { x: [], y: [] });
});

test("the best cell is found by the score that is shown or by one of the two ways, and nowhere where rounding decides", () => {
  const map = emptyMap([10, 100], 2);
  Object.assign(map, { test: [[50, 100], [100, 0]], folds: [[25, 50], [75, 50]], costs: [[0.5, 0.25], [0.125, 2]], train: [[25, 50], [50, 75]] });
  assert.deepEqual(judgeCell(PART, map, { row: 0, column: 1 }), { found: false, told: "find" }); // the best is not known yet
  map.decided.test[1][0] = 1;
  map.best = { test: { row: 0, column: 1 }, folds: { row: 1, column: 0 }, train: { row: 1, column: 1 }, costs: { row: 1, column: 0 } };
  /** @type {(row: number, column: number, score?: string) => {found: boolean, told: string}} */
  const judge = (row, column, score = "test") => judgeCell({ ...PART, score }, map, { row, column });
  assert.deepEqual(judgeCell(PART, map, null), { found: false, told: "find" });
  assert.deepEqual(judge(0, 1), { found: true, told: "found by T" });
  assert.deepEqual(judge(1, 0), { found: true, told: "found by F" }); // by cross-validation, which is not decided
  assert.deepEqual(judge(0, 0), { found: false, told: "T 50.0% of 100.0%" });
  assert.equal(judge(0, 0, "costs").told, "J 0.5000 of 0.1250");
  assert.equal(judge(1, 1).found, false);
  assert.equal(judge(1, 1, "train").found, true);
  map.decided.folds[1][0] = 1;
  assert.deepEqual(judge(1, 0), { found: false, told: "decided" });
});

test("near is near on a logarithmic axis", () => {
  assert.deepEqual([1, 31, 32, 1000].map((wanted) => nearest([10, 100], wanted)), [0, 0, 1, 1]);
});

test("a row is found by its name, or by the number that is nearest", () => {
  const rows = { names: ["1", "8", "32", "all"], places: [1, 2, 4, 8], choices: [], here: "all" };
  assert.deepEqual(["all", "8"].map((name) => rowOf(rows, name)), [3, 1]);
  const momenta = { ...rows, names: ["0", "0.1", "0.9", "0.99"] };
  assert.deepEqual(["0", "0.85", "0.01", "0.999"].map((name) => rowOf(momenta, name)), [0, 2, 1, 3]);
  assert.deepEqual(["all", "0.5"].map((name) => reaches(rows, name)), [true, false]);
  assert.deepEqual(["0", "0.85", "0.999"].map((name) => reaches(momenta, name)), [true, true, false]);
});

test("a cell says what is known of it, and of which iteration", () => {
  const map = mapAfter({ columns: COLUMNS[0] });
  assert.equal(tellCell(PART, map, "1", 10), "1 at 10: T 100.0% · t 100.0% · J 0.2500");
  assert.equal(tellCell(PART, map, "0.1", 20), "0.1 at 20 is near 0.1 at 10: T 0.0% · t 25.0% · J 0.5000");
  assert.match(tellCell(PART, map, "0.3", 10), /^0.3 at 10 is near 0.1 at 10: /);
  assert.equal(tellCell(PART, map, "2", 10), "outside");
  assert.equal(tellCell(PART, map, "0.1", 100), "");
  assert.equal(tellCell(PART, map, "0.1", 110), "outside");
  assert.equal(tellCell(PART, map, "0.1", 0), "outside");
});

test("the difference between promise and honest choice is told with its uncertainty", () => {
  const difference = { promise: 43, honest: 33, count: 50, low: 52.2, high: 77.6 };
  assert.equal(tellVerdict(PART, difference), "86.0 66.0 20.0 10/50. 52.2 to 77.6. above. rule.");
  assert.equal(tellVerdict(PART, { ...difference, promise: 35 }), "70.0 66.0 4.0 2/50. 52.2 to 77.6. within. rule.");
  assert.equal(tellVerdict(PART, { ...difference, promise: 33 }), "same. 52.2 to 77.6. rule.");
  // 94.79 and 88.54 of a hundred: what is told is what a reader finds between 94.8 and 88.5.
  const digits = { promise: 91, honest: 85, count: 96, low: 80.6, high: 94.77 };
  assert.equal(tellVerdict(PART, digits), "94.8 88.5 6.3 6/96. 80.6 to 94.8. within. rule.");
});

test("a best cell by cross-validation that may be chance is doubted, and any that costs more than the start", () => {
  const best = { test: { row: 0, column: 0 }, folds: { row: 0, column: 1 } };
  const part = { ...PART, baselines: { folds: { name: "no", baseline: 65.6 } } };
  const doubts = (chance, score, costs) => tellDoubts(part, { best, costs: [costs], chance }, score).filter(Boolean);
  assert.deepEqual(doubts([59.8, 72.5], "folds", [0.1, 46.98]), ["59.8 to 72.5, as no.", "46.9800 above 0.6931."]);
  assert.deepEqual(doubts([59.8, 72.5], "folds", [9, Math.LN2]), ["59.8 to 72.5, as no."]);
  assert.deepEqual(doubts(null, "folds", [9, 0.1]), []);
  assert.deepEqual(doubts([59.8, 72.5], "test", [0.1, 9]), []);
  assert.deepEqual(doubts(null, "test", [9, 0.1]), ["9.0000 above 0.6931."]);
});
