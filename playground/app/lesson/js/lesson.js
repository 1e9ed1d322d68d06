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
    // Whether one of its thumbs is held. This script may come while it is.
    this.pulled = keys.some((key) => isHeld(root(key)));
    this.said = this.pulled ? "" : JSON.stringify(this.read());
    /** @type {Send} */
    this.send = () => {};
  }

  read() {
    return readPositions(Object.fromEntries(this.keys.map((key) => [key, null])));
  }

  // Only of sliders that are pulled is anything to be reported. Thumbs move by themselves, too, where a chart's handle
  // is pulled: reported as well, a place on the way could come with the last of the handle's, and be drawn for it.
  report() {
    const places = this.read();
    const said = JSON.stringify(places);
    if (!this.pulled || said === this.said || this.answered < this.number) return;
    this.said = said;
    this.number += 1;
    this.send("dragged", { number: this.number, places });
  }
}

/** @type {Map<string, Sensor>} */
const sensors = new Map();
addEventListener("pointerdown", begin, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, letGo, true);

/** An answer that never came, as the server was away, holds nothing up. @param {PointerEvent} down */
function begin({ target }) {
  for (const sensor of sensors.values()) {
    sensor.number = sensor.answered;
    sensor.pulled = sensor.keys.some((key) => root(key)?.contains(/** @type {Node} */ (target)));
  }
}

function letGo() {
  for (const sensor of sensors.values()) sensor.pulled = false;
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
