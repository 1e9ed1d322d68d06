// The pages of the lesson: their charts, whose figures come with the place, and the sensors that report sliders while
// they are pulled. One report is under way at a time; the next is sent when the page shows the answer to the last.

import { element } from "./dom.js";
import { onPick, showChart } from "./chart.js";
import { showHandle } from "./handle.js";
import { isHeld, readPositions, root, watchSliders } from "./sliders.js";

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

export function mount({ parentElement, data, setTriggerValue }) {
  if (data.part === "sensor") return listen(data, setTriggerValue);
  let host = parentElement.querySelector(".np-part");
  if (!host) {
    host = element("div", { class: `np-part np-part-${data.part}` });
    parentElement.append(host);
  }
  host.pick = data.picks ? (x, y) => setTriggerValue("picked", { x, y }) : null;
  const pulled = (point) => setTriggerValue("picked", point);
  requestAnimationFrame(() => {
    showChart(host, data.chart, data);
    if (data.picks) onPick(host, (x, y) => host.pick?.(x, y));
    if (data.handle !== undefined) showHandle(host.querySelector(".np-chart"), data.handle, pulled);
  });
}

// Only of sliders that move is anything to be reported: of several reports at once the server hears one.
function listen({ keys, answered }, setTriggerValue) {
  const name = keys.join();
  const read = () => readPositions(Object.fromEntries(keys.map((key) => [key, null])));
  if (!sensors.has(name)) {
    const said = keys.some((key) => isHeld(root(key))) ? "" : JSON.stringify(read());
    sensors.set(name, { number: answered, answered, said });
  }
  const sensor = sensors.get(name);
  Object.assign(sensor, { answered, send: (report) => setTriggerValue("dragged", report) });
  const report = () => {
    const places = read();
    const said = JSON.stringify(places);
    if (!pulled || said === sensor.said || sensor.answered < sensor.number) return;
    sensor.said = said;
    sensor.number += 1;
    sensor.send({ number: sensor.number, places });
  };
  watchSliders(keys, report);
  report();
}
