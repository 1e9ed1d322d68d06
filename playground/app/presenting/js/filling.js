// @ts-check
// One card fills the screen, above the sliders, and comes back to its place.

import { element, setAttribute } from "../../browser/js/dom.js";

const CARDS = [
  ...["cost_curve", "loss_surface", "predictions", "stability", "confusion", "roc", "part_weights", "map", "choosing"].map((key) => `.st-key-${key}`),
  ".np-part:has(> .np-chart)",
].join(",");

export class Filling {
  /** @type {Element | null} */
  #pointed = null;
  /** The cards that could be seen before. @type {HTMLElement[]} */
  #seen = [];

  constructor() {
    addEventListener("pointermove", ({ target }) => (this.#pointed = /** @type {Element} */ (target)));
  }

  /** The outermost cards that can be seen. @returns {HTMLElement[]} */
  #cards() {
    const cards = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(CARDS)]);
    return cards.filter((card) => card.checkVisibility() && !card.parentElement?.closest(CARDS));
  }

  /** Give every card that can be seen a button in its corner, and the size of its place. @param {string} fill @param {string} back */
  offer(fill, back) {
    const cards = this.#cards();
    if (cards.length !== this.#seen.length || cards.some((card, i) => card !== this.#seen[i])) this.#fit();
    this.#seen = cards;
    for (const card of cards) {
      const corner = card.querySelector(":scope > .np-corner") ?? this.#addCorner(card);
      setAttribute(corner, "aria-label", "filling" in card.dataset ? back : fill);
      setAttribute(corner, "title", `${"filling" in card.dataset ? back : fill} (F)`);
    }
  }

  /** @param {HTMLElement} card */
  #addCorner(card) {
    const corner = element("button", { type: "button", class: "np-corner" });
    corner.addEventListener("click", () => this.toggle(card));
    card.append(corner);
    card.dataset.card = "";
    return corner;
  }

  /** Fill the screen with a card, or with the one that is pointed at, or has the keyboard, or is the first. @param {HTMLElement} [card] */
  toggle(card) {
    if (this.close()) return;
    const cards = this.#cards();
    const at = [this.#pointed, document.activeElement];
    const chosen = card ?? cards.find((each) => at.some((node) => each.contains(node))) ?? cards[0];
    if (!chosen) return;
    chosen.dataset.filling = "";
    this.#fit();
  }

  /** Bring the card back; returns whether there was one. */
  close() {
    const filling = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-filling]")]);
    for (const card of filling) delete card.dataset.filling;
    if (filling.length) this.#fit();
    return filling.length > 0;
  }

  /** Charts are drawn anew where their window has another size; one that was hidden has had none. */
  #fit() {
    dispatchEvent(new Event("resize"));
  }
}
