// @ts-check
// A server that was started anew, or that waited too long, knows this page's session no more, but Streamlit's client
// connects as if nothing had happened. So the page asks, and begins anew with the choices that stand on it.

import { takePlace } from "../../browser/js/places.js";
import { readPositions, watchConnection } from "../../browser/js/streamlit.js";

/** What the script said last. @type {WatchPart} */
let said;
let watching = false;

/** @param {Component<WatchPart>} component */
export function mount(component) {
  takePlace(component);
  said = component.data;
  if (!watching) watchConnection(comeBack);
  watching = true;
}

async function comeBack() {
  const answer = await fetch(said.session, { headers: said.visitor }).catch(() => null);
  if (answer?.status !== 410) return;
  history.replaceState(history.state, "", addressNow());
  location.reload();
}

/** The address of the page, with the places of the thumbs where these have moved on. */
function addressNow() {
  const address = new URL(location.href);
  const now = readPositions(said.positions);
  for (const [key, place] of Object.entries(now)) {
    if (place !== said.positions[key]) {
      address.searchParams.set(key, key === "learning_rate" ? said.rates[place] : String(place));
    }
  }
  return address;
}
