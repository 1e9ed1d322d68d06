// The charts of the lesson's pages: the script sends the figure with the place.

import { element } from "./dom.js";
import { showChart } from "./chart.js";

export function mount({ parentElement, data }) {
  let host = parentElement.querySelector(".np-part");
  if (!host) {
    host = element("div", { class: `np-part np-part-${data.part}` });
    parentElement.append(host);
  }
  requestAnimationFrame(() => showChart(host, data.chart, data));
}
