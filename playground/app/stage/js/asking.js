// @ts-check
// The addresses of frames: a question is what the page's script asks, with what the thumbs say since.

/** What makes a run: the rest is asked about it. */
const RUN = ["dataset", "learning_rate", "num_iterations", "rule", "beta", "l2", "schedule", "batch", "fork", "then"];

/**
 * The address of the frame for the script's question, with the thumbs' values where these have moved on.
 * @param {QuestionPart} asked
 * @param {Record<string, number>} now where the thumbs are
 */
export function addressOf({ question, positions, steps, frames }, now) {
  const moved = Object.keys(now).some((key) => now[key] !== positions[key]);
  const values = moved ? Object.entries(now).map(([key, place]) => [key, steps[key]?.[place] ?? String(place)]) : [];
  return `${frames}?${new URLSearchParams(/** @type {any} */ ({ ...question, ...Object.fromEntries(values) }))}`;
}

/** What thumbs move. */
const THUMBS = ["learning_rate", "num_iterations", "threshold", "beta", "l2", "then"];

/** @param {string} address */
const read = (address) => new URLSearchParams(address.split("?")[1]);

/**
 * On which pictures a frame's run was trained, for how long, and above which threshold it says the class.
 * @param {string} address
 */
export function runOf(address) {
  const question = read(address);
  const [dataset, threshold] = ["dataset", "threshold"].map((key) => question.get(key));
  const [rate, iterations] = ["learning_rate", "num_iterations"].map((key) => Number(question.get(key)));
  return { dataset, threshold, rate, iterations };
}

/**
 * Whether two frames are of one run, which may be asked something else, about another picture for instance.
 * @param {string} one @param {string} other
 */
export function isSameRun(one, other) {
  const [before, now] = [read(one), read(other)];
  return RUN.every((key) => before.get(key) === now.get(key));
}

/**
 * Whether from one frame to another nothing but thumbs has moved.
 * @param {string} one @param {string} other
 */
export function isMoved(one, other) {
  const [before, now] = [one, other].map((address) => {
    const question = read(address);
    THUMBS.forEach((key) => question.delete(key));
    return String(question);
  });
  return before === now;
}
