// @ts-check
// What a teacher has in hand: a spotlight, a pen, a dark screen, the keys that are pressed, and the list of all keys.

import { element } from "../../browser/js/dom.js";
import { nameOf } from "./keys.js";

const SHOWN = 1500; // milliseconds that a pressed key is seen
const NIB = 6; // pixels
const STRIDE = 12; // pixels a key moves the pen
const INK = "#d55e00";

/** A round light that follows the pointer, and the keyboard from control to control. */
export class Spotlight {
  /** @param {HTMLElement} host @param {AbortSignal} signal when it has gone */
  constructor(host, signal) {
    this.node = element("div", { class: "np-spotlight", hidden: "" });
    host.append(this.node);
    this.#move(innerWidth / 2, innerHeight / 2);
    addEventListener("pointermove", ({ clientX, clientY }) => this.#move(clientX, clientY), { signal });
    addEventListener("focusin", ({ target }) => this.#follow(/** @type {Element} */ (target)), { signal });
  }

  /** @param {number} x @param {number} y */
  #move(x, y) {
    this.node.style.setProperty("--x", `${x}px`);
    this.node.style.setProperty("--y", `${y}px`);
  }

  /** @param {Element} target */
  #follow(target) {
    const { left, top, width, height } = target.getBoundingClientRect();
    this.#move(left + width / 2, top + height / 2);
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
  }

  close() {
    this.node.hidden = true;
  }
}

/** A pen that draws over everything, by the pointer or, with Shift, by the arrow keys. */
export class Pen {
  #at = [innerWidth / 2, innerHeight / 2];
  #down = false;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.canvas = element("canvas", { class: "np-pen", "aria-hidden": "true" });
    this.nib = element("div", { class: "np-nib" });
    host.append(this.canvas, this.nib);
    this.canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    this.canvas.addEventListener("pointermove", ({ clientX, clientY }) => this.#go(clientX, clientY, this.#down));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => (this.#down = false));
    this.on = false;
  }

  get on() {
    return this.canvas.classList.contains("np-drawing");
  }

  set on(on) {
    this.canvas.classList.toggle("np-drawing", on);
    this.nib.hidden = !on;
    if (on) this.#go(this.#at[0], this.#at[1], false);
  }

  /** Wipe everything away. */
  wipe() {
    const scale = devicePixelRatio;
    Object.assign(this.canvas, { width: innerWidth * scale, height: innerHeight * scale });
    Object.assign(this.#ink(), { lineWidth: NIB, lineCap: "round", strokeStyle: INK });
    this.#ink().setTransform(scale, 0, 0, scale, 0, 0);
  }

  /** Move by the keyboard. @param {[number, number]} way @param {boolean} draws */
  step([across, down], draws) {
    this.#go(this.#at[0] + across * STRIDE, this.#at[1] + down * STRIDE, draws);
  }

  #ink() {
    return /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
  }

  /** @param {PointerEvent} event */
  #begin({ clientX, clientY, pointerId }) {
    this.canvas.setPointerCapture(pointerId);
    this.#down = true;
    this.#go(clientX, clientY, false);
    this.#go(clientX, clientY, true); // a dot, where it does not move
  }

  /** @param {number} x @param {number} y @param {boolean} draws */
  #go(x, y, draws) {
    const ink = this.#ink();
    if (draws) {
      ink.beginPath();
      ink.moveTo(this.#at[0], this.#at[1]);
      ink.lineTo(x, y);
      ink.stroke();
    }
    this.#at = [x, y];
    this.nib.style.transform = `translate(${x}px, ${y}px)`;
  }
}

/** The screen goes dark until any key, or a click. */
export class Blank {
  /** @param {HTMLElement} host @param {string} told to who does not see it */
  constructor(host, told) {
    this.dialog = element("dialog", { class: "np-blank", "aria-label": told });
    host.append(this.dialog);
    this.dialog.addEventListener("click", () => this.dialog.close());
  }

  show() {
    this.dialog.showModal();
  }

  /** Whether it was dark, and is no more. */
  end() {
    const was = this.dialog.open;
    this.dialog.close();
    return was;
  }
}

/** The keys that are pressed, for those who want to learn them. */
export class ShownKeys {
  #timer = 0;
  on = false;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.node = element("div", { class: "np-pressed", hidden: "" });
    host.append(this.node);
  }

  /** @param {string} key */
  show(key) {
    if (!this.on) return;
    this.node.textContent = nameOf(key);
    this.node.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.node.hidden = true), SHOWN);
  }
}

/** The list of all keys. */
export class Help {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.dialog = element("dialog", { class: "np-keys" });
    host.append(this.dialog);
    this.dialog.addEventListener("click", () => this.dialog.close());
  }

  /** @param {string} title @param {[string, string][]} keys */
  toggle(title, keys) {
    if (this.dialog.open) return this.dialog.close();
    const rows = keys.flatMap(([key, does]) => [element("dt", {}, key), element("dd", {}, does)]);
    this.dialog.replaceChildren(element("h2", {}, title), element("dl", {}, ...rows));
    this.dialog.showModal();
  }
}
