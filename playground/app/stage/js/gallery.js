// @ts-check
// The test pictures with the neuron's answers.

import { element, find, isCalm, isNew, setAttribute, write } from "../../browser/js/dom.js";
import { writeRelation } from "../../browser/js/numbers.js";
import { fill, writeProbability } from "../../browser/js/words.js";

/**
 * What is written into a tile.
 * @typedef {{picture: HTMLElement, meter: HTMLElement, mark: HTMLElement, number: HTMLElement}} Tile
 */
/** @type {WeakMap<Element, Tile>} */
const partsOf = new WeakMap();
/** The answers that stood there when they were last still. @type {WeakMap<Element, number>} */
const answersBefore = new WeakMap();
/** @type {WeakMap<Element, Animation>} */
const pulses = new WeakMap();

/** @param {Gallery} part @param {number} i */
function buildTile(part, i) {
  const { columns, rows } = part.sheet;
  const [row, column] = [Math.floor(part.places[i] / columns), part.places[i] % columns];
  const left = (100 * column) / (columns - 1);
  const top = (100 * row) / Math.max(1, rows - 1);
  const picture = element("div", { class: "np-picture", role: "img" });
  picture.style.backgroundPosition = `${left}% ${top}%`;
  const [mark, number] = [element("span"), element("span", { class: "np-probability" })];
  const meter = element("div", { class: "np-meter" });
  const words = element("div", { class: "np-words", "aria-hidden": "true" }, meter, element("div", { class: "np-answer" }, mark, number));
  const attributes = { class: "np-tile", role: "listitem", "data-picture": part.pictures[i] };
  const tile = element("div", attributes, picture, words);
  partsOf.set(tile, { picture, meter, mark, number });
  return tile;
}

/** @param {HTMLElement} tile @param {Gallery} part @param {number} i @param {number} answer @param {number} probability */
function showTile(tile, part, i, answer, probability) {
  const right = answer === part.labels[i];
  const { meter, mark, number } = /** @type {Tile} */ (partsOf.get(tile));
  tile.classList.toggle("np-right", right);
  tile.classList.toggle("np-wrong", !right);
  write(mark, right ? "✓" : "✗");
  write(number, writeProbability(probability, Number(part.values.threshold)));
  meter.style.setProperty("--probability", probability.toFixed(3));
}

/** @param {HTMLElement} tile @param {Gallery} part @param {number} i @param {number} answer @param {number} probability */
function describeTile(tile, part, i, answer, probability) {
  const right = answer === part.labels[i];
  const described = fill(part.described[right ? "right" : "wrong"], {
    number: part.pictures[i] + 1,
    label: part.names[part.labels[i]],
    answer: part.names[answer],
    probability: writeRelation(probability, 4),
  });
  const { picture } = /** @type {Tile} */ (partsOf.get(tile));
  setAttribute(picture, "aria-label", described);
  setAttribute(picture, "title", described);
}

/** @param {HTMLElement} tile @param {number} answer */
function isFlipped(tile, answer) {
  const before = answersBefore.get(tile);
  answersBefore.set(tile, answer);
  return before !== undefined && before !== answer;
}

/**
 * Mark the tiles whose answer is another than before: by a pulse, or a frame for who wants less motion.
 * @param {HTMLElement[]} tiles all @param {HTMLElement[]} flipped
 */
function markFlipped(tiles, flipped) {
  const calm = isCalm();
  // Asked for all together: each question after a change would lay out the whole page anew.
  const seen = calm ? [] : flipped.filter((tile) => tile.checkVisibility({ contentVisibilityAuto: true }));
  tiles.forEach((tile) => tile.classList.toggle("np-flipped", calm && flipped.includes(tile)));
  for (const tile of seen) {
    pulses.get(tile)?.cancel();
    const pulse = [{ boxShadow: "0 0 0 5px #e69f00" }, { boxShadow: "0 0 0 9px transparent" }];
    pulses.set(tile, tile.animate(pulse, { duration: 900, easing: "ease-in" }));
  }
}

/** @param {HTMLElement} host @param {Gallery} part @param {boolean} isMoving */
export function showGallery(host, part, isMoving) {
  if (!host.querySelector(".np-gallery")) {
    const list = element("div", { class: "np-gallery", role: "list", tabindex: 0 });
    const key = element("p", { class: "np-caption np-key", "aria-hidden": "true" }); // the count says it in whole words
    host.append(element("div", { class: "np-heading" }, element("h2"), key), list, element("p", { class: "np-caption np-range" }), element("p", { class: "np-caption np-count" }));
  }
  const list = find(host, ".np-gallery");
  if (isNew(list, JSON.stringify([part.sheet, part.pictures, part.names]))) fillGallery(host, list, part);
  list.style.setProperty("--threshold", part.values.threshold);
  write(find(host, ".np-key"), fill(part.key, part.values));
  showAnswers(host, part, part.answers, part.probabilities, part.values.right, isMoving);
}

/** @param {HTMLElement} host @param {HTMLElement} list @param {Gallery} part */
function fillGallery(host, list, part) {
  const { address, columns, rows, smooth } = part.sheet;
  list.style.setProperty("--sheet", `url(${address})`);
  list.style.setProperty("--sheet-size", `${columns}00% ${rows}00%`);
  list.classList.toggle("np-pixels", !smooth);
  list.replaceChildren(...part.pictures.map((_, i) => buildTile(part, i)));
  if (!part.pictures.length) list.append(element("p", { class: "np-none" }, part.none));
  write(find(host, ".np-range"), part.range);
}

/**
 * Show the answers at one iteration; returns how many of those on the page have changed. While a thumb moves, that is
 * not told, nor what each answer is in words: nobody could follow.
 * @param {HTMLElement} host @param {Gallery} part @param {ArrayLike<number>} answers
 * @param {ArrayLike<number>} probabilities
 * @param {number} right of all, not only of those on the page
 */
export function showAnswers(host, part, answers, probabilities, right, isMoving = false) {
  const tiles = /** @type {HTMLElement[]} */ ([...host.querySelectorAll(".np-tile")]);
  const flipped = isMoving ? [] : tiles.filter((tile, i) => isFlipped(tile, answers[i]));
  markFlipped(tiles, flipped);
  write(find(host, "h2"), fill(part.right, { ...part.values, right }));
  write(find(host, ".np-count"), fill(part.count, { ...part.values, right }));
  tiles.forEach((tile, i) => showTile(tile, part, i, answers[i], probabilities[i]));
  if (!isMoving) tiles.forEach((tile, i) => describeTile(tile, part, i, answers[i], probabilities[i]));
  return flipped.length;
}
