// @ts-check
// The line on the pages of a teacher whom the class follows; it tells the class where these are.

import { button, element, find, write } from "../../browser/js/dom.js";
import { saidOf, takePlace, tell } from "../../browser/js/places.js";
import { keptClass, post, readRun, Refusal } from "./posting.js";

const PAUSE = 400; // milliseconds between two looks


class Leader {
  #told = "";
  #stopped = false;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    const stop = button(this.said.words.stop, () => this.#stop());
    host.append(element("p", { class: "np-pupil" }, element("strong", { role: "status" }), stop));
    this.#goOn();
  }

  get said() {
    return /** @type {LinePart} */ (saidOf(this.host));
  }

  async #goOn() {
    while (this.host.isConnected && !this.#stopped) {
      await this.#lead().catch((error) => this.#say(error instanceof Refusal ? error.message : this.said.words.gone));
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  async #lead() {
    const { at, language, page, dataset, words } = this.said;
    if (!keptClass.value) return this.#say(words.none);
    const body = { ...keptClass.value, language, page, dataset, ...readRun(this.said) };
    const told = JSON.stringify(body);
    if (told === this.#told) return;
    await post(`${at}/lead`, body);
    this.#told = told;
    this.#say(words.line);
  }

  /** @param {string} sentence */
  #say(sentence) {
    write(find(this.host, "strong"), sentence);
  }

  async #stop() {
    this.#stopped = true;
    const { at, language } = this.said;
    if (keptClass.value) await post(`${at}/release`, { ...keptClass.value, language }).catch(() => null);
    tell(this.host, "selected", "stopped");
  }
}

/** @param {Component<LinePart>} component */
export function mount(component) {
  const host = takePlace(component);
  if (!host.childElementCount) new Leader(host);
}
