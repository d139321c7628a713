import { CpisAlertBanner } from "./alert-banner.js";

declare global {
  interface HTMLElementTagNameMap {
    "cpis-alert-banner": CpisAlertBanner;
  }
}

// Two copies of the script on one page must not break the page: the first one stays.
if (!customElements.get("cpis-alert-banner")) customElements.define("cpis-alert-banner", CpisAlertBanner);
