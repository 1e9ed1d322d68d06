// @ts-check
// The part of a component that travels with every update: the rest is fetched once and kept by the browser. What did not
// come is fetched again under another address, as no browser asks twice for a module, and until then the page says so.

const PAUSE = 2000; // milliseconds

/** The scripts by their addresses, one set of them for the whole page. @type {Map<string, Promise<any>>} */
const coming = (window.comingScripts ??= new Map());

/** @param {Component<any>} component */
async function fetchScripts({ parentElement, data }) {
  const told = document.createElement("p");
  told.setAttribute("role", "alert");
  for (let attempt = 0; ; attempt++) {
    const scripts = await import(new URL(data.stage.replace("/0/", `/${attempt}/`), document.baseURI).href).catch(() => null);
    if (scripts) {
      told.remove();
      return scripts;
    }
    told.textContent = data.unloaded;
    parentElement.prepend(told);
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

/** @param {Component<any>} component whose data stand in a list, as `mount` says */
export default function (component) {
  const [data] = component.data;
  const part = { ...component, data };
  if (!coming.has(data.stage)) coming.set(data.stage, fetchScripts(part));
  coming.get(data.stage)?.then((scripts) => scripts.mount(part));
  return () => coming.get(data.stage)?.then((scripts) => scripts.leave?.(part.parentElement));
}
