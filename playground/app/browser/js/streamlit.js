// @ts-check
// All that these scripts know of Streamlit's own page: where a control is, how a slider says where its thumb is, and the
// colours of the theme. Streamlit sends a slider's value only when the thumb is let go: while it moves, it is read here.

import { element } from "./dom.js";

/** The markup of a slider: none of it is promised. */
const SLIDER = "input[type=range][aria-valuetext]";
const MOVES = { subtree: true, attributeFilter: ["aria-valuetext", "value"] };
const HELD = "[data-dragging]";
const SCRIPT = "[data-test-script-state]";
const CONNECTION = "[data-test-connection-state]";
const DIALOG = "[data-testid=stDialog] button";

/** Where somebody types. */
export const TYPED = "input:not([type=range], [type=radio], [type=checkbox], [type=button]), textarea, [contenteditable=true]";
const DRAWN_AFTER = [100, 1000, 3000]; // milliseconds after a script has run
const PATIENCE = 5000; // milliseconds that a slider may take to come into its place

/** @type {WeakSet<Element>} */
const watched = new WeakSet();

/** The place of a control on the page. @param {string} key */
export const root = (key) => /** @type {HTMLElement | null} */ (document.querySelector(`.st-key-${key}`));

/** Whether a thumb in here is held: Streamlit's own sliders say so themselves. @param {ParentNode | null} node */
export const isHeld = (node) => Boolean(node?.querySelector(HELD));

/**
 * Where the thumbs are now, in steps; `positions` has those of sliders that are not on the page.
 * @template Place
 * @param {Record<string, Place>} positions @returns {Record<string, Place | number>}
 */
export function readPositions(positions) {
  const entries = Object.entries(positions).map(([key, position]) => {
    const input = /** @type {HTMLInputElement | null | undefined} */ (root(key)?.querySelector(SLIDER));
    return [key, input ? placeOf(input) : position];
  });
  return Object.fromEntries(entries);
}

/** Put the keyboard's focus on the slider in a place. @param {string} key */
export const focusSlider = (key) => /** @type {HTMLElement | null | undefined} */ (root(key)?.querySelector(SLIDER))?.focus();

/** Let the keyboard's focus follow a key into what it opens: this comes at the end of the page, behind all else. */
export function enterPopovers() {
  addEventListener("click", ({ target, detail }) => {
    const opens = /** @type {Element} */ (target).closest("[data-testid=stPopoverButton]");
    if (!opens || detail) return; // a mouse counts its clicks
    setTimeout(() => {
      const body = /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=stPopoverBody]"));
      if (!body) return; // it was closed
      body.tabIndex = -1;
      body.focus({ preventScroll: true });
    });
  });
}

/** Go to a page, as its link at the top does, which has the keyboard then. @param {string} page */
export function followLink(page) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".st-key-pages a")]);
  const link = links.find(({ href }) => new URL(href).pathname.endsWith(`/${page}`));
  link?.focus();
  link?.click();
}

/** What a slider offers, in steps, and how long it is in pixels. @param {string} key */
export function readSlider(key) {
  const input = /** @type {HTMLInputElement | null | undefined} */ (root(key)?.querySelector(SLIDER));
  if (!input) return null;
  const [value, min, max, step] = [input.value, input.min, input.max, input.step].map(Number);
  return { value, min, max, step, width: Number(root(key)?.clientWidth) };
}

/** @type {WeakSet<Element>} */
const followed = new WeakSet();

/** Tell what a slider says of itself, now and whenever it moves. @param {string} key @param {(place: Element, value: string) => void} told */
export function followSlider(key, told) {
  const place = root(key);
  const input = place?.querySelector(SLIDER);
  if (!place || !input || followed.has(place)) return;
  followed.add(place);
  const tell = () => told(place, place.querySelector(SLIDER)?.getAttribute("aria-valuetext") ?? "");
  new MutationObserver(tell).observe(place, MOVES);
  tell();
}

const PAGE = ".stMainBlockContainer > .stVerticalBlock";
const PARTED = ":scope > .stVerticalBlock:not([class*='st-key-']), :scope > .stHorizontalBlock:has(.st-key-choosing)";
const FRAME = ["watch", "presenter", "chapter", "lectern", "top", "bar", "lesson_top", "part_pupil"].map((key) => `.st-key-${key}`).join(",");

/** What stands on a page, fragments and the tuning map's columns taken apart: what it is to a lesson, its selector, and that of its block. */
export function listBlocks() {
  const blocks = [...document.querySelectorAll(`${PAGE} > *`)];
  return blocks.flatMap((block, i) => {
    const of = `${PAGE} > :nth-child(${i + 1})`;
    const parted = block.querySelector(PARTED);
    if (!parted) return [{ kind: kindOf(block), selector: of, of }];
    return [...parted.children].map((part, j) => ({ kind: kindOf(part), selector: `${of} > * > :nth-child(${j + 1})`, of }));
  });
}

