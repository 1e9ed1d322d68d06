import assert from "node:assert/strict";
import test from "node:test";

import { binNumbers, chooseTicks, countStates, logScale, medianOf, widen, writeTick } from "../../playground/app/classes/js/scales.js";

test("equal factors are equally far apart", () => {
  const place = logScale([10, 1000], 100, 300);
  assert.deepEqual([10, 100, 1000].map(place), [100, 200, 300]);
});

test("a range holds every value, and no power of ten more", () => {
  assert.deepEqual(widen([0.0001, 1], [0.005]), [0.0001, 1]);
  assert.deepEqual(widen([0.0001, 1], [0.00005, 3]), [0.00001, 10]);
});

test("powers of ten are written; steps between them where there are few", () => {
  assert.deepEqual(chooseTicks([0.0001, 1]), [0.0001, 0.001, 0.01, 0.1, 1]);
  assert.deepEqual(chooseTicks([0.15, 0.9]), [0.2, 0.5]);
  assert.deepEqual([1000, 0.001, 0.00001].map(writeTick), ["1,000", "0.001", "1e-5"]);
});

test("who is here, still and away is counted", () => {
  const places = ["here", "away", "here"].map((state) => ({ state }));
  assert.deepEqual(countStates(places), { here: 2, still: 0, away: 1 });
});

test("guesses are put into at most ten parts of a round width that hold them all", () => {
  assert.deepEqual(binNumbers([62, 70, 71, 98]).map(({ from }) => from), [60, 65, 70, 75, 80, 85, 90, 95]);
  for (const values of [[5], [0], [-3, 0.001], [1e6, 2], [70, 70]]) {
    const bins = binNumbers(values);
    assert.ok(bins.length <= 10 && bins[0].from <= Math.min(...values) && (bins.at(-1)?.to ?? 0) >= Math.max(...values));
  }
});

test("half of the guesses lie below the median", () => {
  assert.deepEqual([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([7])], [2, 2.5, 7]);
});
