// @ts-check
// The teacher's window: it follows the projector in another window of this browser.

import { button, element, find, write } from "../../browser/js/dom.js";
import { takePlace } from "../../browser/js/places.js";
import { fill } from "../../browser/js/words.js";
import { actOf } from "./keys.js";
import { minutesUntil, splitTime } from "./time.js";

export const CHANNEL = "playground.presenter";

/** Where the lesson is. @typedef {{place: number, plan: ToldChapter[], step: number, steps: number}} At */

class Notes {
  #began = Date.now();
  /** @type {At | null} */
  #at = null;

  /** @param {HTMLElement} host @param {Record<string, string>} words @param {BroadcastChannel} channel */
  constructor(host, words, channel) {
    this.host = host;
    this.words = words;
    /** @type {[string, () => void][]} */
    const acts = [
      ["back", () => channel.postMessage({ go: -1 })],
      ["on", () => channel.postMessage({ go: 1 })],
      ["again", () => this.#restart()],
    ];
    const lines = ["np-clock", "np-elapsed", "np-planned", "np-place"].map((name) => element("span", { class: name }));
    host.append(
      element("p", { class: "np-times" }, ...lines),
      element("h1"),
      element("p", { class: "np-say" }),
      element("p", { class: "np-teacher" }),
      element("p", { class: "np-following" }),
      element("p", { class: "np-acts" }, ...acts.map(([name, act]) => button(words[name], act))),
    );
    channel.addEventListener("message", ({ data }) => data.plan && this.#follow(data));
    addEventListener("keydown", ({ key }) => {
      const act = actOf({ key }, { types: false, chooses: false, presses: true });
      if (act === "on" || act === "back") channel.postMessage({ go: act === "on" ? 1 : -1 });
    });
    channel.postMessage({});
    write(find(host, "h1"), words.waiting);
    setInterval(() => this.#tick(), 1000);
    this.#tick();
  }

  #restart() {
    this.#began = Date.now();
    this.#tick();
  }

  /** @param {At} at */
  #follow(at) {
    if (!this.#at?.place && at.place) this.#restart();
    this.#at = at;
    const { place, plan } = at;
    const [now, next] = [plan[place - 1], plan[place]];
    this.#say("h1", now?.title ?? this.words.free);
    this.#say(".np-say", now?.say ?? "");
    this.#say(".np-teacher", now?.note ?? "");
    this.#say(".np-following", next ? fill(this.words.next, next) : this.words.end);
    this.#say(".np-planned", now ? fill(this.words.minutes, { minutes: minutesUntil(plan, place) }) : "");
    this.#say(".np-place", now ? fill(this.words.place, { place, total: plan.length }) : "");
  }

  #tick() {
    this.#say(".np-clock", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
    this.#say(".np-elapsed", fill(this.words.elapsed, splitTime(Date.now() - this.#began)));
  }

  /** @param {string} selector @param {string} text */
  #say(selector, text) {
    write(find(this.host, selector), text);
  }
}

/** @param {Component<NotesPart>} component */
export function mount(component) {
  const host = takePlace(component);
  if (!host.childElementCount) new Notes(host, component.data.words, new BroadcastChannel(CHANNEL));
}
