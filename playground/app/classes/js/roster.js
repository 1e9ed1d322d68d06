// @ts-check
// The list of who is where. A row stays while its seat is there, so that the keyboard stays in it.

import { element, setAttribute, write } from "../../browser/js/dom.js";

const CELLS = 6;
const RUN = 4; // the cell with the run, which opens it

/** @param {Pick<ClassPlace, "rate" | "iterations" | "way_name">} run */
export const writeRun = ({ rate, iterations, way_name }) => [rate, iterations.toLocaleString("en-US"), way_name].filter(Boolean).join(" · ");

export class Roster {
  /** @type {Map<number, {item: HTMLElement, cells: HTMLElement[]}>} */
  #rows = new Map();

  /** @param {HTMLElement} list @param {() => WallPart} said @param {(seat: number) => HTMLElement} tick what ticks a seat */
  constructor(list, said, tick) {
    this.list = list;
    this.said = said;
    this.tick = tick;
  }

  /** @param {ClassPlace[]} places in the order of their seats @param {boolean} named */
  show(places, named) {
    for (const [seat, { item }] of this.#rows) {
      if (places.some((place) => place.seat === seat)) continue;
      item.remove();
      this.#rows.delete(seat);
    }
    for (const place of places) this.#fill(this.#rows.get(place.seat) ?? this.#add(place.seat), place, named);
  }

  /** @param {number} seat */
  #add(seat) {
    const cells = Array.from({ length: CELLS }, (_, i) => (i === RUN ? element("a", { "data-seat": seat }) : element("span")));
    const row = { item: element("li", {}, this.tick(seat), ...cells), cells };
    this.list.append(row.item);
    this.#rows.set(seat, row);
    return row;
  }

  /** @param {{cells: HTMLElement[]}} row @param {ClassPlace} place @param {boolean} named */
  #fill({ cells }, { seat, name, state, page, dataset, rate, iterations, way_name, answered, handed_in, address }, named) {
    const { words, pages, states, home, dataset: own } = this.said();
    const run = page ? writeRun({ rate, iterations, way_name }) : "";
    const isElsewhere = page && dataset !== own && !dataset.startsWith(`${own}.`); // after the point stands a mistake
    const notes = [answered ? words.has_answered : "", handed_in ? words.has_handed_in : "", isElsewhere ? words.other_pictures : ""];
    const said = [String(seat), named ? name : "", states[state], pages[page] ?? "", run, notes.filter(Boolean).join(" · ")];
    said.forEach((text, i) => write(cells[i], text));
    if (!address) return ["href", "title"].forEach((each) => cells[RUN].removeAttribute(each));
    setAttribute(cells[RUN], "href", home + address);
    setAttribute(cells[RUN], "title", words.enlarge);
  }
}
