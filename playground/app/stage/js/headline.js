// @ts-check
// The numbers of the run, and the sentence that says how it went.

import { announce } from "../../browser/js/announcing.js";
import { element, find, isNew, setAttribute, write } from "../../browser/js/dom.js";

// Escape, and a click on a nudge, closes what is said beside it, until it is left.
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelectorAll(":is(.np-help, .np-nudge):is(:hover, :focus)").forEach(closeHelp);
});

/** @param {Element} help */
export function closeHelp(help) {
  help.classList.add("np-closed");
  for (const end of ["pointerleave", "blur"]) help.addEventListener(end, leaveHelp);
}

/** @param {Event} event */
function leaveHelp({ currentTarget }) {
  const help = /** @type {Element} */ (currentTarget);
  if (!help.matches(":hover, :focus")) help.classList.remove("np-closed");
}

/** @param {HeadlineNumber} number */
function buildNumber({ note }) {
  const help = element("span", { class: "np-help", tabindex: "0", role: "note" }, "?");
  const name = element("dt", {}, element("span", { class: "np-label" }), help);
  const entry = element("div", { class: "np-number" }, name, element("dd", { class: "np-value" }));
  if (note) entry.append(element("dd", { class: "np-note" }, element("b"), " ", element("span")));
  entry.append(element("dd", { class: "np-rounding" }));
  return entry;
}

/** @param {HTMLElement} host @param {Headline} part */
export function showHeadline(host, { numbers, story }) {
  if (!host.querySelector(".np-numbers")) {
    const list = element("dl", { class: "np-numbers" }, ...numbers.map(buildNumber));
    host.append(list, element("p", { class: "np-busy", role: "status" }), element("p", { class: "np-story" }));
  }
  const entries = host.querySelectorAll(".np-number");
  numbers.forEach((number, i) => showNumber(entries[i], number));
  showStory(host, story);
}

/** Tell how a run went, or how it has gone until a moment. @param {HTMLElement} host @param {string} story as HTML */
export function showStory(host, story) {
  const told = find(host, ".np-story");
  if (isNew(told, story)) told.innerHTML = story;
  announce("story", told.textContent ?? "");
}

/** @param {Element} entry @param {HeadlineNumber} number */
function showNumber(entry, { label, value, help, rounding, lead = "", note }) {
  write(find(entry, ".np-label"), label);
  write(find(entry, ".np-value"), value);
  write(find(entry, ".np-rounding"), rounding);
  setAttribute(find(entry, ".np-help"), "aria-label", help);
  setAttribute(find(entry, ".np-help"), "data-help", help);
  if (!note) return;
  write(find(entry, ".np-note b"), lead);
  write(find(entry, ".np-note span"), note);
}

/**
 * Show the numbers of one iteration: cost, both accuracies and the lead over the baseline.
 * @param {HTMLElement} host
 * @param {string} label of the cost
 * @param {string[]} numbers
 */
export function showNumbers(host, label, [cost, train, test, lead]) {
  const values = host.querySelectorAll(".np-value");
  [cost, train, test].forEach((written, i) => write(values[i], written));
  write(find(host, ".np-note b"), lead);
  write(find(host, ".np-label"), label);
}

/**
 * Say that an answer is being waited for, or why there is none; an empty text says nothing.
 * @param {HTMLElement} host @param {string} text
 */
export function showBusy(host, text) {
  const mark = host.querySelector(".np-busy");
  if (mark) write(mark, text);
}

/** @param {HTMLElement} host @param {string[]} paragraphs */
export function showParagraphs(host, paragraphs) {
  host.innerHTML = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("");
}
