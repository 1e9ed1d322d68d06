// @ts-check
// What choosing a cell of the tuning map by the test pictures promises, and what an honest choice gives.

import { tellDoubts, tellVerdict } from "./cells.js";
import { element, isNew, setAttribute } from "../../browser/js/dom.js";
import { writePercent } from "../../browser/js/numbers.js";
import { fill } from "../../browser/js/words.js";

/** @typedef {import("./cells.js").CompleteMap} CompleteMap */
/** @typedef {(row: number, iteration: number) => void} Choose */

/** @param {HTMLElement} host @param {MapPart} asked @param {TuningMap | null} map @param {Choose} choose */
export function showChoosing(host, asked, map, choose) {
  if (!isNew(host, map?.best, asked.words.set)) return;
  if (!map?.best) return host.replaceChildren(element("p", {}, asked.words.waiting));
  const complete = /** @type {CompleteMap} */ (map);
  const verdict = element("p", { class: "np-verdict" }, tellVerdict(asked, complete.difference));
  host.replaceChildren(way("test", asked, complete, choose), way("folds", asked, complete, choose), verdict);
}

/** @param {"test" | "folds"} score @param {MapPart} asked @param {CompleteMap} map @param {Choose} choose */
function way(score, asked, map, choose) {
  const { words, choosing, rows, baselines, counts } = asked;
  const { row, column, ties, tested } = map.best[score];
  const [low, high] = tested.map((right) => writePercent((100 * right) / counts.test));
  const iteration = map.iterations[column];
  const cell = fill(words.place, { row: rows.names[row], iteration });
  const button = element("button", { type: "button", class: "np-textbutton" }, words.set);
  button.addEventListener("click", () => choose(row, iteration));
  setAttribute(button, "aria-label", `${words.set}: ${cell}`);
  const { name, baseline } = baselines[score];
  const [always, test, folds] = [baseline, map.test[row][column], map.folds[row][column]].map((percent) => writePercent(Number(percent)));
  const others = { test_name: baselines.test.name, test_baseline: writePercent(baselines.test.baseline) };
  const values = { name, baseline: always, test, folds, ...others };
  const lines = [cell, fill(choosing[`by_${score}_result`], values), ties > 1 ? fill(choosing[`by_${score}_ties${score === "folds" && low === high ? "_alike" : ""}`], { ties, low, high }) : ""];
  const told = [...lines, ...tellDoubts(asked, map, score)].filter(Boolean).map((line) => element("p", {}, line));
  return element("section", { class: "np-way" }, element("h3", {}, choosing[`by_${score}`]), ...told, button);
}
