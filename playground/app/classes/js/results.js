// @ts-check
// What a class answered, drawn: how many chose each answer, or where the guessed numbers lie.

import { element } from "../../browser/js/dom.js";
import { fill } from "../../browser/js/words.js";
import { shape } from "./drawings.js";
import { binNumbers, countBins, medianOf, writeNumber } from "./scales.js";

const [WIDTH, HEIGHT] = [440, 190];
const LETTER = 11; // the width of a digit with what is between two numbers
const [EDGE, CEILING, FLOOR] = [24, 40, HEIGHT - 26]; // where columns may stand

/** A part of an axis, and how many lie in it. @typedef {{from: number, to: number, count: number}} Bin */

/** @param {ClassQuestion} question @param {Record<string, string>} words @returns {HTMLElement} */
export const drawResults = (question, words) => (question.options.length ? drawShares(question, words) : drawGuesses(question, words));

/** A bar with its words. @param {string} said @param {number} share of the whole @param {string} name */
function bar(said, share, name = "") {
  const filled = element("span", { class: "np-share", style: `width: ${(100 * share).toFixed(1)}%` });
  return element("li", { class: name }, element("span", {}, said), element("span", { class: "np-whole", "aria-hidden": "true" }, filled));
}

/** @param {ClassQuestion} question @param {Record<string, string>} words */
function drawShares({ options, answers, own, truth }, words) {
  const total = answers.length;
  const bars = options.map((option, place) => {
    const count = answers.filter((each) => each === place).length;
    const notes = [truth === place ? "✓" : "", own === place ? `(${words.own})` : ""].filter(Boolean);
    const said = [fill(words.share, { option, count, total }), ...notes].join(" ");
    return bar(said, total ? count / total : 0, truth === place ? "np-true" : "");
  });
  return element("ul", { class: "np-outcome" }, ...bars);
}

/** @param {ClassQuestion} question @param {Record<string, string>} words */
function drawGuesses({ answers, own, truth, predicts }, words) {
  const told = [
    answers.length ? fill(words.histogram, { count: answers.length, median: writeNumber(medianOf(answers)) }) : "",
    truth === null ? (predicts ? words.untrained : "") : `✓ ${fill(words.truth, { truth: writeNumber(truth) })}`,
    own === null ? "" : `${words.own}: ${writeNumber(own)}`,
  ];
  const known = [...answers, ...(truth === null ? [] : [truth])];
  const figure = known.length ? [drawHistogram(countBins(binNumbers(known), answers), truth)] : [];
  return element("div", { class: "np-outcome" }, ...figure, element("p", {}, told.filter(Boolean).join(" · ")));
}

/** Columns over an even axis, with the truth as a line across. @param {Bin[]} bins @param {number | null} truth */
function drawHistogram(bins, truth) {
  const [least, most] = [bins[0].from, bins[bins.length - 1].to];
  const along = (/** @type {number} */ value) => EDGE + ((WIDTH - 2 * EDGE) * (value - least)) / (most - least);
  const highest = Math.max(1, ...bins.map(({ count }) => count));
  const alt = bins.map(({ from, to, count }) => `${writeNumber(from)} – ${writeNumber(to)}: ${count}`).join(", ");
  const drawing = shape("svg", { class: "np-histogram", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": alt });
  for (const { from, to, count } of bins) {
    const height = ((FLOOR - CEILING) * count) / highest;
    drawing.append(shape("rect", { x: along(from) + 1, width: along(to) - along(from) - 2, y: FLOOR - height, height }));
    if (count) drawing.append(shape("text", { x: along((from + to) / 2), y: FLOOR - height - 5 }, String(count)));
  }
  drawing.append(shape("line", { x1: EDGE, x2: WIDTH - EDGE, y1: FLOOR, y2: FLOOR }));
  const edges = [...bins.map(({ from }) => from), most].map((at) => ({ at, said: writeNumber(at) }));
  const longest = Math.max(...edges.map(({ said }) => said.length)) * LETTER;
  const apart = Math.ceil((longest * bins.length) / (WIDTH - 2 * EDGE)); // so that no two touch
  for (const { at, said } of edges.filter((_, i) => i % apart === 0)) drawing.append(shape("text", { x: along(at), y: HEIGHT - 4 }, said));
  if (truth === null) return drawing;
  drawing.append(shape("line", { class: "np-truth-line", x1: along(truth), x2: along(truth), y1: CEILING, y2: FLOOR }));
  drawing.append(shape("text", { x: along(truth), y: 15 }, `✓ ${writeNumber(truth)}`));
  return drawing;
}
