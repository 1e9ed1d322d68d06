// @ts-check
// What belongs to no part of the page: its language, the keyboard's place, and its session. A server that was started anew,
// or that waited too long, knows this session no more, but Streamlit's client connects as if nothing had happened. So the
// page asks, and begins anew with the choices that stand on it.

import { element, find, write } from "../../browser/js/dom.js";
import { takePlace } from "../../browser/js/places.js";
import { clickIn, enterPopovers, onceDrawn, readPositions, root, TYPED, watchConnection, watchScript } from "../../browser/js/streamlit.js";
import { keepFocus, watchFocus } from "./focus.js";

const PATIENCE = 1000; // milliseconds: a connection that drops for a moment is no news

/** What the script said last. @type {WatchPart} */
let said;
let watching = false;
/** Where it stands that the server is away. */
const away = element("p", { class: "np-away", role: "status" });
let waiting = 0;

/** @param {Component<WatchPart>} component */
export function mount(component) {
  takePlace(component);
  said = component.data;
  speak(said.language);
  markLinks();
  if (!watching) watch();
  watching = true;
}

// Written again, the same language would have the style of every element worked out anew, with each run of the script.
/** @param {string} language */
function speak(language) {
  if (document.documentElement.lang !== language) document.documentElement.lang = language;
}

function watch() {
  find(document, ".stApp").append(away);
  watchConnection(tellAway, comeBack);
  watchFocus();
  enterPopovers();
  addEventListener("keydown", present);
  addEventListener("beforeprint", keepSizes);
  watchScript(() => onceDrawn(settle));
}

/** P, where nobody types: to the projector and back. @param {KeyboardEvent} event */
function present({ key, ctrlKey, altKey, metaKey, target }) {
  if (key.toLowerCase() !== "p" || ctrlKey || altKey || metaKey || /** @type {Element} */ (target).matches(TYPED)) return;
  clickIn(root("present_off") ? "present_off" : "present_on", "button");
}

// On paper the page is as wide, and each chart as high, as they are on the screen, where they were drawn.
function keepSizes() {
  document.documentElement.style.setProperty("--np-width", String(window.innerWidth));
  for (const chart of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".np-chart"))) {
    chart.style.setProperty("--np-drawn", `${chart.clientHeight}px`);
  }
}

/** @param {boolean} isLate */
function settle(isLate) {
  markLinks();
  keepFocus(isLate);
}

const markLinks = () => root("pages")?.setAttribute("role", "navigation");

function tellAway() {
  waiting = setTimeout(() => write(away, said.away), PATIENCE);
}

async function comeBack() {
  clearTimeout(waiting);
  write(away, "");
  const answer = await fetch(said.session, { headers: said.visitor }).catch(() => null);
  if (answer?.status !== 410) return;
  history.replaceState(history.state, "", addressNow());
  location.reload();
}

/** The address of the page, with the places of the thumbs where these have moved on. */
function addressNow() {
  const address = new URL(location.href);
  const now = readPositions(said.positions);
  for (const [key, place] of Object.entries(now)) {
    if (place !== said.positions[key]) {
      address.searchParams.set(key, said.steps[key]?.[place] ?? String(place));
    }
  }
  return address;
}
