// Reports a slider of Streamlit's while it is dragged: Streamlit itself sends a value only when the thumb is let go.
// One report is on its way at a time; the newest value waits for the answer, older ones are dropped. A moment after
// the thumb was let go, a last report asks for the page as the sliders now stand, so that it cannot end on a value
// that was only passed.

const PATIENCE = 4000; // milliseconds after which an answer is no longer waited for
const SETTLING = 250; // milliseconds in which Streamlit sends the value at which the thumb was let go

const state = { dragging: false, unsettled: false, busy: false, released: 0, number: 0, wanted: null, sent: null };

function read(slider) {
  const input = document.querySelector(`.st-key-${slider} input[type=range]`);
  return { slider, position: Number(input?.value) };
}

function differs(one, other) {
  return one.slider !== other?.slider || one.position !== other?.position;
}

function report(what) {
  state.busy = true;
  state.number += 1;
  state.send({ ...what, number: state.number });
  clearTimeout(state.timer);
  state.timer = setTimeout(answered, PATIENCE);
}

function pump() {
  if (state.busy) return;
  if (state.dragging && differs(state.wanted, state.sent)) {
    state.sent = state.wanted;
    state.unsettled = true;
    report(state.wanted);
  } else if (!state.dragging && state.unsettled && performance.now() - state.released >= SETTLING) {
    state.unsettled = false;
    report({ slider: null });
  }
}

function answered() {
  clearTimeout(state.timer);
  state.busy = false;
  pump();
}

// While a pointer is down on a slider, every change of its value is noted.
function watch(slider) {
  const root = document.querySelector(`.st-key-${slider}`);
  if (!root || root.watched) return;
  root.watched = true;
  const observer = new MutationObserver(() => {
    state.wanted = read(slider);
    pump();
  });
  const release = () => {
    observer.disconnect();
    for (const end of ["pointerup", "pointercancel"]) window.removeEventListener(end, release, true);
    state.dragging = false;
    state.released = performance.now();
    setTimeout(pump, SETTLING + 10);
  };
  root.addEventListener("pointerdown", () => {
    state.dragging = true;
    state.sent = state.wanted = read(slider);
    observer.observe(root, { subtree: true, attributeFilter: ["aria-valuetext", "value"] });
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, release, true);
  });
}

export default function ({ data, setTriggerValue }) {
  state.send = (what) => setTriggerValue("moved", what);
  data.sliders.forEach(watch);
  if (data.answer === state.number && state.busy) answered();
}
