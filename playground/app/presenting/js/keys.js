// @ts-check
// Which key does what in front of a class. A clicker sends Page Up and Page Down, which work wherever the keyboard is; letters
// leave alone who types, arrows who moves a slider or chooses.

/** @typedef {{key: string, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean}} Press */
/** What a key means where the keyboard is: a text is typed, arrows choose, the space bar presses. @typedef {{types: boolean, chooses: boolean, presses: boolean}} Place */

/** @type {Record<string, string>} */
const ALWAYS = { PageDown: "on", PageUp: "back", Escape: "close" };
/** @type {Record<string, string>} */
const LETTERS = { f: "full", s: "spotlight", d: "pen", b: "blank", l: "rate", i: "count", k: "keys", n: "notes", c: "plan", "?": "help" };
/** @type {Record<string, string>} */
const ARROWS = { ArrowRight: "on", ArrowLeft: "back" };

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The way that an arrow key points, across and down. @param {string} key @returns {[number, number] | undefined} */
export const wayOf = (key) => WAYS[key];

/**
 * What a key asks for: an act, the number of a screen, or nothing.
 * @param {Press} press @param {Place} place @returns {string | number | null}
 */
export function actOf({ key, ctrlKey, altKey, metaKey }, { types, chooses, presses }) {
  if (ctrlKey || altKey || metaKey) return null;
  if (key in ALWAYS) return ALWAYS[key];
  if (types) return null;
  if (key.toLowerCase() in LETTERS) return LETTERS[key.toLowerCase()];
  if (/^[1-9]$/.test(key)) return Number(key);
  if (key in ARROWS) return chooses ? null : ARROWS[key];
  return key === " " && !chooses && !presses ? "play" : null;
}

/** The name of a key as it is shown to a class. @param {string} key */
export const nameOf = (key) => (key === " " ? "␣" : key.length === 1 ? key.toUpperCase() : key.replace("Arrow", "").replace("Page", "Page "));
