import { html } from "lit/html.js";

/** A wording as it is drawn: every date stays on one line, with its time where it has one. */
export const drawMoments = (wording: string): unknown =>
  wording
    .split(/(\d\d-\w{3}-\d{4}(?: \d\d:\d\d[.,]?)?)/)
    .map((part, index) => (index % 2 === 0 ? part : html`<span class="nb">${part}</span>`));
