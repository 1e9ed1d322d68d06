// @ts-check
// The teacher's questions to the class: typed ones, and the test accuracy of a run, to be predicted.

import { button, element } from "../../browser/js/dom.js";
import { Asked } from "./asked.js";


export class Asking {
  /** @param {HTMLElement} host @param {() => WallPart} said @param {(act: string, body: Record<string, any>) => Promise<any>} post */
  constructor(host, said, post) {
    this.said = said;
    this.post = post;
    const { words, rates } = said();
    this.question = /** @type {HTMLInputElement} */ (element("input", { type: "text", maxlength: "300", "aria-label": words.question, placeholder: words.question }));
    this.options = /** @type {HTMLTextAreaElement} */ (element("textarea", { rows: "3", maxlength: "1500", "aria-label": words.options, placeholder: words.options }));
    this.rate = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": words.rate }, ...rates.map((rate) => element("option", {}, rate))));
    this.rate.value = "0.01";
    this.count = /** @type {HTMLInputElement} */ (
      element("input", { type: "number", min: "0", max: "10000", step: "10", value: "2000", "aria-label": words.iterations })
    );
    const results = element("div", { class: "np-asked" });
    this.asked = new Asked(results, () => said().words, (truth) => this.post("reveal", { truth }), false);
    host.append(
      element("h2", {}, words.ask),
      element("div", {}, this.question, this.options, button(words.put, () => this.#ask())),
      element("div", {}, this.rate, this.count, button(words.predict, () => this.#predict())),
      results,
    );
  }

  #ask() {
    const options = this.options.value.split("\n").map((line) => line.trim()).filter(Boolean);
    this.post("ask", { question: this.question.value, options });
  }

  #predict() {
    if (!this.count.reportValidity()) return;
    this.post("predict", { dataset: this.said().dataset, learning_rate: this.rate.value, num_iterations: this.count.value });
  }

  /** @param {ClassQuestion | null} question @param {number} total */
  show(question, total) {
    this.asked.show(question, total);
  }
}
