import js from "@eslint/js";

const KNOWN = [
  ...["addEventListener", "atob", "cancelAnimationFrame", "document", "fetch", "getComputedStyle", "history", "localStorage", "location", "matchMedia"],
  ...["performance", "sessionStorage", "requestAnimationFrame", "setTimeout", "clearTimeout", "navigator", "window"],
  ...["AbortController", "AbortSignal", "IntersectionObserver", "MutationObserver", "Node", "OffscreenCanvas", "ResizeObserver", "TextDecoder", "TextDecoderStream"],
  ...["URL", "URLSearchParams", "Blob", "BroadcastChannel", "Event", "setInterval", "innerWidth", "innerHeight", "devicePixelRatio", "dispatchEvent", "Plotly", "Buffer", "TextEncoder"],
];

export default [
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(KNOWN.map((name) => [name, "readonly"])) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error", "max-lines": ["error", 300] },
  },
  { files: ["**/handin/report.js"], languageOptions: { sourceType: "script" } },
];
