// @ts-check
// What the teacher asks of the pages of a class: to follow, to be frozen under a sentence, to be free again.

import { element, write } from "../../browser/js/dom.js";
import { fill } from "../../browser/js/words.js";
import { Kept } from "./posting.js";

const kept = new Kept("class");

export class Pacing {
  /** Seats that are meant; all, where there is none. @type {Set<number>} */
  #chosen = new Set();

  /** @param {HTMLElement} host @param {WallPart} said @param {(act: string, body: Record<string, any>) => void} post */
  constructor(host, { words, lead }, post) {
    this.words = words;
    const button = (/** @type {string} */ name, /** @type {() => void} */ act) => {
      const made = element("button", { type: "button", class: "np-textbutton" }, words[name]);
      made.addEventListener("click", act);
      return made;
    };
    const sentence = /** @type {HTMLInputElement} */ (
      element("input", { type: "text", maxlength: "300", placeholder: words.sentence, "aria-label": words.sentence })
    );
    this.state = element("p", { role: "status" });
    const follow = () => {
      kept.value = { ...kept.value, seats: this.#seats };
      location.assign(lead);
    };
    const acts = [
      button("lead", follow),
      sentence,
      button("freeze", () => post("freeze", { sentence: sentence.value, seats: this.#seats })),
      button("release", () => post("release", {})),
    ];
    host.append(element("h2", {}, words.pace), element("div", {}, ...acts), this.state);
  }

  get #seats() {
    return [...this.#chosen];
  }

  /** @param {ClassPace} pace */
  show({ kind, sentence }) {
    const seats = this.#seats.sort((one, other) => one - other).join(", ");
    const meant = seats ? fill(this.words.chosen, { seats }) : "";
    write(this.state, [this.words[kind], sentence, meant].filter(Boolean).join(" "));
  }

  /** What ticks a seat. @param {number} seat */
  tick(seat) {
    const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", "aria-label": fill(this.words.choose, { seat }) }));
    box.checked = this.#chosen.has(seat);
    box.addEventListener("change", () => (box.checked ? this.#chosen.add(seat) : this.#chosen.delete(seat)));
    return box;
  }
}
