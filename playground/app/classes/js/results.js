// @ts-check
// What a class answered, drawn: how many chose each answer, or where the guessed numbers lie.

import { element } from "../../browser/js/dom.js";
import { fill } from "../../browser/js/words.js";
import { binNumbers, medianOf, writeNumber } from "./scales.js";

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
function drawGuesses({ answers, own, truth }, words) {
  const known = [...answers, ...(truth === null ? [] : [truth])];
  if (!known.length) return element("p", { class: "np-outcome" });
  const bins = binNumbers(known);
  const bars = bins.map(({ from, to }, place) => {
    const isLast = place === bins.length - 1;
    const isIn = (/** @type {number | null} */ value) => value !== null && value >= from && (value < to || (isLast && value <= to));
    const count = answers.filter(isIn).length;
    const notes = [isIn(truth) ? `✓ ${fill(words.truth, { truth: writeNumber(truth ?? 0) })}` : "", isIn(own) ? `(${words.own})` : ""];
    const said = [`${writeNumber(from)} – ${writeNumber(to)}: ${count}`, ...notes.filter(Boolean)].join(" ");
    return bar(said, answers.length ? count / answers.length : 0, isIn(truth) ? "np-true" : "");
  });
  const told = answers.length ? fill(words.histogram, { count: answers.length, median: writeNumber(medianOf(answers)) }) : "";
  return element("div", { class: "np-outcome" }, element("ul", {}, ...bars), element("p", {}, told));
}
