// @ts-check
// Traces of a chart on a canvas, as Plotly draws them: lines, areas, markers and texts of scatter traces, and contours.

/** @typedef {{x: (value: number) => number, y: (value: number) => number, width: number, height: number}} Scales */
/** @typedef {[number, number][]} Line */

const SHORTEST_DASH = 3; // as Plotly has it, for thin lines
/** @type {Record<string, number[]>} */
const DASHES = { dot: [1, 1], dash: [3, 3], longdash: [5, 5], dashdot: [3, 1, 1, 1] };
const DIAMOND = 1.3; // times as far from its middle as a circle
const LINE_HEIGHT = 0.75; // of the font: how far a text's baseline is below its top
/** @type {Record<string, number>} */
const SIDES = { left: -1, right: 1, top: -1, bottom: 1 };
const SHADOWS = [[1, 1], [-1, -1], [1, -1], [-1, 1]];
const AWAY = 10_000; // pixels
const SHADOW = "#444444"; // what Plotly has around white letters

/** @type {Record<string, (canvas: CanvasRenderingContext2D, trace: any, scales: Scales, before: any, family: string) => void>} */
const PAINTERS = { scatter: paintScatter, contour: paintContour };

/** Whether all traces are of kinds that are painted here. @param {any[]} data */
export const areKnown = (data) => data.every(({ type }) => type in PAINTERS);

/**
 * Paint traces in their order, on a canvas whose origin is the upper left corner of the plot.
 * @param {CanvasRenderingContext2D} canvas @param {any[]} data @param {Scales} scales @param {string} family
 */
export function paintTraces(canvas, data, scales, family) {
  const order = data.map((trace, i) => ({ trace, before: data[i - 1] }));
  order.sort((one, other) => (one.trace.zorder ?? 0) - (other.trace.zorder ?? 0));
  for (const { trace, before } of order) PAINTERS[trace.type](canvas, trace, scales, before, family);
}

/** @param {CanvasRenderingContext2D} canvas @param {any} trace @param {Scales} scales @param {any} before @param {string} family */
function paintScatter(canvas, trace, scales, before, family) {
  const mode = trace.mode ?? "lines";
  if (trace.fill === "tonexty") fillBetween(canvas, trace, before, scales);
  if (mode.includes("lines")) strokeLine(canvas, trace, scales);
  if (mode.includes("markers")) paintMarkers(canvas, trace, scales);
  if (mode.includes("text")) writeTexts(canvas, trace, scales, family);
}

/** The points of a trace in pixels, broken where one has no place. @param {any} trace @param {Scales} scales */
function linesOf({ x, y }, scales) {
  /** @type {Line[]} */
  const lines = [[]];
  for (let i = 0; i < x.length; i++) {
    const point = /** @type {[number, number]} */ ([scales.x(x[i]), scales.y(y[i])]);
    if (x[i] !== null && point.every(Number.isFinite)) lines[lines.length - 1].push(point);
    else lines.push([]);
  }
  return lines;
}

/** @param {CanvasRenderingContext2D} canvas @param {Line} line */
const follow = (canvas, line) => line.forEach(([x, y], i) => (i ? canvas.lineTo(x, y) : canvas.moveTo(x, y)));

/** @param {CanvasRenderingContext2D} canvas @param {any} trace @param {any} before @param {Scales} scales */
function fillBetween(canvas, trace, before, scales) {
  const [upper, lower] = [linesOf(trace, scales).flat(), linesOf(before, scales).flat()];
  canvas.fillStyle = trace.fillcolor;
  canvas.beginPath();
  follow(canvas, [...upper, ...lower.reverse()]);
  canvas.fill();
}

/** @param {CanvasRenderingContext2D} canvas @param {any} trace @param {Scales} scales */
function strokeLine(canvas, trace, scales) {
  const { width = 2, color, dash = "solid" } = trace.line ?? {};
  if (!width) return;
  const unit = Math.max(width, SHORTEST_DASH);
  const dashes = DASHES[dash]?.map((length) => length * unit) ?? (dash === "solid" ? [] : dash.split(",").map(parseFloat));
  Object.assign(canvas, { strokeStyle: color, lineWidth: width, lineJoin: "miter", miterLimit: 2 });
  canvas.setLineDash(dashes);
  canvas.beginPath();
  for (const line of linesOf(trace, scales)) follow(canvas, line);
  canvas.stroke();
  canvas.setLineDash([]);
}

