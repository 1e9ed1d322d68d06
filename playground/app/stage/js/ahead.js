// @ts-check
// Frames that are fetched before anybody asks for them: those of the values around the thumb that a hand is near. One is on
// its way at a time, and none on a slow connection or one that is paid for by the byte; what is asked for stops them.

import { untilLoaded } from "../../browser/js/library.js";
import { places } from "../../browser/js/places.js";

const HEADER = { "Playground-Ahead": "1" };
const MOST_KEPT = 300; // frames, of some 30 kB
const SLOW = ["slow-2g", "2g", "3g"];
const KEY_STEPS = 8; // values to either side that keys reach soonest
const ALL_OF = 128; // values of a slider, of which one has more than pixels

/** Packed frames, by their addresses. @type {Map<string, ArrayBuffer>} */
const kept = new Map();

/** What is still to be fetched, the nearest first. @type {string[]} */
let wanted = [];

/** @type {AbortController | null} */
let under = null;

/** @param {string} address */
export const findKept = (address) => kept.get(address);

/** @param {string} address @param {ArrayBuffer} packed */
export function keep(address, packed) {
  kept.set(address, packed);
  if (kept.size > MOST_KEPT) kept.delete([...kept.keys()][0]);
}

/** Forget all: they answer another question. */
export const forgetKept = () => kept.clear();

/** Stop fetching ahead: something is asked for. */
export function stopAhead() {
  wanted = [];
  under?.abort();
  under = null;
}

/** Whether bytes are dear. */
function isDear() {
  const { saveData = false, effectiveType = "" } = /** @type {any} */ (navigator).connection ?? {};
  return saveData || SLOW.includes(effectiveType);
}

/**
 * Fetch frames one after another, in place of those that were still to be fetched: what is on its way comes first.
 * @param {string[]} addresses @param {Record<string, string>} headers who asks
 */
export async function fetchAhead(addresses, headers) {
  wanted = isDear() ? [] : addresses.slice(0, MOST_KEPT).filter((address) => !kept.has(address));
  if (under || !wanted.length) return;
  const own = (under = new AbortController());
  await untilLoaded().catch(() => null);
  const asking = /** @type {RequestInit} */ ({ headers: { ...headers, ...HEADER }, signal: own.signal, priority: "low" });
  while (under === own && wanted.length && places("question").length) await fetchNext(asking);
  if (under === own) under = null;
}

/** @param {RequestInit} asking */
async function fetchNext(asking) {
  const [address] = wanted;
  const response = await fetch(address, asking).catch(() => null);
  const packed = response?.status === 200 ? await response.arrayBuffer().catch(() => null) : null;
  if (asking.signal?.aborted) return;
  if (packed) keep(address, packed);
  wanted = packed ? wanted.filter((each) => each !== address) : []; // the server has no time for them
}

/**
 * The values of a slider, the nearest first. Of one with more values than pixels: those that keys reach, and those a pixel
 * apart, where a hand can pull it to.
 * @param {{value: number, min: number, max: number, step: number, width: number}} slider
 */
export function valuesAround({ value, min, max, step, width }) {
  const count = Math.round((max - min) / step);
  const pixel = Math.max(1, count / width);
  const around = count <= ALL_OF ? range(count, 1) : [...range(KEY_STEPS, 1), ...range(width, pixel)];
  const values = around.flatMap((steps) => [value + steps * step, value - steps * step]);
  return [...new Set(values.filter((each) => each >= min - step / 2 && each <= max + step / 2))].map((each) =>
    Number(each.toPrecision(6)),
  );
}

/** @param {number} count @param {number} each */
const range = (count, each) => Array.from({ length: Math.round(count) }, (_, i) => Math.round((i + 1) * each));
