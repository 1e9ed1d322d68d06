// @ts-check
// The table that counts the neuron's answers, and the scores that follow from it.

import { element, find, isNew, setAttribute, write } from "../../browser/js/dom.js";
import { tell } from "../../browser/js/places.js";

/** @param {HTMLElement} host @param {Confusion} part */
export function showConfusion(host, part) {
  const { counts, chosen, ...words } = part;
  if (isNew(host, JSON.stringify(words))) {
    host.replaceChildren(buildConfusion(part, (cell) => tell(host, "selected", cell)));
  }
  const buttons = host.querySelectorAll("button");
  part.cells.forEach((cell, i) => setAttribute(buttons[i], "aria-pressed", String(cell === chosen)));
  showCounts(host, counts);
}

/** @param {Confusion} part @param {(cell: string) => void} choose which pictures to show */
function buildConfusion({ title, says, is, marks, cells }, choose) {
  const head = says.map((each) => element("th", { scope: "col" }, each));
  const lines = is.map((truth, label) => {
    const boxes = says.map((_, answer) => {
      const kind = label === answer ? "right" : "wrong";
      const button = element("button", { type: "button" }, element("b"), marks[label === answer ? 0 : 1]);
      button.addEventListener("click", () => choose(cells[2 * label + answer]));
      return element("td", { class: `np-${kind}` }, button);
    });
    return element("tr", {}, element("th", { scope: "row" }, truth), ...boxes);
  });
  return element("table", { class: "np-confusion", "aria-label": title }, element("tr", {}, element("td"), ...head), ...lines);
}

/** Write the four counts, row by row. @param {HTMLElement} host @param {ArrayLike<number>} counts */
export function showCounts(host, counts) {
  host.querySelectorAll("b").forEach((cell, i) => write(cell, String(counts[i])));
}

/**
 * Show precision, recall and their like: what each is, its share, and of how many.
 * @param {HTMLElement} host @param {ScoreTable} part
 */
export function showScores(host, part) {
  const { values, ...words } = part;
  if (isNew(host, JSON.stringify(words))) {
    const lines = words.names.map((name, i) => {
      const explained = element("div", { class: "np-explained" }, words.explained[i]);
      const head = element("th", { scope: "row" }, name, explained);
      return element("tr", {}, head, element("td", {}, element("b"), element("span")));
    });
    const none = element("p", { class: "np-caption" }, words.none);
    host.replaceChildren(element("table", { class: "np-scores" }, ...lines), none);
  }
  writeScores(host, values);
}

/** @param {HTMLElement} host @param {[string, string][]} values */
export function writeScores(host, values) {
  host.querySelectorAll("td").forEach((cell, i) => values[i].forEach((text, k) => write(cell.children[k], text)));
  find(host, ".np-caption").hidden = values.every(([share]) => share.endsWith("%"));
}
