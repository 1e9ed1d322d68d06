// @ts-check
// The tuning map by keys: arrows go from cell to cell, with Shift ten at once, Enter takes the cell, Escape leads back to the
// sliders.

/** @typedef {{row: number, column: number}} Cell */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };
const MANY = 10;

/** @param {number} value @param {number} count */
const within = (value, count) => Math.min(Math.max(value, 0), count - 1);

/**
 * The cell to which an arrow key leads; null where the key is none.
 * @param {KeyboardEvent} press @param {Cell} from @param {number} rows @param {number} columns @returns {Cell | null}
 */
export function follow({ key, shiftKey }, { row, column }, rows, columns) {
  if (!(key in ARROWS)) return null;
  const [up, right] = ARROWS[key].map((step) => step * (shiftKey ? MANY : 1));
  return { row: within(row + up, rows), column: within(column + right, columns) };
}
