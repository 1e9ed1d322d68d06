// @ts-check
// What the pages of a class tell the server and hear of it, and what a browser keeps of its class.

import { readPositions } from "../../browser/js/streamlit.js";

/** How long an answer may take (milliseconds). */
export const PATIENCE = 8000;
/** How long who joins may wait, as a slow machine still loads the page then (milliseconds). */
export const FIRST_PATIENCE = 60000;

/** What cannot be done, with the sentence that says why. */
export class Refusal extends Error {
  /** @param {{error: string, key: string}} told */
  constructor({ error, key }) {
    super(error);
    this.reason = key.split(".").at(-1);
  }
}

/**
 * Post something to the class; a `Refusal` where it cannot be done, another error where the server does not answer in time.
 * @param {string} address @param {Record<string, any>} body @param {number} patience milliseconds @returns {Promise<any>}
 */
export const post = async (address, body, patience = PATIENCE) => (await send(address, body, AbortSignal.timeout(patience))).json();

/**
 * Post something, and return the answer as it comes, in whatever time that takes.
 * @param {string} address @param {Record<string, any>} body @param {AbortSignal | null} signal
 */
export async function send(address, body, signal = null) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal });
  if (answer.status === 409) throw new Refusal(await answer.json());
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

/** The run that the sliders of a page ask for, as an address writes it. @param {LinePart} said */
export function readRun({ way, positions, steps }) {
  const now = readPositions(positions);
  return { learning_rate: steps.learning_rate[now.learning_rate], num_iterations: String(now.num_iterations), way };
}

/** What is kept under a name, so that a page that is loaded again is in its class again. */
class Kept {
  /** @param {string} name @param {Storage} storage */
  constructor(name, storage) {
    this.name = `playground.${name}`;
    this.storage = storage;
  }

  /** @returns {any} */
  get value() {
    return JSON.parse(this.storage.getItem(this.name) ?? "null");
  }

  /** @param {unknown} value */
  set value(value) {
    if (value === null) this.storage.removeItem(this.name);
    else this.storage.setItem(this.name, JSON.stringify(value));
  }
}

// Who sits down at a teacher's computer later is not to be the teacher: what makes one is known to the tab alone, also when it
// is loaded again, and to those that it opens. A student's seat is the browser's: a link that is opened beside it takes no second one.

/** The class that is led here. */
export const keptClass = new Kept("class", sessionStorage);
/** The seat of a student. */
export const keptSeat = new Kept("seat", localStorage);
/** Where a student saw which question's answers. */
export const keptAnswers = new Kept("answers", sessionStorage);
