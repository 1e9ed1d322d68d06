// @ts-check
// The paths of the pinned runs on the surface: they are fetched when a run stands still, and laid into its frame here.

import { ask } from "../../browser/js/asking.js";
import { readPacked } from "../../browser/js/packing.js";
import { joinSentences } from "../../browser/js/words.js";

const state = {
  asked: 0, // so often: the last answer counts, as more of the runs may be trained by then
  frame: "", // the address of the frame on whose surface the paths lie
  /** @type {PinnedPaths | null} */
  paths: null,
  /** The last surface with paths on it, and what it was made of. @type {{made?: ChartPart, of: unknown[]}} */
  merged: { of: [] },
};

/**
 * Ask for the paths on the surface of a frame; `changed` draws it.
 * @param {string} frame its address @param {QuestionPart} question @param {() => void} changed
 */
export async function askPaths(frame, { frames, paths, pinned, visitor }, changed) {
  const asked = new URLSearchParams({ pins: pinned.pins ?? "" });
  const address = pinned.pins && frame ? `${frame.replace(frames, paths)}&${asked}` : "";
  const had = state.paths;
  const turn = ++state.asked;
  const found = address ? await ask(address, visitor).then(readPaths).catch(() => null) : null;
  if (turn !== state.asked) return;
  Object.assign(state, { frame, paths: found });
  if (had || found) changed();
}

/** @param {Response} response @returns {Promise<PinnedPaths>} */
async function readPaths(response) {
  if (response.status !== 200) throw new Error(`no paths: ${response.status}`);
  return readPacked(await response.arrayBuffer());
}

/** The surface of a frame with the paths that are known for it. @param {ChartPart} part @param {string} frame its address @returns {ChartPart} */
export function withPaths(part, frame) {
  const { paths, merged } = state;
  if (!paths?.told || state.frame !== frame) return part;
  const of = [part, paths];
  if (merged.made && of.every((each, i) => each === merged.of[i])) return merged.made;
  const { data, layout } = part.figure;
  const [surface, ...own] = data;
  const made = {
    figure: { data: [surface, ...paths.lines, ...own, ...paths.numbers], layout },
    alt: joinSentences([part.alt, paths.told]),
    caption: joinSentences([part.caption, paths.told]),
  };
  state.merged = { made, of };
  return made;
}
