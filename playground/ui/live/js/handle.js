// A point of a chart that mouse or finger can pull; keys have the sliders. While it is pulled the scale counts with which
// it was taken: the chart may widen under it. One report is under way at a time, and the last place is always reported.

import { element } from "./dom.js";

/** Let a point of a chart be pulled, {x, y, limits, along, answered, title}; nothing where it is null. `along` says that it
 * lies on the chart's first curve. `report` is called with {x, y, number}; the answer comes as another call of this. */
export function showHandle(node, wanted, report) {
  const handle = (node.handle ??= build(node));
  Object.assign(handle, { wanted, report });
  handle.ring.title = wanted?.title ?? "";
  place(handle);
  send(handle);
}

function build(node) {
  const ring = element("div", { class: "np-handle", "aria-hidden": "true" });
  const handle = { node, ring, wanted: null, report: null, pull: null, next: null, number: 0 };
  ring.addEventListener("pointerdown", (down) => take(handle, down));
  ring.addEventListener("pointermove", (move) => handle.pull && pull(handle, move));
  for (const end of ["pointerup", "pointercancel"]) ring.addEventListener(end, () => (handle.pull = null));
  node.append(ring);
  node.overlaid = () => place(handle);
  return handle;
}

function take(handle, down) {
  const { wanted, node, ring } = handle;
  const { xaxis, yaxis } = node._fullLayout;
  down.preventDefault();
  ring.setPointerCapture(down.pointerId);
  handle.number = wanted.answered; // an answer that never came holds nothing up
  const scale = { x: xaxis.p2d(1) - xaxis.p2d(0), y: yaxis.p2d(1) - yaxis.p2d(0) };
  handle.pull = { from: { x: wanted.x, y: wanted.y }, at: { x: wanted.x, y: wanted.y }, down, scale };
}

function pull(handle, move) {
  const { from, down, scale } = handle.pull;
  const [x, y] = [from.x + (move.clientX - down.clientX) * scale.x, from.y + (move.clientY - down.clientY) * scale.y];
  const [alongX, alongY] = handle.wanted.limits;
  handle.pull.at = handle.next = { x: within(x, alongX), y: within(y, alongY) };
  place(handle);
  send(handle);
}

const within = (value, limits) => (limits ? Math.min(Math.max(value, limits[0]), limits[1]) : value);

function send(handle) {
  if (!handle.next || handle.wanted.answered < handle.number) return;
  handle.number += 1;
  handle.report({ ...handle.next, number: handle.number });
  handle.next = null;
}

function place({ node, ring, wanted, pull }) {
  const { xaxis, yaxis } = node._fullLayout ?? {};
  const { x, y } = pull?.at ?? wanted ?? {};
  const left = xaxis && wanted ? xaxis.d2p(x) : NaN;
  const top = left >= 0 && left <= xaxis._length ? yaxis.d2p(wanted.along ? heightAt(node._fullData[0], x) : y) : NaN;
  ring.hidden = !(top >= 0 && top <= yaxis._length);
  if (!ring.hidden) ring.style.transform = `translate(${xaxis._offset + left}px, ${yaxis._offset + top}px)`;
}

// Between two points of a curve its height is that of the straight line.
function heightAt({ x: places, y: heights }, x) {
  const after = Math.max(1, places.findIndex((each) => each >= x));
  const share = (x - places[after - 1]) / (places[after] - places[after - 1]);
  return heights[after - 1] + share * (heights[after] - heights[after - 1]);
}
