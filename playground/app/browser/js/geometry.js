// @ts-check
// Where the numbers of a chart lie on it, whoever drew it: for the mark over it, and for a click.

import { fromAxis, toAxis } from "./axes.js";

/** From a number to pixels from the left edge of the plot, or from its top, and back. @typedef {{d2p: (value: number) => number, p2d: (pixels: number) => number}} Scale */
/** @typedef {{plot: import("./anatomy.js").Box, layout: any, x: Scale, y: Scale}} Geometry */

/** The geometry of a chart that Plotly drew; null in space. @param {PlotlyNode} node @returns {Geometry | null} */
export function readGeometry(node) {
  const { xaxis, yaxis } = node._fullLayout;
  if (!xaxis) return null;
  const plot = { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
  return { plot, layout: node._fullLayout, x: xaxis, y: yaxis };
}

/**
 * Lay a mark over a point of the chart, or, without y, over the line at x; hide it where there is no point in the plot.
 * @param {HTMLElement} mark @param {Geometry | null} geometry @param {Point | null} point
 */
export function placeMark(mark, geometry, point) {
  mark.hidden = true;
  if (!geometry || !point) return;
  const { plot, layout, x, y } = geometry;
  const left = x.d2p(toAxis(layout, point.x));
  const top = point.y === undefined ? 0 : y.d2p(point.y);
  if (!isWithin(plot, left, top)) return;
  mark.hidden = false;
  mark.classList.toggle("np-mark-line", point.y === undefined);
  mark.style.height = point.y === undefined ? `${plot.height}px` : "";
  mark.style.transform = `translate(${plot.left + left}px, ${plot.top + top}px)`;
}

/**
 * The numbers at a point of the screen, where it lies on the plot; `along` gives pixels along the plot another number.
 * @param {Geometry} geometry @param {DOMRect} chart @param {{x: number, y: number}} at @param {(pixels: number) => number} along
 */
export function numbersUnder({ plot, layout, x, y }, chart, at, along = x.p2d) {
  const [left, top] = [at.x - chart.left - plot.left, at.y - chart.top - plot.top];
  return isWithin(plot, left, top) ? { x: fromAxis(layout, along(left)), y: y.p2d(top) } : null;
}

/** @param {import("./anatomy.js").Box} plot @param {number} left @param {number} top */
const isWithin = ({ width, height }, left, top) => left >= 0 && left <= width && top >= 0 && top <= height;
