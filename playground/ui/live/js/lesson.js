// The pages of the lesson: their charts, whose figures come with the place, and the sensors that report sliders while
// they are pulled. One report is under way at a time; the next is sent when the page shows the answer to the last.

import { element } from "./dom.js";
import { onPick, showChart } from "./chart.js";
import { readPositions, watchSliders } from "./sliders.js";

const sensors = new Map();
let pulled = false; // whether a pointer is down

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
  requestAnimationFrame(() => {
    showChart(host, data.chart, data);
    if (data.picks) onPick(host, (x, y) => host.pick?.(x, y));
  });
}

function listen({ keys, answered }, setTriggerValue) {
  const name = keys.join();
  if (!sensors.has(name)) sensors.set(name, { number: answered, answered, said: "" });
  const sensor = sensors.get(name);
  Object.assign(sensor, { answered, send: (report) => setTriggerValue("dragged", report) });
  const report = () => {
    const places = readPositions(Object.fromEntries(keys.map((key) => [key, null])));
    const said = JSON.stringify(places);
    if (!pulled || said === sensor.said || sensor.answered < sensor.number) return;
    sensor.said = said;
    sensor.number += 1;
    sensor.send({ number: sensor.number, places });
  };
  watchSliders(keys, report);
  report();
}
