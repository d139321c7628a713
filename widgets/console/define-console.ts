import { CpisAlertBanner } from "../alert-banner.js";
import { CpisConsole } from "./console-element.js";

declare global {
  interface HTMLElementTagNameMap {
    "cpis-console": CpisConsole;
  }
}

// The preview shows the banner itself, not a picture of it.
if (!customElements.get("cpis-alert-banner")) customElements.define("cpis-alert-banner", CpisAlertBanner);
if (!customElements.get("cpis-console")) customElements.define("cpis-console", CpisConsole);
