// @ts-check
// The parts' places on the page, with what the page's script says of each.

import { element } from "./dom.js";

/** @type {WeakMap<HTMLElement, {said: any, send: Send}>} */
const told = new WeakMap();

/** All places, by their names: to look through the page for them would take longer than to write into them. @type {Map<string, WeakRef<HTMLElement>[]>} */
const taken = new Map();

/** @param {string} name */
const known = (name) => (taken.get(name) ?? []).flatMap((each) => each.deref() ?? []);

/**
 * Where a part is on the page now: Streamlit may build its place anew, and while it does there can be two.
 * @param {string} name
 */
export const places = (name) => known(name).filter(({ isConnected }) => isConnected);

/**
 * Return the place of a part, made where there is none yet, and remember what the script says of it.
 * @param {Component<any>} component @returns {HTMLElement}
 */
export function takePlace({ parentElement, data, setTriggerValue }) {
  /** @type {HTMLElement | null} */
  let host = parentElement.querySelector(".np-part");
  if (!host) {
    host = element("div", { class: `np-part np-part-${data.part}` });
    parentElement.append(host);
    taken.set(
      data.part,
      [...known(data.part), host].map((each) => new WeakRef(each)),
    );
  }
  told.set(host, { said: data, send: setTriggerValue });
  return host;
}

/** What the script says of a place. @param {HTMLElement} host */
export const saidOf = (host) => told.get(host)?.said;

/** Tell the script what happened in a place. @param {HTMLElement} host @param {string} name @param {unknown} value */
export const tell = (host, name, value) => told.get(host)?.send(name, value);
