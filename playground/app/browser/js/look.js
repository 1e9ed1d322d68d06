// @ts-check
// How a chart looks: in the colours of the page, or on paper.

/** @typedef {{grid: string, family: string, ink: string, sheet: string}} Theme */

// In ink on white, whatever the theme: a picture is for other documents, where the page's font is not at hand.
const ON_PAPER = { grid: "#d9d9d9", family: "sans-serif", ink: "#1d2527", sheet: "white" };
const [NEAREST, FARTHEST] = [0.8, 1.1]; // of the camera's distance where a place is as high as wide
const TITLE_ROOM = 44;
const BELOW = { y: -0.27, yanchor: "top" };

/** Whose numbers are sizes, by the name of what holds them. @type {Record<string, string[]>} */
const SIZES = {
  font: ["size"],
  tickfont: ["size"],
  textfont: ["size"],
  marker: ["size"],
  line: ["width"],
  margin: ["l", "r", "t", "b"],
  colorbar: ["thickness"],
};
const ARROW = ["ax", "ay"]; // where one begins, in pixels from its tip unless an axis is named

/**
 * A figure with letters, lines and margins so many times as large; what it draws stays where it is.
 * @template Part @param {Part} part @param {number} times @param {string} name @returns {Part}
 */
export function grow(part, times, name = "") {
  if (Array.isArray(part) && typeof part[0] === "object") return /** @type {any} */ (part.map((each) => grow(each, times, name)));
  if (typeof part !== "object" || part?.constructor !== Object) return part;
  const sizes = name === "annotations" && !("axref" in part) ? ARROW : (SIZES[name] ?? []);
  const entries = Object.entries(part).map(([key, value]) => {
    return [key, typeof value === "number" && sizes.includes(key) ? value * times : grow(value, times, key)];
  });
  return /** @type {Part} */ (Object.fromEntries(entries));
}

/**
 * A layout in the theme's colours, in the places where Plotly has its own.
 * @param {any} layout @param {Theme} theme @param {string} paper
 */
export function dress(layout, { grid, family, ink, sheet }, paper = "rgba(0,0,0,0)") {
  /** @type {(axis: any) => any} */
  const lined = (axis) => ({ gridcolor: grid, zerolinecolor: grid, ...axis });
  /** @type {(axes: any) => any} */
  const all = (axes) =>
    Object.fromEntries(Object.entries(axes).map(([name, value]) => [name, name.endsWith("axis") ? lined(value) : value]));
  const { annotations, scene } = layout;
  /** @type {(note: any) => any} */
  const laid = (note) => (note.name === "on paper" ? { ...note, bgcolor: sheet } : note);
  return {
    ...all(layout),
    ...(annotations && { annotations: annotations.map(laid) }),
    ...(scene && { scene: { ...all(scene), ...(scene.annotations && { annotations: scene.annotations.map(laid) }) } }),
    autosize: true,
    height: undefined, // that of its place
    font: { ...layout.font, family, color: ink },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
  };
}

/**
 * A layout whose camera, in space, stands as near as the shape of the place lets it: a wide one has room for the names of
 * the axes beside the surface.
 * @param {any} layout @param {number} wide how often the height goes into the width
 */
export function stepNear(layout, wide) {
  if (!layout.scene) return layout;
  const { camera } = layout.scene;
  const times = Math.min(Math.max(NEAREST, 1 / Math.sqrt(wide)), FARTHEST);
  const eye = Object.fromEntries(Object.entries(camera.eye).map(([axis, value]) => [axis, value * times]));
  return { ...layout, scene: { ...layout.scene, camera: { ...camera, eye } } };
}

/** Have Plotly note where the camera stands: a busy browser turns it on after the button went up. @param {any} node */
export const noteCamera = (node) => node._fullLayout?.scene?._scene?.saveLayout(node.layout);

/**
 * A layout, zoomed and turned as the chart is on the page.
 * @param {any} planned
 * @param {any} shown the layout of the chart on the page
 */
export function asSeen(planned, { xaxis, yaxis, scene }) {
  if (planned.scene) return { ...planned, scene: { ...planned.scene, camera: scene?.camera ?? planned.scene.camera } };
  /** @type {(planned: any, axis: any) => any} */
  const zoomed = (planned, axis) => (axis?.autorange === false ? { ...planned, range: axis.range } : planned);
  return { ...planned, xaxis: zoomed(planned.xaxis, xaxis), yaxis: zoomed(planned.yaxis, yaxis) };
}

/**
 * A figure for paper, with a title. Nobody can point at a curve there: what is named on the page only where one points
 * stands in the legend, below the chart, where there is room for many.
 * @param {any[]} data @param {any} seen @param {string} title
 */
export function onPaper(data, seen, title) {
  const layout = dress(seen, ON_PAPER, "white");
  const heading = { text: title, font: { size: 19 }, x: 0.08, y: 0.97, yanchor: "top" };
  const named = data.map((trace) => (trace.meta?.name ? { ...trace, name: trace.meta.name, showlegend: true } : trace));
  const below = named.some((trace) => trace.meta?.name);
  const legend = below ? { ...layout.legend, ...BELOW } : layout.legend;
  const margin = { ...layout.margin, t: TITLE_ROOM + (below ? 0 : layout.margin.t) };
  return { data: named, layout: { ...layout, legend, margin, title: heading } };
}

/** In space the mark is a point of the chart itself, last among its traces. @param {Point | null} point */
export const spaceMark = (point) => ({
  type: "scatter3d",
  x: point ? [point.x] : [],
  y: point ? [point.y] : [],
  z: point ? [point.z] : [],
  mode: "markers",
  marker: { size: 9, color: "#d55e00", line: { color: "white", width: 2 } },
  hoverinfo: "skip",
  showlegend: false,
});
