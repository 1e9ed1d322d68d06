// @ts-check
// The line on the pages of a student who is in a class; it tells the class where they are, every second.

import { button, element, find, write } from "../../browser/js/dom.js";
import { saidOf, takePlace, tell } from "../../browser/js/places.js";
import { fill, joinSentences } from "../../browser/js/words.js";
import { Answering } from "./answering.js";
import { Competing } from "./competing.js";
import { Following } from "./following.js";
import { Naming } from "./naming.js";
import { FIRST_PATIENCE, keptSeat, PATIENCE, post, readRun, Refusal } from "./posting.js";

const PAUSE = 250; // milliseconds between two looks at the page
const QUIET = 1000; // milliseconds until a page that has not changed reports, too
const LONGER = 5000; // where the class was not found, or the server did not answer


class Pupil {
  #left = false;
  #told = "";
  #toldAt = 0;
  #patience = FIRST_PATIENCE;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    const { words } = this.said;
    const leave = button(words.leave, () => this.#leave());
    const handIn = button(words.hand_in, () => this.seat?.token && tell(host, "selected", { token: this.seat.token }));
    const change = button(words.change_name, () => this.naming.open());
    const buttons = element("span", { class: "np-buttons" }, change, handIn, leave);
    host.append(element("p", { class: "np-pupil" }, element("strong", { role: "status" }, words.joining), buttons, element("span", { class: "np-sees", role: "status" })));
    document.addEventListener("visibilitychange", () => {
      if (this.host.isConnected && !this.#left && this.seat?.token) this.#report().catch(() => null);
    });
    this.following = new Following(host);
    this.naming = new Naming(host, change, (name) => this.#post("name", { token: this.seat?.token, name }));
    this.competing = new Competing(host);
    this.answering = new Answering(host, (body) => this.#post("answer", { token: this.seat?.token, ...body }));
    this.#goOn();
  }

  get said() {
    return /** @type {LinePart} */ (saidOf(this.host));
  }

  /** The seat in this class, if there is one. @returns {ClassJoined & {code: string} | null} */
  get seat() {
    const seat = keptSeat.value;
    return seat?.code === this.said.code ? seat : null;
  }

  async #goOn() {
    while (this.host.isConnected && !this.#left) {
      const pause = this.#isDue() ? await this.#report().then(() => PAUSE, (error) => this.#fail(error)) : PAUSE;
      await new Promise((done) => setTimeout(done, pause));
    }
  }

  /** Where this page is. */
  get #here() {
    const { page, dataset } = this.said;
    return { page, dataset, hidden: document.hidden, ...readRun(this.said) };
  }

  /** Whether the class does not know where this page is, or has heard nothing of it for long. */
  #isDue() {
    return JSON.stringify(this.#here) !== this.#told || performance.now() > this.#toldAt + QUIET;
  }

  /** @param {string} act @param {Record<string, any>} body */
  #post(act, body) {
    const { at, code, language } = this.said;
    return post(`${at}/${act}`, { code, language, ...body }, this.#patience);
  }

  /** Say where this page is; join first, where it is not in the class yet. */
  async #report() {
    const { code, words } = this.said;
    if (!this.seat?.token) keptSeat.value = { code, ...(await this.#post("join", { mark: this.seat?.mark ?? "" })) };
    const here = this.#here;
    [this.#told, this.#toldAt] = [JSON.stringify(here), performance.now()];
    /** @type {ClassJoined} */
    const joined = await this.#post("report", { token: this.seat?.token, ...here });
    this.#patience = PATIENCE;
    if (this.#left) return;
    write(find(this.host, "strong"), fill(words.line, joined));
    write(find(this.host, ".np-sees"), this.#tellState(joined));
    this.following.obey(joined.pace);
    this.naming.show(joined);
    this.competing.show(joined.contest);
    this.answering.show(joined.question);
  }

  /** What the teacher sees, has and asks. @param {ClassJoined} joined */
  #tellState({ pace, handed_in: run }) {
    const { words, refused } = this.said;
    const seen = pace.kind === "follow" ? words.follows : words.sees;
    return joinSentences([refused || (run ? fill(words.handed_in, { run }) : ""), seen]);
  }

  /** Say what is wrong; a seat that the server lost is asked for anew. @param {unknown} error */
  #fail(error) {
    const isRefused = error instanceof Refusal;
    const { seat } = this;
    if (isRefused && error.reason === "not_member" && seat?.token) {
      keptSeat.value = { code: seat.code, mark: seat.mark };
      this.#patience = FIRST_PATIENCE; // who joins anew too early takes a second seat
      return 0;
    }
    write(find(this.host, "strong"), isRefused ? error.message : this.said.words.gone);
    write(find(this.host, ".np-sees"), "");
    return LONGER;
  }

  async #leave() {
    this.#left = true;
    const { seat } = this;
    keptSeat.value = null;
    if (seat?.token) await this.#post("leave", { token: seat.token }).catch(() => null);
    tell(this.host, "selected", { code: "" });
  }
}

/** @param {Component<LinePart>} component */
export function mount(component) {
  const host = takePlace(component);
  if (!host.childElementCount) new Pupil(host);
}
