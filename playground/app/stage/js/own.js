// @ts-check
// A person's own pictures: the neuron's answers, and which of their pixels spoke for and against.

import { announce } from "../../browser/js/announcing.js";
import { element, find, isNew, setAttribute, write } from "../../browser/js/dom.js";
import { readBytes } from "../../browser/js/film.js";
import { CHANNELS, contributions, largestSize, mix } from "../../browser/js/mixing.js";
import { saidOf, tell } from "../../browser/js/places.js";
import { paint } from "../../browser/js/weights.js";
import { writeFixed, writeRelation } from "../../browser/js/numbers.js";
import { fill, tellProbability, writeProbability } from "../../browser/js/words.js";

const GREY = 128; // a pixel that does not speak

/** The keys of the tiles. @type {WeakMap<Element, string>} */
const keyOf = new WeakMap();

/** The pixels of the pictures whose reasons are shown. @type {WeakMap<Element, Uint8Array>} */
const pixelsOf = new WeakMap();

/**
 * Show the answers: of each picture that is known to them, by its key.
 * @param {HTMLElement} host @param {Pick<Asked, "keys" | "answers" | "probabilities">} asked
 */
export function showAsked(host, { keys, answers, probabilities }) {
  /** @type {OwnTiles} */
  const part = saidOf(host);
  if (isNew(host, part)) build(host, part);
  host.querySelectorAll(".np-tile").forEach((tile, i) => {
    const at = keys.indexOf(part.tiles[i].key);
    tile.toggleAttribute("aria-busy", at < 0);
    if (at >= 0) showTile(tile, part, part.tiles[i], answers[at], probabilities[at]);
  });
}

/**
 * Tiles that are there already stay, and with them the keyboard's place.
 * @param {HTMLElement} host @param {OwnTiles} part
 */
function build(host, part) {
  /** @type {HTMLElement} */
  const list = host.querySelector(".np-own") ?? element("div", { class: "np-gallery np-own", role: "group" });
  setAttribute(list, "aria-label", part.title);
  list.classList.toggle("np-pixels", !part.smooth);
  list.style.setProperty("--threshold", part.threshold);
  const before = new Map([...list.children].map((tile) => [keyOf.get(tile), tile]));
  const tiles = part.tiles.map(({ key }) => before.get(key) ?? buildTile(host, key));
  tiles.forEach((tile, i) => fillTile(tile, part, part.tiles[i]));
  if (tiles.length !== list.children.length || tiles.some((tile, i) => tile !== list.children[i])) {
    list.replaceChildren(...tiles);
  }
  if (!list.isConnected) host.replaceChildren(list);
}

/** @param {HTMLElement} host @param {string} key */
function buildTile(host, key) {
  const picture = element("span", { class: "np-picture" });
  const answer = element("span", { class: "np-answer" }, element("span", {}, "…"), element("span", { class: "np-probability" }));
  const parts = [picture, answer, element("span", { class: "np-meter" }), element("span", { class: "np-truth" })];
  const tile = element("button", { type: "button", class: "np-tile" }, ...parts);
  keyOf.set(tile, key);
  tile.addEventListener("click", () => tell(host, "selected", key));
  return tile;
}

/** @param {Element} tile @param {OwnTiles} part @param {OwnTile} own */
function fillTile(tile, { selected }, { key, name, address }) {
  const picture = find(tile, ".np-picture");
  // The browser writes an address in its own way: it cannot be compared with what was set.
  if (isNew(picture, address)) picture.style.backgroundImage = `url(${address})`;
  write(find(tile, ".np-truth"), name);
  setAttribute(tile, "title", name);
  setAttribute(tile, "aria-pressed", String(key === selected));
}

/** @param {Element} tile @param {OwnTiles} part @param {OwnTile} own @param {number} answer @param {number} probability */
function showTile(tile, { names, described, threshold }, { name }, answer, probability) {
  write(find(tile, ".np-answer span"), names[answer]);
  write(find(tile, ".np-probability"), writeProbability(probability, Number(threshold)));
  find(tile, ".np-meter").style.setProperty("--probability", probability.toFixed(3));
  const told = fill(described, { name, answer: names[answer], probability: tellProbability(probability, Number(threshold)) });
  setAttribute(tile, "aria-label", told);
  if (tile.ariaPressed === "true") announce("own", told);
}

/**
 * Show how z adds up for the chosen picture.
 * @param {HTMLElement} host @param {Asked} asked
 * @param {number} count of iterations
 */
export function showTally(host, asked, count) {
  /** @type {OwnTally} */
  const { key, pattern } = saidOf(host);
  const at = asked.keys.indexOf(key);
  if (at < 0) return;
  const { for: speaksFor, against, probabilities, b } = asked;
  const [f, a] = [speaksFor[at], against[at]];
  /** @param {number} value */
  const signed = (value) => `${value < 0 ? "−" : "+"} ${writeFixed(Math.abs(value), 2)}`;
  const z = writeFixed(f + a + b, 2);
  const values = { for: writeFixed(f, 2), against: signed(a), b: signed(b), z };
  write(host, fill(pattern, { ...values, count, A: writeRelation(probabilities[at], 4) }));
}

/**
 * Show at one moment of a film how much every pixel of the chosen picture adds to z.
 * @param {HTMLElement} host @param {Weights} weights @param {number} moment
 */
export function showReasons(host, weights, moment) {
  /** @type {OwnReasons} */
  const part = saidOf(host);
  if (isNew(host, part.pixels, String(part.titles))) buildReasons(host, part);
  const bytes = pixelsOf.get(host);
  if (!bytes || weights.basis.length % bytes.length) return; // those of other pictures, on its way out
  const added = contributions(mix(weights, moment), bytes);
  write(find(host, ".np-caption"), weights.exact_behind);
  const [map, ...sides] = host.querySelectorAll("canvas");
  paint(map, [(i) => added[i]], weights, largestSize(added));
  sides.forEach((canvas, side) => paintSpeakers(canvas, bytes, added, side === 0 ? 1 : -1, weights));
}

/** @param {HTMLElement} host @param {OwnReasons} part */
function buildReasons(host, { pixels, titles, alts }) {
  pixelsOf.set(host, readBytes(pixels));
  const panels = titles.map((title, i) => {
    const canvas = element("canvas", { class: "np-weights", role: "img", "aria-label": alts[i] });
    return element("figure", {}, canvas, element("figcaption", {}, title));
  });
  host.replaceChildren(element("div", { class: "np-reasons" }, ...panels), element("p", { class: "np-caption" }));
}

/**
 * The picture, in which only the pixels on one side are seen, the more the more they say.
 * @param {HTMLCanvasElement} canvas @param {Uint8Array} bytes @param {Float64Array} added
 * @param {number} side 1 or -1
 * @param {Weights} weights
 */
function paintSpeakers(canvas, bytes, added, side, { height, width }) {
  Object.assign(canvas, { height, width });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const picture = context.createImageData(width, height);
  const loudest = largestSize(added.map((value) => Math.max(0, side * value)));
  for (let i = 0; i < added.length; i++) {
    const seen = Math.min(1, (2 * Math.max(0, side * added[i])) / loudest);
    for (let c = 0; c < CHANNELS; c++) picture.data[4 * i + c] = GREY + seen * (bytes[CHANNELS * i + c] - GREY);
    picture.data[4 * i + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}
