// @ts-check
// Three nudges for the first minute: each is ticked off by doing it, and closed they are gone for good in this browser.

import { element, find, isNew, setAttribute, write } from "../../browser/js/dom.js";
import { places, saidOf, tell } from "../../browser/js/places.js";
import { followLink, focusSlider, root } from "../../browser/js/streamlit.js";
import { isDone, isClosed, remember } from "../../browser/js/memory.js";
import { closeHelp } from "./headline.js";
import { startPlaying } from "./transport.js";

const OPENED_AFTER = 3000; // milliseconds in which a part that opens has its charts

export const NUDGES = ["play", "far", "best"];

/** What a click on a nudge does, so that it need not be looked for. @type {Record<string, (host: HTMLElement) => void>} */
const ACTS = {
  play: startPlaying,
  far: (host) => (isDone("far") ? showWhy(host) : showWhere(host)),
  best: () => followLink("tuning"),
};

/** Mark on the slider where too far is, until the thumb is there, and put the focus on it. @param {HTMLElement} host */
function showWhere(host) {
  const { at, words } = /** @type {NudgesPart} */ (saidOf(host));
  const control = root("rate_control");
  control?.style.setProperty("--np-far", `${100 * at}%`);
  control?.setAttribute("data-far", words.far_here);
  focusSlider("rate_control");
}

/** Open the part that tells why, and bring it into sight while it grows, until a person scrolls. @param {HTMLElement} host */
function showWhy(host) {
  tell(host, "selected", "why");
  const part = root("open_why");
  if (!part) return;
  const topOf = () => part.getBoundingClientRect().top;
  let put = topOf();
  const growing = new ResizeObserver(() => {
    if (Math.abs(topOf() - put) > 1) return growing.disconnect();
    part.scrollIntoView();
    put = topOf();
  });
  growing.observe(part);
  setTimeout(() => growing.disconnect(), OPENED_AFTER);
}

/** @param {HTMLElement} host */
export function showNudges(host) {
  const { words } = /** @type {NudgesPart} */ (saidOf(host));
  host.hidden = isClosed();
  setAttribute(host, "role", "group");
  setAttribute(host, "aria-label", words.title);
  if (isNew(host, words.title)) host.replaceChildren(...NUDGES.map((name) => build(host, name)), buildClose(host));
  const next = NUDGES.find((name) => !isDone(name));
  NUDGES.forEach((name, i) => {
    const nudge = find(host, `.np-nudge-${name}`);
    nudge.classList.toggle("np-next", name === next);
    const mark = isDone(name) ? "✓" : String(i + 1);
    write(find(nudge, "b"), mark);
    write(find(nudge, "span"), words[name]);
    const hint = words[`${name}_${isDone(name) ? "done" : "hint"}`];
    setAttribute(nudge, "data-help", hint);
    setAttribute(nudge, "aria-label", `${mark} ${words[name]}. ${hint}`);
  });
  for (const name of ["aria-label", "title"]) setAttribute(find(host, ".np-close"), name, words.close);
}

/** @param {HTMLElement} host @param {string} name */
function build(host, name) {
  const nudge = element("button", { type: "button", class: `np-nudge np-nudge-${name}` }, element("b"), " ", element("span"));
  nudge.addEventListener("click", () => {
    closeHelp(nudge);
    ACTS[name](host);
  });
  return nudge;
}

/** @param {HTMLElement} host */
function buildClose(host) {
  const close = element("button", { type: "button", class: "np-close" }, "×");
  close.addEventListener("click", () => {
    remember("closed");
    root("rate_control")?.removeAttribute("data-far");
    showNudges(host);
  });
  return close;
}

/** Tick a nudge off. @param {string} name */
export function tick(name) {
  if (isDone(name)) return;
  remember(name);
  if (name === "far") root("rate_control")?.removeAttribute("data-far");
  for (const host of places("nudges")) {
    showNudges(host);
    const next = host.querySelector(".np-next");
    if (next) host.scrollLeft += next.getBoundingClientRect().left - host.getBoundingClientRect().left;
  }
}

/** Tick off what a run shows. @param {number} rate */
export function tickRate(rate) {
  for (const host of places("nudges")) if (rate >= saidOf(host).far) tick("far");
}
