// The weights as pictures: what speaks for the first class is orange, what speaks for the second is blue.

import { element, fill, setAttribute, write } from "./dom.js";
import { row } from "./film.js";

const CHANNELS = 3;

function build(host) {
  const scale = element("div", { class: "np-scale-names", "aria-hidden": "true" });
  scale.append(element("span"), element("span", {}, "0"), element("span"));
  host.append(
    element("canvas", { class: "np-weights", role: "img" }),
    element("div", { class: "np-scale", "aria-hidden": "true" }),
    scale,
    element("p", { class: "np-caption" }),
    element("canvas", { class: "np-weights", role: "img" }),
    element("p", { class: "np-caption" }),
  );
}

/** The weights of one moment: a mixture of the film's basis pictures. */
export function mix(film, moment) {
  const mixture = row(film, "coefficients", moment);
  const size = film.weights.height * film.weights.width * CHANNELS;
  const w = new Float64Array(size);
  mixture.forEach((share, k) => {
    for (let i = 0, at = k * size; i < size; i++, at++) w[i] += share * film.basis[at];
  });
  return w;
}

function meanOverChannels(w) {
  const mean = new Float64Array(w.length / CHANNELS);
  for (let i = 0; i < w.length; i++) mean[Math.floor(i / CHANNELS)] += w[i] / CHANNELS;
  return mean;
}

/** The largest absolute value, 1 where all are zero. */
export function largestSize(values) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest || 1;
}

/** Panels side by side with a narrow gap; the full colours are reached at plus and minus the scale. */
export function paint(canvas, panels, { height, width, colours }, scale) {
  const [lowest, zero, highest] = colours;
  const gap = Math.max(1, Math.floor(width / 16));
  canvas.height = height;
  canvas.width = panels.length * (width + gap) - gap;
  const context = canvas.getContext("2d");
  panels.forEach((value, panel) => {
    const picture = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const share = value(i) / scale;
      const towards = share < 0 ? lowest : highest;
      const size = Math.abs(share);
      for (let c = 0; c < 3; c++) picture.data[4 * i + c] = Math.round(zero[c] + (towards[c] - zero[c]) * size);
      picture.data[4 * i + 3] = 255;
    }
    context.putImageData(picture, panel * (width + gap), 0);
  });
}

/** Show the weights at one moment of a film. */
export function showWeights(host, film, moment) {
  if (!host.childElementCount) build(host);
  const part = film.weights;
  const w = mix(film, moment);
  const mean = meanOverChannels(w);
  const [single, triple] = host.querySelectorAll("canvas");
  const [scale, channelScale] = [largestSize(mean), largestSize(w)];
  paint(single, [(i) => mean[i]], part, scale);
  paint(triple, [0, 1, 2].map((c) => (i) => w[CHANNELS * i + c]), part, channelScale);
  const [written, channels] = [scale, channelScale].map((size) => ({ scale: size.toPrecision(2) }));
  setAttribute(single, "aria-label", fill(part.alt, written));
  setAttribute(triple, "aria-label", fill(part.channels_alt, channels));
  const [low, , high] = host.querySelectorAll(".np-scale-names span");
  write(low, `−${written.scale}`);
  write(high, `+${written.scale}`);
  const [caption, channelsCaption] = host.querySelectorAll(".np-caption");
  write(caption, part.caption);
  write(channelsCaption, fill(part.channels_caption, channels));
}
