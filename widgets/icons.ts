import { html, type TemplateResult } from "lit/html.js";

// On one 24-unit grid: what is filled, what is drawn as a line, and what is cut out of the filled part.
const drawings = {
  record: ["M12 2 23.5 22H.5z", "", "M12 8.5v7M12 18.5v.5"],
  ended: ["", "M4 5h16v16H4zM4 9.5h16M8 2.5V7M16 2.5V7M9 15h6", ""],
  none: ["", "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M8 12h8", ""],
  checking: ["", "M6 3h12M6 21h12M8 3v4l4 5l4-5V3M8 21v-4l4-5l4 5v4M10.5 18.5h3", ""],
  "not-checked": ["", "M12 3a9 9 0 0 1 0 18a9 9 0 0 1 0-18", ""],
  failed: ["M12 1 23 12 12 23 1 12z", "", "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .8-1 1.700M12 16.600v.5"],
  stale: [
    "M9 3a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M1 21c0-5 3-7.5 8-7.5c2 0 3 .3 4.300.9c-1 2-.6 4.600.7 6.600z",
    "M16 13.5a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .8-1 1.700M18.5 20.600v.5",
    "",
  ],
  locked: ["M4.5 10.5h15v11h-15z", "M7.5 11V7.5a4.5 4.5 0 0 1 9 0V11", ""],
  hidden: [
    "",
    "M1.5 12c3-5 6.5-7 10.5-7s7.5 2 10.5 7c-3 5-6.5 7-10.5 7s-7.5-2-10.5-7zM12 9a3 3 0 1 1 0 6a3 3 0 1 1 0-6M4 21 20 3",
    "",
  ],
  phone: [
    "M6.600 2.5 9.5 8 7.5 10.5c1 2.5 3.5 5 6 6l2.5-2 5.5 2.900c-.3 3-2.5 4.600-5 4.100C9.5 20 4 14.5 2.5 7.5c-.5-2.5 1.100-4.700 4.100-5z",
    "",
    "",
  ],
  copy: ["", "M3.5 8.5h12v12h-12zM8.5 8V3.5h12v12H16", ""],
  chevron: ["", "M5 9l7 7l7-7", ""],
  again: ["", "M19.5 13a7.5 7.5 0 1 1-2.5-6.600M20.5 3v6h-6", ""],
} as const;

/** The name of a drawing; each has a different outline, and the triangle means *record* and nothing else. */
export type IconName = keyof typeof drawings;

/** One inline drawing in the current colour, hidden from assistive technology: the words beside it say the same. */
export function icon(name: IconName): TemplateResult {
  const [filled, line, cut] = drawings[name];
  return html`<svg class="i ${name}" viewBox="0 0 24 24" aria-hidden="true">
    <path class="f" d=${filled}></path>
    <path d=${line}></path>
    <path class="c" d=${cut}></path>
  </svg>`;
}
