import { CpisAlertBanner } from "./alert-banner.js";
import { fetchAnswerPart } from "./answer-part.js";

declare global {
  interface HTMLElementTagNameMap {
    "cpis-alert-banner": CpisAlertBanner;
  }
}

// At once, beside everything else: no banner may have to wait for it when an answer has come.
void fetchAnswerPart();

// Two copies of the script on one page must not break the page: the first one stays.
if (!customElements.get("cpis-alert-banner")) customElements.define("cpis-alert-banner", CpisAlertBanner);
