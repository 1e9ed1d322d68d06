// @ts-check
// How a chart looks: in the colours of the page, or on paper.

/** @typedef {{grid: string, family: string, ink: string, sheet: string}} Theme */

// In ink on white, whatever the theme: a picture is for other documents, where the page's font is not at hand.
const ON_PAPER = { grid: "#d9d9d9", family: "sans-serif", ink: "#1d2527", sheet: "white" };
const TITLE_ROOM = 44;
const BELOW = { y: -0.27, yanchor: "top" };

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
    ...(scene && { scene: all(scene) }),
    autosize: true,
    font: { ...layout.font, family, color: ink },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
  };
}

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
