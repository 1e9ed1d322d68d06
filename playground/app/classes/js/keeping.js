// @ts-check
// What of a class is kept as a file.

import { element } from "../../browser/js/dom.js";

// It opens without a network, and nothing in it can run: what people typed is text in it.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE = `
  body { max-width: 60rem; margin: 1rem auto; padding: 0 1rem; font-family: system-ui, sans-serif; color: #222; background: #fff; }
  figure { margin: 0 0 1rem; }
  svg { width: 100%; max-width: 42rem; }
  svg text { font-size: 17px; }
  .np-seat { fill: white; font-weight: 700; }
  .np-grid { stroke: currentColor; opacity: 0.15; }
  .np-limit { stroke: #d55e00; stroke-width: 2; stroke-dasharray: 8 5; }
  .np-thin { fill: none; stroke-width: 1.6; }
  ul, ol { padding: 0; list-style: none; }
  li { display: flex; flex-wrap: wrap; gap: 0 1rem; }
`;

/**
 * A page of its own with copies of parts of this one, without what can be pressed.
 * @param {string} title @param {string} language @param {HTMLElement[]} parts
 */
export function writePage(title, language, parts) {
  const page = document.implementation.createHTMLDocument(title);
  page.documentElement.lang = language;
  const policy = element("meta", { "http-equiv": "Content-Security-Policy", content: POLICY });
  page.head.prepend(element("meta", { charset: "utf-8" }), policy);
  page.head.append(element("style", {}, STYLE));
  page.body.append(element("h1", {}, title), element("p", {}, new Date().toLocaleString(language)));
  page.body.append(...parts.map((part) => part.cloneNode(true)));
  for (const pressed of page.body.querySelectorAll("button, input, select, [hidden]")) pressed.remove();
  for (const link of page.body.querySelectorAll("a")) link.removeAttribute("href");
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}

/** @param {Blob} contents @param {string} name */
export function download(contents, name) {
  const address = URL.createObjectURL(contents);
  element("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
