// @ts-check
// The stage: every part of the page that shows a run. The page's script says what to show, as a question; the answers,
// called frames, are fetched, so that a moving thumb needs no run of the script. One request is under way at a time,
// and the newest value wins. What a thumb says counts more than the script, which may still be at an older value; so no
// older frame can follow a newer one, and the last frame is always that of the value on the slider. Once it stands
// still, the film of the run is fetched, from which the transport shows any recorded iteration without asking again.

import { fetchAhead, forgetKept, valuesAround } from "./ahead.js";
import { addressOf, isMoved, isSameRun, runOf } from "./asking.js";
import { ask } from "../../browser/js/asking.js";
import { chartIn, leaveCharts, showChart } from "../../browser/js/chart.js";
import { lastOf, numbersAt, scoresAt, takeFilm, takeWeights, tellMoment } from "../../browser/js/film.js";
import { obtainFrame } from "./frames.js";
import { showAnswers, showGallery } from "./gallery.js";
import { showBusy, showHeadline, showNumbers, showParagraphs, showStory } from "./headline.js";
import { answersAt, askedAt, describeMoment, markMoment, markNothing } from "./moments.js";
import { showAsked, showReasons, showTally } from "./own.js";
import { showNudges, tick, tickRate } from "./nudges.js";
import { showPictures } from "./pictures.js";
import { showCopy } from "../../compare/js/copy.js";
import { askPins, showPin, withPins } from "../../compare/js/pins.js";
import { askPaths, withPaths } from "./paths.js";
import { places, takePlace, tell } from "../../browser/js/places.js";
import { readPositions, readSlider, watchHands, watchSliders } from "../../browser/js/streamlit.js";
import { showConfusion, showCounts, showScores, writeScores } from "./tables.js";
import { currentMoment, goToIteration, showPlay, showTransport } from "./transport.js";
import { showWeights } from "../../browser/js/weights.js";
import { fill } from "../../browser/js/words.js";

const BUSY_AFTER = 400; // milliseconds after which the page says that it is waiting for an answer
const AGAIN_AFTER = 150; // milliseconds before another value is asked for, after one that takes too long
const RETRY_AFTER = 2000; // milliseconds before the same value is asked for again: after no answer, or one that took too long;
const LONGEST_RETRY = 32_000; // what takes too long is asked for after twice as many each time, up to these
const CALM_AFTER = 300; // milliseconds without a new frame after which the film is fetched
const FILM_PATIENCE = 60_000; // milliseconds that a film may take, of many bytes

const state = {
  /** What the script says: question, thumbs' places, words. Nothing is shown before. */
  asked: /** @type {QuestionPart} */ (/** @type {unknown} */ (null)),
  /** What is shown. @type {Frame | null} */
  frame: null,
  /** Its film, once it is there. @type {Film | null} */
  film: null,
  /** Its weights, where they are looked at. @type {Weights | null} */
  weights: null,
  weighing: "", // the address for which they are on their way
  /** The iteration that was chosen before the same run was asked something else. @type {number | null} */
  kept: null,
  shown: "", // the address of the frame
  refused: "", // an address that was asked for in vain, or whose frame is not whole
  patience: RETRY_AFTER,
  busy: false,
  moving: false, // frames follow one another
  near: "learning_rate", // the slider that a hand was near last
  progress: "", // asking, shown or recorded, for those who look from outside
  calm: 0, // timers
  coming: 0,
  restoring: 0,
};

/** How each part is drawn from the frame; charts first: letters on a canvas have the page styled before. @type {Record<string, (host: HTMLElement, frame: Frame) => void>} */
const FROM_FRAME = {
  cost: (host, frame) =>
    showChart(host, withPins(frame.cost, runOf(state.shown), host), state.asked, state.moving).onPick(goToIteration),
  surface: (host, frame) => showChart(host, withPaths(frame.surface, state.shown), state.asked, state.moving),
  headline: (host, frame) => showHeadline(host, frame.headline),
  gallery: (host, frame) => showGallery(host, frame.gallery, state.moving),
  confusion: (host, frame) => showConfusion(host, frame.confusion),
  scores: (host, frame) => showScores(host, frame.scores),
  roc: (host, frame) => showChart(host, frame.roc, state.asked, state.moving),
  nudges: showNudges,
  copy: showCopy,
  play: (host) => showPlay(host, state.asked.texts),
  transport: (host) => showTransport(host, state.film, state.asked.texts, showMoment, Number(state.asked.question.fork)),
  pictures: showPictures,
  asked: (host, frame) => frame.asked && showAsked(host, frame.asked),
  tally: (host, frame) => frame.asked && showTally(host, frame.asked, runOf(state.shown).iterations),
  pin: (host, frame) => showPin(host, frame.results, runOf(state.shown)),
  question: (host) => (host.dataset.state = state.progress),
};

