// @ts-check
// The projector: its keys, what the teacher has in hand, and the word to the window with the notes.

import { announce } from "../../browser/js/announcing.js";
import { element, isNew, write } from "../../browser/js/dom.js";
import { saidOf, takePlace, tell } from "../../browser/js/places.js";
import { TYPED, clickIn, focusSlider, followSlider, followTo, listBlocks, onceDrawn, watchHeight, watchScript } from "../../browser/js/streamlit.js";
import { Filling } from "./filling.js";
import { actOf, wayOf } from "./keys.js";
import { Lead } from "./lead.js";
import { CHANNEL } from "./notes.js";
import { Steps } from "./steps.js";
import { Blank, Help, Pen, ShownKeys, Spotlight } from "./tools.js";

const CHOOSES = "input[type=range], input[type=radio], [role=slider], [role=radio], [role=listbox], [role=option], [role=tab], select, .np-handle, .np-map *";
const PRESSES = "button, a, summary, input[type=checkbox]";

class Projector {
  /** Ends what listens to the whole window, once another page has its own. */
  gone = new AbortController();

  /** @param {HTMLElement} host @param {PresenterPart} said */
  constructor(host, said) {
    this.host = host;
    this.spotlight = new Spotlight(host, this.gone.signal);
    this.pen = new Pen(host);
    this.blank = new Blank(host, said.words.blank);
    this.pressed = new ShownKeys(host);
    this.help = new Help(host);
  }

  get said() {
    return /** @type {PresenterPart} */ (saidOf(this.host));
  }
}

/** @type {Projector | null} */
let projector = null;
let listening = false;
const filling = new Filling();
const steps = new Steps(listBlocks);
const lead = new Lead((place) => followTo(["chapter_on", "chapter_back"], "chapter", place));
const channel = new BroadcastChannel(CHANNEL);

/** What each key does. @type {Record<string, (projector: Projector) => void>} */
const ACTS = {
  on: () => go(1),
  back: () => go(-1),
  close,
  full: () => filling.toggle(),
  spotlight: ({ spotlight }) => spotlight.toggle(),
  pen: ({ pen }) => (pen.on = !pen.on),
  blank: ({ blank }) => blank.show(),
  keys: ({ pressed }) => (pressed.on = !pressed.on),
  help: ({ help, said }) => help.toggle(said.words.help, said.keys),
  rate: () => focusSlider("rate_control"),
  count: () => focusSlider("num_iterations"),
  notes: ({ said }) => window.open(said.notes, "notes", "popup,width=900,height=640"),
  plan: () => clickIn("plan", "button"),
  play: () => clickIn("play", "button"),
};

/** @param {Component<PresenterPart>} component */
export function mount(component) {
  const host = takePlace(component);
  if (projector?.host !== host) {
    projector?.gone.abort();
    projector = new Projector(host, component.data);
  }
  if (!listening) listen();
  listening = true;
  if (isNew(host, component.data.place, component.data.page)) begin(projector);
  settle();
  settleSoon();
}

/** @param {HTMLElement} place */
export function leave(place) {
  if (!projector || !place.contains(projector.host)) return;
  filling.close();
  steps.leave();
  projector.gone.abort();
  projector = null;
}

function listen() {
  addEventListener("keydown", press, { capture: true });
  channel.addEventListener("message", ({ data }) => (data.go ? go(data.go) : report()));
  watchScript(settleSoon);
  watchHeight(showPart);
}

/** Another chapter: nothing of the one before stays. @param {Projector} at */
function begin({ pen, said: { plan, place } }) {
  pen.wipe();
  filling.close();
  steps.restart();
  if (place) announce("chapter", plan[place - 1].say);
}

const settleSoon = () => onceDrawn(settle);

/** Show one part of the page, as the page is now. */
function showPart() {
  if (!projector) return;
  steps.show();
  filling.offer(projector.said.words.full, projector.said.words.small);
}

function settle() {
  if (!projector) return;
  showPart();
  for (const key of ["learning_rate", "then", "num_iterations"]) followSlider(key, showValue);
  lead.ran(projector.said.place);
  report();
}

/** Write a slider's value large beside its name. @param {Element} place @param {string} value */
function showValue(place, value) {
  const live = place.querySelector(".np-live") ?? place.appendChild(element("span", { class: "np-live", "aria-hidden": "true" }));
  write(live, value);
}

/** Tell the window with the notes where the lesson is. */
function report() {
  if (projector) channel.postMessage({ place: projector.said.place, plan: projector.said.plan, step: steps.at, steps: steps.count });
}

/** To the next part of the page, or the next chapter; back likewise. @param {number} by */
function go(by) {
  if (!projector) return;
  projector.pen.wipe();
  filling.close();
  if (steps.go(by)) settle();
  else lead.go(projector.said.place, by, projector.said.plan.length);
}

/** Leave off what was begun last. @param {Projector} at */
function close({ pen, spotlight }) {
  if (filling.close()) return settle();
  pen.wipe();
  pen.on = false;
  spotlight.close();
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (!projector) return;
  projector.pressed.show(event.key);
  if (projector.blank.end()) return event.preventDefault();
  if (draw(projector.pen, event)) return event.preventDefault();
  const node = /** @type {Element} */ (event.target);
  const act = actOf(event, { types: node.matches(TYPED), chooses: node.matches(CHOOSES), presses: node.matches(PRESSES) });
  if (act === null || (projector.help.dialog.open && act !== "help")) return;
  if (act !== "close") {
    event.preventDefault();
    event.stopPropagation();
  }
  if (typeof act === "number") showScreen(projector, act);
  else ACTS[act](projector);
}

/** Whether a key moved the pen. @param {Pen} pen @param {KeyboardEvent} event */
function draw(pen, { key, shiftKey }) {
  const way = pen.on && wayOf(key);
  if (way) pen.step(way, shiftKey);
  return Boolean(way);
}

/** Show another card of the playground. @param {Projector} at @param {number} number */
function showScreen({ host, said }, number) {
  const name = said.screens[number - 1];
  if (name && said.page === "playground") tell(host, "selected", name);
}
