// @ts-check
// The weights of a moment, from the few pictures of which all moments are mixed, and what they say of a picture.

export const CHANNELS = 3;

/** The weights of one moment: a mixture of the basis pictures. @param {Weights} weights @param {number} moment */
export function mix({ height, width, basis, coefficients, sizes, scales }, moment) {
  const size = height * width * CHANNELS;
  const w = new Float64Array(size);
  coefficients[moment].forEach((/** @type {number} */ coefficient, /** @type {number} */ k) => {
    const share = scales[moment] * coefficient * sizes[k];
    for (let i = 0, at = k * size; i < size; i++, at++) w[i] += share * basis[at];
  });
  return w;
}

/** @param {Float64Array} w */
export function meanOverChannels(w) {
  const mean = new Float64Array(w.length / CHANNELS);
  for (let i = 0; i < w.length; i++) mean[Math.floor(i / CHANNELS)] += w[i] / CHANNELS;
  return mean;
}

/** w times x, summed over the colours of each pixel. @param {Float64Array} w @param {Uint8Array} bytes */
export function contributions(w, bytes) {
  const added = new Float64Array(w.length / CHANNELS);
  for (let i = 0; i < w.length; i++) added[Math.floor(i / CHANNELS)] += (w[i] * bytes[i]) / 255;
  return added;
}

/** The largest absolute value, 1 where all are zero. @param {Float64Array} values */
export const largestSize = (values) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
