// @ts-check
// The teacher's wall: opens a class, and shows where everybody is.

import { button, element, find, write } from "../../browser/js/dom.js";
import { saidOf, takePlace } from "../../browser/js/places.js";
import { TYPED } from "../../browser/js/streamlit.js";
import { fill } from "../../browser/js/words.js";
import { Asking } from "./asking.js";
import { Collecting } from "./collecting.js";
import { Contesting } from "./contesting.js";
import { Enlarged } from "./enlarging.js";
import { Figures } from "./figures.js";
import { Pacing } from "./pacing.js";
import { download, writePage } from "./keeping.js";
import { keptClass, post, Refusal, send } from "./posting.js";
import { Roster, writeRun } from "./roster.js";
import { countStates } from "./scales.js";

const PAUSE = 250; // milliseconds between two looks
const SURE = 4000; // milliseconds in which a second click ends the class

class Wall {
  #named = false;
  #asksNames = false;
  /** @type {ClassOpened | null} */
  #opened = null;
  /** @type {ClassPlace[]} */
  #places = [];
  /** Why the last act was refused. */
  #refused = "";

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    const { words } = this.said;
    this.figures = new Figures(() => this.said);
    const lines = ["np-digits", "np-link", "np-counts"].map((name) => element("p", { class: name }));
    const acts = element("p", { class: "np-acts" });
    acts.append(
      button("", () => this.#toggleNames(), "np-names"),
      button("", () => this.#askNames(), "np-asks-names"),
      button(words.keep, () => this.#keep()),
      button(words.end, () => this.#end(), "np-end"),
    );
    host.append(
      element("p", { class: "np-told", role: "alert" }),
      element("div", { class: "np-unopened" }, element("p", {}, this.said.about), button(words.open, () => this.#open())),
      element(
        "div",
        { class: "np-class", hidden: "" },
        element("div", {}, element("img", { class: "np-qr" }), ...lines),
        ...this.figures.both,
        acts,
        element("section", { class: "np-pace np-contest" }),
        element("section", { class: "np-pace np-paces" }),
        element("section", { class: "np-pace np-asks" }),
        element("section", { class: "np-pace np-collect" }),
        element("section", { class: "np-where" }, element("h2", {}, words.places), element("ul", { class: "np-places" })),
      ),
    );
    const act = (/** @type {string} */ name, /** @type {Record<string, any>} */ body) => this.#act(name, body);
    this.pacing = new Pacing(find(host, ".np-paces"), this.said, act);
    this.asking = new Asking(find(host, ".np-asks"), () => this.said, act);
    this.contesting = new Contesting(find(host, ".np-contest"), () => this.said, act);
    this.roster = new Roster(find(host, ".np-places"), () => this.said, (seat) => this.pacing.tick(seat));
    this.collecting = new Collecting(find(host, ".np-collect"), () => this.said, (as) => this.#collect(as));
    new Enlarged(host, words, (seat) => this.#describe(seat));
    addEventListener("keydown", (event) => this.#press(event));
    this.#showNames();
    this.#look();
  }

  get said() {
    return /** @type {WallPart} */ (saidOf(this.host));
  }

  /** @param {string} act @param {Record<string, any>} body */
  #post(act, body = {}) {
    const { at, language } = this.said;
    return post(`${at}/${act}`, { ...keptClass.value, language, ...body });
  }

  /** Do what the teacher asks; where that is refused, the reason stands until the next act. @param {string} name @param {Record<string, any>} body */
  async #act(name, body) {
    this.#refused = "";
    write(find(this.host, ".np-told"), "");
    await this.#post(name, body).catch((error) => this.#fail(error, true));
  }

  /** @param {string} as */
  async #collect(as) {
    const { at, language } = this.said;
    try {
      return await (await send(`${at}/collect`, { ...keptClass.value, language, as })).blob();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #open() {
    try {
      const here = new URL(this.said.join, document.baseURI).href;
      /** @type {ClassOpened} */
      const opened = await this.#post("open", { here });
      keptClass.value = { code: opened.code, secret: opened.secret };
      this.#opened = opened;
      this.#showHead(opened);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {ClassOpened} opened */
  #showHead({ code, link, picture }) {
    const { words } = this.said;
    write(find(this.host, ".np-digits"), `${code.slice(0, 3)} ${code.slice(3)}`);
    write(find(this.host, ".np-link"), fill(words.join, { link }));
    const image = /** @type {HTMLImageElement} */ (find(this.host, ".np-qr"));
    image.hidden = !picture;
    image.src = picture;
    image.alt = fill(words.code_alt, { link });
    this.#swap(true);
  }

  /** @param {boolean} isOpen */
  #swap(isOpen) {
    find(this.host, ".np-class").hidden = !isOpen;
    find(this.host, ".np-unopened").hidden = isOpen;
  }

  /** Look who is where, again and again, while the page stands. */
  async #look() {
    while (this.host.isConnected) {
      if (this.#opened) await this.#lookOnce();
      else if (keptClass.value && !find(this.host, ".np-told").textContent) await this.#open();
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  async #lookOnce() {
    try {
      /** @type {ClassWall} */
      const wall = await this.#post("wall");
      if (!this.#opened) return;
      this.#places = wall.places;
      this.pacing.show(wall.pace, wall.held);
      this.asking.show(wall.question, wall.places.length);
      this.#asksNames = wall.asks_names;
      write(find(this.host, ".np-asks-names"), this.#asksNames ? this.said.words.asks_no_more : this.said.words.asks);
      this.collecting.show(wall.handed_in);
      this.contesting.show(wall.contest, (seat) => this.#call(seat));
      write(find(this.host, ".np-told"), this.#refused);
      this.#show();
      await this.figures.fetchCurve(this.#places);
      this.#show();
    } catch (error) {
      if (this.#opened) this.#fail(error);
    }
  }

  /** What a seat is called, with its name where names are shown. @param {number} seat */
  #call(seat) {
    const name = this.#named ? this.#places.find((place) => place.seat === seat)?.name : "";
    return [String(seat), name].filter(Boolean).join(" ");
  }

  /** A seat and its run. @param {number} seat */
  #describe(seat) {
    const place = this.#places.find((each) => each.seat === seat);
    return `${this.said.words.seat} ${this.#call(seat)}${place ? ` · ${writeRun(place)}` : ""}`;
  }

  #show() {
    const { words } = this.said;
    write(find(this.host, ".np-counts"), this.#places.length ? fill(words.counts, countStates(this.#places)) : words.nobody);
    this.figures.show(this.#places, this.#named);
    this.roster.show(this.#places, this.#named);
  }

  #toggleNames() {
    this.#named = !this.#named;
    this.#showNames();
    if (this.#opened) this.#show();
  }

  /** Keep the wall as a file, as it is now: with names or without. */
  #keep() {
    const contest = find(this.host, ".np-board").hidden ? [] : [".np-contest"];
    const parts = [".np-counts", ".np-figure-map", ".np-figure-curves", ...contest, ".np-where"].map((part) => find(this.host, part));
    download(new Blob([writePage(document.title, this.said.language, parts)]), "class.html");
  }

  /** Ask the class for names, or no more. */
  #askNames() {
    this.#act("ask_names", { asks: !this.#asksNames });
  }

  #showNames() {
    const button = find(this.host, ".np-names");
    button.setAttribute("aria-pressed", String(this.#named));
    write(button, this.#named ? this.said.words.shown : this.said.words.hidden);
  }

  /** @param {KeyboardEvent} event */
  #press({ key, ctrlKey, altKey, metaKey, target }) {
    if (!this.host.isConnected || key.toLowerCase() !== "h" || ctrlKey || altKey || metaKey) return;
    if (!(/** @type {Element} */ (target).matches(TYPED))) this.#toggleNames();
  }

  /** End the class at the second click. */
  async #end() {
    const button = find(this.host, ".np-end");
    const { words } = this.said;
    if (button.textContent !== words.end_sure) {
      write(button, words.end_sure);
      setTimeout(() => write(button, words.end), SURE);
      return;
    }
    const ended = keptClass.value;
    this.#close(); // before: a look that is on its way is not to open it anew
    await this.#post("end", ended).catch((error) => {
      keptClass.value = ended;
      this.#fail(error);
    });
  }

  #close() {
    keptClass.value = null;
    this.#opened = null;
    this.#places = [];
    write(find(this.host, ".np-end"), this.said.words.end);
    this.#swap(false);
  }

  /** @param {unknown} error @param {boolean} stays whether a reason stays, whatever the next look finds */
  #fail(error, stays = false) {
    const isRefused = error instanceof Refusal;
    if (isRefused && stays) this.#refused = error.message;
    write(find(this.host, ".np-told"), isRefused ? error.message : this.said.words.lost);
    if (isRefused && error.reason === "not_teacher") this.#close();
  }
}

/** @param {Component<WallPart>} component */
export function mount(component) {
  const host = takePlace(component);
  if (!host.childElementCount) new Wall(host);
}
