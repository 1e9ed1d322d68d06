// @ts-check
// A chart painted on a canvas in a few milliseconds, where Plotly takes forty: the same figure, on the axes that Plotly has
// laid out, or will, with its letters where it puts them. Once it is there, what does not move (titles, legend) is its own.

import { AWAY, BAR_PAD, LINE_SPACING, TICK, hasRoom, placeBelow, placeBeside, reachOf, titleSize } from "./anatomy.js";
import { layAxis } from "./axes.js";
import { element } from "./dom.js";
import { areKnown, colourAt, paintTraces } from "./traces.js";

const [BOX, EDGE] = [2, 0.5]; // pixels from an annotation's text to the edge of its box, and from there to its paper
/** What of an annotation's width lies left of its point. @type {Record<string, number>} */
const ANCHORS = { left: 0, center: 0.5, right: 1 };
// Where Plotly has what stands in the legend, in pixels, and how far below the middle letters begin, in their heights.
const [LEGEND_DOWN, SAMPLE, LEGEND_TEXT, LEGEND_GAP, RISE] = [6.5, [5, 35], 40, 5, 0.39];
const BAR_TITLE = { left: 0.5, down: 2.5, rise: 0.75 };
const FRAME = "#444"; // the colour that Plotly gives ticks and the frame of a bar
const ARROW = [[-2.4, -3], [-2.4, 3], [0.6, 0]]; // its head, for a line one pixel wide

/** @param {HTMLCanvasElement} canvas */
export const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** A canvas that lies over a chart. */
export const buildCanvas = () => element("canvas", { class: "np-canvas", "aria-hidden": "true" });

/**
 * Paint a figure; returns where its numbers lie, or null: it can be painted where all of its parts are known.
 * @param {HTMLCanvasElement} canvas @param {Size} size of the chart @param {any[]} data @param {any} layout with the page's colours
 * @param {Anatomy} anatomy @param {{x: [number, number], y: [number, number]}} ranges
 * @returns {import("./geometry.js").Geometry | null}
 */
export function paintFigure(canvas, size, data, layout, anatomy, ranges) {
  const { plot } = anatomy;
  if (!hasRoom(anatomy)) return null;
  const x = layAxis(layout.xaxis, ranges.x, plot.width, "x");
  const y = layAxis(layout.yaxis, ranges.y, plot.height, "y");
  if (!x || !y || layout.shapes?.length || !areKnown(data)) return null;
  const context = fit(canvas, size, layout.paper_bgcolor);
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
  if (anatomy.titles) writeTitles(context, layout, anatomy, size, y);
  if (anatomy.titles && layout.showlegend) writeLegend(context, inked, layout, plot);
  if (anatomy.titles && surface) writeBarTitle(context, surface.colorbar, layout, plot);
  for (const note of layout.annotations ?? []) paintNote(context, note, layout, plot, x, y);
  return { plot, layout, x, y: { d2p: scales.y, p2d: (down) => y.p2d(plot.height - down) } };
}

/**
 * A canvas as large as its chart in whole pixels, empty. A chart may end between two: stretched to there, the picture
 * would be blurred, and jump when Plotly draws.
 * @param {HTMLCanvasElement} canvas @param {Size} size @param {string} paper its colour */
function fit(canvas, size, paper) {
  const scale = window.devicePixelRatio * size.fineness;
  const [width, height] = [size.width, size.height].map((length) => Math.round(Math.round(length) * scale));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  Object.assign(canvas.style, { width: `${width / scale}px`, height: `${height / scale}px` });
  const context = contextOf(canvas);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  return context;
}

/** @typedef {NonNullable<ReturnType<typeof layAxis>>} Axis */
/** @typedef {import("./anatomy.js").Anatomy} Anatomy */
/** @typedef {import("./anatomy.js").Letters} Letters */
/** @typedef {import("./anatomy.js").Box} Box */
/** @typedef {import("./anatomy.js").Size} Size */

/** The pixel, of the screen, on which a thin line lies. @param {CanvasRenderingContext2D} context @param {number} at */
function crisp(context, at) {
  const scale = context.getTransform().a;
  return Math.floor((at - 0.5) * scale + 0.5) / scale;
}

/** The places of grid lines: none at the ends, unless it is the line of zero. @param {any} axis @param {Axis} laid @param {number} length */
const gridOf = ({ type }, { ticks }, length) =>
  ticks.filter(({ position, label }) => (position > 1 && position < length - 1) || (type !== "log" && label === "0"));

