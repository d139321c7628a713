import type { TemplateResult } from "lit/html.js";
import { drawIcon } from "./icons.js";

// On the grid of `icons.ts`.
const drawings = {
  ended: ["M4 5h16v16H4zm0 5h16M8 2v5m8-5v5M9 15h6"],
  none: ["M12 2a10 10 0 1 0 .1 0M8 12h8"],
  phone: ["", "M7 3l3 5-2 3q1 4 5 5l3-2 5 3q-1 5-5 4Q4 18 3 7q0-3 4-4"],
  copy: ["M3 8h12v12H3zm5-1V3h12v12h-4"],
  chevron: ["M5 9l7 7 7-7"],
} as const;

/** A drawing that only an answer needs, in the current colour and hidden from assistive technology. */
export const answerIcon = (name: keyof typeof drawings): TemplateResult => drawIcon(name, drawings[name]);
