// A person's own pictures: the neuron's answers, and which of their pixels spoke for and against.

import { element, fill, setAttribute, write, writeProbability } from "./dom.js";
import { largestSize, mix, paint } from "./weights.js";

const CHANNELS = 3;
const GREY = 128; // a pixel that does not speak

/** Show the answers: of each picture that is known to them, by its key. */
export function showAsked(host, { keys, answers, probabilities }) {
  const { tiles, said } = host;
  if (!said) return;
  if (tiles !== said.tiles) build(host);
  host.querySelectorAll(".np-tile").forEach((tile, i) => {
    const at = keys.indexOf(said.tiles[i].key);
    tile.toggleAttribute("aria-busy", at < 0);
    if (at >= 0) showTile(tile, said, said.tiles[i], answers[at], probabilities[at]);
  });
}

// Tiles that are there already stay, and with them the keyboard's place.
function build(host) {
  const { said } = host;
  host.tiles = said.tiles;
  const list = host.querySelector(".np-own") ?? element("div", { class: "np-gallery np-own", role: "group" });
  setAttribute(list, "aria-label", said.title);
  list.classList.toggle("np-pixels", !said.smooth);
  list.style.setProperty("--threshold", said.threshold);
  const before = new Map([...list.children].map((tile) => [tile.key, tile]));
  const tiles = said.tiles.map((tile) => fillTile(before.get(tile.key) ?? buildTile(host, tile), host, tile));
  if (tiles.length !== list.children.length || tiles.some((tile, i) => tile !== list.children[i])) {
    list.replaceChildren(...tiles);
  }
  if (!list.isConnected) host.replaceChildren(list);
}

function fillTile(tile, host, { key, name, address }) {
  const picture = tile.querySelector(".np-picture");
  // The browser writes an address in its own way: what was set is remembered beside it.
  if (picture.address !== address) picture.style.backgroundImage = `url(${address})`;
  picture.address = address;
  write(tile.querySelector(".np-truth"), name);
  setAttribute(tile, "title", name);
  setAttribute(tile, "aria-pressed", String(key === host.said.selected));
  return tile;
}

function buildTile(host, { key }) {
  const picture = element("span", { class: "np-picture" });
  const answer = element("span", { class: "np-answer" }, element("span", {}, "…"), element("span", { class: "np-probability" }));
  const parts = [picture, answer, element("span", { class: "np-meter" }), element("span", { class: "np-truth" })];
  const tile = element("button", { type: "button", class: "np-tile" }, ...parts);
  tile.key = key;
  tile.addEventListener("click", () => host.send("selected", key));
  return tile;
}

function showTile(tile, { names, described, threshold }, { name }, answer, probability) {
  write(tile.querySelector(".np-answer span"), names[answer]);
  write(tile.querySelector(".np-probability"), writeProbability(probability, threshold));
  tile.querySelector(".np-meter").style.setProperty("--probability", probability.toFixed(3));
  setAttribute(tile, "aria-label", fill(described, { name, answer: names[answer], probability }));
}

/** Show how z adds up for the chosen picture. */
export function showTally(host, asked, count) {
  const at = asked.keys.indexOf(host.said?.key);
  if (at < 0) return;
  const { for: speaksFor, against, probabilities, b } = asked;
  const [f, a] = [speaksFor[at], against[at]];
  const signed = (value) => `${value < 0 ? "−" : "+"} ${Math.abs(value).toFixed(2)}`;
  const values = { for: f.toFixed(2), against: signed(a), b: signed(b), z: (f + a + b).toFixed(2).replace("-", "−") };
  write(host, fill(host.said.pattern, { ...values, count, A: probabilities[at].toFixed(4) }));
}

/** Show at one moment of a film how much every pixel of the chosen picture adds to z. */
export function showReasons(host, film, moment) {
  const { said } = host;
  if (!said?.pixels) return host.replaceChildren();
  if (host.pixels !== said.pixels || host.titles !== String(said.titles)) buildReasons(host);
  if (film.basis.length % host.bytes.length) return; // a film of other pictures, on its way out
  const added = contributions(mix(film, moment), host.bytes);
  write(host.querySelector(".np-caption"), film.weights.exact_behind);
  const [map, ...sides] = host.querySelectorAll("canvas");
  paint(map, [(i) => added[i]], film.weights, largestSize(added));
  sides.forEach((canvas, side) => paintSpeakers(canvas, host.bytes, added, side === 0 ? 1 : -1, film.weights));
}

function buildReasons(host) {
  const { pixels, titles, alts } = host.said;
  Object.assign(host, { pixels, titles: String(titles) });
  host.bytes = Uint8Array.from(atob(pixels), (each) => each.charCodeAt(0));
  const panels = titles.map((title, i) => {
    const canvas = element("canvas", { class: "np-weights", role: "img", "aria-label": alts[i] });
    return element("figure", {}, canvas, element("figcaption", {}, title));
  });
  host.replaceChildren(element("div", { class: "np-reasons" }, ...panels), element("p", { class: "np-caption" }));
}

// w times x, summed over the colours of each pixel.
function contributions(w, bytes) {
  const added = new Float64Array(w.length / CHANNELS);
  for (let i = 0; i < w.length; i++) added[Math.floor(i / CHANNELS)] += (w[i] * bytes[i]) / 255;
  return added;
}

// The picture, in which only the pixels on one side are seen, the more the more they say.
function paintSpeakers(canvas, bytes, added, side, { height, width }) {
  Object.assign(canvas, { height, width });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(width, height);
  const loudest = largestSize(added.map((value) => Math.max(0, side * value)));
  for (let i = 0; i < added.length; i++) {
    const seen = Math.min(1, (2 * Math.max(0, side * added[i])) / loudest);
    for (let c = 0; c < CHANNELS; c++) picture.data[4 * i + c] = GREY + seen * (bytes[CHANNELS * i + c] - GREY);
    picture.data[4 * i + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}
