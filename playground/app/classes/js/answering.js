// @ts-check
// The card on a student's page with the teacher's question: answered by a click or a number, and then the answers of all.

import { button, element, swapChildren, write } from "../../browser/js/dom.js";
import { saidOf } from "../../browser/js/places.js";
import { keptAnswers } from "./posting.js";
import { drawResults } from "./results.js";

export class Answering {
  #shown = "";

  /** @param {HTMLElement} host @param {(body: Record<string, any>) => Promise<any>} send */
  constructor(host, send) {
    this.host = host;
    this.send = send;
    this.card = element("section", { class: "np-question", hidden: "" });
    this.state = element("p", { role: "status" });
    host.append(this.card);
  }

  get said() {
    return /** @type {LinePart} */ (saidOf(this.host));
  }

  get words() {
    return this.said.words;
  }

  /** @param {ClassQuestion | null} question */
  show(question) {
    const { page } = this.said;
    const state = JSON.stringify([question?.number, question?.revealed, question?.answers, question?.revealed && page]);
    if (state === this.#shown) return;
    this.#shown = state;
    this.card.hidden = !question || this.#isOver(question, page);
    if (!question || this.card.hidden) return;
    const ways = question.revealed ? drawResults(question, this.words) : this.#offer(question);
    write(this.state, "");
    const close = button("×", () => (this.card.hidden = true), "np-close");
    // Folded away, it leaves the page below it free.
    const head = element("summary", {}, element("h2", {}, this.words.asked));
    const card = element("details", { open: "" }, head, element("p", {}, question.text), ways, this.state);
    swapChildren(this.card, card, ...(question.revealed ? [close] : []));
  }

  /** Whether the answers of all were seen on another page: they stay there, and the next page is free. @param {ClassQuestion} question @param {string} page */
  #isOver({ number, revealed }, page) {
    if (!revealed) return false;
    const { code } = this.said;
    const kept = keptAnswers.value;
    if (kept?.code === code && kept.number === number) return kept.page !== page;
    keptAnswers.value = { code, number, page };
    return false;
  }

  /** @param {ClassQuestion} question */
  #offer({ number, options, own }) {
    if (!options.length) return this.#offerNumber(number, own);
    const buttons = options.map((option, place) => {
      const offered = button(option, (made) => {
        for (const each of buttons) each.setAttribute("aria-pressed", String(each === made));
        this.#answer(number, place);
      });
      offered.setAttribute("aria-pressed", String(own === place));
      return offered;
    });
    return element("div", {}, ...buttons);
  }

  /** @param {number} number @param {number | null} own */
  #offerNumber(number, own) {
    const field = /** @type {HTMLInputElement} */ (
      element("input", { type: "number", step: "any", required: "", "aria-label": this.words.number, value: own === null ? "" : String(own) })
    );
    const form = element("form", {}, field, element("button", { class: "np-textbutton" }, this.words.send));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#answer(number, field.valueAsNumber);
    });
    return form;
  }

  /** @param {number} number @param {number} given */
  async #answer(number, given) {
    await this.send({ number, given }).then(
      () => write(this.state, this.words.sent),
      (error) => write(this.state, error.reason ? error.message : this.words.gone),
    );
  }
}
