// What is worked out for charts: numbers of pinned curves, ticks, heights, colours; and the square of a crop.

import assert from "node:assert/strict";
import { test } from "node:test";
import { valuesAround } from "../../playground/app/stage/js/ahead.js";
import { addressOf, isMoved, isSameRun, runOf } from "../../playground/app/stage/js/asking.js";
import { placeBelow, placeBeside, planAnatomy } from "../../playground/app/browser/js/anatomy.js";
import { fromAxis, layAxis, placeZero, planAxes, setRanges, toAxis } from "../../playground/app/browser/js/axes.js";
import { numbersUnder } from "../../playground/app/browser/js/geometry.js";
import { heightAt } from "../../playground/app/lesson/js/handle.js";
import { asSeen, dress, onPaper, stepNear } from "../../playground/app/browser/js/look.js";
import { paintFigure } from "../../playground/app/browser/js/painter.js";
import { mergePins, mergeTicks, placeMarks } from "../../playground/app/compare/js/pinned.js";
import { changeCrop, sidesOf, sizeCrop } from "../../playground/app/pictures/js/square.js";

const curve = (end, y) => ({ x: [...Array(end + 1).keys()], y: Array(end + 1).fill(y), name: "1", line: { color: "red" } });

test("no two numbers of curves share a piece of the axis", () => {
  const places = placeMarks(Array(8).fill(curve(1200, 1)), 1200, {});
  assert.equal(new Set(places.map(({ x }) => Math.floor(x / 100))).size, 8);
  assert.ok(places.every(({ from }) => !from));
  const [own, lead] = placeMarks([curve(10, 1), curve(10, 2)], 1200, {});
  assert.deepEqual(own, { x: 10, y: 1 });
  assert.deepEqual(lead, { x: 150, y: 2, from: { x: 10, y: 2 } });
});

test("ticks of two ranges are merged, the live chart's names first, none too close", () => {
  const axis = { type: "log", tickvals: [0.1, 1], ticktext: ["a", "b"] };
  const merged = mergeTicks(axis, { tickvals: [1, 1.05, 100], ticktext: ["x", "y", "z"] });
  assert.deepEqual(merged, { tickvals: [0.1, 1, 100], ticktext: ["a", "b", "z"] });
  assert.deepEqual(mergeTicks({ type: "linear" }, {}), {});
});

test("where a chart has no room for a while nothing is painted", () => {
  for (const plot of [{ width: -5, height: 90 }, { width: 90, height: 0 }]) {
    assert.equal(paintFigure(null, { width: 40, height: 90 }, [], {}, { plot }, {}), null);
  }
});

test("a pinned run that blew up says that it presses the live curve flat, on a linear axis alone", () => {
  const part = (type) => ({ figure: { data: [{ y: [1, 2] }], layout: { yaxis: { type, tickvals: [1], ticktext: ["1"] } } }, alt: "a.", caption: "c." });
  const pins = { curves: [curve(3, 11)], highest: 11, ticks: { tickvals: [10], ticktext: ["10"] }, alt: "p.", caption: "q.", words: { hidden: "h." } };
  assert.equal(mergePins(part("linear"), pins, 3, "white").caption, "c. q. h.");
  assert.equal(mergePins(part("log"), pins, 3, "white").caption, "c. q.");
  assert.equal(mergePins(part("linear"), { ...pins, highest: 10 }, 3, "white").caption, "c. q.");
  const low = mergePins(part("linear"), { ...pins, curves: [curve(3, 0.1)] }, 3, "white").figure.data;
  assert.deepEqual(low.map((trace) => trace.mode), [undefined, undefined, "lines", "markers+text"]);
  assert.deepEqual(low[3].y, [0.55]); // lifted above the axis
  assert.deepEqual(low[2].y, [0.1, 0.55, null]);
});

test("between two points of a curve its height is that of the straight line", () => {
  assert.deepEqual([0, 1, 1.5, 3].map((x) => heightAt({ x: [0, 1, 3], y: [0, 2, 6] }, x)), [0, 2, 3, 6]);
});

test("a chart takes the colours of the page where the figure has none of its own", () => {
  const theme = { grid: "grey", family: "sans", ink: "ink", sheet: "sheet" };
  const layout = { xaxis: { gridcolor: "own" }, yaxis: {}, annotations: [{ name: "on paper" }, {}], font: { size: 9 } };
  const { xaxis, yaxis, annotations, font } = dress(layout, theme);
  assert.deepEqual([xaxis.gridcolor, yaxis.gridcolor], ["own", "grey"]);
  assert.deepEqual(annotations, [{ name: "on paper", bgcolor: "sheet" }, {}]);
  assert.deepEqual(font, { size: 9, family: "sans", color: "ink" });
  const { scene } = dress({ scene: { zaxis: {}, aspectmode: "cube" } }, theme);
  assert.deepEqual(scene, { zaxis: { gridcolor: "grey", zerolinecolor: "grey" }, aspectmode: "cube" });
});

