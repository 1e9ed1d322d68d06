// @ts-check
// Beside a question of a page that leads a class: asks it to all, and shows how many have answered, and then what.

import { button, element, write } from "../../browser/js/dom.js";
import { saidOf, takePlace, tell } from "../../browser/js/places.js";
import { Asked } from "./asked.js";
import { keptClass, post, Refusal } from "./posting.js";

const PAUSE = 500; // milliseconds between two looks

/** @type {WeakMap<HTMLElement, Offering>} */
const offerings = new WeakMap();

class Offering {
  #looks = false;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.told = element("p", { role: "alert" });
    const results = element("div", { class: "np-asked" });
    this.asked = new Asked(results, () => this.said.words, () => tell(host, "selected", keptClass.value), true);
    host.append(button(this.said.words.ask_class, () => this.#ask()), this.told, results);
  }

  get said() {
    return /** @type {OfferingPart} */ (saidOf(this.host));
  }

  /** @param {string} act @param {Record<string, any>} body */
  #post(act, body = {}) {
    const { at, language } = this.said;
    return post(`${at}/${act}`, { ...keptClass.value, language, ...body });
  }

  async #ask() {
    const { question, options, words } = this.said;
    if (!keptClass.value) return write(this.told, words.none);
    await this.#post("ask", { question, options }).catch((error) => this.#fail(error));
    await this.look();
  }

  /** Look at the class while its question is this one, until the answers are shown. */
  async look() {
    if (this.#looks || !keptClass.value) return;
    this.#looks = true;
    while (this.host.isConnected && (await this.#lookOnce().catch((error) => this.#fail(error)))) {
      await new Promise((done) => setTimeout(done, PAUSE));
    }
    this.#looks = false;
  }

  /** Returns whether there will be more to see. */
  async #lookOnce() {
    /** @type {ClassWall} */
    const { question, places } = await this.#post("wall");
    write(this.told, "");
    const own = question?.text === this.said.question ? question : null;
    this.asked.show(own, places.length);
    return own !== null && !own.revealed;
  }

  /** Returns whether to try again. @param {unknown} error */
  #fail(error) {
    const isRefused = error instanceof Refusal;
    write(this.told, isRefused ? error.message : this.said.words.lost);
    return !isRefused;
  }
}

/** @param {Component<OfferingPart>} component */
export function mount(component) {
  const host = takePlace(component);
  const offering = offerings.get(host) ?? new Offering(host);
  offerings.set(host, offering);
  offering.look();
}
