// The test pictures with the neuron's answers, and the table that counts them.

import { calm, element, fill, setAttribute, write, writeProbability } from "./dom.js";

function buildTile(part, i) {
  const { columns, rows } = part.sheet;
  const [row, column] = [Math.floor(part.places[i] / columns), part.places[i] % columns];
  const left = (100 * column) / (columns - 1);
  const top = (100 * row) / Math.max(1, rows - 1);
  const picture = element("div", { class: "np-picture", role: "img" });
  picture.style.backgroundPosition = `${left}% ${top}%`;
  const answer = element("div", { class: "np-answer" }, element("span"), element("span", { class: "np-probability" }));
  const truth = element("div", { class: "np-truth" }, part.really[part.labels[i]]);
  const words = element("figcaption", { "aria-hidden": "true" }, answer, element("div", { class: "np-meter" }), truth);
  const attributes = { class: "np-tile", role: "listitem", "data-picture": part.pictures[i] };
  return element("figure", attributes, picture, words);
}

function showTile(tile, part, i, answer, probability) {
  const right = answer === part.labels[i];
  const flipped = tile.answer !== undefined && tile.answer !== answer;
  tile.answer = answer;
  tile.classList.toggle("np-right", right);
  tile.classList.toggle("np-wrong", !right);
  tile.classList.toggle("np-flipped", flipped && calm.matches);
  // No colour alone: the mark and the frame change too. The pulse says where to look.
  if (flipped && !calm.matches && tile.checkVisibility({ contentVisibilityAuto: true })) {
    tile.getAnimations().forEach((animation) => animation.cancel());
    const pulse = [{ boxShadow: "0 0 0 5px #e69f00" }, { boxShadow: "0 0 0 9px transparent" }];
    tile.animate(pulse, { duration: 900, easing: "ease-in" });
  }
  const shown = writeProbability(probability, part.values.threshold);
  write(tile.querySelector(".np-answer span"), `${right ? "✓" : "✗"} ${part.names[answer]}`);
  write(tile.querySelector(".np-probability"), shown);
  tile.querySelector(".np-meter").style.setProperty("--probability", probability.toFixed(3));
  const described = fill(part.described[right ? "right" : "wrong"], {
    number: part.pictures[i] + 1,
    label: part.names[part.labels[i]],
    answer: part.names[answer],
    probability,
  });
  const picture = tile.querySelector(".np-picture");
  setAttribute(picture, "aria-label", described);
  setAttribute(picture, "title", described);
  return flipped;
}

export function showGallery(host, part) {
  if (!host.querySelector(".np-gallery")) {
    const list = element("div", { class: "np-gallery", role: "list" });
    host.append(element("p", { class: "np-caption" }), list, element("p", { class: "np-caption np-range" }));
  }
  const list = host.querySelector(".np-gallery");
  const same = JSON.stringify([part.sheet, part.pictures, part.really]);
  if (list.same !== same) {
    list.same = same;
    list.style.setProperty("--sheet", `url(${part.sheet.address})`);
    list.style.setProperty("--sheet-size", `${part.sheet.columns}00% ${part.sheet.rows}00%`);
    list.classList.toggle("np-pixels", !part.sheet.smooth);
    list.replaceChildren(...part.pictures.map((_, i) => buildTile(part, i)));
    if (!part.pictures.length) list.append(element("p", { class: "np-none" }, part.none));
    write(host.querySelector(".np-range"), part.range);
  }
  list.style.setProperty("--threshold", part.values.threshold);
  showAnswers(host, part, part.answers, part.probabilities, part.values.right);
}

/** Show the answers at one iteration; returns how many of those on the page have changed. */
export function showAnswers(host, part, answers, probabilities, right) {
  write(host.querySelector(".np-caption"), fill(part.count, { ...part.values, right }));
  const tiles = host.querySelectorAll(".np-tile");
  let flipped = 0;
  tiles.forEach((tile, i) => (flipped += showTile(tile, part, i, answers[i], probabilities[i])));
  return flipped;
}

export function showConfusion(host, part) {
  let table = host.querySelector("table");
  const same = JSON.stringify({ ...part, counts: null });
  if (table?.same !== same) {
    const head = part.says.map((says) => element("th", { scope: "col" }, says));
    const lines = part.is.map((is, label) => {
      const cells = part.says.map((_, answer) => {
        const kind = label === answer ? "right" : "wrong";
        return element("td", { class: `np-${kind}` }, element("b"), part.marks[label === answer ? 0 : 1]);
      });
      return element("tr", {}, element("th", { scope: "row" }, is), ...cells);
    });
    table = element("table", { class: "np-confusion", "aria-label": part.title });
    table.append(element("tr", {}, element("td", { class: "np-corner" }), ...head), ...lines);
    table.same = same;
    host.replaceChildren(table);
  }
  showCounts(host, part.counts);
}

/** Write the four counts, row by row. */
export function showCounts(host, counts) {
  host.querySelectorAll("b").forEach((cell, i) => write(cell, String(counts[i])));
}

/** Show precision, recall and their like: what each is, its share, and of how many. */
export function showScores(host, part) {
  const same = JSON.stringify({ ...part, values: null });
  if (host.same !== same) {
    host.same = same;
    const lines = part.names.map((name, i) => {
      const explained = element("div", { class: "np-explained" }, part.explained[i]);
      const head = element("th", { scope: "row" }, name, explained);
      return element("tr", {}, head, element("td", {}, element("b"), element("span")));
    });
    const none = element("p", { class: "np-caption" }, part.none);
    host.replaceChildren(element("table", { class: "np-scores" }, ...lines), none);
  }
  writeScores(host, part.values);
}

export function writeScores(host, values) {
  host.querySelectorAll("td").forEach((cell, i) => values[i].forEach((text, k) => write(cell.children[k], text)));
  host.querySelector(".np-caption").hidden = values.every(([share]) => share.endsWith("%"));
}
