// The tuning map: numbers that come line by line, how far it is, and what it says of a cell.

import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyMap, nearest, progressOf, takeLine, tellCell, tellMap, tellProgress, tellVerdict } from "../../playground/app/tuning/js/cells.js";

const COUNTS = { train: 4, test: 2 };
const PART = {
  score: "test",
  rates: ["0.1", "1"],
  folds: 2,
  counts: COUNTS,
  alt: { complete: "{value} {rate} {iteration} of {rates} and {total}", waiting: "wait" },
  words: {
    ...{ percent: "{name} {value:.1f} %", cost: "{name} {value:.4f}", names: { test: "T", train: "t", folds: "F", costs: "J" } },
    ...{ now: "{rate} at {iteration}: {scores}", near: "{wanted} is near {iteration}: {scores}", outside: "outside" },
    ...{ sweeping: "{percent} % {iteration}/{total}", validating: "{percent} % fold {fold}/{folds}", done: "{cells} {sweep:.1f}" },
  },
  choosing: { fooled: "fooled by {difference:.1f}.", not_fooled: "not fooled.", why: "{cells} cells." },
};
const BEST = { row: 1, column: 0, score: 100, ties: 1 };
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

test("progress counts the map once and every fold once", () => {
  assert.equal(progressOf(null, 2), -1);
  assert.equal(progressOf(mapAfter(), 2), 0);
  assert.equal(progressOf(mapAfter({ columns: COLUMNS[0] }), 2), 0.1 / 3);
  const validating = mapAfter({ columns: COLUMNS[0] }, { columns: COLUMNS[1] }, { fold: 2, folds: 2, iteration: 50 });
  assert.equal(progressOf(validating, 2), 2.5 / 3);
  assert.equal(tellProgress(PART, validating), "83 % fold 2/2");
  const best = { test: BEST, folds: BEST, train: BEST, costs: BEST };
  const complete = mapAfter({ columns: COLUMNS[0] }, { best, seconds: { sweep: 1, validation: 2 } });
  assert.equal(progressOf(complete, 2), 1);
  assert.equal(tellProgress(PART, complete), "4 1.0");
  assert.equal(tellMap(PART, complete), "T 100.0 % 1 10 of 2 and 100");
  assert.equal(tellMap(PART, null), "wait");
});

test("near is near on a logarithmic axis", () => {
  assert.deepEqual([1, 31, 32, 1000].map((wanted) => nearest([10, 100], wanted)), [0, 0, 1, 1]);
});

test("a cell says what is known of it, and of which iteration", () => {
  const map = mapAfter({ columns: COLUMNS[0] });
  assert.equal(tellCell(PART, map, 1, 10), "1 at 10: T 100.0 % · t 100.0 % · J 0.2500");
  assert.equal(tellCell(PART, map, 0, 20), "20 is near 10: T 0.0 % · t 25.0 % · J 0.5000");
  assert.equal(tellCell(PART, map, 0, 100), "");
  assert.equal(tellCell(PART, map, 0, 110), "outside");
  assert.equal(tellCell(PART, map, 0, 0), "outside");
});

test("who chose by the test pictures was fooled only where an honest choice gives less", () => {
  const map = mapAfter({ columns: COLUMNS[0] }, { columns: COLUMNS[1] });
  const honest = { ...BEST, column: 1 };
  assert.equal(tellVerdict(PART, { ...map, best: { test: BEST, folds: honest } }), "fooled by 50.0. 4 cells.");
  assert.equal(tellVerdict(PART, { ...map, best: { test: BEST, folds: BEST } }), "not fooled. 4 cells.");
});
