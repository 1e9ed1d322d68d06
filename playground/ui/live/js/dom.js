// Elements, and sentences of the message catalogues with their placeholders filled in.

/** A new element with attributes (class, role, ...), and children that are elements or texts. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Write a text only where it differs: what stays the same is not painted again. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Fill placeholders as Python's str.format does: {name}, {name:,} and {name:.4f}. */
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, format) => {
    const value = values[name];
    if (format === ",") return value.toLocaleString("en-US");
    return format ? value.toFixed(Number(format.slice(1, -1))) : String(value);
  });
}

/** Sentences as running text: a space between two, but none after a full-width stop, which brings its own. */
export function joinSentences(sentences) {
  return sentences.filter(Boolean).reduce((text, next) => text + (/(^|[。！？：；])$/.test(text) ? "" : " ") + next, "");
}

/** Two digits of a probability; four where these would not tell on which side of the threshold it is. */
export function writeProbability(probability, threshold) {
  const away = Math.abs(probability - threshold);
  return probability.toFixed(away > 0 && away < 0.005 ? 4 : 2);
}

export const calm = matchMedia("(prefers-reduced-motion: reduce)");
