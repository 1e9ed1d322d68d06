// @ts-check
// Draws the figures of the report, each in the place of its name.
"use strict";

const figures = JSON.parse(document.getElementById("figures")?.textContent ?? "{}");
const family = getComputedStyle(document.body).fontFamily;
const options = { responsive: true, displayModeBar: false, scrollZoom: false };

for (const [name, { data, layout }] of Object.entries(figures)) {
  Plotly.newPlot(name, data, { ...layout, font: { ...layout.font, family } }, options);
}
