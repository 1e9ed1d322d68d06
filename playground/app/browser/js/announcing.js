// @ts-check
// What a screen reader says of what changes: once, when it stands still, and only what is new since.

import { element } from "./dom.js";

const CALM = 1000; // milliseconds without a change

/** What stands on the page now, and what was said of it last, by what it is about. @type {Map<string, {now: string, said: string}>} */
const texts = new Map();
const voice = element("p", { class: "np-unseen", role: "status" });
let timer = 0;

/** Say a text about something, once it stays. @param {string} about @param {string} text */
export function announce(about, text) {
  const known = texts.get(about);
  if (known?.now === text) return;
  texts.set(about, { now: text, said: known?.said ?? "" });
  if (!voice.isConnected) document.body.append(voice);
  clearTimeout(timer);
  timer = setTimeout(speak, CALM);
}

function speak() {
  const fresh = [...texts.values()].filter(({ now, said }) => now !== said);
  voice.textContent = fresh.map(({ now }) => now).join(" ");
  for (const each of fresh) each.said = each.now;
}
