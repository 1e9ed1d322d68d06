// @ts-check
// A Plotly chart that stays: every new figure is drawn on the same node, so nothing flickers, and zoom, camera and
// hover survive. The library comes once from the server and is kept by the browser. While figures follow one another, a
// canvas over the chart is painted in place of it. A mark for the chosen iteration lies over the chart: moving it draws
// nothing anew.

import { fromAxis, isSpread, placeZero, planAxes, setRanges, toAxis } from "./axes.js";
import { REM, element, find, hasFinger, isNew, pageScale, setAttribute, write } from "./dom.js";
import { load } from "./library.js";
import { asSeen, dress, grow, noteCamera, onPaper, spaceMark, stepNear } from "./look.js";
import { buildCanvas, paintFigure, planAnatomy, readAnatomy } from "./painter.js";
import { readTheme } from "./streamlit.js";

const NAMED_WITHIN = 20; // pixels from a click to the point that is named there, as Plotly's own hoverdistance
const STILL = 4; // pixels that a pointer may move in a click

/** @typedef {{plotly: string, unloaded: string}} Server */
/** @typedef {{x: [number, number], y: [number, number]}} Ranges */

/** The ranges of the axes of a layout. @param {any} layout @returns {Ranges | null} */
const rangesOf = ({ xaxis, yaxis }) =>
  xaxis?.range && yaxis?.range ? { x: /** @type {any} */ ([...xaxis.range]), y: /** @type {any} */ ([...yaxis.range]) } : null;

/** A chart in its place, with its caption. */
export class Chart {
  /** @type {ChartPart | null} */
  #part = null;
  /** @type {Point | null} */
  #point = null;
  /** Where the library is, and what is said while it does not come. @type {Server} */
  #server = { plotly: "", unloaded: "" };
  /** @type {import("./look.js").Theme | null} */
  #theme = null;
  /** How the chart is laid out, and on which ranges of its axes. @type {import("./painter.js").Anatomy | null} */
  #anatomy = null;
  /** @type {Ranges | null} */
  #planned = null;
  /** How large it is, and how large its letters were drawn: to ask for each figure would lay out the page each time. @type {import("./painter.js").Size | null} */
  #size = null;
  #scale = 0;
  #drawn = false; // at least once
  #late = false; // to be drawn when it comes into sight
  #visible = true;
  #turning = false; // the mark in space is being drawn
  /** @type {any} */
  #named = null;
  /** @type {(() => void)[]} */
  #overlays = [];
  /** @type {((x: number, y: number) => void) | null} */
  #pick = null;

