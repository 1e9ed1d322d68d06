// @ts-check
// The contest on the teacher's page: begun, its board while it runs, and at its end what the test score would have made of it.

import { button, element, write } from "../../browser/js/dom.js";
import { writeFixed, writePercent } from "../../browser/js/numbers.js";
import { fill, joinSentences } from "../../browser/js/words.js";
import { writeClock } from "./scales.js";

const NONE = 0.05; // points that would be written as nothing

/** What the board shows of a seat. @typedef {(seat: number) => string} Naming */

export class Contesting {
  #shown = "";

  /** @param {HTMLElement} host @param {() => WallPart} said @param {(act: string, body: Record<string, any>) => Promise<any>} post */
  constructor(host, said, post) {
    this.said = said;
    const { words } = said();
    const options = said().minutes.map((count) => element("option", { value: String(count) }, fill(words.some_minutes, { count })));
    const minutes = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": words.minutes }, ...options));
    minutes.value = "3";
    const begin = () => post("contest", { minutes: Number(minutes.value), dataset: said().dataset });
    this.about = element("p");
    this.offer = element("div", {}, minutes, button(words.begin, begin));
    this.state = element("strong", { class: "np-time" });
    this.stop = button("", () => post("end_contest", {}));
    this.running = element("div", {}, this.state, this.stop);
    this.columns = element("p");
    this.host = host;
    this.board = element("ol", { class: "np-board" });
    this.told = element("p", { role: "status" });
    host.append(element("h2", {}, words.title), this.about, this.offer, this.running, this.columns, this.board, this.told);
  }

  /** @param {ClassContest | null} contest @param {Naming} name */
  show(contest, name) {
    const { words, pictures_title: title } = this.said();
    write(this.about, contest ? "" : fill(words.about, { title }));
    this.offer.hidden = Boolean(contest);
    this.running.hidden = !contest;
    this.board.hidden = !contest;
    this.host.classList.toggle("np-on", Boolean(contest));
    write(this.told, contest ? this.#tell(contest, words) : "");
    write(this.columns, contest?.rows.length ? words[contest.left ? "columns" : "columns_over"] : "");
    if (!contest) return;
    const isOver = contest.left === 0;
    const { counted } = contest;
    write(this.state, fill(isOver ? words.over : words.running, { left: writeClock(contest.left), title: contest.title, counted }));
    write(this.stop, isOver ? words.put_away : words.finish);
    const rows = contest.rows.map((row) => tellRow(row, name(row.seat)));
    const drawn = JSON.stringify(rows);
    if (drawn !== this.#shown) this.board.replaceChildren(...rows.map((cells) => element("li", {}, ...cells.map((cell) => element("span", {}, cell)))));
    this.#shown = drawn;
  }

  /** @param {ClassContest} contest @param {Record<string, string>} words */
  #tell({ rows, pending, long, fooled, doubt }, words) {
    return joinSentences([
      rows.length ? "" : words.unjudged,
      rows.some(({ place }) => place === null) ? words.rounding : "",
      pending ? fill(words.waiting, { count: pending }) : "",
      long ? fill(words.unscored, { count: long }) : "",
      ...(fooled ? tellFooled(fooled, words) : []),
      doubt,
    ]);
  }
}

/** @param {ContestRow} row @param {string} name */
function tellRow({ place, rate, iterations, folds, test }, name) {
  const scores = [folds, test].map((score) => (score === null ? "" : `${writePercent(score)}%`));
  const run = `${rate} · ${iterations.toLocaleString("en-US")}`;
  return [place === null ? "–" : String(place), name, ...scores, run];
}

/** @param {ContestFooled} fooled @param {Record<string, string>} words */
export function tellFooled({ seat, rate, iterations, folds, test, count, average, spread }, words) {
  const above = test - folds;
  const [luck, run] = [above - average, { rate, iterations: iterations.toLocaleString("en-US") }];
  const won = fill(words.by_test_wins, { seat, test: writePercent(test), folds: writePercent(folds), ...run });
  if (spread === null) return [won, fill(words.only_run, { above: writeSigned(above) })];
  const told = { above: writeSigned(above), average: writeSigned(average), count, spread: writeFixed(spread, 1) };
  return [won, fill(words.difference, told), luck < NONE ? words.no_luck : fill(words.luck, { luck: writeFixed(luck, 1) })];
}

/** @param {number} points */
const writeSigned = (points) => (Math.abs(points) < NONE ? "0.0" : `${points > 0 ? "+" : ""}${writeFixed(points, 1)}`);
