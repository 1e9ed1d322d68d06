// @ts-check
// One run of the class, large over the wall: its own page, with surface and pictures, until it is closed.

import { button, element, write } from "../../browser/js/dom.js";

export class Enlarged {
  /** @param {HTMLElement} host @param {Record<string, string>} words @param {(seat: number) => string} describe */
  constructor(host, words, describe) {
    this.title = element("h2");
    this.link = element("a", { target: "_blank" }, words.opens);
    this.frame = element("iframe");
    const head = element("header", {}, this.title, this.link, button(words.close, () => this.dialog.close()));
    this.dialog = element("dialog", { class: "np-enlarged" }, head, this.frame);
    // A page that nobody sees is not to run on.
    this.dialog.addEventListener("close", () => this.frame.removeAttribute("src"));
    host.append(this.dialog);
    host.addEventListener("click", (event) => {
      const run = /** @type {HTMLElement | SVGElement} */ (event.target).closest("a[data-seat]");
      if (!run || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#show(describe(Number(run.getAttribute("data-seat"))), run.getAttribute("href") ?? "");
    });
  }

  /** @param {string} title @param {string} address */
  #show(title, address) {
    write(this.title, title);
    this.link.href = this.frame.src = address;
    this.frame.title = title;
    this.dialog.setAttribute("aria-label", title);
    this.dialog.showModal();
  }
}
