// @ts-check
// The weights as pictures: what speaks for the first class is orange, what speaks for the second is blue.

import { element, setAttribute, write } from "./dom.js";
import { CHANNELS, largestSize, meanOverChannels, mix } from "./mixing.js";
import { writeDigits } from "./numbers.js";
import { fill } from "./words.js";

/** @param {HTMLElement} host */
function build(host) {
  const names = [element("span"), element("span", {}, "0"), element("span")];
  host.append(
    element("canvas", { class: "np-weights", role: "img" }),
    element("div", { class: "np-scale", "aria-hidden": "true" }),
    element("div", { class: "np-scale-names", "aria-hidden": "true" }, ...names),
    element("p", { class: "np-caption" }),
    element("canvas", { class: "np-weights", role: "img" }),
    element("p", { class: "np-caption" }),
  );
}

/**
 * Panels side by side with a narrow gap; the full colours are reached at plus and minus the scale.
 * @param {HTMLCanvasElement} canvas @param {((i: number) => number)[]} panels @param {Weights} part @param {number} scale
 */
export function paint(canvas, panels, { height, width, colours }, scale) {
  const gap = Math.max(1, Math.floor(width / 16));
  canvas.height = height;
  canvas.width = panels.length * (width + gap) - gap;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  panels.forEach((value, panel) => {
    const picture = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const share = value(i) / scale;
      for (let c = 0; c < CHANNELS; c++) picture.data[4 * i + c] = blend(colours, share, c);
      picture.data[4 * i + 3] = 255;
    }
    context.putImageData(picture, panel * (width + gap), 0);
  });
}

/**
 * One channel of the colour of a share from -1 to 1, between the lowest, zero and the highest.
 * @param {[number, number, number][]} colours @param {number} share @param {number} c
 */
export function blend([lowest, zero, highest], share, c) {
  const towards = share < 0 ? lowest : highest;
  return Math.round(zero[c] + (towards[c] - zero[c]) * Math.abs(share));
}

/** Show the weights at one moment of a film. @param {HTMLElement} host @param {Weights} part @param {number} moment */
export function showWeights(host, part, moment) {
  if (!host.childElementCount) build(host);
  const w = mix(part, moment);
  const mean = meanOverChannels(w);
  const [single, triple] = host.querySelectorAll("canvas");
  const [scale, channelScale] = [largestSize(mean), largestSize(w)];
  paint(single, [(i) => mean[i]], part, scale);
  paint(triple, [0, 1, 2].map((c) => (i) => w[CHANNELS * i + c]), part, channelScale);
  const [written, channels] = [scale, channelScale].map((size) => ({ scale: writeDigits(size, 2) }));
  setAttribute(single, "aria-label", fill(part.alt, written));
  setAttribute(triple, "aria-label", fill(part.channels_alt, channels));
  const [low, , high] = host.querySelectorAll(".np-scale-names span");
  write(low, `−${written.scale}`);
  write(high, `+${written.scale}`);
  const [caption, channelsCaption] = host.querySelectorAll(".np-caption");
  write(caption, part.caption);
  write(channelsCaption, fill(part.channels_caption, channels));
}
