// @ts-check
// A film as the server packs it (films.py): the length of a header, the header, and the arrays that it lists. And arrays
// as they stand in JSON.

/** The kinds of numbers, as NumPy calls them. @type {Record<string, any>} */
const TYPES = { f4: Float32Array, f8: Float64Array, i2: Int16Array, i4: Int32Array, u1: Uint8Array };
const LENGTH_BYTES = 8;

/**
 * Read a film: its header, its arrays by their names, and its size in bytes.
 * @param {ArrayBuffer} buffer @returns {Film}
 */
export function readFilm(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  /** @type {FilmHeader} */
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length)));
  const start = LENGTH_BYTES + length;
  const arrays = Object.entries(header.arrays).map(([name, { type, at, length: count }]) => [
    name,
    new TYPES[type](buffer, start + at, count),
  ]);
  return { ...header, ...Object.fromEntries(arrays), bytes: buffer.byteLength };
}

/**
 * One row of an array with a row for every moment of the film.
 * @param {Film} film @param {keyof FilmArrays} name @param {number} moment
 */
export function row(film, name, moment) {
  const width = film[name].length / film.iterations.length;
  return film[name].subarray(moment * width, (moment + 1) * width);
}

/** The moment whose iteration is nearest to one. @param {ArrayLike<number>} iterations @param {number} wanted */
export function nearestMoment(iterations, wanted) {
  let nearest = 0;
  for (let i = 1; i < iterations.length; i++) {
    if (Math.abs(iterations[i] - wanted) < Math.abs(iterations[nearest] - wanted)) nearest = i;
  }
  return nearest;
}

/**
 * The numbers of an array, as figures write it: in a list, or as bytes in base64.
 * @param {number[] | {dtype: string, bdata: string}} array
 */
export function readArray(array) {
  return Array.isArray(array) ? array : new TYPES[array.dtype](readBytes(array.bdata).buffer);
}

/** @param {string} base64 */
export const readBytes = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
