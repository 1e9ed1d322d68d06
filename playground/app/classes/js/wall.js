// @ts-check
// The teacher's wall: opens a class, and shows where everybody is.

import { element, find, write } from "../../browser/js/dom.js";
import { saidOf, takePlace } from "../../browser/js/places.js";
import { TYPED } from "../../browser/js/streamlit.js";
import { fill } from "../../browser/js/words.js";
import { Asking } from "./asking.js";
import { Collecting } from "./collecting.js";
import { Contesting } from "./contesting.js";
import { drawCurves, drawMap } from "./drawings.js";
import { Pacing } from "./pacing.js";
import { download, writePage } from "./keeping.js";
import { Kept, post, Refusal, send } from "./posting.js";
import { countStates } from "./scales.js";

const PAUSE = 500; // milliseconds between two looks
const SURE = 4000; // milliseconds in which a second click ends the class

const kept = new Kept("class");

/** The run of a place, as an address asks for it. @param {ClassPlace} place */
const queryOf = ({ dataset, rate, iterations, way }) =>
  new URLSearchParams({ dataset, learning_rate: String(rate), num_iterations: String(iterations), way }).toString();

class Wall {
  #named = false;
  #asksNames = false;
  /** @type {ClassOpened | null} */
  #opened = null;
  /** @type {ClassPlace[]} */
  #places = [];
  /** Curves by what was asked; none where training takes too long. @type {Map<string, ClassCurve | null>} */
  #curves = new Map();
  #drawn = "";

  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    const { words } = this.said;
    const button = (/** @type {string} */ name, /** @type {() => void} */ act) => {
      const made = element("button", { type: "button", class: `np-textbutton np-${name}` });
      made.addEventListener("click", act);
      return made;
    };
    const figure = (/** @type {string} */ name) =>
      element(
        "figure",
        { class: `np-figure-${name}` },
        element("h2", {}, words[name]),
        element("div"),
        element("figcaption", { class: "np-caption" }),
      );
    const lines = ["np-digits", "np-link", "np-counts"].map((name) => element("p", { class: name }));
    const acts = element("p", { class: "np-acts" }, button("names", () => this.#toggleNames()), button("asks-names", () => this.#askNames()), button("keep", () => this.#keep()), button("end", () => this.#end()));
    host.append(
      element("p", { class: "np-told", role: "alert" }),
      element("div", { class: "np-unopened" }, element("p", {}, this.said.about), button("open", () => this.#open())),
      element(
        "div",
        { class: "np-class", hidden: "" },
        element("div", { class: "np-head" }, element("img", { class: "np-qr" }), ...lines, acts),
        figure("map"),
        figure("curves"),
        element("section", { class: "np-pace np-contest" }),
        element("section", { class: "np-pace np-paces" }),
        element("section", { class: "np-pace np-asks" }),
        element("section", { class: "np-pace np-collect" }),
        element("section", { class: "np-where" }, element("h2", {}, words.places), element("ul", { class: "np-places" })),
      ),
    );
    const act = (/** @type {string} */ name, /** @type {Record<string, any>} */ body) =>
      this.#post(name, body).catch((error) => this.#fail(error));
    this.pacing = new Pacing(find(host, ".np-paces"), this.said, act);
    this.asking = new Asking(find(host, ".np-asks"), () => this.said, act);
    this.contesting = new Contesting(find(host, ".np-contest"), () => this.said, act);
    this.collecting = new Collecting(find(host, ".np-collect"), () => this.said, (as) => this.#collect(as));
    write(find(host, ".np-open"), words.open);
    write(find(host, ".np-end"), words.end);
    write(find(host, ".np-keep"), words.keep);
    addEventListener("keydown", (event) => this.#press(event));
    this.#showNames();
    if (kept.value) this.#open();
    this.#look();
  }

  get said() {
    return /** @type {WallPart} */ (saidOf(this.host));
  }

  /** @param {string} act @param {Record<string, any>} body */
  #post(act, body = {}) {
    const { at, language } = this.said;
    return post(`${at}/${act}`, { ...kept.value, language, ...body });
  }

  /** @param {string} as */
  async #collect(as) {
    const { at, language } = this.said;
    try {
      return await (await send(`${at}/collect`, { ...kept.value, language, as })).blob();
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
      kept.value = { code: opened.code, secret: opened.secret };
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
      if (this.#opened && !kept.value) this.#close(); // ended in another window
      if (this.#opened) await this.#lookOnce();
      else if (kept.value && !find(this.host, ".np-told").textContent) await this.#open();
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  async #lookOnce() {
    try {
      const before = this.#places;
      /** @type {ClassWall} */
      const wall = await this.#post("wall");
      if (!this.#opened) return;
      this.#places = wall.places;
      this.pacing.show(wall.pace);
      this.asking.show(wall.question, wall.places.length);
      this.#asksNames = wall.asks_names;
      write(find(this.host, ".np-asks-names"), this.#asksNames ? this.said.words.asks_no_more : this.said.words.asks);
      this.collecting.show(wall.handed_in);
      this.contesting.show(wall.contest, (seat) => this.#call(seat));
      write(find(this.host, ".np-told"), "");
      this.#show();
      await this.#fetchCurve(before);
    } catch (error) {
      if (this.#opened) this.#fail(error);
    }
  }

  /** What a seat is called, with its name where names are shown. @param {number} seat */
  #call(seat) {
    const name = this.#named ? this.#places.find((place) => place.seat === seat)?.name : "";
    return [String(seat), name].filter(Boolean).join(" ");
  }

  /** Fetch a curve that is not here, of a run that has stayed since the last look: one at a time. @param {ClassPlace[]} before */
  async #fetchCurve(before) {
    const rested = new Set(before.map(queryOf));
    const queries = this.#shown().map(queryOf);
    for (const query of this.#curves.keys()) if (!queries.includes(query)) this.#curves.delete(query);
    const query = queries.find((each) => rested.has(each) && !this.#curves.has(each));
    if (!query) return;
    const answer = await fetch(`${this.said.at}/curve?${query}`);
    this.#curves.set(query, answer.status === 200 ? await answer.json() : null);
    this.#show();
  }

  /** Those with a run on the pictures of the drawings. */
  #shown() {
    return this.#places.filter(({ dataset, iterations }) => dataset === this.said.dataset && iterations > 0);
  }

  #show() {
    const state = JSON.stringify([this.#places, this.#named, this.#curves.size, this.said.language, this.said.dataset]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    const { said, host } = this;
    const shown = this.#shown();
    const curves = shown.flatMap((place) => {
      const curve = this.#curves.get(queryOf(place));
      return curve ? { seat: place.seat, curve } : [];
    });
    write(find(host, ".np-counts"), this.#places.length ? fill(said.words.counts, countStates(this.#places)) : said.words.nobody);
    find(host, ".np-figure-map div").replaceChildren(drawMap(shown, said, fill(said.words.map_alt, { count: shown.length }), this.#named));
    find(host, ".np-figure-curves div").replaceChildren(drawCurves(curves, said, fill(said.words.curves_alt, { count: curves.length })));
    write(find(host, ".np-figure-map figcaption"), said.pictures);
    const count = shown.filter((place) => this.#curves.get(queryOf(place)) === null).length;
    write(find(host, ".np-figure-curves figcaption"), count ? fill(said.words.long, { count }) : "");
    find(host, ".np-places").replaceChildren(...this.#places.map((place) => this.#row(place)));
  }

  /** @param {ClassPlace} place */
  #row({ seat, name, state, page, dataset, rate, iterations, way_name, answered, handed_in, address }) {
    const { words, pages, states, home } = this.said;
    const run = page ? [rate, iterations.toLocaleString("en-US"), way_name].filter(Boolean).join(" · ") : "";
    const notes = [answered ? words.has_answered : "", handed_in ? words.has_handed_in : "", page && dataset !== this.said.dataset ? words.own : ""];
    const link = address ? element("a", { href: home + address, target: "_blank", title: words.opens }, run) : run;
    const cells = [String(seat), this.#named ? name : "", states[state], pages[page] ?? "", link, notes.filter(Boolean).join(" · ")];
    return element("li", {}, this.pacing.tick(seat), ...cells.map((cell) => element("span", {}, cell)));
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
    this.#post("ask_names", { asks: !this.#asksNames }).catch((error) => this.#fail(error));
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
    const ended = kept.value;
    this.#close(); // before: a look that is on its way is not to open it anew
    await this.#post("end", ended).catch((error) => {
      kept.value = ended;
      this.#fail(error);
    });
  }

  #close() {
    kept.value = null;
    this.#opened = null;
    this.#places = [];
    write(find(this.host, ".np-end"), this.said.words.end);
    this.#swap(false);
  }

  /** @param {unknown} error */
  #fail(error) {
    const isRefused = error instanceof Refusal;
    write(find(this.host, ".np-told"), isRefused ? error.message : this.said.words.lost);
    if (isRefused && error.reason === "not_teacher") this.#close();
  }
}

/** @param {Component<WallPart>} component */
export function mount(component) {
  const host = takePlace(component);
  if (!host.childElementCount) new Wall(host);
}
