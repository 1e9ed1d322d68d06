// @ts-check
// The teacher's questions to the class: typed ones, and the test accuracy of a run, to be predicted.

import { element, write } from "../../browser/js/dom.js";
import { fill } from "../../browser/js/words.js";
import { Kept } from "./posting.js";
import { drawResults } from "./results.js";

/** The run whose accuracy the class predicts, of the question that is open. */
const predicted = new Kept("predicted");

export class Asking {
  #shown = "";

  /** @param {HTMLElement} host @param {() => WallPart} said @param {(act: string, body: Record<string, any>) => Promise<any>} post */
  constructor(host, said, post) {
    this.said = said;
    this.post = post;
    const { words, rates } = said();
    this.question = /** @type {HTMLInputElement} */ (element("input", { type: "text", maxlength: "300", "aria-label": words.question, placeholder: words.question }));
    this.options = /** @type {HTMLTextAreaElement} */ (element("textarea", { rows: "3", "aria-label": words.options, placeholder: words.options }));
    this.rate = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": words.rate }, ...rates.map((rate) => element("option", {}, rate))));
    this.rate.value = "0.01";
    this.count = /** @type {HTMLInputElement} */ (
      element("input", { type: "number", min: "0", max: "10000", step: "10", value: "2000", "aria-label": words.iterations })
    );
    this.results = element("div", { class: "np-asked" });
    host.append(
      element("h2", {}, words.ask),
      element("div", {}, this.question, this.options, this.#button("put", () => this.#ask())),
      element("div", {}, this.rate, this.count, this.#button("predict", () => this.#predict())),
      this.results,
    );
  }

  /** @param {string} name @param {() => void} act */
  #button(name, act) {
    const made = element("button", { type: "button", class: "np-textbutton" }, this.said().words[name]);
    made.addEventListener("click", act);
    return made;
  }

  #ask() {
    predicted.value = null;
    const options = this.options.value.split("\n").map((line) => line.trim()).filter(Boolean);
    this.post("ask", { question: this.question.value, options });
  }

  #predict() {
    if (!this.count.reportValidity()) return;
    const { words, dataset } = this.said();
    predicted.value = { dataset, learning_rate: this.rate.value, num_iterations: this.count.value };
    const question = fill(words.predicted, { rate: this.rate.value, iterations: Number(this.count.value).toLocaleString("en-US") });
    this.post("ask", { question, options: [] });
  }

  /** @param {ClassQuestion | null} question @param {number} total */
  show(question, total) {
    const { words } = this.said();
    const state = JSON.stringify([question?.number, question?.revealed, question?.answers]);
    if (state !== this.#shown) this.results.replaceChildren(...(question ? this.#build(question) : []));
    this.#shown = state;
    const counts = this.results.querySelector(".np-voted");
    if (question && counts) write(counts, fill(words.answered, { answered: question.answered, total }));
  }

  /** @param {ClassQuestion} question */
  #build(question) {
    const { words } = this.said();
    const head = [element("h3", {}, question.text), element("p", { class: "np-voted", role: "status" })];
    if (question.revealed) return [...head, drawResults(question, words)];
    const choice = /** @type {HTMLSelectElement} */ (
      element("select", {}, ...[words.unknown, ...question.options].map((option) => element("option", {}, option)))
    );
    const right = question.options.length ? [element("label", {}, `${words.right} `, choice)] : [];
    const show = this.#button("reveal", () => this.#reveal(choice.selectedIndex));
    return [...head, element("div", {}, ...right, show)];
  }

  /** @param {number} chosen the place in the list of what is right; 0 says nothing */
  #reveal(chosen) {
    const truth = chosen > 0 ? chosen - 1 : null;
    this.post("reveal", predicted.value ? { predicted: predicted.value } : { truth });
  }
}
