// @ts-check
// A point of a chart that mouse or finger can pull; keys have the sliders. While it is pulled the scale counts with which
// it was taken: the chart may widen under it. One report is under way at a time, and the last place is always reported.

import { element } from "../../browser/js/dom.js";

/** @typedef {{x: number, y: number}} Place */
/** @typedef {(place: Place & {number: number}) => void} Report */

class Handle {
  /** @type {HandlePoint | null} */
  #wanted = null;
  /** @type {Report} */
  #report = () => {};
  /** @type {{from: Place, at: Place, down: PointerEvent, scale: Place} | null} */
  #pull = null;
  /** @type {Place | null} */
  #next = null;
  #number = 0;

  /** @param {import("../../browser/js/chart.js").Chart} chart */
  constructor(chart) {
    this.node = chart.node;
    this.ring = element("div", { class: "np-handle", "aria-hidden": "true" });
    this.ring.addEventListener("pointerdown", (down) => this.#take(down));
    this.ring.addEventListener("pointermove", (move) => this.#move(move));
    for (const end of ["pointerup", "pointercancel"]) this.ring.addEventListener(end, () => (this.#pull = null));
    this.node.append(this.ring);
    chart.onPlaced(() => this.#place());
  }

  /** @param {HandlePoint | null} wanted @param {Report} report */
  show(wanted, report) {
    this.#wanted = wanted;
    this.#report = report;
    this.ring.title = wanted?.title ?? "";
    this.#place();
    this.#send();
  }

  /** @param {PointerEvent} down */
  #take(down) {
    if (!this.#wanted || down.button !== 0) return;
    const { x, y, answered } = this.#wanted;
    const { xaxis, yaxis } = this.node._fullLayout;
    down.preventDefault();
    this.ring.setPointerCapture(down.pointerId);
    this.#number = answered; // an answer that never came holds nothing up
    const scale = { x: xaxis.p2d(1) - xaxis.p2d(0), y: yaxis.p2d(1) - yaxis.p2d(0) };
    this.#pull = { from: { x, y }, at: { x, y }, down, scale };
  }

  /** @param {PointerEvent} move */
  #move(move) {
    if (!this.#pull || !this.#wanted) return;
    const { from, down, scale } = this.#pull;
    const [alongX, alongY] = this.#wanted.limits;
    const x = within(from.x + (move.clientX - down.clientX) * scale.x, alongX);
    const y = within(from.y + (move.clientY - down.clientY) * scale.y, alongY);
    this.#pull.at = this.#next = { x, y };
    this.#place();
    this.#send();
  }

  #send() {
    if (!this.#next || !this.#wanted || this.#wanted.answered < this.#number) return;
    this.#number += 1;
    this.#report({ ...this.#next, number: this.#number });
    this.#next = null;
  }

  #place() {
    const { node, ring } = this;
    const at = this.#pull?.at ?? this.#wanted;
    const { xaxis, yaxis } = node._fullLayout ?? {};
    const left = xaxis && at && this.#wanted ? xaxis.d2p(at.x) : NaN;
    const height = () => (this.#wanted?.along ? heightAt(node._fullData[0], at?.x ?? NaN) : at?.y);
    const top = left >= 0 && left <= xaxis._length ? yaxis.d2p(height()) : NaN;
    ring.hidden = !(top >= 0 && top <= yaxis._length);
    if (!ring.hidden) ring.style.transform = `translate(${xaxis._offset + left}px, ${yaxis._offset + top}px)`;
  }
}

/** @type {(value: number, limits: [number, number] | null) => number} */
const within = (value, limits) => (limits ? Math.min(Math.max(value, limits[0]), limits[1]) : value);

/**
 * The height of a curve: between two of its points that of the straight line.
 * @param {{x: number[], y: number[]}} curve @param {number} x
 */
export function heightAt({ x: places, y: heights }, x) {
  const after = Math.max(1, places.findIndex((each) => each >= x));
  const share = (x - places[after - 1]) / (places[after] - places[after - 1]);
  return heights[after - 1] + share * (heights[after] - heights[after - 1]);
}

/** @type {WeakMap<import("../../browser/js/chart.js").Chart, Handle>} */
const handles = new WeakMap();

/**
 * Let a point of a chart be pulled; nothing where it is null. `along` says that it lies on the chart's first curve.
 * `report` is called with {x, y, number}; the answer comes as another call of this.
 * @param {import("../../browser/js/chart.js").Chart} chart @param {HandlePoint | null} wanted @param {Report} report
 */
export function showHandle(chart, wanted, report) {
  const handle = handles.get(chart) ?? new Handle(chart);
  handles.set(chart, handle);
  handle.show(wanted, report);
}
