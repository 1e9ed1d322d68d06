// @ts-check
// What packing.py has packed: plain data with arrays in it.

/**
 * What stands where an array was: its number, or those of its columns; a table has so many rows.
 * @typedef {{packed: number | number[], rows: number}} Place
 */

const LENGTH_BYTES = 4;

/** @typedef {{array: PackedArray, bytes: Uint8Array}} Reading */

/**
 * The header of a packed piece, and its arrays.
 * @param {ArrayBuffer} buffer @returns {{header: any, arrays: Numbers[]}}
 */
export function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length)));
  let at = LENGTH_BYTES + length;
  const arrays = header.arrays.map((/** @type {PackedArray} */ array) => {
    const bytes = new Uint8Array(buffer, at, array.bytes * array.length);
    at += bytes.length;
    return READERS[array.kind]({ array, bytes });
  });
  return { header, arrays };
}

/** Plain data as they were packed. @param {ArrayBuffer} buffer @returns {any} */
export function readPacked(buffer) {
  const { header, arrays } = unpack(buffer);
  return fillPlaces(header.tree, arrays);
}

/**
 * Plain data with changes, each at its path; what does not change is shared.
 * @param {any} bare @param {[(string | number)[], any][]} changes
 */
export const change = (bare, changes) => changes.reduce((tree, [path, value]) => set(tree, path, value), bare);

/** @param {any} tree @param {(string | number)[]} path @param {any} value @returns {any} */
function set(tree, [key, ...rest], value) {
  if (key === undefined) return value;
  const changed = set(tree[key], rest, value);
  return Array.isArray(tree) ? tree.with(Number(key), changed) : { ...tree, [key]: changed };
}

/** Plain data with arrays in their places. @param {any} bare @param {Numbers[]} arrays @returns {any} */
export function fillPlaces(bare, arrays) {
  if (Array.isArray(bare)) return bare.map((each) => fillPlaces(each, arrays));
  if (bare === null || typeof bare !== "object") return bare;
  if (bare.packed !== undefined) return placed(bare, arrays);
  return Object.fromEntries(Object.entries(bare).map(([key, value]) => [key, fillPlaces(value, arrays)]));
}

/** @param {Place} place @param {Numbers[]} arrays */
function placed({ packed, rows }, arrays) {
  if (Array.isArray(packed)) return rowsOf(packed.map((each) => arrays[each]), rows);
  return rows === undefined ? arrays[packed] : rowsOf(columnsOf(arrays[packed], rows), rows);
}

/** @param {Numbers} array @param {number} rows */
const columnsOf = (array, rows) =>
  Array.from({ length: array.length / rows }, (_, column) => array.subarray(column * rows, (column + 1) * rows));

/** @param {Numbers[]} columns @param {number} rows */
const rowsOf = (columns, rows) =>
  Array.from({ length: rows }, (_, row) => Float64Array.from(columns, (column) => column[row]));

/** Whole numbers whose lowest bytes come first. @param {Reading} reading */
function gather({ array, bytes }) {
  const found = new Uint32Array(array.length);
  for (let k = 0, at = 0; k < array.bytes; k++) {
    for (let i = 0; i < array.length; i++, at++) found[i] |= bytes[at] << (8 * k);
  }
  return found;
}

/** Undo differences, in 32 bits. @param {Int32Array | Uint32Array} values @param {number[]} lags */
function addUp(values, lags) {
  for (const lag of lags.toReversed()) for (let i = lag; i < values.length; i++) values[i] += values[i - lag];
}

/** @param {Reading} reading */
function readLevels(reading) {
  const { lags, per, low } = reading.array;
  const levels = Int32Array.from(gather(reading), (folded) => (folded >>> 1) ^ -(folded & 1));
  addUp(levels, lags);
  return Float64Array.from(levels, (level) => low + level / per);
}

/** @param {Reading} reading */
function readFloats(reading) {
  const bits = gather(reading);
  addUp(bits, reading.array.lags);
  const absent = 32 - 8 * reading.array.bytes; // lowest bits
  return new Float32Array(bits.map((each) => each << absent).buffer);
}

/** @param {Reading} reading */
const readDoubles = ({ bytes }) => new Float64Array(bytes.slice().buffer);

/** @type {Record<string, (reading: Reading) => Numbers>} */
const READERS = { levels: readLevels, float: readFloats, double: readDoubles };
