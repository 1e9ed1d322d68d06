// The numbers of the run, and the sentence that says how it went.

import { element, setAttribute, write } from "./dom.js";

function build(host, { numbers }) {
  const list = element("dl", { class: "np-numbers" });
  for (const number of numbers) {
    const help = element("span", { class: "np-help", tabindex: "0", role: "note" }, "?");
    const entry = element(
      "div",
      { class: "np-number" },
      element("dt", {}, element("span", { class: "np-label" }), help),
      element("dd", { class: "np-value" }),
    );
    if (number.note) {
      const note = element("dd", { class: "np-note" }, element("b"), " ", element("span"));
      entry.append(note);
    }
    list.append(entry);
  }
  const mark = element("p", { class: "np-busy", role: "status" });
  host.append(list, mark, element("p", { class: "np-story" }));
}

export function showHeadline(host, part) {
  if (!host.querySelector(".np-numbers")) build(host, part);
  part.numbers.forEach((number, i) => {
    const entry = host.querySelectorAll(".np-number")[i];
    write(entry.querySelector(".np-label"), number.label);
    write(entry.querySelector(".np-value"), number.value);
    const help = entry.querySelector(".np-help");
    setAttribute(help, "aria-label", number.help);
    setAttribute(help, "data-help", number.help);
    if (number.note) {
      write(entry.querySelector(".np-note b"), number.lead);
      write(entry.querySelector(".np-note span"), number.note);
    }
  });
  const story = host.querySelector(".np-story");
  if (story.told !== part.story) story.innerHTML = story.told = part.story;
}

/** Show the numbers of one iteration: cost, both accuracies and the lead over the baseline. */
export function showNumbers(host, label, [cost, train, test, lead]) {
  const values = host.querySelectorAll(".np-value");
  [cost, train, test].forEach((written, i) => write(values[i], written));
  write(host.querySelector(".np-note b"), lead);
  write(host.querySelector(".np-label"), label);
}

/** Say that an answer is being waited for, or why there is none; an empty text says nothing. */
export function showBusy(host, text) {
  const mark = host.querySelector(".np-busy");
  if (mark) write(mark, text);
}
