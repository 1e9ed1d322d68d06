// @ts-check
// The keyboard's place on the page: where what had it goes, or can be used no more, what has come into its place gets it.

const STOPS = "a[href], button, input, select, textarea, [tabindex='0']";

/** @typedef {HTMLElement & {disabled?: boolean}} Control */

/** What had the keyboard last, and where it was among all that can have it. @type {Control | null} */
let holder = null;
let place = 0;

/** @returns {Control[]} */
const findStops = () =>
  /** @type {Control[]} */ ([...document.querySelectorAll(STOPS)]).filter((each) => !each.disabled && each.checkVisibility());

// A button that makes a file is out of use meanwhile, without a run of the script.
const watcher = new MutationObserver(() => {
  if (!holder?.disabled && document.activeElement === document.body) holder?.focus({ preventScroll: true });
});

/** Who leaves it, by Escape or a click on empty ground, is not to find the keyboard on what comes later. */
function leave() {
  setTimeout(() => {
    if (holder?.isConnected && !holder.disabled && document.activeElement === document.body) holder = null;
  });
}

export function watchFocus() {
  addEventListener("mousedown", leave);
  addEventListener("keydown", ({ key }) => key === "Escape" && leave(), { capture: true });
  addEventListener("focusin", ({ target }) => {
    holder = /** @type {Control} */ (target);
    place = findStops().indexOf(holder);
    watcher.disconnect();
    watcher.observe(holder, { attributeFilter: ["disabled"] });
  });
}

/** @param {boolean} isLate some time after the script has run: what is out of use by then may be so for a moment */
export function keepFocus(isLate) {
  if (!holder || document.activeElement !== document.body || (holder.isConnected && (isLate || !holder.disabled))) return;
  const stops = findStops();
  stops[Math.min(place, stops.length - 1)]?.focus({ preventScroll: true }); // who has scrolled on stays there
}
