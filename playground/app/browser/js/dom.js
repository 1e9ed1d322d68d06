// @ts-check
// Elements of the page.

/**
 * A new element with attributes (class, role, ...), and children that are elements or texts.
 * @template {keyof HTMLElementTagNameMap} Name @param {Name} name @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/**
 * A new button with its words, and what it does, which is told which button it was.
 * @param {string} said @param {(made: HTMLButtonElement) => void} act @param {string} name of its own, for the style
 */
export function button(said, act, name = "") {
  const made = element("button", { type: "button", class: `np-textbutton ${name}`.trim() }, said);
  made.addEventListener("click", () => act(made));
  return made;
}

/**
 * The first element in a node that a selector names, which has to be there.
 * @param {ParentNode} node @param {string} selector
 */
export const find = (node, selector) => /** @type {HTMLElement} */ (node.querySelector(selector));

/**
 * Write a text only where it differs: what stays the same is not painted again. The text node stays: one that goes
 * and comes lets the browser ask all rules again that hang on what an element has.
 * @param {Element} node @param {string} text
 */
export function write(node, text) {
  const { firstChild, lastChild } = node;
  if (node.textContent === text) return;
  if (firstChild?.nodeType === Node.TEXT_NODE && firstChild === lastChild) firstChild.nodeValue = text;
  else node.textContent = text;
}

/** Put others in place of an element's children; the keyboard stays there. @param {HTMLElement} node @param {...Node} children */
export function swapChildren(node, ...children) {
  const held = node.contains(document.activeElement);
  node.replaceChildren(...children);
  if (!held) return;
  node.tabIndex = -1;
  node.focus();
}

/** @param {Element} node @param {string} name @param {string} value */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** @type {WeakMap<Node, unknown[]>} */
const given = new WeakMap();

/**
 * Whether any of these values is another than the last time for this node: what is the same is not built again.
 * @param {Node} node @param {...unknown} values
 */
export function isNew(node, ...values) {
  const before = given.get(node);
  given.set(node, values);
  return !before || values.some((value, i) => value !== before[i]);
}

/** Whether a person asks for less motion. */
export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Pixels for which the figures are made, as letters go. */
export const REM = 16;

/** How many times larger the page shows letters than the figures have them. */
export const pageScale = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / REM;

/** Whether the screen is as narrow as a phone. */
export const isNarrow = () => matchMedia("(max-width: 640px)").matches;

/** Whether people point with a finger here: it scrolls the page. */
export const hasFinger = () => matchMedia("(pointer: coarse)").matches;
