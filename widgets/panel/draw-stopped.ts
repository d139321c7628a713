import { html, nothing } from "lit/html.js";

/** Above everything else: no child can become visible while nothing is sent. */
export const drawStopped = (because: string | undefined): unknown =>
  because === undefined
    ? nothing
    : html`<p class="notice attention"><b>Sending has stopped.</b> ${because}</p>`;
