// Sentences and numbers: what str.format writes in Python is compared by test_javascript.py.

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFixed } from "../../playground/app/browser/js/numbers.js";
import { fill, joinSentences, tellProbability, writeDifference, writeProbability } from "../../playground/app/browser/js/words.js";

test("placeholders are filled as str.format does", () => {
  assert.equal(fill("{name}: {count:,} of {share:.1f} %", { name: "cat", count: 12345, share: 6.25 }), "cat: 12,345 of 6.2 %");
  assert.equal(fill("{a}{a}", { a: 1 }), "11");
});

test("half-way between two numbers the even one is written", () => {
  assert.deepEqual([0.125, 0.375, -0.125, 0.135].map((value) => writeFixed(value, 2)), ["0.12", "0.38", "−0.12", "0.14"]);
  assert.deepEqual([0.5, 1.5, 2.5, 3.49].map((value) => writeFixed(value, 0)), ["0", "2", "2", "3"]);
});

test("sentences are joined with a space, but not after a full-width stop", () => {
  assert.equal(joinSentences(["One.", "", "Two."]), "One. Two.");
  assert.equal(joinSentences(["一。", "二。"]), "一。二。");
  assert.equal(joinSentences([]), "");
});

test("a probability next to the threshold has more digits, on it and far from it two", () => {
  const written = [0.4996, 0.5, 0.5049, 0.5051, 0.9].map((value) => writeProbability(value, 0.5));
  assert.deepEqual(written, ["0.4996", "0.50", "0.5049", "0.51", "0.90"]);
});

test("no probability is written as 0 or 1, which a sigmoid does not reach", () => {
  const written = [0, 9.7e-6, 0.0049, 0.9951, 0.9999995, 1].map((value) => writeProbability(value, 0.5));
  assert.deepEqual(written, ["<0.01", "<0.01", "<0.01", ">0.99", ">0.99", ">0.99"]);
  assert.deepEqual([0.3, 9.7e-6].map((value) => tellProbability(value, 0.5)), ["= 0.30", "< 0.01"]);
});

test("a difference says its sign in more than one way, and nothing where it is not seen", () => {
  const words = { same: "same", points: "{amount} points", higher: "higher", lower: "lower" };
  assert.deepEqual(writeDifference(0.1356, 0.1479, true, words), { shown: "▼ −0.0123", told: "lower" });
  assert.deepEqual(writeDifference(0.0008, 0.0004, true, words), { shown: "▲ +4.00e−4", told: "higher" });
  assert.deepEqual(writeDifference(72, 70, false, words), { shown: "▲ +2.0 points", told: "higher" });
  assert.deepEqual(writeDifference(81.22, 81.18, false, words), { shown: "▲ +0.04 points", told: "higher" });
  assert.deepEqual(writeDifference(1e-13, 0, true, words), { shown: "same", told: "" });
});

test("a difference is what a reader finds between the two numbers as they are written", () => {
  const shown = (/** @type {[number, number, boolean]} */ ...given) => writeDifference(...given, { points: "{amount}" }).shown;
  assert.equal(shown(81.25, 68.75, false), "▲ +12.4"); // 81.2 beside 68.8
  assert.equal(shown(50, 99.96, false), "▼ −49.96");
  assert.equal(shown(0.13564, 0.13536, true), "▲ +0.0002");
  assert.equal(shown(1234.5, 0.5, true), "▲ +1,234.0000");
  assert.equal(shown(0.5, 4.59e-6, true), "▲ +0.5000");
});