/** And from the film, where there is one. @type {Record<string, (host: HTMLElement, film: Film) => void>} */
const FROM_FILM = {
  stability: (host, film) => film.stability && showChart(host, film.stability, state.asked),
  why: (host, film) => showParagraphs(host, film.why),
};

/** And from the weights at a moment: fetched where there is a place for them. @type {Record<string, (host: HTMLElement, weights: Weights, moment: number) => void>} */
const FROM_WEIGHTS = { weights: showWeights, reasons: showReasons };

/**
 * Called for every part, whenever the script has run: a part is a place on the page with a name.
 * @param {Component<any>} component
 */
export function mount(component) {
  const { parentElement, data } = component;
  const host = takePlace(component);
  if (data.question) takeQuestion(host, data);
  // A place that was moved on the page is not in the document yet when this is called.
  if (parentElement.isConnected) showPart(data.part);
  else requestAnimationFrame(() => showPart(data.part));
  if (state.film && data.part in FROM_WEIGHTS) fetchWeights(state.shown);
  cancelAnimationFrame(state.restoring);
  state.restoring = requestAnimationFrame(() => showMoment(currentMoment()));
}

export { leaveCharts as leave };

/** @param {HTMLElement} host @param {QuestionPart} data */
function takeQuestion(host, data) {
  Object.assign(state, { asked: data, refused: "", patience: RETRY_AFTER });
  askPins(data, () => {
    ["cost", "pin"].forEach(showPart);
    askPaths(state.shown, data, () => showPart("surface"));
  });
  watchSliders(Object.keys(data.positions), pump, data.unread, () => tell(host, "unread", true));
  watchHands(Object.keys(data.positions), comeNear);
  pump();
  comeNear(state.near); // fetching ahead ends where the place is made anew
}

async function pump() {
  const address = addressOf(state.asked, readPositions(state.asked.positions));
  if (state.busy || (address === state.shown && state.frame?.whole) || address === state.refused) return;
  state.busy = true;
  report("asking");
  const slow = setTimeout(() => say("training"), BUSY_AFTER);
  if (!isMoved(state.shown, address)) forgetKept();
  const found = await obtainFrame(address, state.asked.visitor);
  if (typeof found === "string") await refuse(address, found);
  clearTimeout(slow);
  state.busy = false;
  if (typeof found === "string") pump();
  else take(found, address);
}

/** Fetch the frames around a thumb, once the page stands. @param {string} key of its slider */
function comeNear(key) {
  state.near = key;
  const slider = readSlider(key);
  clearTimeout(state.coming);
  if (!slider && places("question").length) state.coming = setTimeout(comeNear, RETRY_AFTER, key); // it has not come yet
  if (state.progress !== "recorded" || !slider) return;
  const now = readPositions(state.asked.positions);
  const addresses = valuesAround(slider).map((value) => addressOf(state.asked, { ...now, [key]: value }));
  fetchAhead(addresses, state.asked.visitor);
}

/** @param {Frame} frame @param {string} address */
function take(frame, address) {
  say("");
  if (address === state.shown) return takeAgain(frame, address);
  state.kept = isSameRun(state.shown, address) ? chosenIteration() : null;
  Object.assign(state, { frame, film: null, weights: null, shown: address, refused: "", patience: RETRY_AFTER, moving: isMoved(state.shown, address) });
  if (!frame.whole) askLater(address);
  pump(); // the server works on the next value while this one is drawn
  [FROM_FRAME, FROM_FILM, FROM_WEIGHTS].flatMap(Object.keys).forEach(showPart);
  markNothing();
  tickRate(runOf(address).rate);
  if (!state.busy) report("shown");
  restLater(address);
}

/** The same run as is shown: now perhaps with the right one beside it. @param {Frame} frame @param {string} address */
function takeAgain(frame, address) {
  state.frame = frame;
  Object.keys(FROM_FRAME).forEach(showPart);
  showMoment(currentMoment());
  if (!frame.whole) askLater(address);
  if (state.film) report("recorded");
  else restLater(address);
}

/** @param {string} address */
function restLater(address) {
  clearTimeout(state.calm);
  state.calm = setTimeout(rest, CALM_AFTER, address);
}

/** What moved stands still. @param {string} address */
function rest(address) {
  state.moving = false;
  for (const name of ["cost", "surface", "roc"]) places(name).forEach((host) => chartIn(host)?.rest());
  showPart("gallery");
  askPaths(address, state.asked, () => showPart("surface"));
  fetchFilm(address);
}

// The iteration that a person has gone to; null at the end, where everything is anyhow.
function chosenIteration() {
  if (!state.film) return state.kept;
  const moment = currentMoment();
  return moment === lastOf(state.film) ? null : state.film.iterations[moment];
}

