// @ts-check
// A moment of a film: what the neuron answers then, where it is on the charts, and what they show in words.

import { chartIn, markChart } from "../../browser/js/chart.js";
import { lastOf } from "../../browser/js/film.js";
import { places } from "../../browser/js/places.js";
import { fill } from "../../browser/js/words.js";

/** @param {Film} film @param {number} moment */
export const answersAt = (film, moment) => ({
  answers: film.answers[moment],
  probabilities: film.probabilities[moment],
});

/**
 * What the neuron says of a person's own pictures at a moment.
 * @param {Film} film @param {Frame} frame @param {number} moment
 */
export function askedAt(film, frame, moment) {
  if (moment === lastOf(film) || !film.asked) return frame.asked;
  const [answers, probabilities] = [film.asked_answers[moment], film.asked[moment]];
  return { keys: film.asked_keys, answers: [...answers], probabilities: [...probabilities] };
}

/** Where a moment is on every chart. @param {Film} film @param {number} moment @returns {Record<string, Point>} */
function pointsAt(film, moment) {
  const x = film.iterations[moment];
  const [alpha, beta] = film.path[moment];
  return {
    cost: { x, y: film.costs[moment] },
    surface: { x: alpha, y: beta, z: film.heights[moment] },
    stability: { x },
  };
}

/** What the charts show in words: at a moment, what is marked on them. @param {Film} film @param {Frame} frame @param {number} moment */
export function describeMoment(film, frame, moment) {
  const marked = { iteration: film.iterations[moment], cost: film.costs_written[moment] };
  for (const [name, chart] of Object.entries({ cost: frame.cost, surface: frame.surface, stability: film.stability })) {
    if (!chart) continue;
    const { alt } = chart;
    const now = moment === lastOf(film) ? alt : fill(film.alts[name], marked);
    places(name).forEach((host) => chartIn(host)?.describe(alt, now));
  }
}

/** Mark a moment on every chart; at the end there is no mark, as it would hide what they themselves show there. @param {Film} film @param {number} moment */
export function markMoment(film, moment) {
  if (moment === lastOf(film)) return markNothing();
  for (const [name, point] of Object.entries(pointsAt(film, moment))) places(name).forEach((host) => markChart(host, point));
}

export function markNothing() {
  for (const name of ["cost", "surface", "stability"]) places(name).forEach((host) => markChart(host, null));
}