/** One value for each point, or the same for all. @param {any} value @param {number} i */
const pick = (value, i) => (Array.isArray(value) ? value[i] : value);

/** @param {CanvasRenderingContext2D} canvas @param {any} trace @param {Scales} scales */
function paintMarkers(canvas, trace, scales) {
  const { symbol = "circle", size = 6, color, line = {} } = trace.marker ?? {};
  for (let i = 0; i < trace.x.length; i++) {
    const [x, y, radius] = [scales.x(trace.x[i]), scales.y(trace.y[i]), pick(size, i) / 2];
    canvas.beginPath();
    if (pick(symbol, i) === "diamond") followDiamond(canvas, x, y, DIAMOND * radius);
    else if (pick(symbol, i) === "square") canvas.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else canvas.arc(x, y, radius, 0, 2 * Math.PI);
    canvas.fillStyle = pick(color, i);
    canvas.fill();
    if (!line.width) continue;
    Object.assign(canvas, { strokeStyle: pick(line.color, i), lineWidth: line.width, miterLimit: 2 });
    canvas.stroke();
  }
}

/** @param {CanvasRenderingContext2D} canvas @param {number} x @param {number} y @param {number} away */
function followDiamond(canvas, x, y, away) {
  follow(canvas, [[x + away, y], [x, y + away], [x - away, y], [x, y - away]]);
  canvas.closePath();
}

/** @param {CanvasRenderingContext2D} canvas @param {any} trace @param {Scales} scales @param {string} family */
function writeTexts(canvas, trace, scales, family) {
  const { size, color, shadow } = { color: trace.ink, ...trace.textfont };
  canvas.font = `${size}px ${family}`;
  canvas.fillStyle = color;
  for (let i = 0; i < trace.x.length; i++) {
    const [vertical, horizontal] = (pick(trace.textposition, i) ?? "middle center").split(" ");
    const away = pick(trace.marker?.size ?? 0, i) / 2 / 0.8 + 1;
    const [right, down] = [SIDES[horizontal] ?? 0, SIDES[vertical] ?? 0];
    canvas.textAlign = /** @type {CanvasTextAlign} */ (["end", "center", "start"][right + 1]);
    const y = scales.y(trace.y[i]) + LINE_HEIGHT * size + down * away + ((down - 1) * size) / 2;
    writeShadowed(canvas, trace.text[i], scales.x(trace.x[i]) + right * away, y, shadow);
  }
}

/** @param {CanvasRenderingContext2D} canvas @param {string} text @param {number} x @param {number} y @param {string} shadow */
function writeShadowed(canvas, text, x, y, shadow) {
  const scale = canvas.getTransform().a;
  canvas.save();
  for (const [right, down] of shadow ? SHADOWS : []) {
    // Only the shadow is seen: the letters that throw it are out of sight.
    const offset = { shadowOffsetX: (right + AWAY) * scale, shadowOffsetY: down * scale };
    Object.assign(canvas, { shadowColor: SHADOW, shadowBlur: scale, ...offset });
    canvas.fillText(text, x - AWAY, y);
  }
  canvas.restore();
  canvas.fillText(text, x, y);
}

/** @param {[number, string][]} scale colours as rgb(...) @param {number} share from 0 to 1 @returns {number[]} */
export function colourAt(scale, share) {
  const above = Math.max(1, scale.findIndex(([at]) => at >= share));
  const [[low, from], [high, to]] = [scale[above - 1], scale[above]];
  const [one, other] = [from, to].map((colour) => Array.from(colour.matchAll(/[\d.]+/g), Number));
  const part = (share - low) / (high - low);
  return one.map((each, i) => Math.round(each + part * (other[i] - each)));
}

const SHADES = 1024;
/** By their colour scales. @type {Map<string, Uint8ClampedArray>} */
const shades = new Map();

/** @param {[number, string][]} scale */
function shadesOf(scale) {
  const key = JSON.stringify(scale);
  const found = shades.get(key);
  if (found) return found;
  const made = new Uint8ClampedArray(3 * SHADES);
  for (let i = 0; i < SHADES; i++) made.set(colourAt(scale, i / (SHADES - 1)), 3 * i);
  shades.set(key, made);
  return made;
}

