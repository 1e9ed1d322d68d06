// @ts-check
// The pinned runs: their curves under the live one and their results in the table. They are fetched when the pins change,
// and laid into every frame here, so that a moving thumb asks for nothing about them.

import { ask } from "../../browser/js/asking.js";
import { element, setAttribute, write } from "../../browser/js/dom.js";
import { mergePins } from "./pinned.js";
import { readPacked } from "../../browser/js/packing.js";
import { saidOf } from "../../browser/js/places.js";
import { readTheme } from "../../browser/js/streamlit.js";
import { writeDifference } from "../../browser/js/words.js";

const RETRY_AFTER = 2000; // milliseconds before the pins are asked for again, after no answer

const state = {
  address: "", // of what was asked for last
  /** Who asks. @type {Record<string, string>} */
  visitor: {},
  /** To that, or to what was asked before. @type {Pins | null} */
  answer: null,
  /** The last chart with curves in it, and what it was made of. @type {{made?: ChartPart, of: unknown[]}} */
  merged: { of: [] },
};

/**
 * Ask for the pinned runs where they are not known yet; `changed` draws what shows them.
 * @param {QuestionPart} question @param {() => void} changed
 */
export async function askPins({ pins, pinned, visitor }, changed) {
  const address = pinned.pins ? `${pins}?${new URLSearchParams(pinned)}` : "";
  const rows = Object.values(state.answer?.rows ?? {});
  if (address === state.address && rows.every((row) => row.state === "done")) return;
  Object.assign(state, { address, visitor });
  if (address) await fetchPins(address, changed);
  else if (state.answer) {
    state.answer = null;
    changed();
  }
}

/** @param {string} address @param {() => void} changed */
async function fetchPins(address, changed) {
  /** @type {Pins | null} */
  const answer = await ask(address, state.visitor).then(readPins).catch(() => null);
  if (address !== state.address) return;
  if (answer) {
    state.answer = answer;
    changed();
  }
  const states = Object.values(answer?.rows ?? {}).map((row) => row.state);
  const again = () => address === state.address && fetchPins(address, changed);
  // What takes too long while others train may be had later.
  if (!answer || states.includes("waiting") || states.includes("long")) {
    setTimeout(again, states.includes("waiting") ? 0 : RETRY_AFTER);
  }
}

/** @param {Response} response */
async function readPins(response) {
  if (response.status !== 200) throw new Error(`no pins: ${response.status}`);
  return readPacked(await response.arrayBuffer());
}

/**
 * The cost chart of so many iterations with the curves of the runs that are pinned on the same pictures.
 * @param {ChartPart} part @param {{dataset: string | null, iterations: number}} run @param {HTMLElement} host
 */
export function withPins(part, { dataset, iterations }, host) {
  const { answer, merged } = state;
  if (!answer?.curves.length || answer.dataset !== dataset) return part;
  const paper = readTheme(host).sheet;
  const of = [part, answer, paper];
  if (merged.made && of.every((each, i) => each === merged.of[i])) return merged.made;
  const made = mergePins(part, answer, iterations, paper);
  state.merged = { made, of };
  return made;
}

/**
 * Write the results of a pinned run, and how they differ from those of the frame.
 * @param {HTMLElement} host @param {number[]} results @param {{dataset: string | null, threshold: string | null}} run
 */
export function showPin(host, results, run) {
  const { answer } = state;
  const row = answer?.rows[saidOf(host).of];
  host.classList.add("np-results");
  setAttribute(host, "aria-busy", String(!row || row.state === "waiting"));
  host.classList.toggle("np-told", Boolean(row && !row.results));
  if (!answer || !row) return write(host, "…");
  if (!row.results) return write(host, answer.words[row.state]);
  if (!host.querySelector(".np-result")) host.replaceChildren(...row.results.map(buildResult));
  showResults(host, answer, row, results, run);
}

/**
 * @param {HTMLElement} host @param {Pins} answer @param {PinRow} row @param {number[]} live
 * @param {{dataset: string | null, threshold: string | null}} run
 */
function showResults(host, answer, { results = [], written = [], rounding = [], dataset }, live, run) {
  results.forEach((value, i) => {
    const [label, number, difference, words, range] = host.children[i].children;
    write(label, answer.labels[i]);
    write(number, written[i]);
    write(range, rounding[i]);
    // While the threshold moves, the accuracies here are still those of the one before.
    const old = i > 0 && run.threshold !== answer.threshold;
    for (const each of [number, range]) each.classList.toggle("np-old", old);
    const isComparable = dataset === run.dataset && !old;
    const told = isComparable ? writeDifference(value, live[i], i === 0, answer.words) : { shown: "", told: "" };
    write(difference, told.shown);
    write(words, told.told);
  });
}

// Label, number, difference, what its sign means, and the range that rounding alone gives.
function buildResult() {
  const [label, told] = ["np-label np-unseen", "np-unseen"].map((name) => element("span", { class: name }));
  const range = element("span", { class: "np-rounding" });
  return element("span", { class: "np-result" }, label, element("b"), element("span"), told, range);
}
