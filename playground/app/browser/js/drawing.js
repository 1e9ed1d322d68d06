// @ts-check
// What Plotly draws of a chart, on a node that stays: zoom, camera and hover survive every new figure. The library comes
// once from the server, where it is first needed, and is kept by the browser.

import { isSpread, planAxes, setRanges } from "./axes.js";
import { hasFinger, write } from "./dom.js";
import { readGeometry } from "./geometry.js";
import { load } from "./library.js";
import { asSeen, dress, noteCamera, onPaper, spaceMark, stepNear } from "./look.js";

/** Where the library is, and what is said while it does not come. @typedef {{plotly: string, unloaded: string}} Server */
/** @typedef {{x: [number, number], y: [number, number]}} Ranges */
/** @typedef {{data: any[], layout: any}} Figure */

/** The ranges of the axes of a layout. @param {any} layout @returns {Ranges | null} */
export const rangesOf = ({ xaxis, yaxis }) =>
  xaxis?.range && yaxis?.range ? { x: /** @type {any} */ ([...xaxis.range]), y: /** @type {any} */ ([...yaxis.range]) } : null;

/** A chart as Plotly draws it. */
export class Drawing {
  isThere = false; // it was drawn at least once
  /** On which ranges, where nobody zooms. @type {Ranges | null} */
  #planned = null;
  #turning = false; // the mark in space is being drawn
  /** The point that is named at the pointer. @type {any} */
  named = null;

  /** @param {PlotlyNode} node @param {HTMLElement} missing where is said that the library does not come */
  constructor(node, missing) {
    this.node = node;
    this.missing = missing;
  }

  /** @param {Server} server */
  async load({ plotly, unloaded }) {
    const Plotly = await load(plotly, () => write(this.missing, unloaded));
    write(this.missing, "");
    return Plotly;
  }

  /**
   * Draw a figure, once the library is there. @param {Figure} figure @param {import("./look.js").Theme} theme
   * @param {Point | null} point of the mark in space
   */
  async draw(figure, theme, point) {
    const { node } = this;
    const { data, layout } = figure;
    const doubleClick = layout.meta?.still ? false : "reset+autosize";
    // One of Plotly's buttons uploads the chart to a company: nothing leaves this page.
    const options = { responsive: true, displaylogo: false, displayModeBar: "hover", doubleClick, modeBarButtonsToRemove: ["sendChartToCloud"] };
    const planned = stepNear(planAxes(figure), node.clientWidth / node.clientHeight);
    const ranges = layout.meta?.moves ? rangesOf(planned) : null;
    const traces = layout.scene ? [...data, spaceMark(point)] : data;
    await Plotly.react(node, traces, { ...dress(this.zoomInto(planned), theme), ...(hasFinger() && { dragmode: false }) }, options);
    this.#plan(ranges);
  }

  /** Call back when the chart is laid out anew, and when it is to be drawn anew. @param {() => void} placed @param {() => void} redraw */
  begin(placed, redraw) {
    const { node } = this;
    this.isThere = true;
    node.on("plotly_afterplot", placed);
    node.on("plotly_relayout", () => requestAnimationFrame(() => noteCamera(node)));
    // Who zooms into a logarithmic axis sees other round numbers.
    node.on("plotly_relayout", () => isSpread(node._fullLayout) && redraw());
    node.on("plotly_hover", ({ points }) => (this.named = points[0]));
    node.on("plotly_unhover", () => (this.named = null));
  }

  /** Where the numbers lie; null in space. */
  geometry() {
    return readGeometry(this.node);
  }

  /** Plotly has not heard of the pointer that it was drawn for. @param {PointerEvent | null} pointed */
  hear(pointed) {
    if (!pointed || !this.node.matches(":hover")) return;
    const { clientX, clientY } = pointed;
    this.node.querySelector(".nsewdrag")?.dispatchEvent(new window.MouseEvent("mousemove", { clientX, clientY, bubbles: true }));
  }

  /** Where a double click leads back to: Plotly would keep the ranges of its first figure. @param {Ranges | null} ranges */
  #plan(ranges) {
    this.#planned = ranges;
    if (!ranges) return; // of no iteration: what comes next is not zoomed
    const { xaxis, yaxis } = this.node._fullLayout;
    [xaxis._rangeInitial0, xaxis._rangeInitial1] = ranges.x;
    [yaxis._rangeInitial0, yaxis._rangeInitial1] = ranges.y;
  }

  /** The ranges of the axes where a person has zoomed. @returns {Ranges | null} */
  #zoomed() {
    const shown = this.#planned && rangesOf(this.node._fullLayout);
    return JSON.stringify(shown) === JSON.stringify(this.#planned) ? null : shown;
  }

  /** A layout as a person has zoomed into it: not where an axis has become another. @param {any} planned */
  zoomInto(planned) {
    const zoomed = this.#zoomed();
    const isLog = (/** @type {any} */ layout) => ["xaxis", "yaxis"].map((axis) => layout[axis]?.type === "log");
    return zoomed && `${isLog(planned)}` === `${isLog(this.node._fullLayout)}` ? setRanges(planned, zoomed) : planned;
  }

  /** Move the mark in space, which takes a while: one at a time, the newest wins. @param {() => Point | null} newest */
  async turn(newest) {
    if (this.#turning) return;
    this.#turning = true;
    const point = newest();
    const { x = NaN, y = NaN, z = NaN } = point ?? {};
    await Plotly.restyle(this.node, { x: [[x]], y: [[y]], z: [[z]] }, [this.node.data.length - 1]);
    this.#turning = false;
    if (newest() !== point) this.turn(newest);
  }

  /**
   * A figure as the address of a PNG, 1600 x 900 pixels, as it is seen. @param {Figure} figure @param {string} title
   * @param {boolean} isShown @returns {Promise<string>}
   */
  paint({ data, layout }, title, isShown) {
    const figure = onPaper(data, isShown ? asSeen(planAxes({ data, layout }), this.node.layout ?? {}) : layout, title);
    // Twice the pixels: letters are as large in relation to the chart as on the page, and sharp.
    return Plotly.toImage(figure, { format: "png", width: 800, height: 450, scale: 2 });
  }

  /** Give back what the library holds. */
  leave() {
    if (this.isThere) Plotly.purge(this.node);
    this.isThere = false;
  }
}
