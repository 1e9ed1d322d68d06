// @ts-check
// What moves on a chart, painted on a canvas in a few milliseconds, where Plotly takes forty: the same figure, on the axes
// that Plotly has laid out, with its letters where it puts them. What does not move (titles, legend) stays Plotly's.

import { layAxis } from "./axes.js";
import { element } from "./dom.js";
import { areKnown, colourAt, paintTraces } from "./traces.js";

const BOX = 2; // pixels between an annotation's text and the edge of its paper
/** What of an annotation's width lies left of its point. @type {Record<string, number>} */
const ANCHORS = { left: 0, center: 0.5, right: 1 };
const LINE_SPACING = 1.3; // times the font size
const TICK = 5; // pixels, where there is no grid
// Where Plotly writes below and beside the axes, in pixels from the plot, or from the left edge of the chart.
const [TICK_DOWN, TICK_LEFT, TICK_RISE, TITLE_DOWN, TITLE_RIGHT] = [15, 1, 5, 47, 24];
// Where Plotly has the legend and the colour bar, in pixels, in shares of the plot, and in heights of their letters.
const [AWAY, BAR_PAD, BAR_LABEL, BAR_TITLE] = [0.02, 10, 4, [5, 13, 0.75]];
const [LEGEND_ABOVE, LEGEND_DOWN, SAMPLE, LEGEND_TEXT, LEGEND_GAP, RISE] = [25, 7, [5, 35], 40, 5, 0.39];
const MARKED = 8; // pixels that ticks push their labels away
const FRAME = "#444"; // the colour that Plotly gives ticks and the frame of a bar
const ARROW = [[-2.4, -3], [-2.4, 3], [0.6, 0]]; // its head, for a line one pixel wide

/** @typedef {{x: number, y: number, font: string, fill: string, anchor: string}} Letters */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{left: number, top: number} & Size} Box */
/**
 * What Plotly has laid out, or will: until it is there, the titles of the axes are painted too.
 * @typedef {{plot: Box, x: Letters, y: Letters, bar: Box | null, barLabels: Letters | null, titles: boolean}} Anatomy
 */

/**
 * Read how Plotly has laid a chart out; null where that is not understood, or where labels are turned.
 * @param {PlotlyNode} node @returns {Anatomy | null}
 */
