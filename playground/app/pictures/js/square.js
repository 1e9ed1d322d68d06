// @ts-check
// The square of a picture that the neuron sees, by its middle and its share of the largest there is: how it moves, grows
// and stays inside. Pictures of other forms than square have a crop of theirs.

const LEAST = 0.1; // of the largest
/** @type {CropPlace} */
export const WHOLE = { x: 0.5, y: 0.5, share: 1 };

/** @typedef {Pick<CropPart, "size" | "form">} Picture */

/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** Width and height of the square, in shares of the picture's own. @param {Picture} picture @param {number} share */
export function sidesOf({ size: [width, height], form }, share) {
  const across = share * Math.min(width, (height * form[0]) / form[1]);
  return [across / width, (across * form[1]) / form[0] / height];
}

/**
 * A crop that is large enough, and inside the picture.
 * @param {Picture} picture @param {CropPlace} wanted @returns {CropPlace}
 */
export function changeCrop(picture, wanted) {
  const share = clamp(wanted.share, LEAST, 1);
  const [width, height] = sidesOf(picture, share);
  return { x: clamp(wanted.x, width / 2, 1 - width / 2), y: clamp(wanted.y, height / 2, 1 - height / 2), share };
}

/** @type {(picture: Picture, start: CropPlace, dx: number, dy: number) => CropPlace} */
export const moveCrop = (_, { x, y, share }, dx, dy) => ({ x: x + dx, y: y + dy, share });

/**
 * Pull the lower right corner: the opposite one stays.
 * @param {Picture} picture @param {CropPlace} start
 * @param {number} dx in shares of the picture's width
 * @returns {CropPlace}
 */
export function sizeCrop(picture, { x, y, share }, dx) {
  const before = sidesOf(picture, share);
  const grown = clamp(share * (1 + dx / before[0]), LEAST, 1);
  const after = sidesOf(picture, grown);
  return { x: x + (after[0] - before[0]) / 2, y: y + (after[1] - before[1]) / 2, share: grown };
}