test("in space the camera is as near as a place is wide, within limits", () => {
  const scene = { camera: { eye: { x: 1, y: -2, z: 1 }, center: { z: -0.1 } } };
  const distance = (wide) => -stepNear({ scene }, wide).scene.camera.eye.y;
  assert.deepEqual([0.5, 1, 1.2 ** 2, 4].map((wide) => distance(wide).toFixed(3)), ["2.200", "2.000", "1.667", "1.600"]);
  assert.deepEqual(stepNear({ scene }, 4).scene.camera.center, { z: -0.1 });
  assert.deepEqual(stepNear({ xaxis: {} }, 4), { xaxis: {} });
});

test("a picture for paper is zoomed as the page is, and names in the legend what is named where one points", () => {
  const planned = { xaxis: { range: [0, 9] }, yaxis: { range: [0, 1] }, margin: { t: 8 }, legend: { x: 0 } };
  const seen = asSeen(planned, { xaxis: { autorange: false, range: [2, 3] }, yaxis: { autorange: true, range: [5, 6] } });
  assert.deepEqual([seen.xaxis.range, seen.yaxis.range], [[2, 3], [0, 1]]);
  const turned = asSeen({ scene: { camera: 1 } }, { scene: { camera: 2 } });
  assert.equal(turned.scene.camera, 2);
  const { data, layout } = onPaper([{ meta: { name: "seen" } }, { name: "own" }], seen, "title");
  assert.deepEqual(data.map(({ name, showlegend }) => [name, showlegend]), [["seen", true], ["own", undefined]]);
  assert.equal(layout.margin.t, 44);
  assert.equal(onPaper([{}], seen, "title").layout.margin.t, 52);
});

test("a square stays inside, and large enough", () => {
  const wide = { size: [200, 100], form: [1, 1] };
  assert.deepEqual(sidesOf(wide, 1), [0.5, 1]);
  assert.deepEqual(changeCrop(wide, { x: 0, y: 0, share: 1 }), { x: 0.25, y: 0.5, share: 1 });
  assert.equal(changeCrop(wide, { x: 0.5, y: 0.5, share: 0 }).share, 0.1);
  const start = { x: 0.4, y: 0.5, share: 0.5 };
  const grown = sizeCrop(wide, start, 0.05);
  assert.ok(Math.abs(grown.share - 0.6) < 1e-12);
  const corner = (crop) => sidesOf(wide, crop.share).map((side, i) => [crop.x, crop.y][i] - side / 2);
  corner(grown).forEach((at, i) => assert.ok(Math.abs(at - corner(start)[i]) < 1e-12));
});

test("an address has the thumbs' values only where these have moved on", () => {
  const asked = { question: { dataset: "d", learning_rate: "0.5" }, positions: { learning_rate: 0, num_iterations: 10 }, steps: { learning_rate: ["0.5", "1"] }, frames: "/f" };
  assert.equal(addressOf(asked, { learning_rate: 0, num_iterations: 10 }), "/f?dataset=d&learning_rate=0.5");
  const moved = addressOf(asked, { learning_rate: 1, num_iterations: 10 });
  assert.equal(moved, "/f?dataset=d&learning_rate=1&num_iterations=10");
  assert.deepEqual(runOf(`${moved}&threshold=0.4`), { dataset: "d", threshold: "0.4", rate: 1, iterations: 10 });
  assert.ok(isSameRun(moved, `${moved}&order=wrong`));
  assert.ok(!isSameRun(moved, moved.replace("=10", "=20")));
});

test("only thumbs have moved where all else is asked as before", () => {
  const address = "/frames?dataset=a&learning_rate=1&num_iterations=2&threshold=0.5";
  assert.ok(isMoved(address, "/frames?dataset=a&learning_rate=2&num_iterations=3&threshold=0.1"));
  assert.ok(!isMoved(address, address.replace("dataset=a", "dataset=b")));
  assert.ok(!isMoved("", address));
});

test("the values around a thumb come nearest first, and none beyond the ends", () => {
  const rates = valuesAround({ value: 2, min: 0, max: 5, step: 1, width: 300 });
  assert.deepEqual(rates, [3, 1, 4, 0, 5]);
  const many = valuesAround({ value: 2000, min: 0, max: 10000, step: 10, width: 250 });
  assert.deepEqual(many.slice(0, 4), [2010, 1990, 2020, 1980]);
  assert.ok(many.includes(2040) && many.includes(2120) && !many.includes(2110)); // four steps to a pixel
  assert.ok(many.every((value) => value >= 0 && value <= 10000 && value % 10 === 0));
  assert.deepEqual(valuesAround({ value: 0.29, min: 0.01, max: 0.99, step: 0.01, width: 9 }).slice(0, 2), [0.3, 0.28]);
});

