// @ts-check
// What the teacher asks of a student's page: to follow, or to be frozen.

import { element, write } from "../../browser/js/dom.js";
import { saidOf, tell } from "../../browser/js/places.js";

export class Following {
  #followed = "";

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.sentence = element("p", { role: "status" });
    // Neither a click beside it nor Escape closes it.
    this.dialog = /** @type {HTMLDialogElement} */ (element("dialog", { class: "np-frozen", closedby: "none" }, this.sentence));
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    host.append(this.dialog);
  }

  get said() {
    return /** @type {LinePart} */ (saidOf(this.host));
  }

  /** @param {ClassPace} pace */
  obey(pace) {
    const isFrozen = pace.kind === "frozen";
    if (isFrozen) write(this.sentence, pace.sentence || this.said.words.frozen);
    if (isFrozen && !this.dialog.open) this.dialog.showModal();
    if (!isFrozen && this.dialog.open) this.dialog.close();
    if (pace.kind === "follow") this.#follow(pace);
    else this.#followed = "";
  }

  /** Go where the teacher is, once: what the student tries there until the teacher goes on stays. @param {ClassPace} pace */
  #follow({ page, choices }) {
    const wanted = JSON.stringify([page, choices]);
    if (wanted === this.#followed) return;
    this.#followed = wanted;
    const { said } = this;
    if (page === said.page) tell(this.host, "selected", choices);
    else location.assign(`${said.home}${page}?${new URLSearchParams({ ...choices, code: said.code, language: said.language })}`);
  }
}
