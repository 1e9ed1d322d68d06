import assert from "node:assert/strict";
import test from "node:test";

import { tellBest } from "../../playground/app/classes/js/competing.js";
import { tellFooled } from "../../playground/app/classes/js/contesting.js";
import { binNumbers, chooseTicks, countBins, countStates, logScale, medianOf, widen, writeClock, writeTick } from "../../playground/app/classes/js/scales.js";

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

test("every guess is counted once, at an edge in the next part, and the largest in the last", () => {
  const bins = [60, 65, 70].map((from) => ({ from, to: from + 5 }));
  assert.deepEqual(countBins(bins, [60, 65, 69.9, 75]).map(({ count }) => count), [1, 2, 1]);
});

test("half of the guesses lie below the median", () => {
  assert.deepEqual([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([7])], [2, 2.5, 7]);
});

test("time left is written in minutes and seconds, and never ends early", () => {
  assert.deepEqual([180, 125, 60, 59.2, 0.1, 0].map(writeClock), ["3:00", "2:05", "1:00", "1:00", "0:01", "0:00"]);
});

test("how far a class fooled itself is told with its sign, as luck only where it is more than the average", () => {
  const words = { by_test_wins: "{seat} {test} {folds} {rate} {iterations}", only_run: "only {above}", difference: "{above} {average} {count} {spread}", luck: "luck {luck}", no_luck: "none" };
  const fooled = { seat: 3, rate: 0.01, iterations: 2000, folds: 80, test: 76, above: -4, count: 4, average: -6.52, spread: 2 };
  assert.deepEqual(tellFooled(fooled, words), ["3 76.0 80.0 0.01 2,000", "\u22124.0 \u22126.5 4 2.0", "luck 2.5"]);
  assert.deepEqual(tellFooled({ ...fooled, test: 82, average: 2 }, words).slice(1), ["+2.0 +2.0 4 2.0", "none"]);
  assert.deepEqual(tellFooled({ ...fooled, count: 1, spread: null }, words).slice(1), ["only \u22124.0"]);
});

test("a student sees their best, their place at the end, and what does not count", () => {
  const words = { place: "#{place}", best: "{folds} {rate} {iterations}", on_test: "test {test}", rounding: "rounding", none_yet: "stay", counted: "{counted}/{most}", waiting: "wait {count}", unscored: "long {count}" };
  const none = { dataset: "a", title: "A", left: 9, counted: 0, most: 60, rows: [], pending: 0, long: 0, fooled: null };
  assert.equal(tellBest(none, words), "stay");
  const row = { seat: 1, place: 1, rate: 0.1, iterations: 30, folds: 75, test: null };
  assert.equal(tellBest({ ...none, counted: 2, rows: [row], pending: 1 }, words), "75.0 0.1 30 · 2/60 · wait 1");
  const over = { ...none, left: 0, counted: 2, long: 1, rows: [{ ...row, place: 4, test: 70 }] };
  assert.equal(tellBest(over, words), "#4 · 75.0 0.1 30 · test 70.0 · 2/60 · long 1");
  assert.equal(tellBest({ ...over, long: 0, rows: [{ ...row, place: null }] }, words), "75.0 0.1 30 · rounding · 2/60");
});
