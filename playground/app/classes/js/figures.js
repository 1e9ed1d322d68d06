// @ts-check
// The wall's two figures: everybody's run as a dot, and as a cost curve.

import { element, find, write } from "../../browser/js/dom.js";
import { fill } from "../../browser/js/words.js";
import { Curves } from "./curves.js";
import { drawCurves, drawMap } from "./drawings.js";

/** @param {string} name @param {Record<string, string>} words */
const build = (name, words) =>
  element("figure", { class: `np-figure-${name}` }, element("h2", {}, words[name]), element("div"), element("figcaption", { class: "np-caption" }));

export class Figures {
  #curves = new Curves();
  #drawn = "";

  /** @param {() => WallPart} said */
  constructor(said) {
    this.said = said;
    this.map = build("map", said().words);
    this.costs = build("curves", said().words);
  }

  get both() {
    return [this.map, this.costs];
  }

  /** Those with a run on the pictures of the drawings. @param {ClassPlace[]} places */
  #choose(places) {
    return places.filter(({ dataset, iterations }) => dataset === this.said().dataset && iterations > 0);
  }

  /** Fetch a curve that is not here. @param {ClassPlace[]} places */
  fetchCurve(places) {
    return this.#curves.fetchNext(this.said().at, this.#choose(places));
  }

  /** @param {ClassPlace[]} places @param {boolean} named */
  show(places, named) {
    const said = this.said();
    const state = JSON.stringify([places, named, this.#curves.size, said.language, said.dataset]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    const shown = this.#choose(places);
    const curves = shown.flatMap((place) => {
      const curve = this.#curves.of(place);
      return curve ? { seat: place.seat, curve } : [];
    });
    find(this.map, "div").replaceChildren(drawMap(shown, said, fill(said.words.map_alt, { count: shown.length }), named));
    find(this.costs, "div").replaceChildren(drawCurves(curves, said, fill(said.words.curves_alt, { count: curves.length })));
    const count = shown.filter((place) => this.#curves.of(place) === null).length;
    write(find(this.map, "figcaption"), said.pictures);
    write(find(this.costs, "figcaption"), count ? fill(said.words.long, { count }) : "");
  }
}
