// @ts-check
// Play, pause, step and scrub through the recorded iterations of a run.

import { element, find, isCalm, isNew, setAttribute, write } from "../../browser/js/dom.js";
import { nearestMoment } from "../../browser/js/film.js";
import { tell } from "../../browser/js/places.js";
import { fill } from "../../browser/js/words.js";

const STEPS_A_SECOND = 30; // at speed 1
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const TICKS = [0, 1 / 3, 2 / 3, 1]; // of the way, under the scrubber
const UNEVEN_AT = 0.17; // is said that they are not to scale
const CALM_SHOWS_A_SECOND = 4; // for those who ask for less motion
/** @type {Record<string, string>} */
const ICONS = {
  first: "M6 5h2v14H6zM20 5v14L9 12z",
  back: "M17 5v14L6 12z",
  play: "M7 5v14l12-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  forward: "M7 5v14l11-7z",
  last: "M4 5v14l11-7zM16 5h2v14h-2z",
  fork: "M11 21v-8l-5-5V11H4V4h7v2H7.5L12 10.5 16.5 6H13V4h7v7h-2V8l-5 5v8z",
  unfork: "M8 5 3 10l5 5v-4h6a4 4 0 0 1 0 8h-3v2h3a6 6 0 0 0 0-12H8z",
};

/** @typedef {(moment: number) => {flipped: number, of: number}} ShowMoment */

const player = {
  /** @type {HTMLElement | null} */
  host: null,
  /** Where the button that plays is. @type {HTMLElement | null} */
  start: null,
  /** @type {Film | null} */
  film: null,
  /** @type {Record<string, string>} */
  texts: {},
  /** Draws a moment everywhere else, and returns how many of the answers changed. @type {ShowMoment} */
  show: () => ({ flipped: 0, of: 0 }),
  at: 0, // the moment that is shown
  exact: 0, // while playing, the moment with its fraction
  playing: false,
  before: 0, // when the last animation frame was, and the last that showed something
  shown: 0,
  speed: 1,
  fork: 0, // the iteration from which on the rate is another, if any
  flipped: 0, // of so many answers
  of: 0,
  since: 0, // the iteration from which they flipped
};

/** @param {string} name */
function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

/** @param {string} name @param {() => void} act */
function button(name, act) {
  const made = element("button", { type: "button", class: `np-button np-${name}` }, icon(name));
  made.addEventListener("click", act);
  return made;
}

/** @param {HTMLElement} host */
function build(host) {
  const bar = element("div", { class: "np-transport", role: "group" });
  bar.append(
    button("first", () => halt(0)),
    button("back", () => halt(player.at - 1)),
    button("forward", () => halt(player.at + 1)),
    button("last", () => halt(last())),
    element("div", { class: "np-way-along" }, buildScrubber(), element("div", { class: "np-ticks", "aria-hidden": "true" })),
    element("div", { class: "np-moment" }, element("span"), element("b")),
    button("fork", () => tell(host, "selected", player.fork ? 0 : player.film?.iterations[player.at])),
    buildSpeed(),
  );
  host.append(bar, element("p", { class: "np-caption np-about" }));
}

/**
 * Show the button that plays the training back.
 * @param {HTMLElement} host @param {Record<string, string>} texts
 */
export function showPlay(host, texts) {
  if (!host.childElementCount) host.append(button("play", toggle));
  Object.assign(player, { start: host, texts });
  update();
}

function buildScrubber() {
  const scrubber = element("input", { type: "range", min: 0, max: 0, value: 0, step: 1, class: "np-scrubber" });
  scrubber.addEventListener("input", () => halt(Number(scrubber.value)));
  scrubber.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  return scrubber;
}

function buildSpeed() {
  const speed = element("select", { class: "np-speed" });
  speed.append(...SPEEDS.map((value) => element("option", { value }, `${value}×`)));
  speed.value = String(player.speed);
  speed.addEventListener("change", () => (player.speed = Number(speed.value)));
  return speed;
}

const last = () => (player.film ? player.film.iterations.length - 1 : 0);

/** Stop playing, at a moment. @param {number} moment */
function halt(moment) {
  player.playing = false;
  goTo(moment);
}

function toggle() {
  if (!player.film) return;
  player.playing = !player.playing;
  if (player.playing) {
    if (player.at === last()) goTo(0);
    player.exact = player.at;
    player.before = player.shown = performance.now();
    requestAnimationFrame(advance);
  }
  update();
}

/** @param {number} now */
function advance(now) {
  if (!player.playing) return;
  player.exact = Math.min(last(), player.exact + ((now - player.before) / 1000) * STEPS_A_SECOND * player.speed);
  player.before = now;
  const due = !isCalm() || now - player.shown >= 1000 / CALM_SHOWS_A_SECOND || player.exact === last();
  if (due && Math.floor(player.exact) !== player.at) {
    player.shown = now;
    goTo(Math.floor(player.exact));
  }
  if (player.at !== last()) return requestAnimationFrame(advance);
  player.playing = false;
  update();
}

/** @param {number} moment */
function goTo(moment) {
  if (!player.film) return;
  player.since = player.film.iterations[player.at];
  player.at = Math.min(Math.max(moment, 0), last());
  Object.assign(player, player.show(player.at));
  update();
}

/** Play the training back, from its start. */
export function startPlaying() {
  if (!player.playing) toggle();
}

export const currentMoment = () => player.at;

