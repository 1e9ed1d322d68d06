// @ts-check
// Frames, from the server: each is sent as what differs from its stem, which the browser keeps (stems.py).

import { findKept, keep, stopAhead } from "./ahead.js";
import { ask } from "../../browser/js/asking.js";
import { change, fillPlaces, unpack } from "../../browser/js/packing.js";

const MOST_STEMS = 8;

/** By their addresses. @type {Map<string, Promise<any>>} */
const stems = new Map();

/**
 * The stem at an address; one that did not come is asked for again the next time.
 * @param {string} address @param {Record<string, string>} headers
 */
function findStem(address, headers) {
  const found = stems.get(address) ?? ask(address, headers).then(readStem);
  found.catch(() => stems.delete(address));
  stems.delete(address); // the newest is the last
  stems.set(address, found);
  if (stems.size > MOST_STEMS) stems.delete([...stems.keys()][0]);
  return found;
}

/** @param {Response} response */
function readStem(response) {
  if (!response.ok) throw new Error(`no stem: ${response.status}`);
  return response.json();
}

/** Why there is no frame, by the status of the answer. @type {Record<number, string>} */
const WITHOUT = { 202: "long", 422: "overflow" };

/**
 * The frame at an address, or why there is none: "long", "overflow" or "failed". One that is not whole is not kept.
 * @param {string} address @param {Record<string, string>} headers who asks @returns {Promise<Frame | string>}
 */
export async function obtainFrame(address, headers) {
  try {
    const packed = findKept(address);
    if (packed) return await readFrame(packed, headers);
    stopAhead();
    const response = await ask(address, headers);
    const received = await response.arrayBuffer();
    if (response.status === 200) keep(address, received);
    if (response.ok && received.byteLength) return await readFrame(received, headers);
    return WITHOUT[response.status] ?? "failed";
  } catch {
    return "failed";
  }
}

/**
 * The frame that is packed in an answer.
 * @param {ArrayBuffer} packed @param {Record<string, string>} headers who asks @returns {Promise<Frame>}
 */
async function readFrame(packed, headers) {
  const { header, arrays } = unpack(packed);
  const frame = fillPlaces(change(await findStem(header.stem, headers), header.changes), arrays);
  frame.surface.figure.data.forEach(addCosts);
  frame.surface.figure.data.forEach(addGaps);
  return frame;
}

/**
 * Where heights are logarithms, a surface names the costs.
 * @param {any} trace
 */
export function addCosts(trace) {
  if (!trace.hovertemplate?.includes("customdata") || trace.customdata) return;
  trace.customdata = trace.z.map((/** @type {Numbers} */ row) => row.map((height) => 10 ** height));
}

/**
 * A trace that is only seen in places has these from the trace before it.
 * @param {any} trace @param {number} i @param {any[]} data
 */
export function addGaps(trace, i, data) {
  if (!trace.seen) return;
  /** @param {Numbers} values */
  const keep = (values) => Array.from(values, (value, at) => (trace.seen[at] ? value : null));
  Object.assign(trace, { x: keep(data[i - 1].x), y: keep(data[i - 1].y) });
}
