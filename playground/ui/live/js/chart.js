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

// The colours of Streamlit's theme, light or dark, in the places where Plotly has its own.
function themed(layout, node) {
  const style = getComputedStyle(node);
  const read = (name) => style.getPropertyValue(name).trim();
  const grid = read("--st-border-color-light") || read("--st-border-color");
  const axis = { gridcolor: grid, zerolinecolor: grid };
  const dress = (name) => layout[name] && { [name]: { ...axis, ...layout[name] } };
  const scene = layout.scene && {
    scene: Object.fromEntries(
      Object.entries(layout.scene).map(([name, value]) =>
        name.endsWith("axis") ? [name, { ...axis, ...value }] : [name, value],
      ),
    ),
  };
  return {
    ...layout,
    ...dress("xaxis"),
    ...dress("yaxis"),
    ...scene,
    autosize: true,
    font: { ...layout.font, family: read("--st-font"), color: read("--st-text-color") },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
  };
}

// In space the mark is a point of the chart itself, last among its traces.
const SPACE_MARK = {
  type: "scatter3d",
  x: [],
  y: [],
  z: [],
  mode: "markers",
  marker: { size: 9, color: "#d55e00", line: { color: "white", width: 2 } },
  hoverinfo: "skip",
  showlegend: false,
};

async function draw(node, part, address) {
  const Plotly = await load(address);
  // A newer figure may have come while the library was loading.
  if (node.wanted !== part) return;
  const { data, layout } = part.figure;
  // Plotly's own way to share would send the chart to somebody else's server.
  const own = { displaylogo: false, modeBarButtonsToRemove: ["sendChartToCloud"] };
  const options = { responsive: true, displayModeBar: "hover", ...own };
  const traces = layout.scene ? [...data, SPACE_MARK] : data;
  await Plotly.react(node, traces, themed(layout, node), options);
  if (!node.marked) {
    node.marked = true;
    node.on("plotly_afterplot", () => placeMark(node));
    node.append(element("div", { class: "np-mark", hidden: "" }));
  }
  node.dataset.drawn = Number(node.dataset.drawn ?? 0) + 1;
  placeMark(node);
}

function build(host, height) {
  const node = element("div", { class: "np-chart", role: "img", style: `height: ${height}px` });
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
  const node = host.querySelector(".np-chart") ?? build(host, part.figure.layout.height);
  const colour = getComputedStyle(node).getPropertyValue("--st-text-color");
  if (node.wanted === part && node.colour === colour) return;
  node.wanted = part;
  node.colour = colour;
  node.late = () => {
    node.late = null;
    draw(node, part, plotly);
  };
  setAttribute(node, "aria-label", part.alt);
  write(host.querySelector(".np-caption"), part.caption);
  if (node.visible !== false) node.late();
}

function placeMark(node) {
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
  if (!node?.marked) return;
  node.point = point;
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

/** Call back with x where the chart is clicked; a pull, which zooms, is no click. */
export function onPick(host, pick) {
  const node = host.querySelector(".np-chart");
  if (!node || node.picks) return;
  node.picks = true;
  const press = (down) => {
    const layer = node.querySelector(".nsewdrag").getBoundingClientRect();
    const [x, y] = [down.x - layer.left, down.y - layer.top];
    if (x < 0 || y < 0 || x > layer.width || y > layer.height) return;
    // While a button is down, Plotly covers the whole page: the window hears where it is let go.
    const release = (up) => {
      if (Math.hypot(up.x - down.x, up.y - down.y) <= 4) pick(node._fullLayout.xaxis.p2d(x));
    };
    window.addEventListener("pointerup", release, { capture: true, once: true });
  };
  node.addEventListener("pointerdown", press, true);
}
