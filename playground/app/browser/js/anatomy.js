// @ts-check
// Where Plotly puts the parts of a chart: read from what it has laid out, or planned as it will.

import { readGeometry } from "./geometry.js";

const LABEL_AWAY = 1; // pixels of a label from its plot, or from its tick
const [LABEL_RISE, PUSHED] = [0.35, 0.2]; // of its height: how far it stands below the middle, and is pushed by ticks
const [TITLE_AWAY, TITLE_DOWN, TITLE_LEFT, TITLE_PAD] = [10, 3, 2, 2]; // pixels, and heights of its letters, of a title from its plot
const [LEGEND_ABOVE, LEGEND_PAD] = [25, 12]; // pixels of a legend beside its letters, above and at its left
const BAR_BELOW = 5; // pixels between a colour bar and its title
/** Pixels between two lines of letters, in heights of these. */
export const LINE_SPACING = 1.3;
/** Pixels of a tick, where there is no grid. */
export const TICK = 5;
/** Of the plot, and pixels: how far from it legend and colour bar stand. */
export const [AWAY, BAR_PAD] = [0.02, 10];

/** @typedef {{x: number, y: number, font: string, fill: string, anchor: string}} Letters */
/** `fineness`: how many times as fine as the screen it is painted. @typedef {{width: number, height: number, fineness: number}} Size */
/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/**
 * What Plotly has laid out, or will: until it is there, the titles of the axes are painted too.
 * @typedef {{plot: Box, x: Letters, y: Letters, bar: Box | null, barLabels: Letters | null, titles: boolean}} Anatomy
 */

/**
 * Read how Plotly has laid a chart out; null where that is not understood, or where labels are turned.
 * @param {PlotlyNode} node @returns {Anatomy | null}
 */
export function readAnatomy(node) {
  const plot = readGeometry(node)?.plot;
  const [x, y] = ["x", "y"].map((name) => readLetters(node.querySelector(`.${name}tick text`)));
  if (!plot || !x || !y) return null;
  const fill = node.querySelector(".cbfill");
  return { plot, x, y, bar: fill && readBox(fill), barLabels: readLetters(node.querySelector(".cbaxis text")), titles: false };
}

/**
 * How Plotly will lay a chart out that moves, before it is there itself.
 * @param {CanvasRenderingContext2D} context @param {Size} size @param {any[]} data @param {any} layout with the page's colours
 * @returns {Anatomy}
 */
export function planAnatomy(context, size, data, { margin, font, showlegend, legend, xaxis }) {
  const above = showlegend ? legendTop(size, margin, legend.font.size) : margin.t;
  const beside = showlegend ? Math.max(margin.l, legendLeft(size, margin, legend)) : margin.l;
  const [left, top, right, below] = [beside, above, margin.r, margin.b].map(Math.round);
  const plot = { left, top, width: Math.round(size.width) - left - right, height: Math.round(size.height) - top - below };
  const letter = xaxis.tickfont.size;
  const letters = { font: `${letter}px ${font.family}`, fill: font.color };
  const away = LABEL_AWAY + (xaxis.showgrid === false ? TICK + PUSHED * letter : 0);
  const x = { ...letters, x: 0, y: top + plot.height + letter + away, anchor: "middle" };
  const y = { ...letters, x: left - away, y: LABEL_RISE * letter, anchor: "end" };
  const colorbar = data.find((trace) => trace.colorbar)?.colorbar;
  const bar = colorbar && planBar(context, plot, colorbar, font.family);
  const barLabels = bar && { ...y, x: bar.left + bar.width + LABEL_AWAY + PUSHED * letter, anchor: "start" };
  return { plot, x, y, bar, barLabels, titles: true };
}

/** Whether there is room for the plot. @param {Anatomy} anatomy */
export const hasRoom = ({ plot: { width, height } }) => Math.min(width, height) >= 1;

/** Where a plot begins that leaves room for a legend. @param {Size} size @param {any} margin @param {number} letter */
const legendTop = ({ height }, { b }, letter) =>
  (LEGEND_ABOVE + Math.ceil(LINE_SPACING * letter) + AWAY * (height - b)) / (1 + AWAY);

/** And that begins left of the plot, by a share of it. @param {Size} size @param {any} margin @param {{x: number}} legend */
const legendLeft = ({ width }, { r }, { x }) => (LEGEND_PAD - x * (width - r)) / (1 - x);

/** How large Plotly writes the title of a colour bar. @param {any} colorbar */
export const titleSize = ({ tickfont }) => Math.round(1.2 * tickfont.size);

/** How far letters reach above and below their line. @param {CanvasRenderingContext2D} context in their font */
export function reachOf(context) {
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = context.measureText("");
  return { up: Math.round(up), down: Math.round(down) };
}

/** A colour bar under its title. @param {CanvasRenderingContext2D} context @param {Box} plot @param {any} colorbar @param {string} family @returns {Box} */
function planBar(context, { left, top, width, height }, colorbar, family) {
  context.font = `${titleSize(colorbar)}px ${family}`;
  const { up, down } = reachOf(context);
  const above = BAR_PAD + up + down + BAR_BELOW;
  const along = Math.round(left + width + AWAY * width + BAR_PAD);
  return { left: along, top: top + above, width: Math.round(colorbar.thickness), height: height - above - BAR_PAD };
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

/** Where the title of the lower axis stands: not out of the chart. @param {Box} plot @param {Size} size @param {number} letter @param {{down: number}} reach */
export const placeBelow = ({ top, height }, size, letter, { down }) =>
  Math.min(top + height + TITLE_AWAY + TITLE_DOWN * letter, size.height - down);

/**
 * Where the title of the upright axis stands: pushed outwards by labels that are wide, but not out of the chart.
 * @param {CanvasRenderingContext2D} context @param {Anatomy} anatomy @param {import("./painter.js").Axis} axis
 * @param {string} title @param {number} letter its height @param {string} family
 */
export function placeBeside(context, { plot, y }, axis, title, letter, family) {
  context.font = `${letter}px ${family}`;
  const { up, down } = reachOf(context);
  const [half, middle] = [context.measureText(title).width / 2, plot.top + plot.height / 2];
  context.font = y.font;
  const lefts = axis.ticks
    .map(({ position, label }) => ({ line: plot.top + plot.height - position + y.y, left: y.x - context.measureText(label).width }))
    .filter(({ line }) => line + down + TITLE_PAD >= middle - half && line - up - TITLE_PAD <= middle + half)
    .map(({ left }) => left - TITLE_PAD - down);
  return Math.max(up, Math.min(plot.left - TITLE_AWAY - TITLE_LEFT * letter, ...lefts));
}
