// Streamlit's own sliders, read while they move: Streamlit sends a value only when the thumb is let go.

const watched = new WeakSet();

/** The place of a control on the page. */
export const root = (key) => document.querySelector(`.st-key-${key}`);

/** Whether a thumb in here is held: Streamlit's own sliders say so themselves. */
export const isHeld = (node) => Boolean(node?.querySelector("[data-dragging]"));

/** Where the thumbs are now, in steps; `positions` has those of sliders that are not on the page. */
export function readPositions(positions) {
  const entries = Object.entries(positions).map(([key, position]) => {
    const input = root(key)?.querySelector("input[type=range]");
    // A step such as 0.01 adds up to 0.29000000000000004.
    return [key, input ? Number(Number(input.value).toPrecision(6)) : position];
  });
  return Object.fromEntries(entries);
}

/** Call back whenever one of these sliders moves, by mouse, finger, key or script. */
export function watchSliders(keys, moved) {
  for (const key of keys) {
    const node = root(key);
    if (!node || watched.has(node)) continue;
    watched.add(node);
    const filter = { subtree: true, attributeFilter: ["aria-valuetext", "value"] };
    new MutationObserver(moved).observe(node, filter);
  }
}