test("axes that begin at zero end where the lines do", () => {
  const data = [{ x: [0, 200], y: [0.7, 0.1] }, { x: [0, null], y: [2, null] }];
  const layout = { meta: { moves: true }, xaxis: {}, yaxis: { type: "linear" } };
  const { xaxis, yaxis } = planAxes({ data, layout });
  assert.deepEqual([xaxis.range, yaxis.range], [[0, 1.015 * 200], [0, 1.055 * 2]]);
  const log = planAxes({ data: [{ x: [0, 1], y: [0.01, 1] }], layout: { ...layout, yaxis: { type: "log" } } });
  assert.deepEqual(log.yaxis.range.map((end) => Math.round(100 * end) / 100), [-2.11, 0.11]);
  assert.equal(planAxes({ data, layout: { xaxis: {} } }).yaxis, undefined);
});

const SPREAD = { meta: { moves: true }, xaxis: { type: "log" }, yaxis: {} };

test("on a logarithmic axis of iterations the one called 0 stands at a half, in words and clicks it stays 0", () => {
  const trace = { x: [0, 1, 100, null], y: [4, 3, 2, 1], hovertemplate: "%{x:,} %{y}" };
  const { data, layout } = placeZero({ data: [trace], layout: { ...SPREAD, annotations: [{ x: 100 }, { x: 0 }] } });
  assert.deepEqual([data[0].x, data[0].customdata, data[0].hovertemplate], [[0.5, 1, 100, null], trace.x, "%{customdata:,} %{y}"]);
  assert.deepEqual(layout.annotations.map(({ x }) => x), [2, Math.log10(0.5)]);
  assert.deepEqual([0.5, 0.7, 0.71, 3].map((place) => fromAxis(SPREAD, place)), [0, 0, 0.71, 3]);
  assert.deepEqual([0, 1, 7].map((iteration) => toAxis(SPREAD, iteration)), [0.5, 1, 7]);
  assert.deepEqual([0, 7].map((iteration) => toAxis({ xaxis: { type: "log" } }, iteration)), [0, 7]); // another chart's
  const linear = { data: [trace], layout: { meta: { moves: true }, xaxis: {} } };
  assert.deepEqual(placeZero(linear), linear);
});

test("its round numbers are powers of ten, and 2 and 5 between where there is room", () => {
  const named = (x) => setRanges(SPREAD, { x, y: [0, 1] }).xaxis;
  assert.deepEqual(named([-0.3, 3.4]).ticktext, ["0", "1", "10", "100", "1,000", "10,000"]);
  assert.deepEqual(named([-0.3, 3.4]).tickvals, [0.5, 1, 10, 100, 1000, 10000]);
  assert.deepEqual(named([1, 2]).ticktext, ["0", "1", "2", "5", "10", "20", "50", "100", "200", "500"]);
  assert.deepEqual(setRanges({ xaxis: {}, yaxis: {} }, { x: [0, 1], y: [2, 3] }), { xaxis: { range: [0, 1] }, yaxis: { range: [2, 3] } });
  const { xaxis } = planAxes({ data: [{ x: [0.5, 1000], y: [1, 2] }], layout: SPREAD });
  assert.ok(xaxis.range[0] === Math.log10(0.5) && xaxis.range[1] > 3 && xaxis.range[1] < 3.5);
});

test("numbers of pinned curves share a logarithmic axis too", () => {
  const places = placeMarks(Array(8).fill(curve(1200, 1)), 1200, SPREAD);
  const pieces = places.map(({ x }) => Math.floor((12 * Math.log(Math.max(x, 0.5) / 0.5)) / Math.log(1200 / 0.5)));
  assert.ok(new Set(pieces).size >= 7, String(pieces)); // near 0 whole iterations are sparse
});

test("ticks of a linear axis are those that Plotly chose", () => {
  const labels = (range, length, name, axis = {}) => layAxis(axis, range, length, name)?.ticks.map(({ label }) => label);
  assert.deepEqual(labels([0, 3.811], 263, "y"), ["0", "1", "2", "3"]);
  assert.deepEqual(labels([-0.728, 0.441], 279, "y"), ["−0.6", "−0.4", "−0.2", "0", "0.2", "0.4"]);
  assert.deepEqual(labels([0, 2029], 364, "x", { tickformat: "," }), ["0", "500", "1,000", "1,500", "2,000"]);
  assert.equal(labels([0, 30000], 364, "x"), undefined); // Plotly would write 10k
  const log = layAxis({ type: "log", tickvals: [0.1, 1, 50], ticktext: ["a", "b", "c"] }, [-1, 1], 100, "y");
  assert.deepEqual(log.ticks, [{ position: 0, label: "a" }, { position: 50, label: "b" }]);
});

