// A film as the server packs it (films.py): the length of a header, the header, and the arrays that it lists.

/** The kinds of numbers, as NumPy calls them. */
export const TYPES = { f4: Float32Array, f8: Float64Array, i2: Int16Array, i4: Int32Array, u1: Uint8Array };
const LENGTH_BYTES = 8;

/** Read a film: its header, its arrays by their names, and its size in bytes. */
export function readFilm(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length)));
  const film = { ...header, bytes: buffer.byteLength };
  for (const [name, { type, at, length: count }] of Object.entries(header.arrays)) {
    film[name] = new TYPES[type](buffer, LENGTH_BYTES + length + at, count);
  }
  return film;
}

/** One row of an array with a row for every moment of the film. */
export function row(film, name, moment) {
  const width = film[name].length / film.iterations.length;
  return film[name].subarray(moment * width, (moment + 1) * width);
}
