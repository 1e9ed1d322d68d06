// @ts-check
// The line on the pages of a teacher whom the class follows; it tells the class where these are.

import { button, element, find, write } from "../../browser/js/dom.js";
import { saidOf, takePlace, tell } from "../../browser/js/places.js";
import { keptClass, post, readRun, Refusal } from "./posting.js";

const PAUSE = 400; // milliseconds between two looks at the page
const QUIET = 2000; // milliseconds between two looks at a class that is told nothing new


class Leader {
  #told = "";
  #lookedAt = 0;
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
      await this.#lead().catch((error) => this.#fail(error));
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  /** Tell the class where this page is, where that is new; else look from time to time whether it follows. */
  async #lead() {
    const { at, language, page, dataset, words } = this.said;
    if (!keptClass.value) return this.#say(words.none, true);
    const who = { ...keptClass.value, language };
    const body = { ...who, page, dataset, ...readRun(this.said) };
    const told = JSON.stringify(body);
    if (told !== this.#told) await post(`${at}/lead`, body);
    else if (performance.now() < this.#lookedAt + QUIET) return;
    this.#told = told;
    /** @type {ClassWall} */
    const { pace } = await post(`${at}/wall`, who);
    this.#lookedAt = performance.now();
    this.#say(words[pace.kind], pace.kind !== "follow");
  }

  /** What the server lost is to be told anew. @param {unknown} error */
  #fail(error) {
    this.#told = "";
    this.#say(error instanceof Refusal ? error.message : this.said.words.gone, true);
  }

  /** @param {string} sentence @param {boolean} isLost whether nobody follows */
  #say(sentence, isLost = false) {
    find(this.host, ".np-pupil").classList.toggle("np-lost", isLost);
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
