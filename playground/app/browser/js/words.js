// @ts-check
// Sentences of the message catalogues with their placeholders filled in.

import { MINUS, subtractWritten, writeCost, writeFixed, writePercent, writeRelation } from "./numbers.js";

const NOISE = 1e-12; // a smaller difference is none

/**
 * Fill placeholders as Python's str.format does: {name}, {name:,} and {name:.4f}.
 * @param {string} pattern @param {Record<string, any>} values
 */
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, format) => {
    const value = values[name];
    if (format === ",") return value.toLocaleString("en-US");
    return format ? writeFixed(value, Number(format.slice(1, -1))) : String(value);
  });
}

/**
 * Sentences as running text: a space between two, but none after a full-width stop, which brings its own.
 * @param {string[]} sentences
 */
export function joinSentences(sentences) {
  return sentences.filter(Boolean).reduce((text, next) => text + (/(^|[。！？：；])$/.test(text) ? "" : " ") + next, "");
}

/**
 * What a probability is, with two digits; four where these would not tell on which side of the threshold it is.
 * @param {number} probability @param {number} threshold
 */
export function tellProbability(probability, threshold) {
  const away = Math.abs(probability - threshold);
  return writeRelation(probability, away > 0 && away < 0.005 ? 4 : 2);
}

/** The same in one word: 0.97, >0.99. @param {number} probability @param {number} threshold */
export const writeProbability = (probability, threshold) => tellProbability(probability, threshold).replace(/^= | /, "");

/**
 * By how much a run differs from another, as it is shown and as it is read aloud: in costs, or in percents.
 * @param {number} value @param {number} other @param {boolean} isCost @param {Record<string, string>} words
 */
export function writeDifference(value, other, isCost, words) {
  /** @param {number} number */
  const writeOne = (number) => (isCost ? writeCost(number) : writePercent(number));
  const difference = value - other;
  const size = Math.abs(difference);
  const amount = subtractWritten(writeOne(value), writeOne(other)) || writeOne(size);
  if (size < NOISE) return { shown: words.same, told: "" };
  const signed = difference > 0 ? `+${amount}` : `${MINUS}${amount}`;
  return {
    shown: `${difference > 0 ? "▲" : "▼"} ${isCost ? signed : fill(words.points, { amount: signed })}`,
    told: difference > 0 ? words.higher : words.lower,
  };
}
