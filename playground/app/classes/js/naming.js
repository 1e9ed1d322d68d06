// @ts-check
// What asks a student for their name, where the teacher asks: it takes the place of the made-up one.

import { element, write } from "../../browser/js/dom.js";
import { saidOf } from "../../browser/js/places.js";

export class Naming {
  /** Whether the name is to be typed anew, or the made-up one was kept. */
  #changes = false;
  #kept = false;

  /** @param {HTMLElement} host @param {HTMLElement} change the button that asks again @param {(name: string) => Promise<any>} send */
  constructor(host, change, send) {
    this.host = host;
    this.change = change;
    this.send = send;
    const { words } = this;
    this.field = /** @type {HTMLInputElement} */ (element("input", { type: "text", maxlength: "40", "aria-label": words.name, placeholder: words.name, autocomplete: "off" }));
    this.state = element("span", { role: "status" });
    this.form = element("form", { class: "np-naming", hidden: "" }, element("span", {}, words.asks_name), this.field, element("button", { class: "np-textbutton" }, words.send), this.state);
    this.form.addEventListener("submit", (event) => this.#submit(event));
    change.hidden = true;
    host.append(this.form);
  }

  get words() {
    return /** @type {LinePart} */ (saidOf(this.host)).words;
  }

  /** @param {ClassJoined} joined */
  show({ asks_names, named }) {
    if (!asks_names) this.#changes = this.#kept = false;
    const isAsked = this.#changes || !(named || this.#kept);
    this.change.hidden = !asks_names || isAsked;
    this.form.hidden = !asks_names || !isAsked;
  }

  open() {
    this.#changes = true;
    this.change.hidden = true;
    this.form.hidden = false;
    this.field.focus();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    await this.send(this.field.value).then(
      () => {
        this.#changes = false;
        this.#kept = true;
        write(this.state, "");
      },
      (error) => write(this.state, error.reason ? error.message : this.words.gone),
    );
  }
}
