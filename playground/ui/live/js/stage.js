// The stage: every part of the page that shows a run. The page's script says what to show, as a question; the answers,
// called frames, are fetched, so that a moving thumb needs no run of the script. One request is under way at a time,
// and the newest value wins. What a thumb says counts more than the script, which may still be at an older value; so no
// older frame can follow a newer one, and the last frame is always that of the value on the slider. Once it stands
// still, the film of the run is fetched, from which the transport shows any recorded iteration without asking again.

import { element, fill } from "./dom.js";
import { markChart, onPick, showChart } from "./chart.js";
import { showAnswers, showConfusion, showCounts, showGallery, showScores, writeScores } from "./gallery.js";
import { readFilm, row } from "./film.js";
import { showBusy, showHeadline, showNumbers } from "./headline.js";
import { showAsked, showReasons, showTally } from "./own.js";
import { showPictures } from "./pictures.js";
import { askPins, showPin, withPins } from "./pins.js";
import { readPositions, watchSliders } from "./sliders.js";
import { currentMoment, goToIteration, showTransport } from "./transport.js";
import { showWeights } from "./weights.js";

const BUSY_AFTER = 400; // milliseconds after which the page says that it is waiting for an answer
const AGAIN_AFTER = 150; // milliseconds before another value is asked for, after one that takes too long
const RETRY_AFTER = 2000; // milliseconds before the same value is asked for again, after no answer

const CALM_AFTER = 300; // milliseconds without a new frame after which the film is fetched

const state = {
  asked: null, // what the script says: question, thumbs' places, words
  frame: null, // what is shown
  film: null, // its film, once it is there
  kept: null, // the iteration that was chosen before the same run was asked something else
  shown: "", // the address of the frame
  refused: "", // an address that was asked for in vain
  busy: false,
  progress: "", // asking, shown or recorded, for those who look from outside
  calm: 0, // timers
  restoring: 0,
};

// Where a part is on the page now: Streamlit may build its place anew, and while it does there can be two.
const places = (name) => [...document.querySelectorAll(`.np-part-${name}`)];

// How each part is drawn: from the frame, or from the film where there is one.
const FROM_FRAME = {
  headline: (host, frame) => showHeadline(host, frame.headline),
  cost: (host, frame) => {
    showChart(host, withPins(frame.cost, shownRun(), host), state.asked);
    onPick(host, goToIteration);
  },
  surface: (host, frame) => showChart(host, frame.surface, state.asked),
  gallery: (host, frame) => showGallery(host, frame.gallery),
  confusion: (host, frame) => showConfusion(host, frame.confusion),
  scores: (host, frame) => showScores(host, frame.scores),
  roc: (host, frame) => showChart(host, frame.roc, state.asked),
  transport: (host) => showTransport(host, state.film, state.asked.texts, showMoment),
  pictures: (host) => showPictures(host, places),
  asked: (host, frame) => frame.asked && showAsked(host, frame.asked),
  tally: (host, frame) => frame.asked && showTally(host, frame.asked, shownRun().iterations),
  pin: (host, frame) => showPin(host, frame.results, shownRun()),
  question: (host) => (host.dataset.state = state.progress),
};
const FROM_FILM = {
  stability: (host, film) => showChart(host, film.stability, state.asked),
  why: (host, film) => showParagraphs(host, film.why),
  weights: (host, film) => showWeights(host, film, film.iterations.length - 1),
  reasons: (host, film) => showReasons(host, film, film.iterations.length - 1),
};

/** Called for every part, whenever the script has run: a part is a place on the page with a name. */
export function mount({ parentElement, data, setTriggerValue }) {
  if (!parentElement.querySelector(".np-part")) {
    parentElement.append(element("div", { class: `np-part np-part-${data.part}` }));
  }
  Object.assign(parentElement.querySelector(".np-part"), { said: data, send: setTriggerValue });
  if (data.question) ask(data);
  // A place that was moved on the page is not in the document yet when this is called.
  if (parentElement.isConnected) showPart(data.part);
  else requestAnimationFrame(() => showPart(data.part));
  cancelAnimationFrame(state.restoring);
  state.restoring = requestAnimationFrame(() => state.film && showMoment(currentMoment()));
}

function ask(data) {
  state.asked = data;
  state.refused = "";
  askPins(data, () => ["cost", "pin"].forEach(showPart));
  watchSliders(Object.keys(data.positions), pump);
  pump();
}

// The script's question, with the thumbs' values where these have moved on.
function wanted() {
  const { question, positions, rates, frames } = state.asked;
  const now = readPositions(positions);
  const moved = Object.keys(now).some((key) => now[key] !== positions[key]);
  const values = moved ? { ...now, learning_rate: rates[now.learning_rate] } : {};
  return `${frames}?${new URLSearchParams({ ...question, ...values })}`;
}

// On which pictures the frame's run was trained, for how long, and above which threshold it says the class.
function shownRun() {
  const question = new URLSearchParams(state.shown.split("?")[1]);
  const [dataset, threshold] = ["dataset", "threshold"].map((key) => question.get(key));
  return { dataset, threshold, iterations: Number(question.get("num_iterations")) };
}

