import { html, type TemplateResult } from "lit/html.js";

// On one 24-unit grid: what is drawn as a line, what is filled, and what is cut out of the filled part.
const drawings = {
  record: ["", "M12 2 24 22H0z", "M12 9v6m0 4v0"],
  checking: ["M6 3h12M6 21h12M8 3v4l4 5 4-5V3M8 21v-4l4-5 4 5v4"],
  "not-checked": ["M12 3a9 9 0 1 0 .1 0"],
  failed: ["", "M12 1l11 11-11 11L1 12z", "M9 10a3 3 0 1 1 3 3v1m0 3v0"],
  stale: ["M16 14a2.5 2.5 0 1 1 2.5 2.5v1m0 3v1", "M9 3a4 4 0 1 0 .1 0M1 21c0-10 11-10 13-6v6z"],
  locked: ["M8 11V7a4 4 0 0 1 8 0v4", "M4 11h16v10H4z"],
  hidden: ["M1 12q11-15 22 0-11 15-22 0M12 9a3 3 0 1 0 .1 0M4 21 20 3"],
  again: ["M20 13a8 8 0 1 1-3-7m3-3v6h-6"],
} as const;

/** The name of a drawing; each has a different outline, and the triangle means *record* and nothing else. */
export type IconName = keyof typeof drawings;

/** One inline drawing in the current colour, hidden from assistive technology: the words beside it say the same. */
export const icon = (name: IconName): TemplateResult => drawIcon(name, drawings[name]);

/** A drawing from another table. */
export function drawIcon(
  name: string,
  [line = "", filled = "", cut = ""]: readonly string[],
): TemplateResult {
  return html`<svg class="i i-${name}" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${line}></path>
    <path class="f" d=${filled}></path>
    <path class="c" d=${cut}></path>
  </svg>`;
}
