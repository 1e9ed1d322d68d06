// A Plotly chart that stays: every new figure is drawn on the same node, so nothing flickers, and zoom, camera and
// hover survive. The library comes once from the server (plotly_js.py) and is kept by the browser.

let library = null;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
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

async function draw(node, data) {
  const figure = JSON.parse(data.figure);
  const Plotly = await load(data.plotly);
  // A newer figure may have come while the library was loading.
  if (node.figure !== data.figure) return;
  node.setAttribute("aria-label", data.alt);
  const options = { responsive: true, displaylogo: false, displayModeBar: "hover" };
  await Plotly.react(node, figure.data, themed(figure.layout, node), options);
  node.dataset.revision = data.revision;
}

export default function ({ parentElement, data }) {
  let node = parentElement.querySelector(".np-chart");
  if (!node) {
    node = document.createElement("div");
    node.className = "np-chart";
    node.setAttribute("role", "img");
    node.style.height = `${data.height}px`;
    parentElement.append(node);
    // A chart that is scrolled out of sight is drawn when it comes into sight.
    new IntersectionObserver(([entry]) => {
      node.visible = entry.isIntersecting;
      if (node.visible && node.late) node.late();
    }).observe(node);
  }
  const colour = getComputedStyle(node).getPropertyValue("--st-text-color");
  if (node.figure === data.figure && node.colour === colour) return;
  node.figure = data.figure;
  node.colour = colour;
  node.late = () => {
    node.late = null;
    draw(node, data);
  };
  // A chart that may wait is drawn when no newer figure has come for a while: it leaves the time to the others.
  clearTimeout(node.timer);
  node.timer = setTimeout(() => node.visible !== false && node.late?.(), data.wait);
}