/** Go to the recorded iteration nearest to one. @param {number} iteration */
export function goToIteration(iteration) {
  if (player.film) halt(nearestMoment(player.film.iterations, iteration));
}

// What the bar itself shows; the other parts were told by player.show.
function update() {
  const { host, start, film, texts, playing } = player;
  if (start) namePlay(start, texts, playing);
  if (!host) return;
  nameControls(host, texts);
  for (const control of host.querySelectorAll("button, input")) control.toggleAttribute("disabled", !film);
  nameFork(host, texts);
  write(find(host, ".np-about"), film ? about(film) : texts.waiting);
  if (film) showPlace(host, film);
  else forget(host);
}

/** @param {HTMLElement} host @param {Record<string, string>} texts @param {boolean} playing */
function namePlay(host, texts, playing) {
  const play = find(host, ".np-play");
  const doing = playing ? "pause" : "play";
  if (isNew(play, texts[doing])) play.replaceChildren(icon(doing), element("span", {}, texts[doing]));
  play.toggleAttribute("disabled", !player.film);
}

/** Offer another rate from the moment on, or none where there is one. @param {HTMLElement} host @param {Record<string, string>} texts */
function nameFork(host, texts) {
  const doing = player.fork ? "unfork" : "fork";
  const fork = find(host, ".np-fork");
  if (isNew(fork, texts[doing])) fork.replaceChildren(icon(doing), element("span", {}, texts[doing]));
  setAttribute(fork, "aria-label", texts[doing]);
  setAttribute(fork, "title", texts[`${doing}_help`]);
  const isBetween = player.at > 0 && player.at < last();
  fork.toggleAttribute("disabled", !player.film || player.playing || !(player.fork || isBetween));
}

/** @param {HTMLElement} host @param {Record<string, string>} texts */
function nameControls(host, texts) {
  for (const name of ["first", "back", "forward", "last"]) {
    setAttribute(find(host, `.np-${name}`), "aria-label", texts[name]);
    setAttribute(find(host, `.np-${name}`), "title", texts[name]);
    // Home, End and the arrow keys go there on the scrubber: four stops fewer for the Tab key.
    setAttribute(find(host, `.np-${name}`), "tabindex", "-1");
  }
  setAttribute(find(host, ".np-scrubber"), "aria-label", texts.scrubber);
  setAttribute(find(host, ".np-scrubber"), "title", texts.keys);
  setAttribute(find(host, ".np-speed"), "aria-label", texts.speed);
  setAttribute(find(host, ".np-transport"), "aria-label", texts.title);
}

/** @param {HTMLElement} host */
const scrubberIn = (host) => /** @type {HTMLInputElement} */ (find(host, ".np-scrubber"));

/** @param {HTMLElement} host @param {Film} film */
function showPlace(host, film) {
  const { moment, flips, total } = film.transport;
  const place = fill(moment, { iteration: film.iterations[player.at], total });
  showTicks(host, film);
  const scrubber = scrubberIn(host);
  scrubber.max = String(last());
  scrubber.value = String(player.at);
  setAttribute(scrubber, "aria-valuetext", place);
  write(find(host, ".np-moment span"), place);
  const { flipped: count, of, since } = player;
  const changed = count ? fill(flips, { count, of, since }) : "";
  write(find(host, ".np-moment b"), changed);
}

/**
 * Write under the scrubber which iteration is where: where not all are recorded, they are not evenly spaced.
 * @param {HTMLElement} host @param {Film} film
 */
function showTicks(host, { iterations, transport }) {
  const ticks = find(host, ".np-ticks");
  if (!isNew(ticks, iterations)) return;
  const moments = new Set(TICKS.map((share) => Math.round(share * last())));
  ticks.replaceChildren(...[...moments].map((moment) => buildTick(moment / (last() || 1), iterations[moment].toLocaleString("en-US"))));
  if (last() < transport.total) ticks.append(buildTick(UNEVEN_AT, player.texts.uneven, "np-uneven"));
}

/** @param {number} share of the way @param {string} written @param {string} name */
function buildTick(share, written, name = "np-tick") {
  const tick = element("span", { class: name }, written);
  tick.style.setProperty("--at", String(share));
  return tick;
}

/**
 * Until the film of a new run is there, its end is shown, and nothing is said of the run before.
 * @param {HTMLElement} host
 */
function forget(host) {
  const scrubber = scrubberIn(host);
  scrubber.value = scrubber.max;
  scrubber.removeAttribute("aria-valuetext");
  for (const said of host.querySelectorAll(".np-moment > *")) write(said, "");
  const ticks = find(host, ".np-ticks");
  if (isNew(ticks, null)) ticks.replaceChildren();
}

/** @param {Film} film */
function about(film) {
  return fill(film.transport.about, { count: film.iterations.length, kilobytes: Math.ceil(film.bytes / 1000) });
}

/**
 * Show the bar for a film, at its end; without a film it waits.
 * @param {HTMLElement} host @param {Film | null} film @param {Record<string, string>} texts
 * @param {ShowMoment} show draws one moment everywhere else, and says how many answers changed
 * @param {number} fork the iteration from which on the rate is another, or 0
 */
export function showTransport(host, film, texts, show, fork) {
  if (!host.childElementCount) build(host);
  const fresh = player.film !== film;
  Object.assign(player, { host, film, texts, show, fork });
  if (fresh) Object.assign(player, { playing: false, at: last(), flipped: 0 });
  update();
}
