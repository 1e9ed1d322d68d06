// Buttons that save the charts as pictures, one for each.

import { paintChart } from "./chart.js";
import { element, write } from "./dom.js";

async function save(button, host, { file, title }) {
  if (!host || host.classList.contains("np-old")) throw new Error(`no chart for ${file} yet`);
  const link = element("a", { href: await paintChart(host, title), download: file, hidden: "" });
  // The link stands beside its button: a click elsewhere would close what they are shown in.
  button.after(link);
  link.click();
  link.remove();
}

/** Offer the charts that are on the page as PNG files. */
export function showPictures(host, places) {
  if (host.shown === host.said) return;
  host.shown = host.said;
  const { charts, failed } = host.said;
  const message = element("p", { class: "np-caption", role: "status" });
  const buttons = charts.map((chart) => {
    const button = element("button", { class: "np-button np-save", type: "button" }, chart.label);
    button.onclick = () =>
      save(button, places(chart.name).at(-1), chart).then(
        () => write(message, ""),
        () => write(message, failed),
      );
    return button;
  });
  host.replaceChildren(element("div", { class: "np-saves" }, ...buttons), message);
}
