// @ts-check
// Which nudges of the first minute a person has followed, kept by this browser; where it keeps nothing, for this page.

const KEY = "playground.nudges";

/** @type {Set<string>} */
const done = new Set(read());

/** @returns {string[]} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return []; // a browser may refuse to keep anything, or hold what is not ours
  }
}

/** @param {string} name of a nudge */
export const isDone = (name) => done.has(name);

/** Whether a person has closed the nudges. */
export const isClosed = () => done.has("closed");

/** @param {string} name of a nudge, or `closed` */
export function remember(name) {
  done.add(name);
  try {
    localStorage.setItem(KEY, JSON.stringify([...done]));
  } catch {
    // kept for this page alone
  }
}
