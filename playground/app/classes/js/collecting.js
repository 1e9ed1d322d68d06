// @ts-check
// What the class handed in, on the teacher's page: how many, and all of it as one file.

import { button, element, write } from "../../browser/js/dom.js";
import { fill } from "../../browser/js/words.js";
import { download } from "./keeping.js";

/** @typedef {(as: string) => Promise<Blob>} Fetching */

export class Collecting {
  /** @param {HTMLElement} host @param {() => WallPart} said @param {Fetching} fetchFile */
  constructor(host, said, fetchFile) {
    this.said = said;
    this.fetchFile = fetchFile;
    const { words } = said();
    this.buttons = [
      ["archive", "zip"],
      ["table", "csv"],
    ].map(([name, ending]) => button(words[name], (made) => this.#download(made, name, ending)));
    this.state = element("p", { role: "status" });
    host.append(element("h2", {}, words.collect), element("div", {}, ...this.buttons), this.state);
  }

  /** @param {number} count */
  show(count) {
    write(this.state, fill(this.said().words.collected, { count }));
    for (const each of this.buttons) each.disabled = !count || each.dataset.busy === "true";
  }

  /** @param {HTMLButtonElement} pressed @param {string} name @param {string} ending */
  async #download(pressed, name, ending) {
    pressed.dataset.busy = "true";
    pressed.disabled = true;
    try {
      download(await this.fetchFile(name), `class.${ending}`);
    } finally {
      pressed.dataset.busy = "false";
    }
  }
}
