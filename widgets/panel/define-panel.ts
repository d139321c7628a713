import { CpisSocialCarePanel } from "./social-care-panel.js";
import { CpisTeamView } from "./team-view.js";

declare global {
  interface HTMLElementTagNameMap {
    "cpis-social-care-panel": CpisSocialCarePanel;
    "cpis-team-view": CpisTeamView;
  }
}

// Two copies of the script on one page must not break the page: the first one stays.
if (!customElements.get("cpis-social-care-panel")) {
  customElements.define("cpis-social-care-panel", CpisSocialCarePanel);
}
if (!customElements.get("cpis-team-view")) customElements.define("cpis-team-view", CpisTeamView);
