// @ts-check
// The contest on a student's page: the task, the time left and their best run so far.

import { button, element, write } from "../../browser/js/dom.js";
import { writePercent } from "../../browser/js/numbers.js";
import { saidOf, tell } from "../../browser/js/places.js";
import { fill } from "../../browser/js/words.js";
import { writeClock } from "./scales.js";

export class Competing {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.time = element("strong", { class: "np-time" });
    this.best = element("span", { role: "status" });
    this.rule = element("span");
    this.go = button("", () => tell(host, "selected", { dataset: this.dataset }));
    this.title = element("strong");
    this.section = element("section", { class: "np-competing", hidden: "" }, this.title, this.time, this.best, this.rule, this.go);
    this.dataset = "";
    host.append(this.section);
  }

  /** @param {ClassContest | null} contest */
  show(contest) {
    this.section.hidden = !contest;
    if (!contest) return;
    const { words, dataset, way } = /** @type {LinePart} */ (saidOf(this.host));
    const { left, title } = contest;
    this.dataset = contest.dataset;
    write(this.title, words.title);
    write(this.time, left ? fill(words.left, { left: writeClock(left) }) : words.over);
    write(this.best, tellBest(contest, words));
    write(this.rule, way ? words.plain_only : words.what_counts);
    write(this.go, fill(words.go_there, { title }));
    this.go.hidden = !left || dataset === contest.dataset;
  }
}

/** @param {ClassContest} contest @param {Record<string, string>} words */
export function tellBest({ rows: [best], left, counted, most, pending, long }, words) {
  const run = best && { folds: writePercent(best.folds), rate: best.rate, iterations: best.iterations.toLocaleString("en-US") };
  return [
    best && !left && best.place ? fill(words.place, { place: best.place }) : "",
    run ? fill(words.best, run) : "",
    best && best.test !== null ? fill(words.on_test, { test: writePercent(best.test) }) : "",
    best && best.place === null ? words.rounding : "",
    !counted && left ? words.none_yet : fill(words.counted, { counted, most }),
    pending ? fill(words.waiting, { count: pending }) : "",
    long ? fill(words.unscored, { count: long }) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
