import { CpisSocialCarePanel } from "./social-care-panel.js";

declare global {
  interface HTMLElementTagNameMap {
    "cpis-social-care-panel": CpisSocialCarePanel;
  }
}

// Two copies of the script on one page must not break the page: the first one stays.
if (!customElements.get("cpis-social-care-panel")) {
  customElements.define("cpis-social-care-panel", CpisSocialCarePanel);
}
