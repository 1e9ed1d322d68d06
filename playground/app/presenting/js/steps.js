// @ts-check
// A page of the lesson is shown part by part: each heading with what follows it, each question on its own.

/** What a block of a page is: the head of a part, a question, anything else, or what is no part of the lesson. @typedef {"head" | "question" | "body" | "none"} Kind */

/**
 * The parts of a page, each as the places of its blocks: a head begins one, and so does a question after another.
 * @param {Kind[]} kinds @returns {number[][]}
 */
export function groupBlocks(kinds) {
  /** @type {number[][]} */
  const groups = [];
  let asked = false;
  kinds.forEach((kind, place) => {
    if (kind === "none") return;
    if (!groups.length || kind === "head" || (kind === "question" && asked)) {
      groups.push([]);
      asked = false;
    }
    asked ||= kind === "question";
    groups[groups.length - 1].push(place);
  });
  return groups;
}

/**
 * What is hidden beside one part: the others, and blocks that hold nothing of it, as they would leave gaps.
 * @param {number[][]} groups @param {number} at @param {{selector: string, of: string}[]} blocks
 */
export function hideAllBut(groups, at, blocks) {
  const shown = new Set(groups[at]?.map((place) => blocks[place].of));
  const others = groups.filter((_, i) => i !== at).flat();
  return [...new Set(others.map((place) => (shown.has(blocks[place].of) ? blocks[place].selector : blocks[place].of)))];
}

/** One part of a page at a time: the others are hidden by a style sheet, since the page's own blocks come and go. */
export class Steps {
  #sheet = document.createElement("style");
  at = 0;
  count = 1;

  /** @param {() => {kind: Kind, selector: string, of: string}[]} list what stands on the page now, each in a block of it */
  constructor(list) {
    this.list = list;
  }

  /** Begin with the first part of another page. */
  restart() {
    this.at = 0;
    this.show();
  }

  /** Go so many parts on; returns whether there are such. @param {number} by */
  go(by) {
    const next = this.at + by;
    if (next < 0 || next >= this.count) return false;
    this.at = next;
    this.show();
    return true;
  }

  /** Hide all parts but one, as the page is now. */
  show() {
    if (!this.#sheet.isConnected) document.head.append(this.#sheet);
    const blocks = this.list();
    const groups = groupBlocks(blocks.map(({ kind }) => kind));
    this.count = Math.max(1, groups.length);
    this.at = Math.min(this.at, this.count - 1);
    const hidden = hideAllBut(groups, this.at, blocks);
    const rules = hidden.length ? `${hidden.join(",")} { display: none !important; }` : "";
    if (this.#sheet.textContent !== rules) this.#sheet.textContent = rules;
  }

  leave() {
    this.#sheet.remove();
  }
}
