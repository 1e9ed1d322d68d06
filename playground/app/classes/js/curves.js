// @ts-check
// The cost curves of a class's runs, fetched one at a time.

/** The run of a place, as an address asks for it. @param {ClassPlace} place */
const queryOf = ({ dataset, rate, iterations, way }) =>
  new URLSearchParams({ dataset, learning_rate: String(rate), num_iterations: String(iterations), way }).toString();

export class Curves {
  /** By what was asked; none where training takes too long. @type {Map<string, ClassCurve | null>} */
  #known = new Map();
  /** Runs of the last look. @type {Set<string>} */
  #before = new Set();

  /** @param {ClassPlace} place @returns {ClassCurve | null | undefined} */
  of(place) {
    return this.#known.get(queryOf(place));
  }

  get size() {
    return this.#known.size;
  }

  /** Fetch one that is not here, of a run that has stayed since the last look. @param {string} at @param {ClassPlace[]} places */
  async fetchNext(at, places) {
    const queries = places.map(queryOf);
    for (const query of this.#known.keys()) if (!queries.includes(query)) this.#known.delete(query);
    const query = queries.find((each) => this.#before.has(each) && !this.#known.has(each));
    this.#before = new Set(queries);
    if (!query) return;
    const answer = await fetch(`${at}/curve?${query}`);
    this.#known.set(query, answer.status === 200 ? await answer.json() : null);
  }
}
