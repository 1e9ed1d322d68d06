// @ts-check
// Buttons that save the charts as pictures, one for each.

import { chartIn } from "../../browser/js/chart.js";
import { element, isNew, write } from "../../browser/js/dom.js";
import { places, saidOf } from "../../browser/js/places.js";

/** @param {HTMLElement} button @param {PictureOffer} offer */
async function save(button, { name, file, title }) {
  const host = places(name).at(-1);
  const chart = host && !host.classList.contains("np-old") && chartIn(host);
  if (!chart) throw new Error(`no chart for ${file} yet`);
  const link = element("a", { href: await chart.paint(title), download: file, hidden: "" });
  // The link stands beside its button: a click elsewhere would close what they are shown in.
  button.after(link);
  link.click();
  link.remove();
}

/** Offer the charts that are on the page as PNG files. @param {HTMLElement} host */
export function showPictures(host) {
  /** @type {PicturesPart} */
  const part = saidOf(host);
  if (!isNew(host, part)) return;
  const message = element("p", { class: "np-caption", role: "status" });
  const buttons = part.charts.map((offer) => {
    const button = element("button", { class: "np-button np-save", type: "button" }, offer.label);
    button.onclick = () =>
      save(button, offer).then(
        () => write(message, ""),
        () => write(message, part.failed),
      );
    return button;
  });
  host.replaceChildren(element("div", { class: "np-saves" }, ...buttons), message);
}
