// @ts-check
// A film: arrays with a row for every moment, and what is said of them (films.py).

import { readPacked } from "./packing.js";
import { fill } from "./words.js";

/**
 * Read a film; it took so many bytes on its way.
 * @param {ArrayBuffer} buffer @param {number} bytes @returns {Film}
 */
export const readFilm = (buffer, bytes) => ({ ...spread(buffer), bytes });

/** What is said in packed bytes, beside their arrays. @param {ArrayBuffer} buffer @returns {any} */
function spread(buffer) {
  const { arrays, ...said } = readPacked(buffer);
  return { ...said, ...arrays };
}

/** The moment at which a film ends. @param {Film} film */
export const lastOf = (film) => film.iterations.length - 1;

/** The film in an answer, with how many bytes came. @param {Response} response */
export async function takeFilm(response) {
  if (response.status !== 200) throw new Error(`no film: ${response.status}`);
  return readFilm(await response.arrayBuffer(), Number(response.headers.get("Content-Length")));
}

/** The weights in an answer. @param {Response} response @returns {Promise<Weights>} */
export async function takeWeights(response) {
  if (response.status !== 200) throw new Error(`no weights: ${response.status}`);
  return spread(await response.arrayBuffer());
}

/** The moment whose iteration is nearest to one. @param {ArrayLike<number>} iterations @param {number} wanted */
export function nearestMoment(iterations, wanted) {
  let nearest = 0;
  for (let i = 1; i < iterations.length; i++) {
    if (Math.abs(iterations[i] - wanted) < Math.abs(iterations[nearest] - wanted)) nearest = i;
  }
  return nearest;
}

/** The scores at a moment, as they are written. @param {Film} film @param {number} moment */
export const scoresAt = ({ scores, score }, moment) => scores[score[moment]];

/** The numbers of the headline at a moment. @param {Film} film @param {number} moment */
export const numbersAt = ({ costs_written, accuracies, accuracy }, moment) => [
  costs_written[moment],
  ...accuracies[accuracy[moment]],
];

/** How a run has gone until a moment, as HTML. @param {Film} film @param {number} moment */
export function tellMoment({ story, iterations, costs_written, compared, rises, changed }, moment) {
  if (iterations[moment] === 0) return story.start;
  return fill(story.later, {
    iteration: iterations[moment],
    cost: costs_written[moment],
    compared: story.compared[1 + compared[moment]],
    rises: rises[moment],
    changed: changed[moment],
  });
}

/** @param {string} base64 */
export const readBytes = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
