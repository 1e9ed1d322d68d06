// @ts-check
// Requests to the server that end: an answer that got lost on its way must not hold up what is asked next.

const PATIENCE = 12_000; // milliseconds until an answer is whole: a class of sixty waits seven for theirs

/**
 * Ask the server; an error where no answer comes in time.
 * @param {string} address @param {Record<string, string>} headers who asks
 */
export const ask = (address, headers, patience = PATIENCE) =>
  fetch(address, { headers, signal: AbortSignal.timeout(patience) });
