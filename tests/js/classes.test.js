import assert from "node:assert/strict";
import test from "node:test";

import { chooseTicks, countStates, logScale, widen, writeTick } from "../../playground/app/classes/js/scales.js";

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