/** @param {Element} block @returns {import("../../presenting/js/steps.js").Kind} */
function kindOf(block) {
  if (block.querySelector(":scope > .stHeading h2, .st-key-map, .st-key-choosing, [class*='st-key-screen_']")) return "head";
  if (block.querySelector(`${FRAME}, h1, [class*='st-key-aside_']`) || !(block.textContent?.trim() || block.querySelector(".np-part"))) return "none";
  return block.querySelector("[class*='st-key-question_']") ? "question" : "body";
}

/** Press a control in its place. @param {string} key @param {string} kind */
export const clickIn = (key, kind) => /** @type {HTMLElement | null | undefined} */ (root(key)?.querySelector(kind))?.click();

/**
 * Follow the link in one of these places whose address says this; returns whether there is one.
 * @param {string[]} keys @param {string} name @param {number} value
 */
export function followTo(keys, name, value) {
  const links = keys.map((key) => /** @type {HTMLAnchorElement | null | undefined} */ (root(key)?.querySelector("a")));
  const link = links.find((each) => each && new URL(each.href).searchParams.get(name) === String(value));
  link?.click();
  return Boolean(link);
}

/** @type {WeakSet<Element>} */
const heard = new WeakSet();

/**
 * Call back with the key of a slider when a hand comes near: the pointer, or the keyboard.
 * @param {string[]} keys @param {(key: string) => void} near
 */
export function watchHands(keys, near) {
  for (const key of keys) {
    const node = root(key);
    if (!node || heard.has(node)) continue;
    heard.add(node);
    for (const event of ["pointerenter", "focusin"]) node.addEventListener(event, () => near(key));
  }
}

/**
 * Between two steps of ten the browser rounds the value of a slider, but not what is read aloud.
 * @param {HTMLInputElement} input
 */
function placeOf(input) {
  const written = Number(input.step) > 1 ? input.getAttribute("aria-valuetext")?.replaceAll(",", "") : input.value;
  // A step such as 0.01 adds up to 0.29000000000000004.
  return Number(Number(written).toPrecision(6));
}

/**
 * Call back whenever one of these sliders moves, by mouse, finger, key or script. Where a slider is on the page but cannot
 * be read, a sentence says so below it, and `tell` the server.
 * @param {string[]} keys @param {() => void} moved @param {string} sentence @param {() => void} tell
 */
export function watchSliders(keys, moved, sentence, tell) {
  for (const key of keys) {
    const node = root(key);
    if (!node || watched.has(node)) continue;
    watched.add(node);
    new MutationObserver(moved).observe(node, MOVES);
    setTimeout(() => {
      if (node.querySelector(SLIDER)) return;
      const note = element("p", { class: "np-caption", role: "alert" }, sentence);
      node.append(note);
      tell();
      // On a slow line its script may come after all.
      new MutationObserver(() => node.querySelector(SLIDER) && note.remove()).observe(node, { childList: true, subtree: true });
    }, PATIENCE);
  }
}

/**
 * Call back when the page loses its server, and when it is connected again. Streamlit's own dialog about that, over
 * everything and in English, is closed before it is seen: the page has no other.
 * @param {() => void} lost @param {() => void} connected
 */
export function watchConnection(lost, connected) {
  const app = /** @type {HTMLElement} */ (document.querySelector(CONNECTION));
  const isConnected = () => app.dataset.testConnectionState === "CONNECTED";
  const closing = new MutationObserver(() => /** @type {HTMLElement | null} */ (document.querySelector(DIALOG))?.click());
  let before = isConnected();
  new MutationObserver(() => {
    const now = isConnected();
    if (now === before) return;
    before = now;
    if (now) closing.disconnect();
    else closing.observe(document.body, { childList: true });
    (now ? connected : lost)();
  }).observe(app, { attributeFilter: ["data-test-connection-state"] });
}

/** Call back whenever the page has another height: what comes late has none before. @param {() => void} grown */
export function watchHeight(grown) {
  new ResizeObserver(grown).observe(/** @type {HTMLElement} */ (document.querySelector(".stMainBlockContainer")));
}

/** Call back whenever the page's script has run. @param {() => void} ran */
export function watchScript(ran) {
  const app = /** @type {HTMLElement} */ (document.querySelector(SCRIPT));
  new MutationObserver(() => {
    if (app.dataset.testScriptState === "notRunning") ran();
  }).observe(app, { attributeFilter: ["data-test-script-state"] });
}

/** Act when what a script has said is drawn, and again later, as a busy machine takes its time. @param {(isLate: boolean) => void} act */
export const onceDrawn = (act) => DRAWN_AFTER.forEach((pause, i) => setTimeout(act, pause, i > 0));

/** The font and the colours of the theme, light or dark. @param {Element} node */
export function readTheme(node) {
  const style = getComputedStyle(node);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  return {
    grid: read("secondary-background-color"), // what edges a control would be too dark behind curves
    family: read("font"),
    ink: read("text-color"),
    sheet: read("background-color"),
  };
}