/** @param {CanvasRenderingContext2D} context @param {any} layout @param {Axis} x @param {Axis} y @param {Box} plot */
function paintGrid(context, { xaxis, yaxis }, x, y, plot) {
  if (xaxis.showgrid !== false) {
    context.fillStyle = xaxis.gridcolor;
    for (const { position } of gridOf(xaxis, x, plot.width)) context.fillRect(crisp(context, plot.left + position) - plot.left, 0, 1, plot.height);
  }
  if (yaxis.showgrid === false) return paintTickMarks(context, x, y, plot);
  context.fillStyle = yaxis.gridcolor;
  for (const { position } of gridOf(yaxis, y, plot.height)) {
    context.fillRect(0, crisp(context, plot.top + plot.height - position) - plot.top, plot.width, 1);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Axis} x @param {Axis} y @param {Box} plot */
function paintTickMarks(context, x, y, plot) {
  context.fillStyle = FRAME;
  for (const { position } of x.ticks) context.fillRect(crisp(context, plot.left + position) - plot.left, plot.height, 1, TICK);
  for (const { position } of y.ticks) {
    context.fillRect(-TICK, crisp(context, plot.top + plot.height - position) - plot.top, TICK, 1);
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

/** @param {CanvasRenderingContext2D} context @param {any} layout @param {Anatomy} anatomy @param {Size} size @param {Axis} y */
function writeTitles(context, { xaxis, yaxis, font }, anatomy, size, y) {
  const { left, top, width, height } = anatomy.plot;
  const letter = xaxis.title.font.size;
  const along = placeBeside(context, anatomy, y, yaxis.title.text, letter, font.family);
  Object.assign(context, { fillStyle: font.color, textAlign: "center", font: `${letter}px ${font.family}` });
  context.fillText(xaxis.title.text, left + width / 2, placeBelow(anatomy.plot, size, letter, reachOf(context)));
  context.save();
  context.translate(along, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yaxis.title.text, 0, 0);
  context.restore();
}

/** The names of the curves, in one row above the plot. @param {CanvasRenderingContext2D} context @param {any[]} data @param {any} layout @param {Box} plot */
function writeLegend(context, data, { legend, font }, { left, top, width, height }) {
  const { size } = legend.font;
  const line = LINE_SPACING * size;
  const middle = top - AWAY * height - LEGEND_DOWN - Math.ceil(line) + line / 2;
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
  const along = left + width + AWAY * width + BAR_PAD - BAR_TITLE.left;
  context.fillText(colorbar.title.text, along, top + BAR_PAD + BAR_TITLE.down + BAR_TITLE.rise * size);
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
    context.fillRect(bar.left, Math.round(place(level)) + ((line.width / 2) % 1) - line.width / 2, bar.width, line.width);
  }
  context.strokeStyle = FRAME;
  context.lineWidth = 1;
  context.strokeRect(bar.left, bar.top, bar.width, bar.height);
  takeLetters(context, letters);
  Array.from(colorbar.tickvals, (/** @type {number} */ value, i) => {
    if (value >= zmin && value <= zmax) context.fillText(colorbar.ticktext[i], letters.x, place(value) + letters.y);
  });
}

/** A place as Plotly rounds it. @param {number} pixels */
const hundredths = (pixels) => Math.round(100 * pixels) / 100;

/** @param {CanvasRenderingContext2D} context @param {any} note @param {any} layout @param {Box} plot @param {Axis} x @param {Axis} y */
function paintNote(context, note, layout, plot, x, y) {
  const size = note.font.size;
  context.font = `${size}px ${layout.font.family}`;
  const [width, height] = [context.measureText(note.text).width + 2 * BOX, LINE_SPACING * size + 2 * BOX].map(Math.round);
  const tip = [plot.left + hundredths(x.place(note.x)), plot.top + (note.yref === "paper" ? (1 - note.y) * plot.height : plot.height - hundredths(y.place(note.y)))];
  const hasArrow = note.showarrow !== false;
  const [atX, atY] = hasArrow ? [tip[0] + note.ax, tip[1] + note.ay] : tip;
  const left = Math.round(atX - width * (ANCHORS[note.xanchor] ?? 0));
  const top = Math.round(hasArrow ? atY - height / 2 : atY);
  if (tip[0] < plot.left - 1 || tip[0] > plot.left + plot.width + 1) return;
  context.fillStyle = note.bgcolor ?? "transparent";
  context.fillRect(left + EDGE, top + EDGE, width - 2 * EDGE, height - 2 * EDGE);
  Object.assign(context, { fillStyle: layout.font.color, textAlign: "center" });
  context.fillText(note.text, left + width / 2, top + BOX + reachOf(context).up);
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
