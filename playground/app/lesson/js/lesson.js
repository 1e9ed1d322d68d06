// @ts-check
// The pages of the lesson: their charts, whose figures come with the place, and the sensors that report sliders while
// they are pulled. One report is under way at a time; the next is sent when the page shows the answer to the last.

import { leaveCharts, showChart } from "../../browser/js/chart.js";
import { showHandle } from "./handle.js";
import { takePlace, tell as tellFrom } from "../../browser/js/places.js";
import { isHeld, readPositions, root, watchSliders } from "../../browser/js/streamlit.js";

class Sensor {
  /** @param {string[]} keys @param {number} answered */
  constructor(keys, answered) {
    this.keys = keys;
    this.number = this.answered = answered;
    this.said = keys.some((key) => isHeld(root(key))) ? "" : JSON.stringify(this.read());
    /** @type {Send} */
    this.send = () => {};
  }

  read() {
    return readPositions(Object.fromEntries(this.keys.map((key) => [key, null])));
  }

  // Only of sliders that move is anything to be reported: of several reports at once the server hears one.
  report() {
    const places = this.read();
    const said = JSON.stringify(places);
    if (!pulled || said === this.said || this.answered < this.number) return;
    this.said = said;
    this.number += 1;
    this.send("dragged", { number: this.number, places });
  }
}

/** @type {Map<string, Sensor>} */
const sensors = new Map();
// Whether a pointer is down. This script may come while it is.
let pulled = isHeld(document);

addEventListener("pointerdown", begin, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (pulled = false), true);

// An answer that never came, as the server was away, holds nothing up.
function begin() {
  pulled = true;
  for (const sensor of sensors.values()) sensor.number = sensor.answered;
}

/** @param {Component<any>} component */
export function mount(component) {
  if (component.data.part === "sensor") listen(component);
  else show(component);
}

export { leaveCharts as leave };

/** @param {Component<LessonChart>} component */
function show(component) {
  const host = takePlace(component);
  const { chart, picks, handle } = component.data;
  /** @param {unknown} point */
  const report = (point) => tellFrom(host, "picked", point);
  requestAnimationFrame(() => {
    const shown = showChart(host, chart, component.data);
    shown.onPick(picks ? (x, y) => report({ x, y }) : null);
    if (handle !== undefined) showHandle(shown, handle, report);
  });
}

/** @param {Component<SensorPart>} component */
function listen({ data: { keys, answered, unread }, setTriggerValue }) {
  const name = keys.join();
  const sensor = sensors.get(name) ?? new Sensor(keys, answered);
  sensors.set(name, sensor);
  Object.assign(sensor, { answered, send: setTriggerValue });
  const tell = () => sensor.send("unread", true);
  watchSliders(keys, () => sensor.report(), unread, tell);
  sensor.report();
}
