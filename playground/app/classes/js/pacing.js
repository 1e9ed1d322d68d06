// @ts-check
// What the teacher asks of the pages of a class: to follow, to be frozen under a sentence, to be free again.

import { button, element, write } from "../../browser/js/dom.js";
import { fill, joinSentences } from "../../browser/js/words.js";
import { keptClass } from "./posting.js";


export class Pacing {
  /** Seats that are meant; all, where there is none. @type {Set<number>} */
  #chosen = new Set();

  /** @param {HTMLElement} host @param {WallPart} said @param {(act: string, body: Record<string, any>) => void} post */
  constructor(host, { words, lead, search }, post) {
    this.words = words;
    const sentence = /** @type {HTMLInputElement} */ (
      element("input", { type: "text", maxlength: "300", placeholder: words.sentence, "aria-label": words.sentence })
    );
    this.state = element("p", { role: "status" });
    /** @param {string} address */
    const leadTo = (address) => {
      keptClass.value = { ...keptClass.value, seats: this.#seats };
      window.open(address); // it knows the class from this tab, which goes on showing the wall
    };
    const acts = [
      button(words.lead, () => leadTo(lead)),
      button(words.search, () => leadTo(search)),
      sentence,
      button(words.freeze, () => post("freeze", { sentence: sentence.value, seats: this.#seats })),
      button(words.release, () => post("release", { seats: this.#seats })),
    ];
    host.append(element("h2", {}, words.pace), element("div", {}, ...acts), this.state);
  }

  get #seats() {
    return [...this.#chosen];
  }

  /** @param {ClassPace} pace @param {number[]} held the seats that it is asked of; none where it is all */
  show({ kind, sentence }, held) {
    const state = held.length ? fill(this.words[`${kind}_some`], { seats: held.join(", ") }) : this.words[kind];
    const seats = this.#seats.sort((one, other) => one - other).join(", ");
    write(this.state, joinSentences([state, sentence, seats ? fill(this.words.chosen, { seats }) : ""]));
  }

  /** What ticks a seat. @param {number} seat */
  tick(seat) {
    const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", "aria-label": fill(this.words.choose, { seat }) }));
    box.checked = this.#chosen.has(seat);
    box.addEventListener("change", () => (box.checked ? this.#chosen.add(seat) : this.#chosen.delete(seat)));
    return box;
  }
}
