// @ts-check
// Plotly, which comes once from the server and is kept by the browser.

import { element } from "./dom.js";

const AGAIN_AFTER = 2000; // milliseconds before it is fetched again, after it did not come

/** @type {Promise<any> | null} */
let library = null;

/** Resolves once the library is there, if it is on its way: until then nothing else that can wait should come. */
export const untilLoaded = async () => library;

/** One attempt to fetch it. @param {string} address */
function fetchOnce(address) {
  return new Promise((resolve, reject) => {
    const script = element("script", { src: address });
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
}

/**
 * The library, fetched again until it comes; `missed` is called each time that it did not.
 * @param {string} address @param {() => void} missed @returns {Promise<any>}
 */
export async function load(address, missed) {
  for (;;) {
    const attempt = (library ??= fetchOnce(address));
    const Plotly = await attempt.catch(() => null);
    if (Plotly) return Plotly;
    if (library === attempt) library = null;
    missed();
    await new Promise((done) => setTimeout(done, AGAIN_AFTER));
  }
}