export function readAnatomy(node) {
  const { xaxis, yaxis } = node._fullLayout;
  const [x, y] = ["x", "y"].map((name) => readLetters(node.querySelector(`.${name}tick text`)));
  if (!xaxis || !x || !y) return null;
  const plot = { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
  const fill = node.querySelector(".cbfill");
  return { plot, x, y, bar: fill && readBox(fill), barLabels: readLetters(node.querySelector(".cbaxis text")), titles: false };
}

/**
 * How Plotly will lay a chart out that moves, before it is there itself.
 * @param {Size} size @param {any[]} data @param {any} layout with the page's colours @returns {Anatomy}
 */
export function planAnatomy(size, data, { margin, font, showlegend, legend, xaxis }) {
  const above = showlegend && LEGEND_ABOVE + LINE_SPACING * legend.font.size + AWAY * (size.height - margin.t - margin.b);
  const top = Math.round(above || margin.t);
  const [width, height] = [size.width - margin.l - margin.r, size.height - top - margin.b];
  const plot = { left: margin.l, top, width, height };
  const letters = { font: `${xaxis.tickfont.size}px ${font.family}`, fill: font.color };
  const away = xaxis.showgrid === false ? MARKED : 0;
  const x = { ...letters, x: 0, y: top + height + TICK_DOWN + away, anchor: "middle" };
  const y = { ...letters, x: margin.l - TICK_LEFT - away, y: TICK_RISE, anchor: "end" };
  const colorbar = data.find((trace) => trace.colorbar)?.colorbar;
  const bar = colorbar && planBar(plot, colorbar);
  const barLabels = bar && { ...y, x: bar.left + bar.width + BAR_LABEL, anchor: "start" };
  return { plot, x, y, bar, barLabels, titles: true };
}

/** How large Plotly writes the title of a colour bar. @param {any} colorbar */
const titleSize = ({ tickfont }) => Math.round(1.2 * tickfont.size);

/** A colour bar under its title. @param {Box} plot @param {any} colorbar @returns {Box} */
function planBar({ left, top, width, height }, colorbar) {
  const { thickness } = colorbar;
  const down = BAR_PAD + Math.ceil(LINE_SPACING * titleSize(colorbar) + BAR_TITLE[0]);
  const along = Math.round(left + width + AWAY * width + BAR_PAD);
  return { left: along, top: top + down, width: Math.round(thickness), height: height - down - BAR_PAD };
}

/** Where a label stands: of what is along its axis, only how far it is from its tick. @param {Element | null} text */
function readLetters(text) {
  const turn = /translate\(([-\d.]+),([-\d.]+)\)(.*)/.exec(text?.getAttribute("transform") ?? "");
  const matrix = /** @type {SVGTextElement | null} */ (text)?.getCTM();
  if (!text || !turn || !matrix || turn[3]) return null;
  const style = getComputedStyle(text);
  return {
    x: Number(text.getAttribute("x")) + matrix.e - Number(turn[1]),
    y: Number(text.getAttribute("y")) + matrix.f - Number(turn[2]),
    font: `${style.fontSize} ${style.fontFamily}`,
    fill: style.fill,
    anchor: style.textAnchor,
  };
}

/** @param {any} rect @returns {Box} */
function readBox(rect) {
  const [left, top, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  const { e, f } = rect.getCTM();
  return { left: left + e, top: top + f, width, height };
}

/** A canvas that lies over a chart. */
export const buildCanvas = () => element("canvas", { class: "np-canvas", "aria-hidden": "true" });

/**
 * Paint a figure; returns whether it could be painted: it can where all of its parts are known.
 * @param {HTMLCanvasElement} canvas @param {Size} size of the chart @param {any[]} data @param {any} layout with the page's colours
 * @param {Anatomy} anatomy @param {{x: [number, number], y: [number, number]}} ranges
 */
export function paintFigure(canvas, size, data, layout, anatomy, ranges) {
  const { plot } = anatomy;
  if (Math.min(plot.width, plot.height) < 1) return false; // while the page is laid out anew, a chart may have no room
  const x = layAxis(layout.xaxis, ranges.x, plot.width, "x");
  const y = layAxis(layout.yaxis, ranges.y, plot.height, "y");
  if (!x || !y || layout.shapes?.length || !areKnown(data)) return false;
  const context = fit(canvas, size);
  const scales = { x: x.d2p, y: (/** @type {number} */ value) => plot.height - y.d2p(value), width: plot.width, height: plot.height };
  context.save();
  context.translate(plot.left, plot.top);
  paintGrid(context, layout, x, y, plot);
  context.beginPath();
  context.rect(0, 0, plot.width, plot.height);
  context.clip();
  const inked = data.map((trace) => ({ ink: layout.font.color, ...trace }));
  paintTraces(context, inked, scales, layout.font.family);
  context.restore();
  writeTicks(context, anatomy, x, y);
  const surface = data.find((trace) => trace.colorbar);
  if (surface && anatomy.bar && anatomy.barLabels) paintBar(context, surface, anatomy.bar, anatomy.barLabels);
  if (anatomy.titles) writeTitles(context, layout, plot);
  if (anatomy.titles && layout.showlegend) writeLegend(context, inked, layout, plot);
  if (anatomy.titles && surface) writeBarTitle(context, surface.colorbar, layout, plot);
  for (const note of layout.annotations ?? []) paintNote(context, note, layout, plot, x, y);
  return true;
}

/**
 * A canvas as large as its chart, empty. A chart may end between two pixels: stretched to there, the picture would be
 * blurred, and jump when Plotly draws.
 * @param {HTMLCanvasElement} canvas @param {Size} size */
function fit(canvas, size) {
  const scale = window.devicePixelRatio;
  const [width, height] = [size.width, size.height].map((length) => Math.round(length * scale));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  Object.assign(canvas.style, { width: `${width / scale}px`, height: `${height / scale}px` });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** @typedef {NonNullable<ReturnType<typeof layAxis>>} Axis */

/** The pixel, of the screen, on which a thin line lies. @param {number} at */
const crisp = (at) => Math.floor((at - 0.5) * window.devicePixelRatio + 0.5) / window.devicePixelRatio;

/** @param {CanvasRenderingContext2D} context @param {any} layout @param {Axis} x @param {Axis} y @param {Box} plot */
function paintGrid(context, { xaxis, yaxis }, x, y, plot) {
  if (xaxis.showgrid !== false) {
    context.fillStyle = xaxis.gridcolor;
    for (const { position } of x.ticks) context.fillRect(crisp(plot.left + position) - plot.left, 0, 1, plot.height);
  }
  if (yaxis.showgrid === false) return paintTickMarks(context, x, y, plot);
  context.fillStyle = yaxis.gridcolor;
  for (const { position } of y.ticks) {
    context.fillRect(0, crisp(plot.top + plot.height - position) - plot.top, plot.width, 1);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Axis} x @param {Axis} y @param {Box} plot */
function paintTickMarks(context, x, y, plot) {
  context.fillStyle = FRAME;
  for (const { position } of x.ticks) context.fillRect(crisp(plot.left + position) - plot.left, plot.height, 1, TICK);
  for (const { position } of y.ticks) {
    context.fillRect(-TICK, crisp(plot.top + plot.height - position) - plot.top, TICK, 1);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Letters} letters */
function takeLetters(context, { font, fill, anchor }) {
  context.font = font;
  context.fillStyle = fill;
  context.textAlign = /** @type {CanvasTextAlign} */ (anchor === "middle" ? "center" : anchor);
}

/** @param {CanvasRenderingContext2D} context @param {Anatomy} anatomy @param {Axis} x @param {Axis} y */
function writeTicks(context, anatomy, x, y) {
  const { plot } = anatomy;
  takeLetters(context, anatomy.x);
  for (const { position, label } of x.ticks) context.fillText(label, plot.left + position + anatomy.x.x, anatomy.x.y);
  takeLetters(context, anatomy.y);
  for (const { position, label } of y.ticks) {
    context.fillText(label, anatomy.y.x, plot.top + plot.height - position + anatomy.y.y);
  }
}

/** @param {CanvasRenderingContext2D} context @param {any} layout @param {Box} plot */
function writeTitles(context, { xaxis, yaxis, font }, { left, top, width, height }) {
  Object.assign(context, { fillStyle: font.color, textAlign: "center", font: `${xaxis.title.font.size}px ${font.family}` });
  context.fillText(xaxis.title.text, left + width / 2, top + height + TITLE_DOWN);
  context.save();
  context.translate(TITLE_RIGHT, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yaxis.title.text, 0, 0);
  context.restore();
}

/** The names of the curves, in one row above the plot. @param {CanvasRenderingContext2D} context @param {any[]} data @param {any} layout @param {Box} plot */
function writeLegend(context, data, { legend, font }, { left, top, width, height }) {
  const { size } = legend.font;
  const middle = top - AWAY * height - LEGEND_DOWN - (LINE_SPACING / 2) * size;
  const scales = { x: (/** @type {number} */ at) => at, y: () => middle, width, height };
  let start = left + legend.x * width;
  for (const trace of data.filter(({ name, showlegend }) => name && showlegend !== false)) {
    const isLine = trace.mode === "lines";
    const x = (isLine ? SAMPLE : [(SAMPLE[0] + SAMPLE[1]) / 2]).map((at) => start + at);
    paintTraces(context, [{ ...trace, mode: isLine ? "lines" : "markers", fill: "none", x, y: x }], scales, font.family);
    Object.assign(context, { fillStyle: font.color, textAlign: "left", font: `${size}px ${font.family}` });
    context.fillText(trace.name, start + LEGEND_TEXT, middle + RISE * size);
    start += LEGEND_TEXT + context.measureText(trace.name).width + LEGEND_GAP;
  }
}

/** @param {CanvasRenderingContext2D} context @param {any} colorbar @param {any} layout @param {Box} plot */
function writeBarTitle(context, colorbar, { font }, { left, top, width }) {
  const size = titleSize(colorbar);
  Object.assign(context, { fillStyle: font.color, textAlign: "left", font: `${size}px ${font.family}` });
  context.fillText(colorbar.title.text, left + width + AWAY * width + BAR_PAD, top + BAR_TITLE[1] + BAR_TITLE[2] * size);
}

/** @param {CanvasRenderingContext2D} context @param {any} trace @param {Box} bar @param {Letters} letters */
function paintBar(context, { zmin, zmax, colorscale, colorbar, contours, line }, bar, letters) {
  /** @param {number} value */
  const place = (value) => bar.top + bar.height * (1 - (value - zmin) / (zmax - zmin || 1));
  const fill = context.createLinearGradient(0, bar.top + bar.height, 0, bar.top);
  for (const [at] of colorscale) fill.addColorStop(at, `rgb(${colourAt(colorscale, at)})`);
  context.fillStyle = fill;
  context.fillRect(bar.left, bar.top, bar.width, bar.height);
  context.fillStyle = line.color;
  const { start, end, size } = contours;
  for (let level = start; level <= end + size / 1e6; level += size) {
    context.fillRect(bar.left, place(level) - line.width / 2, bar.width, line.width);
  }
  context.strokeStyle = FRAME;
  context.lineWidth = 1;
  context.strokeRect(bar.left, bar.top, bar.width, bar.height);
  takeLetters(context, letters);
  Array.from(colorbar.tickvals, (/** @type {number} */ value, i) => {
    if (value >= zmin && value <= zmax) context.fillText(colorbar.ticktext[i], letters.x, place(value) + letters.y);
  });
}

/** @param {CanvasRenderingContext2D} context @param {any} note @param {any} layout @param {Box} plot @param {Axis} x @param {Axis} y */
function paintNote(context, note, layout, plot, x, y) {
  const size = note.font.size;
  context.font = `${size}px ${layout.font.family}`;
  const text = context.measureText(note.text);
  const [width, height] = [text.width + 2 * BOX, LINE_SPACING * size + 2 * BOX].map(Math.round);
  const tip = [plot.left + x.place(note.x), plot.top + (note.yref === "paper" ? (1 - note.y) * plot.height : plot.height - y.place(note.y))];
  const hasArrow = note.showarrow !== false;
  const [atX, atY] = hasArrow ? [tip[0] + note.ax, tip[1] + note.ay] : tip;
  const left = Math.round(atX - width * (ANCHORS[note.xanchor] ?? 0));
  const top = Math.round(hasArrow ? atY - height / 2 : atY);
  if (tip[0] < plot.left - 1 || tip[0] > plot.left + plot.width + 1) return;
  context.fillStyle = note.bgcolor ?? "transparent";
  context.fillRect(left, top, width, height);
  Object.assign(context, { fillStyle: layout.font.color, textAlign: "center" });
  context.fillText(note.text, left + width / 2, top + BOX + Math.round(text.fontBoundingBoxAscent));
  if (hasArrow) paintArrow(context, note, [atX, atY], tip);
}

/** @param {CanvasRenderingContext2D} context @param {any} note @param {number[]} from @param {number[]} tip */
function paintArrow(context, { arrowwidth, arrowcolor }, from, tip) {
  context.save();
  context.translate(tip[0], tip[1]);
  context.rotate(Math.atan2(tip[1] - from[1], tip[0] - from[0]));
  context.scale(arrowwidth, arrowwidth);
  context.fillStyle = arrowcolor;
  const length = Math.hypot(tip[0] - from[0], tip[1] - from[1]) / arrowwidth;
  context.fillRect(-length, -0.5, length - 0.6, 1);
  context.beginPath();
  for (const [along, across] of ARROW) context.lineTo(along - 0.6, across);
  context.fill();
  context.restore();
}
