// Reading a film, choosing moments, mixing weights.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestMoment, numbersAt, scoresAt, tellMoment } from "../../playground/app/browser/js/film.js";
import { change, readPacked } from "../../playground/app/browser/js/packing.js";
import { addCosts, addGaps } from "../../playground/app/stage/js/frames.js";
import { contributions, largestSize, meanOverChannels, mix } from "../../playground/app/browser/js/mixing.js";
import { blend } from "../../playground/app/browser/js/weights.js";

// One picture of two pixels; three moments; two basis pictures.
const film = {
  iterations: new Float64Array([0, 5, 20]),
};

const weights = {
  basis: new Float64Array([1, 2, 3, 4, 5, 6, 10, 0, 0, 0, 0, -10]),
  coefficients: [[0, 0], [10, 0], [10, -1]],
  sizes: [0.1, 0.5],
  scales: [0, 1, 2],
  height: 1,
  width: 2,
};

// Three numbers in bytes, lowest bytes first, as differences.
function packed(header, bytes) {
  const written = new TextEncoder().encode(JSON.stringify(header));
  return new Uint8Array([...new Uint8Array(new Uint32Array([written.length]).buffer), ...written, ...bytes]).buffer;
}

test("levels are summed from their differences, whose lowest bit is the sign", () => {
  const array = { kind: "levels", bytes: 2, lags: [1], length: 3, per: 2, low: 10 };
  // 4, 3 less, 200 more
  const buffer = packed({ tree: { why: ["写"], at: { packed: 0 } }, arrays: [array] }, [8, 5, 144, 0, 0, 1]);
  assert.deepEqual(readPacked(buffer), { why: ["写"], at: new Float64Array([12, 10.5, 110.5]) });
});

test("floats come as differences of their bits, and what float32 cannot hold as it is", () => {
  const bits = new Uint32Array(new Float32Array([1.5, -2]).buffer);
  const differences = [bits[0], bits[1] - bits[0]];
  const spread = [0, 8, 16, 24].flatMap((shift) => differences.map((each) => (each >>> shift) & 255));
  const double = new Uint8Array(new Float64Array([1e-300]).buffer);
  const arrays = [
    { kind: "float", bytes: 4, lags: [1], length: 2, per: 1, low: 0 },
    { kind: "double", bytes: 8, lags: [], length: 1, per: 1, low: 0 },
  ];
  const tree = [{ packed: 0 }, { packed: 1 }];
  const read = readPacked(packed({ tree, arrays }, [...spread, ...double]));
  assert.deepEqual(read, [new Float32Array([1.5, -2]), new Float64Array([1e-300])]);
});

test("a grid lies column by column, and a table is made of arrays", () => {
  const level = { kind: "levels", bytes: 1, lags: [], per: 1, low: 0 };
  const arrays = [{ ...level, length: 6 }, { ...level, length: 2 }];
  const tree = { grid: { packed: 0, rows: 2 }, table: { packed: [1, 1], rows: 2 }, none: { packed: [], rows: 2 } };
  const { grid, table, none } = readPacked(packed({ tree, arrays }, [2, 4, 6, 8, 10, 12, 0, 14]));
  assert.deepEqual(grid.map((row) => [...row]), [[1, 3, 5], [2, 4, 6]]);
  assert.deepEqual(table.map((row) => [...row]), [[0, 0], [7, 7]]);
  assert.deepEqual(none.map((row) => [...row]), [[], []]);
});

test("a stem is changed where a frame differs, and stays as it was", () => {
  const stem = { numbers: [{ value: "1" }, { value: "2" }], story: "a" };
  const changed = change(stem, [[["numbers", 1, "value"], "3"], [["asked"], { b: 0 }]]);
  assert.deepEqual(changed, { numbers: [{ value: "1" }, { value: "3" }], story: "a", asked: { b: 0 } });
  assert.equal(stem.numbers[1].value, "2");
});

test("on a logarithmic surface the costs are those of the heights", () => {
  const trace = { hovertemplate: "%{customdata}", z: [new Float64Array([0, -1])] };
  addCosts(trace);
  assert.deepEqual(trace.customdata, [new Float64Array([1, 0.1])]);
  const linear = { hovertemplate: "%{z}", z: [[1]] };
  addCosts(linear);
  assert.equal(linear.customdata, undefined);
});

test("gaps are seen where they are marked, in the places of the path", () => {
  const data = [{ x: new Float32Array([1, 2]), y: new Float32Array([3, 4]) }, { seen: new Float64Array([0, 1]) }];
  data.forEach(addGaps);
  assert.deepEqual([data[1].x, data[1].y], [[null, 2], [null, 4]]);
});

test("the nearest moment is the first of two that are as near", () => {
  assert.deepEqual([-3, 2, 2.5, 3, 12, 13, 99].map((wanted) => nearestMoment(film.iterations, wanted)), [0, 0, 0, 1, 1, 2, 2]);
});

test("a moment is told by its own numbers, and the start as such", () => {
  const story = { start: "nothing yet", later: "{iteration:,} {cost} {compared} {rises:,} {changed}", compared: ["lower", "same", "higher"] };
  const costs_written = ["0.6931", "0.8000", "0.5000"];
  const told = { ...film, story, costs_written, compared: [0, 1, -1], rises: [0, 3, 1200], changed: [0, 7, 9] };
  assert.deepEqual([0, 1, 2].map((moment) => tellMoment(told, moment)), ["nothing yet", "5 0.8000 higher 3 7", "20 0.5000 lower 1,200 9"]);
});

test("moments share the results that they have in common", () => {
  const shared = { accuracies: [["50 %", "60 %"], ["90 %", "70 %"]], scores: [[["70 %", "7 / 10"]], []] };
  const told = { ...film, costs_written: ["0.6931", "0.8000", "0.5000"], ...shared, accuracy: [1, 0, 1], score: [0, 1, 0] };
  assert.deepEqual([1, 2].map((moment) => numbersAt(told, moment)), [["0.8000", "50 %", "60 %"], ["0.5000", "90 %", "70 %"]]);
  assert.deepEqual(scoresAt(told, 0), [["70 %", "7 / 10"]]);
});

test("weights are mixed from the basis pictures", () => {
  assert.deepEqual([...mix(weights, 0)], [0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...mix(weights, 2)], [-8, 4, 6, 8, 10, 22]);
});

test("colours are averaged, and w x is summed over them", () => {
  const w = new Float64Array([1, 2, 3, -4, 0, 1]);
  assert.deepEqual([...meanOverChannels(w)].map((value) => Math.round(1e9 * value) / 1e9), [2, -1]);
  assert.deepEqual([...contributions(w, new Uint8Array([255, 0, 51, 255, 9, 0]))], [1.6, -4]);
  assert.equal(largestSize(w), 4);
  assert.equal(largestSize(new Float64Array(3)), 1);
});

test("the colours of a scale are reached at its ends", () => {
  const colours = [[200, 0, 0], [100, 100, 100], [0, 0, 250]];
  assert.deepEqual([-1, -0.5, 0, 0.5, 1].map((share) => blend(colours, share, 0)), [200, 150, 100, 50, 0]);
  assert.equal(blend(colours, 1, 2), 250);
});
