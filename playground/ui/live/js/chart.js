// A Plotly chart that stays: every new figure is drawn on the same node, so nothing flickers, and zoom, camera and
// hover survive. The library comes once from the server (plotly_js.py) and is kept by the browser. A mark for the
// chosen iteration lies over the chart: moving it draws nothing anew.

import { element, setAttribute, write } from "./dom.js";

let library = null;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = element("script", { src: address });
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

// The colours of Streamlit's theme, light or dark.
function themed(layout, node) {
  const style = getComputedStyle(node);
  const read = (name) => style.getPropertyValue(name).trim();
  const grid = read("--st-border-color-light") || read("--st-border-color");
  const [family, ink, sheet] = ["--st-font", "--st-text-color", "--st-background-color"].map(read);
  return dressed(layout, { grid, family, ink, sheet, paper: "rgba(0,0,0,0)" });
}

// Colours in the places where Plotly has its own.
function dressed(layout, { grid, family, ink, sheet, paper }) {
  const axis = { gridcolor: grid, zerolinecolor: grid };
  const dress = (name) => layout[name] && { [name]: { ...axis, ...layout[name] } };
  const scene = layout.scene && {
    scene: Object.fromEntries(
      Object.entries(layout.scene).map(([name, value]) =>
        name.endsWith("axis") ? [name, { ...axis, ...value }] : [name, value],
      ),
    ),
  };
  const annotations = layout.annotations?.map((note) => (note.name === "on paper" ? { ...note, bgcolor: sheet } : note));
  return {
    ...layout,
    ...(annotations && { annotations }),
    ...dress("xaxis"),
    ...dress("yaxis"),
    ...scene,
    autosize: true,
    font: { ...layout.font, family, color: ink },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
  };
}

const NAMED_WITHIN = 20; // pixels from a click to the point that is named there, as Plotly's own hoverdistance

// In space the mark is a point of the chart itself, last among its traces.
const spaceMark = (point) => ({
  type: "scatter3d",
  x: point ? [point.x] : [],
  y: point ? [point.y] : [],
  z: point ? [point.z] : [],
  mode: "markers",
  marker: { size: 9, color: "#d55e00", line: { color: "white", width: 2 } },
  hoverinfo: "skip",
  showlegend: false,
});

async function draw(node, part, address) {
  const Plotly = await load(address);
  // A newer figure may have come while the library was loading.
  if (node.wanted !== part) return;
  const { data, layout } = part.figure;
  // One of Plotly's buttons uploads the chart to a company: nothing leaves this page.
  const modeBarButtonsToRemove = ["sendChartToCloud"];
  const doubleClick = layout.meta?.still ? false : "reset+autosize";
  const options = { responsive: true, displaylogo: false, displayModeBar: "hover", doubleClick, modeBarButtonsToRemove };
  const traces = layout.scene ? [...data, spaceMark(node.point)] : data;
  await Plotly.react(node, traces, themed(layout, node), options);
  if (!node.marked) {
    node.marked = true;
    node.on("plotly_afterplot", () => placeMark(node));
    node.on("plotly_hover", ({ points }) => (node.named = points[0]));
    node.on("plotly_unhover", () => (node.named = null));
    node.append(element("div", { class: "np-mark", hidden: "" }));
  }
  node.dataset.drawn = Number(node.dataset.drawn ?? 0) + 1;
  placeMark(node);
}

function build(host) {
  const node = element("div", { class: "np-chart", role: "img" });
  host.append(node, element("p", { class: "np-caption" }));
  // A chart that is scrolled out of sight is drawn when it comes into sight.
  new IntersectionObserver(([entry]) => {
    node.visible = entry.isIntersecting;
    if (node.visible) node.late?.();
  }).observe(node);
  return node;
}

/** Draw a chart and its caption. */
export function showChart(host, part, { plotly }) {
  const node = host.querySelector(".np-chart") ?? build(host);
  const colour = getComputedStyle(node).getPropertyValue("--st-text-color");
  if (node.wanted === part && node.colour === colour) return;
  node.wanted = part;
  node.colour = colour;
  node.plotly = plotly;
  node.style.height = `${part.figure.layout.height}px`; // a figure may be higher than the one before
  node.late = () => {
    node.late = null;
    draw(node, part, plotly);
  };
  setAttribute(node, "aria-label", part.alt);
  write(host.querySelector(".np-caption"), part.caption);
  if (node.visible !== false) node.late();
}

