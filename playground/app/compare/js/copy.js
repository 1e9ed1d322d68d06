// @ts-check
// A button that copies a text with one click.

import { element, isNew, write } from "../../browser/js/dom.js";
import { saidOf } from "../../browser/js/places.js";

/** Copy a text; where the browser keeps its clipboard from pages without TLS, by a selection. @param {HTMLElement} host @param {string} text */
async function copy(host, text) {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = element("textarea", { readonly: "" });
  field.value = text;
  host.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("the browser does not copy");
}

/** @param {HTMLElement} host */
export function showCopy(host) {
  /** @type {CopyPart} */
  const { text, words } = saidOf(host);
  if (!isNew(host, [text, words.copy].join())) return;
  const label = element("span", {}, words.copy);
  const button = element("button", { type: "button", class: "np-textbutton np-copy" }, label);
  const told = element("p", { class: "np-caption", role: "status" });
  button.addEventListener("click", () =>
    copy(host, text).then(
      () => write(told, words.copied),
      () => write(told, words.failed),
    ),
  );
  host.replaceChildren(button, told);
}
