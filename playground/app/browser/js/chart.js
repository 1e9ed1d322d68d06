// @ts-check
// A chart that stays, with its caption. What can be painted is painted on a canvas, which costs a tenth of what Plotly
// does, until somebody points at it: from then on it is Plotly's, with hover and zoom, and while figures follow one
// another the canvas is painted over it. A mark for the chosen iteration lies over the chart: moving it draws nothing anew.

import { hasRoom, planAnatomy, readAnatomy } from "./anatomy.js";
import { placeZero, planAxes } from "./axes.js";
import { REM, element, isNew, pageScale, setAttribute, write } from "./dom.js";
import { Drawing, rangesOf } from "./drawing.js";
import { numbersUnder, placeMark } from "./geometry.js";
import { dress, grow } from "./look.js";
import { buildCanvas, contextOf, paintFigure } from "./painter.js";
import { readTheme } from "./streamlit.js";

const NAMED_WITHIN = 20; // pixels from a click to the point that is named there, as Plotly's own hoverdistance
const PRINTING = ["beforeprint", "afterprint"];
const PAPER = 4; // times as fine as the screen, which has 96 pixels an inch
const STILL = 4; // pixels that a pointer may move in a click

/** @typedef {import("./drawing.js").Server} Server */

/** A chart in its place. */
export class Chart {
  /** @type {ChartPart | null} */
  #part = null;
  /** @type {Point | null} */
  #point = null;
  /** @type {Server} */
  #server = { plotly: "", unloaded: "" };
  /** The colours of the page and how large its letters are: to ask for each figure would lay out the page each time. @type {import("./look.js").Theme} */
  #theme = /** @type {any} */ (null);
  #scale = 0;
  #fineness = 1;
  /** How large it is. @type {import("./anatomy.js").Size | null} */
  #size = null;
  /** How Plotly has laid it out. @type {import("./anatomy.js").Anatomy | null} */
  #anatomy = null;
  /** Where numbers lie on what was painted. @type {import("./geometry.js").Geometry | null} */
  #painted = null;
  #awake = false; // it is Plotly's, or will be once the library is there
  /** Where somebody pointed at it last, before it was. @type {PointerEvent | null} */
  #pointed = null;
  #late = false; // to be drawn when it comes into sight
  #visible = true;
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
    this.caption = element("p", { class: "np-caption" });
    const missing = element("p", { class: "np-missing", role: "status" });
    host.replaceChildren(this.node, missing, this.caption);
    this.drawing = new Drawing(this.node, missing);
    this.node.addEventListener("pointerdown", (down) => this.#press(down), true);
    for (const type of ["pointermove", "pointerdown"]) this.node.addEventListener(type, this.#wake, true);
    // On a busy machine several sightings come at once: only the last is true.
    this.sight = new IntersectionObserver((seen) => this.#see(seen[seen.length - 1].isIntersecting));
    this.sight.observe(this.node);
    this.room = new ResizeObserver(() => this.#isResized() && this.#fit());
    this.room.observe(this.node);
    document.fonts.addEventListener("loadingdone", this.#fit);
    for (const type of PRINTING) window.addEventListener(type, this.#print);
  }

  /**
   * Show a figure, with the library from the server where it is needed; one of many that follow one another is only
   * painted, until `rest`.
   * @param {ChartPart} part @param {Server} server @param {boolean} isMoving
   */
  show(part, server, isMoving) {
    if (this.#part === part && (isMoving || (this.#theme.ink === readTheme(this.node).ink && this.#scale === pageScale()))) return;
    if (!isMoving || !this.#theme) this.#measure();
    this.#part = part;
    this.#server = server;
    this.#late = true;
    // A figure may be higher than the one before; a style sheet may have another height for it.
    const height = `${part.figure.layout.height / REM}rem`;
    if (isNew(this.node, height)) this.node.style.setProperty("--np-height", height);
    const isPainted = isMoving && this.#paint(part);
    setAttribute(this.node, "aria-label", part.alt);
    write(this.caption, part.caption);
    if (!isPainted) this.rest();
  }

  /** Say something else in place of what the figure itself says, beside what is added to it. @param {string} own @param {string} now */
  describe(own, now) {
    if (this.#part) setAttribute(this.node, "aria-label", this.#part.alt.replace(own, () => now));
  }

  /** Nothing moves any more. */
  rest() {
    this.#see(this.#visible);
  }

  #measure() {
    this.#theme = readTheme(this.node);
    this.#scale = pageScale();
  }

  /** What is painted does not fit itself to another room, or to letters that come later. */
  #fit = () => {
    this.#size = null;
    if (!this.#part || this.#awake) return;
    this.#late = true;
    this.rest();
  };

  /** Paper is finer than the screen, and also what is out of sight is on it. @param {Event} event */
  #print = ({ type }) => {
    const [isPrinting, isSeen] = [type === "beforeprint", this.#visible];
    this.#fineness = isPrinting ? PAPER : 1;
    this.#visible ||= isPrinting;
    this.#fit();
    this.#visible = isSeen;
  };

  /** Somebody points at the chart: it becomes Plotly's. @param {Event} event */
  #wake = (event) => {
    if (this.drawing.isThere) return;
    const pointed = /** @type {PointerEvent} */ (event);
    if (pointed.type === "pointermove" && pointed.buttons) return; // on its way elsewhere, with a thumb
    this.#pointed = pointed;
    if (this.#awake) return;
    this.#awake = this.#late = true;
    this.rest();
  };

  /** @param {boolean} visible */
  #see(visible) {
    this.#visible = visible;
    if (!visible || !this.#late || !this.#part) return;
    this.#late = false;
    const isPainted = !this.drawing.isThere && this.#paint(this.#part);
    if (this.#awake || !isPainted) this.#draw(this.#part);
  }

  /** Paint a figure; returns whether it need not be drawn now. @param {ChartPart} part */
  #paint(part) {
    if (!this.#visible) return true;
    const [figure, node] = [this.#grown(part), this.node];
    if (figure.layout.scene) return false;
    // A canvas that is printed lies on white, whatever the page is.
    const layout = dress(this.drawing.zoomInto(planAxes(figure)), this.#theme, this.#fineness > 1 ? this.#theme.sheet : undefined);
    const [ranges, size] = [rangesOf(layout), (this.#size ??= this.#measureRoom())];
    if (!size.width) return true; // hidden: it is drawn when it comes into sight
    const isPlanned = !this.drawing.isThere && layout.meta?.moves;
    const anatomy = isPlanned ? planAnatomy(contextOf(this.canvas), size, figure.data, layout) : this.#anatomy;
    if (isPlanned && anatomy && !hasRoom(anatomy)) return true; // while the page is laid out anew
    this.#painted = ranges && anatomy && paintFigure(this.canvas, size, figure.data, layout, anatomy, ranges);
    if (!this.#painted) return false;
    node.classList.add("np-painted");
    node.shown = figure.data;
    if (this.drawing.isThere) return true;
    if (!this.#awake) this.#late = false; // and need not be painted again at rest
    this.#place();
    return true;
  }

  /** Whether it has another size than it was painted in: an observer calls at its start, too. */
  #isResized() {
    const { width, height } = this.#measureRoom();
    return width !== this.#size?.width || height !== this.#size.height;
  }

  #measureRoom() {
    const { width, height } = this.node.getBoundingClientRect();
    return { width, height, fineness: this.#fineness };
  }

  /** The figure with letters and lines as large as the page has them. @param {ChartPart} part */
  #grown({ figure }) {
    return grow(placeZero(/** @type {any} */ (figure)), this.#scale);
  }

  /** @param {ChartPart} part */
  async #draw(part) {
    const { drawing, node } = this;
    this.#awake = true;
    await drawing.load(this.#server);
    // A newer figure may have come while the library was loading.
    if (this.#part !== part) return;
    this.#measure();
    const figure = this.#grown(part);
    await drawing.draw(figure, this.#theme, this.#point);
    if (!this.#part) return Plotly.purge(node);
    const isFirst = !drawing.isThere;
    if (isFirst) drawing.begin(() => this.#place(), () => this.#part && this.#draw(this.#part));
    this.#place();
    if (this.#part !== part) return;
    this.#anatomy = figure.layout.scene ? null : readAnatomy(node);
    node.shown = figure.data;
    node.classList.remove("np-painted");
    if (isFirst && this.#painted) drawing.hear(this.#pointed);
  }

  /** Give back all that the page and the library hold of a chart whose place is gone. */
  leave() {
    this.#part = null;
    this.sight.disconnect();
    this.room.disconnect();
    document.fonts.removeEventListener("loadingdone", this.#fit);
    for (const type of PRINTING) window.removeEventListener(type, this.#print);
    this.drawing.leave();
  }

  /** @param {Point | null} point */
  markPoint(point) {
    this.#point = point;
    if (this.drawing.isThere && !this.#geometry()) this.drawing.turn(() => this.#point);
    else this.#place();
  }

  /** Call back whenever the chart was drawn: for what else lies over it. @param {() => void} place */
  onPlaced(place) {
    this.#overlays.push(place);
  }

  #place() {
    for (const place of this.#overlays) place();
    placeMark(this.mark, this.#geometry(), this.#point); // in space the mark is a point of the chart
  }

  #geometry() {
    return this.drawing.isThere ? this.drawing.geometry() : this.#painted;
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
    const geometry = this.#geometry();
    if (!this.#pick || !geometry || down.button !== 0) return;
    const { named } = this.drawing;
    /** @param {number} pixels */
    const along = (pixels) => (named && Math.abs(geometry.x.d2p(named.x) - pixels) <= NAMED_WITHIN ? named.x : geometry.x.p2d(pixels));
    const picked = numbersUnder(geometry, this.node.getBoundingClientRect(), down, along);
    if (!picked) return;
    // While a button is down, Plotly covers the whole page: the window hears where it is let go.
    /** @param {PointerEvent} up */
    const release = (up) => {
      if (Math.hypot(up.x - down.x, up.y - down.y) <= STILL) this.#pick?.(picked.x, picked.y);
    };
    window.addEventListener("pointerup", release, { capture: true, once: true });
  }

  /** Return the chart as the address of a PNG, 1600 x 900 pixels. @param {string} title */
  async paint(title) {
    await this.drawing.load(this.#server);
    const part = /** @type {ChartPart} */ (this.#part);
    // A chart out of sight is not drawn yet.
    return this.drawing.paint(placeZero(/** @type {any} */ (part.figure)), title, !this.#late);
  }
}

/** @type {WeakMap<HTMLElement, Chart>} */
const charts = new WeakMap();

/** The chart in a place, if there is one. @param {HTMLElement} host */
export const chartIn = (host) => charts.get(host);

/**
 * Draw a chart and its caption; while it moves it is only painted, where it can be.
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
