// @ts-check
// The square of a picture that the neuron sees: pulled by mouse or finger, moved and sized by keys and wheel.

import { announce } from "../../browser/js/announcing.js";
import { changeCrop, moveCrop, sidesOf, sizeCrop, WHOLE } from "./square.js";
import { element, find, setAttribute } from "../../browser/js/dom.js";
import { takePlace, tell } from "../../browser/js/places.js";
import { writePercent } from "../../browser/js/numbers.js";
import { fill } from "../../browser/js/words.js";

const STEP = 0.02; // of the picture, or of the size, for a key
const WHEEL = 1.05; // times the size
const TALLEST = 22; // rem: higher, a picture would leave no room for what stands below
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** @type {Record<string, number>} */
const SIZES = { "+": 1, "=": 1, "-": -1, _: -1 };

class Cropper {
  #sent = 0; // the number of the last report
  /** Where the square went since. @type {CropPlace | null} */
  #later = null;
  /** @type {((at: PointerEvent) => void) | null} */
  #pull = null;

  /** @param {HTMLElement} host @param {CropPart} said */
  constructor(host, said) {
    this.host = host;
    this.said = said;
    this.crop = said.crop;
    this.square = element("div", { class: "np-crop-square", role: "group", tabindex: 0 });
    this.corner = element("div", { class: "np-crop-corner" });
    this.image = element("img", { draggable: "false" });
    this.square.append(this.corner);
    host.replaceChildren(element("div", { class: "np-crop" }, this.image, this.square));
    this.#listen();
  }

  #listen() {
    const { square } = this;
    square.addEventListener("pointerdown", (down) => this.#begin(down));
    square.addEventListener("pointermove", (at) => this.#pull?.(at));
    for (const end of ["pointerup", "pointercancel"]) square.addEventListener(end, () => (this.#pull = null));
    square.addEventListener("keydown", (press) => this.#onKey(press));
    square.addEventListener("dblclick", () => this.#change(WHOLE));
    square.addEventListener("wheel", (turn) => this.#onWheel(turn), { passive: false });
  }

  /** @param {CropPart} said */
  show(said) {
    const isOther = this.said.key !== said.key;
    this.said = said;
    this.#sent = Math.max(this.#sent, said.answered);
    // Until the page has answered the last report, the hand is ahead of it.
    const isAnswered = said.answered === this.#sent;
    if (isOther || (isAnswered && !this.#later)) this.crop = said.crop;
    if (isOther) this.#later = null;
    setAttribute(this.image, "src", said.address);
    setAttribute(this.image, "alt", said.alt);
    setAttribute(this.square, "aria-label", said.label);
    const [width, height] = said.size;
    find(this.host, ".np-crop").style.width = `min(100%, ${(TALLEST * width) / height}rem)`;
    this.#place();
    if (isAnswered && this.#later) this.#report();
  }

  #place() {
    const { x, y, share } = changeCrop(this.said, this.crop);
    const [width, height] = sidesOf(this.said, share);
    const percent = { left: x - width / 2, top: y - height / 2, width, height };
    for (const [name, value] of Object.entries(percent)) this.square.style.setProperty(name, `${100 * value}%`);
  }

  /** @param {CropPlace} wanted */
  #change(wanted) {
    this.crop = changeCrop(this.said, wanted);
    const [x, y, share] = [this.crop.x, this.crop.y, this.crop.share].map((part) => 100 * part);
    announce("crop", fill(this.said.place, { x, y, share: writePercent(share) }));
    this.#place();
    this.#report();
  }

  // One report is under way at a time; the newest goes when the page has answered.
  #report() {
    this.#later = this.crop;
    if (this.said.answered < this.#sent) return;
    this.#later = null;
    this.#sent += 1;
    tell(this.host, "cropped", { number: this.#sent, ...this.crop });
  }

  /** @param {PointerEvent} down */
  #begin(down) {
    if (down.button !== 0) return;
    down.preventDefault();
    this.square.focus();
    this.square.setPointerCapture(down.pointerId);
    const { width, height } = this.image.getBoundingClientRect();
    const start = this.crop;
    const act = down.target === this.corner ? sizeCrop : moveCrop;
    this.#pull = (at) => this.#change(act(this.said, start, (at.x - down.x) / width, (at.y - down.y) / height));
  }

  /** @param {KeyboardEvent} press */
  #onKey(press) {
    const { x, y, share } = this.crop;
    const [arrow, size] = [ARROWS[press.key], SIZES[press.key]];
    if (!arrow && !size && press.key !== "Home") return;
    press.preventDefault();
    if (arrow) this.#change({ x: x + STEP * arrow[0], y: y + STEP * arrow[1], share });
    else this.#change(size ? { x, y, share: share + STEP * size } : WHOLE);
  }

  /** @param {WheelEvent} turn */
  #onWheel(turn) {
    if (document.activeElement !== this.square) return; // the page scrolls
    turn.preventDefault();
    this.#change({ ...this.crop, share: this.crop.share * (turn.deltaY < 0 ? WHEEL : 1 / WHEEL) });
  }
}

/** @type {WeakMap<HTMLElement, Cropper>} */
const croppers = new WeakMap();

/** @param {Component<CropPart>} component */
export function mount(component) {
  const host = takePlace(component);
  const cropper = croppers.get(host) ?? new Cropper(host, component.data);
  croppers.set(host, cropper);
  cropper.show(component.data);
}
