// Reading a film, choosing moments, mixing weights.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestMoment, readArray, readFilm, row } from "../../playground/app/browser/js/film.js";
import { contributions, largestSize, meanOverChannels, mix } from "../../playground/app/browser/js/mixing.js";
import { blend } from "../../playground/app/browser/js/weights.js";

// One picture of two pixels; three moments; two basis pictures.
const ARRAYS = {
  iterations: new Int32Array([0, 5, 20]),
  costs: new Float64Array([0.7, 0.5, 0.25]),
  basis: new Int16Array([1, 2, 3, 4, 5, 6, 10, 0, 0, 0, 0, -10]),
  coefficients: new Float32Array([0, 0, 1, 0, 2, -1]),
  answers: new Uint8Array([0, 1, 1]),
};
const CODES = { Int32Array: "i4", Float64Array: "f8", Int16Array: "i2", Float32Array: "f4", Uint8Array: "u1" };

function pack(words) {
  const arrays = {};
  const pieces = [];
  let at = 0;
  for (const [name, array] of Object.entries(ARRAYS)) {
    arrays[name] = { type: CODES[array.constructor.name], at, length: array.length };
    const piece = new Uint8Array(Math.ceil(array.byteLength / 8) * 8);
    piece.set(new Uint8Array(array.buffer));
    pieces.push(piece);
    at += piece.length;
  }
  let header = new TextEncoder().encode(JSON.stringify({ ...words, arrays }));
  header = new Uint8Array([...header, ...new Array(-header.length & 7).fill(32)]);
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  return new Uint8Array([length, header, ...pieces].flatMap((piece) => [...piece])).buffer;
}

const buffer = pack({ why: ["写"], weights: { height: 1, width: 2 } });
const film = readFilm(buffer);

test("a film has its header, every array where it lies, and its size", () => {
  assert.deepEqual(film.why, ["写"]);
  for (const [name, array] of Object.entries(ARRAYS)) assert.deepEqual(film[name], array);
  assert.equal(film.bytes, buffer.byteLength);
});

test("a row belongs to a moment", () => {
  assert.deepEqual([...row(film, "coefficients", 2)], [2, -1]);
  assert.deepEqual([...row(film, "costs", 0)], [0.7]);
});

test("the nearest moment is the first of two that are as near", () => {
  assert.deepEqual([-3, 2, 2.5, 3, 12, 13, 99].map((wanted) => nearestMoment(film.iterations, wanted)), [0, 0, 0, 1, 1, 2, 2]);
});

test("weights are mixed from the basis pictures", () => {
  assert.deepEqual([...mix(film, 0)], [0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...mix(film, 2)], [-8, 4, 6, 8, 10, 22]);
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

test("an array in JSON is a list, or bytes in base64", () => {
  const bdata = Buffer.from(new Float64Array([1.5, -2]).buffer).toString("base64");
  assert.deepEqual([...readArray({ dtype: "f8", bdata })], [1.5, -2]);
  assert.deepEqual(readArray([3]), [3]);
});
