// A lesson on a projector: what keys mean, how a page is parted, and the clock of the notes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { actOf, nameOf, wayOf } from "../../playground/app/presenting/js/keys.js";
import { Lead } from "../../playground/app/presenting/js/lead.js";
import { groupBlocks, hideAllBut } from "../../playground/app/presenting/js/steps.js";
import { minutesUntil, splitTime } from "../../playground/app/presenting/js/time.js";

const FREE = { types: false, chooses: false, presses: false };

test("a clicker and Escape work wherever the keyboard is", () => {
  const typing = { types: true, chooses: true, presses: true };
  assert.deepEqual(["PageDown", "PageUp", "Escape"].map((key) => actOf({ key }, typing)), ["on", "back", "close"]);
});

test("arrows lead on, but not from a slider; the space bar plays, but not from a button", () => {
  assert.equal(actOf({ key: "ArrowRight" }, FREE), "on");
  assert.equal(actOf({ key: "ArrowLeft" }, FREE), "back");
  assert.equal(actOf({ key: "ArrowRight" }, { ...FREE, chooses: true }), null);
  assert.equal(actOf({ key: " " }, FREE), "play");
  assert.equal(actOf({ key: " " }, { ...FREE, presses: true }), null);
});

test("letters, large or small, and numbers act; who types or holds Ctrl is left alone", () => {
  assert.equal(actOf({ key: "F" }, FREE), "full");
  assert.equal(actOf({ key: "?" }, { ...FREE, chooses: true }), "help");
  assert.equal(actOf({ key: "3" }, FREE), 3);
  for (const key of ["f", "3", " ", "ArrowRight"]) assert.equal(actOf({ key }, { types: true, chooses: true, presses: false }), null);
  assert.equal(actOf({ key: "f", ctrlKey: true }, FREE), null);
  assert.equal(actOf({ key: "x" }, FREE), null);
});

test("arrows move a pen, and keys have names", () => {
  assert.deepEqual(wayOf("ArrowUp"), [0, -1]);
  assert.equal(wayOf("a"), undefined);
  assert.deepEqual(["PageDown", "ArrowLeft", " ", "f"].map(nameOf), ["Page Down", "Left", "␣", "F"]);
});

test("a page is parted at its heads and questions, the first of which stays with its head", () => {
  const kinds = ["none", "body", "head", "body", "none", "head", "body", "question", "question", "body"];
  assert.deepEqual(groupBlocks(kinds), [[1], [2, 3], [5, 6, 7], [8, 9]]);
  assert.deepEqual(groupBlocks(["none"]), []);
});

test("beside a part the others are hidden, and whole blocks that hold nothing of it", () => {
  const blocks = [["a1", "a"], ["a2", "a"], ["b1", "b"], ["b2", "b"]].map(([selector, of]) => ({ selector, of }));
  assert.deepEqual(hideAllBut([[0], [1], [2, 3]], 1, blocks), ["a1", "b"]);
  assert.deepEqual(hideAllBut([[0, 1], [2, 3]], 0, blocks), ["b"]);
  assert.deepEqual(hideAllBut([], 0, blocks), []);
});

test("the clock knows what is planned, and what is gone", () => {
  const plan = [3, 4, 2].map((minutes) => ({ minutes }));
  assert.equal(minutesUntil(plan, 2), 7);
  assert.deepEqual(splitTime(61_900), { minutes: 1, seconds: "01" });
});

test("every key leads on, also those that come while the page is on its way", () => {
  const followed = [];
  let links = [1]; // those that the script has written
  const lead = new Lead((place) => links.includes(place) && followed.push(place) > 0);
  const ran = (place, count = 5) => {
    links = [place - 1, place + 1].filter((each) => each >= 1 && each <= count);
    lead.ran(place);
  };
  lead.go(0, 1, 5);
  lead.go(0, 1, 5); // the link still leads to the first
  assert.deepEqual(followed, [1]);
  ran(1);
  assert.deepEqual(followed, [1, 2]);
  ran(2);
  ran(2); // a run of the script that has nothing to do with it
  assert.deepEqual(followed, [1, 2]);
  lead.go(2, -1, 5);
  ran(2); // not yet there
  ran(4); // a person went elsewhere
  ran(4);
  assert.deepEqual(followed, [1, 2, 1]);
  lead.go(4, 1, 5);
  lead.go(4, 1, 5); // there are five
  ran(5);
  assert.deepEqual(followed, [1, 2, 1, 5]);
  lead.go(1, -1, 5);
  assert.deepEqual(followed, [1, 2, 1, 5]);
});

test("a link that the script has not renewed is followed once it has", () => {
  const followed = [];
  let links = [1];
  const lead = new Lead((place) => links.includes(place) && followed.push(place) > 0);
  lead.go(1, 1, 5); // the page is at the first already, and its link still leads there
  assert.deepEqual(followed, []);
  links = [2];
  lead.ran(1);
  assert.deepEqual(followed, [2]);
});
