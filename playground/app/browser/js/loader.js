// @ts-check
// The part of a component that travels with every update: the rest is fetched once and kept by the browser.

/** @param {Component<any>} component */
export default function (component) {
  import(new URL(component.data.stage, document.baseURI).href).then((stage) => stage.mount(component));
}