// What a canvas says of the letters of the page, so far as their places hang on it.
const letters = {
  font: "",
  measureText(text) {
    const size = parseFloat(this.font);
    return { width: Math.round(0.6 * size * text.length), fontBoundingBoxAscent: 0.99 * size, fontBoundingBoxDescent: 0.335 * size };
  },
};

// A chart of the page, its letters so many times as large, and where Plotly had its parts, as read from its SVG.
const onPage = (scale, grid) => ({
  margin: { l: 64 * scale, r: (grid ? 22 : 86) * scale, t: (grid ? 34 : 8) * scale, b: 52 * scale },
  font: { family: "sans", color: "black" },
  showlegend: grid,
  legend: { x: -0.12, font: { size: 15 * scale } },
  xaxis: { showgrid: grid, tickfont: { size: 14 * scale } },
});
const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 0.01, `${value} is not ${wanted}`);

test("a plot, its labels and its colour bar are planned where Plotly has them", () => {
  const sizes = [
    [1.062, [377.766, 310.484], [68, 50, 287, 205], 270.868],
    [1.197, [425.4, 438.422], [77, 55, 322, 321], 393.758],
    [1.593, [566.6, 465.734], [102, 63, 430, 320], 406.302],
    [1, [374, 248], [64, 48, 288, 148], 211],
    [1.62, [1357.06, 721.4], [152, 68, 1169, 569], 660.68], // a legend that begins left of the plot
  ];
  for (const [scale, [width, height], wanted, labels] of sizes) {
    const { plot, x, y } = planAnatomy(letters, { width, height }, [], onPage(scale, true));
    assert.deepEqual(Object.values(plot), wanted);
    near(x.y, labels);
    near(y.x, wanted[0] - 1);
    near(y.y, 0.35 * 14 * scale);
  }
  const colorbar = { thickness: 14 * 1.062, tickfont: { size: 14 * 1.062 } };
  const surface = planAnatomy(letters, { width: 377.781, height: 310.484 }, [{ colorbar }], onPage(1.062, false));
  assert.deepEqual(Object.values(surface.plot), [68, 8, 219, 247]);
  assert.deepEqual(Object.values(surface.bar), [301, 47, 15, 198]);
  near(surface.x.y, 278.842);
  near(surface.y.x, 59.026);
  near(surface.barLabels.x, 319.974);
});

test("titles stand beside their labels, pushed by wide ones, and not out of the chart", () => {
  const [plot, size] = [{ left: 68, top: 50, width: 287, height: 205 }, { width: 378, height: 310.484 }];
  near(placeBelow(plot, size, 15.93, { down: 5 }), 305.484);
  near(placeBelow(plot, { ...size, height: 400 }, 15.93, { down: 5 }), 312.79);
  const beside = (label) =>
    placeBeside(letters, { plot, y: { font: "14px sans", x: 67, y: 5 } }, { ticks: [{ position: 100, label }] }, "cost J", 15.93, "sans");
  near(beside("0.5"), 26.14);
  near(beside("−0.25"), 67 - Math.round(0.6 * 14 * 5) - 2 - 5);
  near(beside("a label that is much too wide"), 16);
});

test("a click on a chart finds the numbers there, those of a name near it, and nothing beside the plot", () => {
  const log = layAxis({ type: "log", tickvals: [] }, [0, 2], 100, "x");
  const linear = layAxis({ tickvals: [] }, [0, 4], 200, "y");
  const down = { d2p: (value) => 200 - linear.d2p(value), p2d: (pixels) => linear.p2d(200 - pixels) };
  const geometry = { plot: { left: 10, top: 20, width: 100, height: 200 }, layout: {}, x: log, y: down };
  const at = (x, y, along) => numbersUnder(geometry, { left: 1000, top: 500 }, { x: 1000 + x, y: 500 + y }, along);
  assert.deepEqual(at(60, 70), { x: 10, y: 3 });
  assert.deepEqual(at(60, 70, () => 12), { x: 12, y: 3 });
  assert.equal(at(9, 70), null);
  assert.equal(at(60, 221), null);
});

test("what is planned for axes with ranges is not what a zoom is written into", () => {
  const layout = { meta: { moves: true }, xaxis: { range: [0, 1] }, yaxis: { range: [2, 3] } };
  const planned = planAxes({ data: [], layout });
  assert.deepEqual(planned, layout);
  planned.xaxis.range[0] = 0.5;
  planned.yaxis.range[1] = 2.5;
  assert.deepEqual([layout.xaxis.range, layout.yaxis.range], [[0, 1], [2, 3]]);
});
