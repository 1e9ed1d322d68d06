// @ts-check
// The question that is open, for its teacher: how many have answered, and then the answers of all.

import { button, element, swapChildren, write } from "../../browser/js/dom.js";
import { fill } from "../../browser/js/words.js";
import { drawResults } from "./results.js";

/** What shows the answers, with what was chosen to be right. @typedef {(right: number | null) => void} Reveal */

export class Asked {
  #shown = "";
  /** Who chooses what is right, where the question does not know it. @type {HTMLSelectElement | null} */
  #right = null;

  /** @param {HTMLElement} host @param {() => Record<string, string>} words @param {Reveal} reveal @param {boolean} knows whether the question knows what is right */
  constructor(host, words, reveal, knows) {
    this.host = host;
    this.words = words;
    this.reveal = reveal;
    this.knows = knows;
  }

  /** @param {ClassQuestion | null} question @param {number} total */
  show(question, total) {
    const state = JSON.stringify([question?.number, question?.revealed, question?.answers]);
    if (state !== this.#shown) {
      swapChildren(this.host, ...(question ? this.#build(question) : []));
      if (this.knows && question) this.host.scrollIntoView({ block: "nearest" });
    }
    this.#shown = state;
    const counts = this.host.querySelector(".np-voted");
    if (question && counts) write(counts, fill(this.words().answered, { answered: question.answered, total }));
  }

  /** @param {ClassQuestion} question */
  #build(question) {
    const words = this.words();
    const head = [element("p", { class: "np-voted", role: "status" })];
    if (!this.knows) head.unshift(element("h3", {}, question.text)); // else it stands above
    if (question.revealed) return [...head, drawResults(question, words)];
    const show = button(words.reveal, () => this.reveal(this.#right?.selectedIndex ? this.#right.selectedIndex - 1 : null));
    return [...head, element("div", {}, ...this.#offerRight(question.options, words), show)];
  }

  /** @param {string[]} options @param {Record<string, string>} words */
  #offerRight(options, words) {
    this.#right = null;
    if (this.knows || !options.length) return [];
    this.#right = element("select", {}, ...[words.unknown, ...options].map((option) => element("option", {}, option)));
    return [element("label", {}, `${words.right} `, this.#right)];
  }
}