const raster = new Map();

/** @param {CanvasRenderingContext2D} canvas @param {any} trace @param {Scales} scales */
function paintContour(canvas, trace, scales) {
  paintShades(canvas, trace, scales);
  const { start, end, size } = trace.contours;
  Object.assign(canvas, { strokeStyle: trace.line.color, lineWidth: trace.line.width });
  canvas.beginPath();
  for (let level = start; level <= end + size / 1e6; level += size) followLevel(canvas, trace, scales, level);
  canvas.stroke();
}

/** Where pixels are among evenly spaced nodes. @param {ArrayLike<number>} nodes @param {(value: number) => number} scale @param {number} count */
function spread(nodes, scale, count) {
  const [first, last] = [scale(nodes[0]), scale(nodes[nodes.length - 1])];
  return Float64Array.from({ length: count }, (_, i) => ((i + 0.5 - first) / (last - first)) * (nodes.length - 1));
}

/** Colours at every pixel, between the four nodes around it. @param {CanvasRenderingContext2D} canvas @param {any} trace @param {Scales} scales */
function paintShades(canvas, { x, y, z, zmin, zmax, colorscale }, scales) {
  const [width, height] = [Math.ceil(scales.width), Math.ceil(scales.height)];
  const [columns, rows] = [spread(x, scales.x, width), spread(y, scales.y, height)];
  const shade = shadesOf(colorscale);
  const factor = (SHADES - 1) / (zmax - zmin || 1);
  const picture = pictureOf(width, height);
  const data = picture.pixels.data;
  for (let j = 0, at = 0; j < height; j++) {
    const row = Math.min(Math.max(Math.floor(rows[j]), 0), z.length - 2);
    const [down, lower, upper] = [rows[j] - row, z[row], z[row + 1]];
    for (let i = 0; i < width; i++, at += 4) {
      const column = Math.min(Math.max(Math.floor(columns[i]), 0), x.length - 2);
      const right = columns[i] - column;
      const near = lower[column] + right * (lower[column + 1] - lower[column]);
      const far = upper[column] + right * (upper[column + 1] - upper[column]);
      const k = 3 * Math.round(Math.min(Math.max((near + down * (far - near) - zmin) * factor, 0), SHADES - 1));
      data[at] = shade[k];
      data[at + 1] = shade[k + 1];
      data[at + 2] = shade[k + 2];
      data[at + 3] = 255;
    }
  }
  picture.context.putImageData(picture.pixels, 0, 0);
  canvas.drawImage(picture.context.canvas, 0, 0);
}

/** A picture to paint in, kept for the next time. @param {number} width @param {number} height */
function pictureOf(width, height) {
  const key = `${width} ${height}`;
  if (!raster.has(key)) {
    raster.clear();
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(width, height).getContext("2d"));
    raster.set(key, { context, pixels: context.createImageData(width, height) });
  }
  return raster.get(key);
}

/**
 * The line at a level: a piece in every cell of the grid that it crosses, straight between two edges (marching squares).
 * @param {CanvasRenderingContext2D} canvas @param {any} trace @param {Scales} scales @param {number} level
 */
function followLevel(canvas, { x, y, z }, scales, level) {
  for (let j = 0; j + 1 < z.length; j++) {
    const [lower, upper] = [z[j], z[j + 1]];
    for (let i = 0; i + 1 < x.length; i++) {
      const corners = [lower[i], lower[i + 1], upper[i + 1], upper[i]];
      const inside = corners.map((corner) => corner > level);
      if (inside.every((each) => each === inside[0])) continue;
      /** @type {Line} */
      const crossings = [];
      for (let k = 0; k < 4; k++) {
        const [a, b] = [corners[k], corners[(k + 1) % 4]];
        if (a > level === b > level) continue;
        const part = (level - a) / (b - a);
        const [across, along] = [[part, 0], [1, part], [1 - part, 1], [0, 1 - part]][k];
        crossings.push([scales.x(x[i] + across * (x[i + 1] - x[i])), scales.y(y[j] + along * (y[j + 1] - y[j]))]);
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) follow(canvas, crossings.slice(k, k + 2));
    }
  }
}