async function pump() {
  const address = wanted();
  if (state.busy || address === state.shown || address === state.refused) return;
  state.busy = true;
  report("asking");
  const slow = setTimeout(() => say("training"), BUSY_AFTER);
  let answer = null;
  try {
    const response = await fetch(address, { headers: state.asked.visitor });
    if (response.status === 200) answer = await response.json();
    else await refuse(address, response.status === 202 ? "long" : "failed");
  } catch {
    await refuse(address, "failed");
  }
  clearTimeout(slow);
  state.busy = false;
  if (!answer) return pump();
  say("");
  state.kept = isSameRun(state.shown, address) ? chosenIteration() : null;
  Object.assign(state, { frame: answer, film: null, shown: address, refused: "" });
  pump(); // the server works on the next value while this one is drawn
  [...Object.keys(FROM_FRAME), ...Object.keys(FROM_FILM)].forEach(showPart);
  markAll(null);
  if (!state.busy) report("shown");
  clearTimeout(state.calm);
  state.calm = setTimeout(fetchFilm, CALM_AFTER, address);
}

// The same run may be asked something else, about another picture for instance: the time that was chosen stays.
function isSameRun(one, other) {
  const [before, now] = [one, other].map((address) => new URLSearchParams(address.split("?")[1]));
  return ["dataset", "learning_rate", "num_iterations"].every((key) => before.get(key) === now.get(key));
}

// The iteration that a person has gone to; null at the end, where everything is anyhow.
function chosenIteration() {
  if (!state.film) return state.kept;
  const moment = currentMoment();
  return moment === state.film.iterations.length - 1 ? null : state.film.iterations[moment];
}

async function fetchFilm(address) {
  if (state.busy) return; // another frame is on its way, and its film will be fetched
  const { frames, films, visitor } = state.asked;
  const response = await fetch(address.replace(frames, films), { headers: visitor }).catch(() => null);
  if (state.shown !== address) return;
  if (response?.status !== 200) {
    state.calm = setTimeout(fetchFilm, RETRY_AFTER, address);
    return;
  }
  const film = readFilm(await response.arrayBuffer());
  if (state.shown !== address) return;
  state.film = film;
  ["transport", ...Object.keys(FROM_FILM)].forEach(showPart);
  if (state.kept !== null) goToIteration(state.kept);
  report("recorded");
}

function refuse(address, why) {
  state.refused = address;
  say(why);
  if (why === "failed") setTimeout(retry, RETRY_AFTER);
  return new Promise((done) => setTimeout(done, AGAIN_AFTER));
}

function retry() {
  state.refused = "";
  if (places("question").length) pump();
}

// How far the stage is, for those who look from outside: asking, shown, recorded.
function report(progress) {
  state.progress = progress;
  showPart("question");
}

function say(what) {
  for (const host of places("headline")) showBusy(host, what && state.asked.texts[what]);
}

function showPart(name) {
  for (const host of places(name)) {
    if (name in FROM_FRAME && state.frame) FROM_FRAME[name](host, state.frame);
    if (name in FROM_FILM && state.film) FROM_FILM[name](host, state.film);
    if (name in FROM_FILM) host.classList.toggle("np-old", !state.film);
  }
}

function showParagraphs(host, paragraphs) {
  host.innerHTML = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("");
}

// Show one moment of the film everywhere; returns how many of the answers on the page have changed.
function showMoment(moment) {
  const { film, frame } = state;
  const end = moment === film.iterations.length - 1;
  const iteration = film.iterations[moment];
  const { cost_at: at, cost_end: atEnd } = film.transport;
  const counts = row(film, "confusion", moment);
  const answers = end ? frame.gallery.answers : row(film, "answers", moment);
  const probabilities = end ? frame.gallery.probabilities : row(film, "probabilities", moment);
  const draw = (name, show) => places(name).map(show);
  draw("headline", (host) => showNumbers(host, end ? atEnd : fill(at, { iteration }), film.numbers[moment]));
  draw("confusion", (host) => showCounts(host, counts));
  draw("scores", (host) => writeScores(host, film.scores[moment]));
  draw("roc", (host) => host.classList.toggle("np-old", !end)); // it is that of the end
  draw("weights", (host) => showWeights(host, film, moment));
  draw("reasons", (host) => showReasons(host, film, moment));
  draw("tally", (host) => host.classList.toggle("np-old", !end)); // it is that of the end
  draw("asked", (host) => film.asked && showAsked(host, askedAt(moment)));
  markAll(end ? null : moment);
  const right = counts[0] + counts[3];
  return draw("gallery", (host) => showAnswers(host, frame.gallery, answers, probabilities, right)).at(-1) ?? 0;
}

// What the neuron says of a person's own pictures at a moment.
function askedAt(moment) {
  const { film, frame } = state;
  if (moment === film.iterations.length - 1) return frame.asked;
  const [answers, probabilities] = ["asked_answers", "asked"].map((name) => [...row(film, name, moment)]);
  return { keys: film.asked_keys, answers, probabilities };
}

// Mark a moment on every chart; at the end there is no mark, as it would hide what the charts themselves show there.
function markAll(moment) {
  const { film } = state;
  const mark = (name, point) => places(name).forEach((host) => markChart(host, point));
  if (moment === null) return ["cost", "surface", "stability"].forEach((name) => mark(name, null));
  const x = film.iterations[moment];
  const [alpha, beta] = row(film, "path", moment);
  mark("cost", { x, y: film.costs[moment] });
  mark("surface", { x: alpha, y: beta, z: film.heights[moment] });
  mark("stability", { x });
}