  /** @param {HTMLElement} host */
  constructor(host) {
    /** @type {PlotlyNode} */
    this.node = /** @type {any} */ (element("div", { class: "np-chart", role: "img" }));
    this.mark = element("div", { class: "np-mark", hidden: "" });
    this.canvas = buildCanvas();
    this.node.append(this.canvas, this.mark);
    this.missing = element("p", { class: "np-missing", role: "status" });
    this.caption = element("p", { class: "np-caption" });
    host.replaceChildren(this.node, this.missing, this.caption);
    this.node.addEventListener("pointerdown", (down) => this.#press(down), true);
    // On a busy machine several sightings come at once: only the last is true.
    this.sight = new IntersectionObserver((seen) => this.#see(seen[seen.length - 1].isIntersecting));
    this.sight.observe(this.node);
    this.room = new ResizeObserver(() => (this.#size = null));
    this.room.observe(this.node);
  }

  /**
   * Draw a figure, with the library from the server; one of many that follow one another is painted, until `rest`.
   * @param {ChartPart} part @param {Server} server @param {boolean} isMoving
   */
  show(part, server, isMoving) {
    if (this.#part === part && (isMoving || (this.#theme?.ink === readTheme(this.node).ink && this.#scale === pageScale()))) return;
    this.#part = part;
    this.#server = server;
    this.#late = true;
    // A figure may be higher than the one before; a style sheet may have another height for it.
    const height = `${part.figure.layout.height / REM}rem`;
    if (isNew(this.node, height)) this.node.style.setProperty("--np-height", height);
    const isPainted = (isMoving || !this.#drawn) && this.#paint(part);
    setAttribute(this.node, "aria-label", part.alt);
    write(this.caption, part.caption);
    if (!isMoving || !isPainted) this.rest();
  }

  /** Say something else in place of what the figure itself says, beside what is added to it. @param {string} own @param {string} now */
  describe(own, now) {
    if (this.#part) setAttribute(this.node, "aria-label", this.#part.alt.replace(own, () => now));
  }

  /** Have Plotly draw what was only painted. */
  rest() {
    this.#see(this.#visible);
  }

  /** Paint a figure; returns whether it need not be drawn now. @param {ChartPart} part */
  #paint(part) {
    if (!this.#visible) return true;
    const [figure, node] = [this.#grown(part, (this.#scale ||= pageScale())), this.node];
    if (figure.layout.scene) return false;
    const layout = dress(this.#zoomInto(planAxes(figure)), this.#theme ?? readTheme(node));
    const [ranges, size] = [rangesOf(layout), (this.#size ??= { width: node.clientWidth, height: node.clientHeight })];
    if (!size.width) return true; // hidden: it is drawn when it comes into sight
    const anatomy = this.#drawn || !layout.meta?.moves ? this.#anatomy : planAnatomy(size, figure.data, layout);
    if (!ranges || !anatomy || !paintFigure(this.canvas, size, figure.data, layout, anatomy, ranges)) return false;
    node.classList.add("np-moving");
    node.shown = figure.data;
    return true;
  }

  /** The figure with letters and lines as large as the page has them. @param {ChartPart} part @param {number} scale */
  #grown({ figure }, scale) {
    return grow(placeZero(/** @type {any} */ (figure)), scale);
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
  #zoomInto(planned) {
    const zoomed = this.#zoomed();
    const isLog = (/** @type {any} */ layout) => ["xaxis", "yaxis"].map((axis) => layout[axis]?.type === "log");
    return zoomed && `${isLog(planned)}` === `${isLog(this.node._fullLayout)}` ? setRanges(planned, zoomed) : planned;
  }

  /** @param {boolean} visible */
  #see(visible) {
    this.#visible = visible;
    if (!visible || !this.#late || !this.#part) return;
    this.#late = false;
    this.#draw(this.#part);
  }

  /** @param {ChartPart} part */
  async #draw(part) {
    const Plotly = await this.#load();
    // A newer figure may have come while the library was loading.
    if (this.#part !== part) return;
    this.#scale = pageScale();
    const figure = this.#grown(part, this.#scale);
    const { data, layout } = figure;
    const doubleClick = layout.meta?.still ? false : "reset+autosize";
    // One of Plotly's buttons uploads the chart to a company: nothing leaves this page.
    const options = { responsive: true, displaylogo: false, displayModeBar: "hover", doubleClick, modeBarButtonsToRemove: ["sendChartToCloud"] };
    const traces = layout.scene ? [...data, spaceMark(this.#point)] : data;
    this.#theme = readTheme(this.node);
    const planned = stepNear(planAxes(figure), this.node.clientWidth / this.node.clientHeight);
    const ranges = layout.meta?.moves ? rangesOf(planned) : null;
    await Plotly.react(this.node, traces, { ...dress(this.#zoomInto(planned), this.#theme), ...(hasFinger() && { dragmode: false }) }, options);
    if (!this.#part) return Plotly.purge(this.node);
    if (!this.#drawn) this.#begin();
    this.#place();
    this.#plan(ranges);
    if (this.#part !== part) return;
    this.#anatomy = layout.scene ? null : readAnatomy(this.node);
    this.node.shown = data;
    this.node.classList.remove("np-moving");
  }

  async #load() {
    const Plotly = await load(this.#server.plotly, () => write(this.missing, this.#server.unloaded));
    write(this.missing, "");
    return Plotly;
  }

  /** Give back all that the page and the library hold of a chart whose place is gone. */
  leave() {
    this.#part = null;
    this.sight.disconnect();
    this.room.disconnect();
    if (this.#drawn) Plotly.purge(this.node);
    this.#drawn = false;
  }

  #begin() {
    this.#drawn = true;
    this.node.on("plotly_afterplot", () => this.#place());
    this.node.on("plotly_relayout", () => requestAnimationFrame(() => noteCamera(this.node)));
    // Who zooms into a logarithmic axis sees other round numbers.
    this.node.on("plotly_relayout", () => isSpread(this.node._fullLayout) && this.#part && this.#draw(this.#part));
    this.node.on("plotly_hover", ({ points }) => (this.#named = points[0]));
    this.node.on("plotly_unhover", () => (this.#named = null));
  }

  /** @param {Point | null} point */
  markPoint(point) {
    this.#point = point;
    if (!this.#drawn) return; // it is placed when the chart is first drawn
    if (this.node._fullLayout.xaxis) this.#place();
    else this.#turn();
  }

  // In space a mark takes a while to draw: one at a time, the newest wins.
  async #turn() {
    if (this.#turning) return;
    this.#turning = true;
    const point = this.#point;
    const { x = NaN, y = NaN, z = NaN } = point ?? {};
    await Plotly.restyle(this.node, { x: [[x]], y: [[y]], z: [[z]] }, [this.node.data.length - 1]);
    this.#turning = false;
    if (this.#point !== point) this.markPoint(this.#point);
  }

  /** Call back whenever the chart was drawn: for what else lies over it. @param {() => void} place */
  onPlaced(place) {
    this.#overlays.push(place);
  }

  #place() {
    for (const place of this.#overlays) place();
    const { xaxis, yaxis } = this.node._fullLayout;
    const point = xaxis && this.#point; // in space the mark is a point of the chart
    const left = point && xaxis.d2p(toAxis(this.node._fullLayout, point.x));
    const top = point && (point.y === undefined ? 0 : yaxis.d2p(point.y));
    const inside = point && left >= 0 && left <= xaxis._length && top >= 0 && top <= yaxis._length;
    if ((this.mark.hidden = !inside)) return;
    this.mark.classList.toggle("np-mark-line", point.y === undefined);
    this.mark.style.height = point.y === undefined ? `${yaxis._length}px` : "";
    this.mark.style.transform = `translate(${xaxis._offset + left}px, ${yaxis._offset + top}px)`;
  }

  /**
   * Call back with x and y where the chart is clicked, with the x of the point that is named there where there is one; a
   * pull, which zooms, is no click.
   * @param {((x: number, y: number) => void) | null} pick
   */
  onPick(pick) {
    this.#pick = pick;
  }

  /** @param {PointerEvent} down */
  #press(down) {
    if (!this.#pick || !this.#drawn || down.button !== 0) return;
    const layer = find(this.node, ".nsewdrag").getBoundingClientRect();
    const [x, y] = [down.x - layer.left, down.y - layer.top];
    const { xaxis, yaxis } = this.node._fullLayout;
    if (x < 0 || y < 0 || x > layer.width || y > layer.height) return;
    const isNamed = this.#named && Math.abs(xaxis.d2p(this.#named.x) - x) <= NAMED_WITHIN;
    const picked = fromAxis(this.node._fullLayout, isNamed ? this.#named.x : xaxis.p2d(x));
    // While a button is down, Plotly covers the whole page: the window hears where it is let go.
    /** @param {PointerEvent} up */
    const release = (up) => {
      if (Math.hypot(up.x - down.x, up.y - down.y) <= STILL) this.#pick?.(picked, yaxis.p2d(y));
    };
    window.addEventListener("pointerup", release, { capture: true, once: true });
  }

  /** Return the chart as the address of a PNG, 1600 x 900 pixels. @param {string} title */
  async paint(title) {
    const Plotly = await this.#load();
    const { data, layout } = placeZero(/** @type {any} */ (/** @type {ChartPart} */ (this.#part).figure));
    // A chart out of sight is not drawn yet.
    const figure = onPaper(data, this.#late ? layout : asSeen(planAxes({ data, layout }), this.node.layout ?? {}), title);
    // Twice the pixels: letters are as large in relation to the chart as on the page, and sharp.
    return Plotly.toImage(figure, { format: "png", width: 800, height: 450, scale: 2 });
  }
}

/** @type {WeakMap<HTMLElement, Chart>} */
const charts = new WeakMap();

/** The chart in a place, if there is one. @param {HTMLElement} host */
export const chartIn = (host) => charts.get(host);

/**
 * Draw a chart and its caption; while it moves it is painted where it can be.
 * @param {HTMLElement} host @param {ChartPart} part @param {Server} server
 */
export function showChart(host, part, server, isMoving = false) {
  const chart = charts.get(host) ?? new Chart(host);
  charts.set(host, chart);
  chart.show(part, server, isMoving);
  return chart;
}

/** Have the charts go whose place goes; should the place come back, it gets new ones. @param {HTMLElement} place */
export function leaveCharts(place) {
  for (const node of place.querySelectorAll(".np-chart")) {
    const host = /** @type {HTMLElement} */ (node.parentElement);
    charts.get(host)?.leave();
    charts.delete(host);
  }
}

/** Mark a point {x, y, z} of the chart; without y the line at x; nothing without a point. @param {HTMLElement} host @param {Point | null} point */
export const markChart = (host, point) => chartIn(host)?.markPoint(point);
