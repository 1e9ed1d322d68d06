// Play, pause, step and scrub through the recorded iterations of a run.

import { calm, element, fill, setAttribute, write } from "./dom.js";

const STEPS_A_SECOND = 30; // at speed 1
const SPEEDS = [0.25, 0.5, 1, 2, 4];
const CALM_SHOWS_A_SECOND = 4; // for those who ask for less motion
const ICONS = {
  first: "M6 5h2v14H6zM20 5v14L9 12z",
  back: "M17 5v14L6 12z",
  play: "M7 5v14l12-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  forward: "M7 5v14l11-7z",
  last: "M4 5v14l11-7zM16 5h2v14h-2z",
};

const player = {
  host: null,
  film: null,
  texts: null,
  show: null, // draws a moment everywhere else, and returns how many answers changed
  at: 0, // the moment that is shown
  exact: 0, // while playing, the moment with its fraction
  playing: false,
  before: 0, // when the last animation frame was, and the last that showed something
  shown: 0,
  speed: 1,
  flipped: 0,
};

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

function button(name, act) {
  const made = element("button", { type: "button", class: `np-button np-${name}` }, icon(name));
  made.addEventListener("click", act);
  return made;
}

function build(host) {
  const bar = element("div", { class: "np-transport", role: "group" });
  const scrubber = element("input", { type: "range", min: 0, max: 0, value: 0, step: 1, class: "np-scrubber" });
  scrubber.addEventListener("input", () => halt(() => goTo(Number(scrubber.value))));
  scrubber.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  const speed = element("select", { class: "np-speed" });
  speed.append(...SPEEDS.map((value) => element("option", { value }, `${value}×`)));
  speed.value = player.speed;
  speed.addEventListener("change", () => (player.speed = Number(speed.value)));
  bar.append(
    button("first", () => halt(() => goTo(0))),
    button("back", () => halt(() => goTo(player.at - 1))),
    button("play", toggle),
    button("forward", () => halt(() => goTo(player.at + 1))),
    button("last", () => halt(() => goTo(last()))),
    scrubber,
    element("output", { class: "np-moment" }),
    speed,
  );
  host.append(bar, element("p", { class: "np-caption np-about" }));
}

const last = () => player.film.iterations.length - 1;

function halt(then) {
  player.playing = false;
  then();
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

function advance(now) {
  if (!player.playing) return;
  player.exact = Math.min(last(), player.exact + ((now - player.before) / 1000) * STEPS_A_SECOND * player.speed);
  player.before = now;
  const due = !calm.matches || now - player.shown >= 1000 / CALM_SHOWS_A_SECOND || player.exact === last();
  if (due && Math.floor(player.exact) !== player.at) {
    player.shown = now;
    goTo(Math.floor(player.exact));
  }
  if (player.at === last()) halt(update);
  else requestAnimationFrame(advance);
}

function goTo(moment) {
  if (!player.film) return;
  player.at = Math.min(Math.max(moment, 0), last());
  player.flipped = player.show(player.at);
  update();
}

export const currentMoment = () => player.at;

/** Go to the recorded iteration nearest to one. */
export function goToIteration(iteration) {
  if (!player.film) return;
  const { iterations } = player.film;
  let nearest = 0;
  iterations.forEach((each, i) => {
    if (Math.abs(each - iteration) < Math.abs(iterations[nearest] - iteration)) nearest = i;
  });
  halt(() => goTo(nearest));
}

// What the bar itself shows; the other parts were told by player.show.
function update() {
  const { host, film, texts } = player;
  const say = (selector, label) => {
    const control = host.querySelector(selector);
    setAttribute(control, "aria-label", label);
    if (control.tagName === "BUTTON") setAttribute(control, "title", label);
  };
  for (const name of ["first", "back", "forward", "last"]) say(`.np-${name}`, texts[name]);
  const play = host.querySelector(".np-play");
  const doing = player.playing ? "pause" : "play";
  if (play.dataset.doing !== doing) play.replaceChildren(icon(doing));
  play.dataset.doing = doing;
  say(".np-play", texts[doing]);
  say(".np-scrubber", texts.scrubber);
  say(".np-speed", texts.speed);
  say(".np-transport", texts.title);
  const scrubber = host.querySelector(".np-scrubber");
  for (const control of host.querySelectorAll("button, input")) control.disabled = !film;
  setAttribute(scrubber, "title", texts.keys);
  write(host.querySelector(".np-about"), film ? about(film) : texts.waiting);
  if (!film) return forget(host);
  const { moment, flips, total } = film.transport;
  const place = fill(moment, { iteration: film.iterations[player.at], total });
  const changed = player.flipped ? fill(flips[player.flipped === 1 ? 0 : 1], { count: player.flipped }) : "";
  scrubber.max = last();
  scrubber.value = player.at;
  setAttribute(scrubber, "aria-valuetext", place);
  const output = host.querySelector(".np-moment");
  if (!output.childElementCount) output.append(element("span"), element("b"));
  write(output.firstChild, place);
  write(output.lastChild, changed);
}

// Until the film of a new run is there, its end is shown, and nothing is said of the run before.
function forget(host) {
  const scrubber = host.querySelector(".np-scrubber");
  scrubber.value = scrubber.max;
  scrubber.removeAttribute("aria-valuetext");
  for (const said of host.querySelectorAll(".np-moment > *")) write(said, "");
}

function about(film) {
  return fill(film.transport.about, { count: film.iterations.length, kilobytes: Math.ceil(film.bytes / 1000) });
}

/** Show the bar for a film, at its end; without a film it waits. `show` draws one moment everywhere else, and says
 * how many answers changed. */
export function showTransport(host, film, texts, show) {
  if (!host.childElementCount) build(host);
  const fresh = player.film !== film;
  Object.assign(player, { host, film, texts, show });
  if (fresh) Object.assign(player, { playing: false, at: film ? last() : 0, flipped: 0 });
  update();
}