/** @param {string} address */
async function fetchFilm(address) {
  if (state.busy) return; // another frame is on its way, and its film will be fetched
  const { frames, films, visitor } = state.asked;
  const asked = ask(address.replace(frames, films), visitor, FILM_PATIENCE);
  const film = await asked.then(takeFilm).catch(() => null);
  if (state.shown !== address) return;
  if (!film) {
    state.calm = setTimeout(fetchFilm, RETRY_AFTER, address);
    return;
  }
  state.film = film;
  ["transport", ...Object.keys(FROM_FILM)].forEach(showPart);
  if (state.kept !== null) goToIteration(state.kept);
  await fetchWeights(address);
  if (state.shown !== address) return;
  report("recorded");
  comeNear(state.near);
}

/** Fetch the weights at every moment of the film, if there is a place where they are shown. @param {string} address @returns {Promise<void>} */
async function fetchWeights(address) {
  const isWanted = Object.keys(FROM_WEIGHTS).some((name) => places(name).length);
  if (!isWanted || state.shown !== address || state.weights || state.weighing === address) return;
  state.weighing = address;
  const { frames, weights, visitor } = state.asked;
  const found = await ask(address.replace(frames, weights), visitor, FILM_PATIENCE).then(takeWeights).catch(() => null);
  state.weighing = "";
  if (state.shown !== address) return;
  state.weights = found;
  if (found) Object.keys(FROM_WEIGHTS).forEach(showPart);
  else setTimeout(fetchWeights, RETRY_AFTER, address);
}

/** @param {string} address @param {string} why */
function refuse(address, why) {
  say(why);
  askLater(address, why === "failed" ? 1 : 2);
  return new Promise((done) => setTimeout(done, AGAIN_AFTER));
}

/** @param {string} address */
function askLater(address, growth = 2) {
  state.refused = address;
  setTimeout(retry, state.patience);
  state.patience = Math.min(growth * state.patience, LONGEST_RETRY);
}

function retry() {
  state.refused = "";
  if (places("question").length) pump();
}

/** How far the stage is, for those who look from outside: asking, shown, recorded. @param {string} progress */
function report(progress) {
  state.progress = progress;
  showPart("question");
}

/** @param {string} what */
function say(what) {
  for (const host of places("headline")) showBusy(host, what && state.asked.texts[what]);
}

/** @param {string} name */
function showPart(name) {
  for (const host of places(name)) {
    if (name in FROM_FRAME && state.frame) FROM_FRAME[name](host, state.frame);
    if (name in FROM_FILM && state.film) FROM_FILM[name](host, state.film);
    if (name in FROM_FILM) host.classList.toggle("np-old", !state.film);
    if (name in FROM_WEIGHTS && state.weights) FROM_WEIGHTS[name](host, state.weights, currentMoment());
    if (name in FROM_WEIGHTS) host.classList.toggle("np-old", !state.weights);
  }
}

/**
 * Show one moment of the film everywhere; returns how many of the answers on the page have changed, and of how many.
 * @param {number} moment
 */
function showMoment(moment) {
  const { film, frame } = state;
  if (!film || !frame) return { flipped: 0, of: 0 };
  const end = moment === lastOf(film);
  const iteration = film.iterations[moment];
  const { cost_at: at, cost_end: atEnd } = film.transport;
  const counts = film.confusion[moment];
  /** @type {<T>(name: string, show: (host: HTMLElement) => T) => T[]} */
  const draw = (name, show) => places(name).map(show);
  draw("headline", (host) => host.classList.toggle("np-earlier", !end));
  draw("headline", (host) => showNumbers(host, end ? atEnd : fill(at, { iteration }), numbersAt(film, moment)));
  draw("headline", (host) => showStory(host, end ? frame.headline.story : tellMoment(film, moment)));
  draw("confusion", (host) => showCounts(host, counts));
  draw("scores", (host) => writeScores(host, scoresAt(film, moment)));
  if (state.weights) Object.keys(FROM_WEIGHTS).forEach(showPart);
  const asked = askedAt(film, frame, moment);
  if (asked) draw("asked", (host) => showAsked(host, asked));
  for (const name of ["roc", "tally"]) draw(name, (host) => host.classList.toggle("np-old", !end)); // they are those of the end
  if (!end) tick("play");
  markMoment(film, moment);
  describeMoment(film, frame, moment);
  const { answers, probabilities } = end ? frame.gallery : answersAt(film, moment);
  const right = counts[0] + counts[3];
  const flipped = draw("gallery", (host) => showAnswers(host, frame.gallery, answers, probabilities, right)).at(-1) ?? 0;
  return { flipped, of: answers.length };
}
