// Reports a slider of Streamlit's while it is dragged: Streamlit itself sends a value only when the thumb is let go.
// One report is on its way at a time; the newest value waits for the answer, older ones are dropped. The last report
// is always the value at which the thumb was let go, so the page cannot end on an older one.

const PATIENCE = 4000; // milliseconds after which an answer is no longer waited for

const state = { sliders: [], wanted: null, sent: null, number: 0, busy: false, send: () => {} };

function read(slider) {
  const input = document.querySelector(`.st-key-${slider} input[type=range]`);
  return input && { slider, position: Number(input.value) };
}

function note(slider) {
  const value = read(slider);
  if (!value) return;
  state.wanted = value;
  pump();
}

function pump() {
  const { wanted, sent } = state;
  if (state.busy || !wanted) return;
  if (sent && sent.slider === wanted.slider && sent.position === wanted.position) return;
  state.sent = wanted;
  state.busy = true;
  state.number += 1;
  state.send({ ...wanted, number: state.number });
  clearTimeout(state.timer);
  state.timer = setTimeout(answered, PATIENCE);
}

function answered() {
  clearTimeout(state.timer);
  state.busy = false;
  pump();
}

// While a pointer is down on a slider, every change of its value is noted, and once more when it is let go.
function watch(slider) {
  const root = document.querySelector(`.st-key-${slider}`);
  if (!root || root.watched) return;
  root.watched = true;
  root.addEventListener("pointerdown", () => {
    state.sent = read(slider);
    const observer = new MutationObserver(() => note(slider));
    observer.observe(root, { subtree: true, attributeFilter: ["aria-valuetext", "value"] });
    const done = () => {
      observer.disconnect();
      note(slider);
      for (const end of ["pointerup", "pointercancel"]) window.removeEventListener(end, done, true);
    };
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, done, true);
  });
}

export default function ({ data, setTriggerValue }) {
  state.send = (report) => setTriggerValue("moved", report);
  data.sliders.forEach(watch);
  if (data.answer === state.number && state.busy) answered();
}