function placeMark(node) {
  node.overlaid?.(); // what else lies over the chart
  const mark = node.querySelector(":scope > .np-mark");
  const { xaxis, yaxis } = node._fullLayout;
  const point = xaxis && node.point; // in space the mark is a point of the chart
  const left = point && xaxis.d2p(point.x);
  const top = point && (point.y === undefined ? 0 : yaxis.d2p(point.y));
  const inside = point && left >= 0 && left <= xaxis._length && top >= 0 && top <= yaxis._length;
  mark.hidden = !inside;
  if (!inside) return;
  mark.classList.toggle("np-mark-line", point.y === undefined);
  mark.style.height = point.y === undefined ? `${yaxis._length}px` : "";
  mark.style.transform = `translate(${xaxis._offset + left}px, ${yaxis._offset + top}px)`;
}

/** Mark a point {x, y, z} of the chart; without y the line at x; nothing where the point is null. */
export function markChart(host, point) {
  const node = host.querySelector(".np-chart");
  if (!node) return;
  node.point = point;
  if (!node.marked) return; // it is placed when the chart is first drawn
  if (node._fullLayout.xaxis) placeMark(node);
  else if (!node.turning) {
    // In space a mark takes a while to draw: one at a time, the newest wins.
    node.turning = true;
    const { x = NaN, y = NaN, z = NaN } = point ?? {};
    const last = node.data.length - 1;
    window.Plotly.restyle(node, { x: [[x]], y: [[y]], z: [[z]] }, [last]).then(() => {
      node.turning = false;
      if (node.point !== point) markChart(host, node.point);
    });
  }
}

/** Call back with x and y where the chart is clicked, with the x of the point that is named there where there is one;
 * a pull, which zooms, is no click. */
export function onPick(host, pick) {
  const node = host.querySelector(".np-chart");
  if (!node || node.picks) return;
  node.picks = true;
  const press = (down) => {
    const layer = node.querySelector(".nsewdrag").getBoundingClientRect();
    const [x, y] = [down.x - layer.left, down.y - layer.top];
    const { xaxis, yaxis } = node._fullLayout;
    if (x < 0 || y < 0 || x > layer.width || y > layer.height) return;
    const named = node.named && Math.abs(xaxis.d2p(node.named.x) - x) <= NAMED_WITHIN ? node.named.x : xaxis.p2d(x);
    // While a button is down, Plotly covers the whole page: the window hears where it is let go.
    const release = (up) => {
      if (Math.hypot(up.x - down.x, up.y - down.y) <= 4) pick(named, yaxis.p2d(y));
    };
    window.addEventListener("pointerup", release, { capture: true, once: true });
  };
  node.addEventListener("pointerdown", press, true);
}

// In ink on white, whatever the theme: a picture is for other documents, where the page's font is not at hand.
const ON_PAPER = { grid: "#d9d9d9", family: "sans-serif", ink: "#1d2527", sheet: "white", paper: "white" };
const TITLE_ROOM = 44;
const BELOW = { y: -0.27, yanchor: "top" };

// A figure's layout, zoomed and turned as the chart is on the page.
function asSeen(layout, { xaxis, yaxis, scene } = {}) {
  if (layout.scene) return { ...layout, scene: { ...layout.scene, camera: scene?.camera ?? layout.scene.camera } };
  const zoomed = (planned, axis) => (axis?.autorange === false ? { ...planned, range: axis.range } : planned);
  return { ...layout, xaxis: zoomed(layout.xaxis, xaxis), yaxis: zoomed(layout.yaxis, yaxis) };
}

/** Return a chart as the address of a PNG, 1600 x 900 pixels, with a title. Nobody can point at a curve on paper: what is
 * named there only stands in the legend, below the chart, where there is room for many. */
export async function paintChart(host, title) {
  const node = host.querySelector(".np-chart");
  const Plotly = await load(node.plotly);
  const { data, layout: planned } = node.wanted.figure;
  // A chart out of sight is not drawn yet.
  const layout = dressed(node.late ? planned : asSeen(planned, node.layout), ON_PAPER);
  const heading = { text: title, font: { size: 19 }, x: 0.08, y: 0.97, yanchor: "top" };
  const named = data.map((trace) => (trace.meta?.name ? { ...trace, name: trace.meta.name, showlegend: true } : trace));
  const below = named.some((trace) => trace.meta?.name);
  const legend = below ? { ...layout.legend, ...BELOW } : layout.legend;
  const margin = { ...layout.margin, t: TITLE_ROOM + (below ? 0 : layout.margin.t) };
  const figure = { data: named, layout: { ...layout, legend, margin, title: heading } };
  // Twice the pixels: letters are as large in relation to the chart as on the page, and sharp.
  return Plotly.toImage(figure, { format: "png", width: 800, height: 450, scale: 2 });
}
