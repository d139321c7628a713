import type { LookupStateKind } from "../src/domain/lookup-state.js";
import type { Visibility } from "./visibility.js";

/** What the banner tells the page around it. Every event but the first bubbles out of the shadow tree; none carries content. */
export interface CpisAlertBannerEvents {
  /**
   * A host input changed; dispatched at once and without bubbling, after the old content is gone (H-01). `isOther` tells
   * whether it is.
   */
  "cpis-context-input": { readonly source: "property" | "attribute"; readonly isOther: boolean };
  /** A person pressed a control that asks the register. */
  "cpis-check-requested": { readonly trigger: "manual" | "check-again" };
  "cpis-details-opened": null;
  /** A person pressed *Mark as seen*. */
  "cpis-alert-acknowledged": null;
  /** Whether the banner can be seen (H-05). */
  "cpis-visibility-changed": Visibility;
  /** The kind of state changed for the patient on screen. */
  "cpis-lookup-changed": { readonly kind: LookupStateKind };
  /** A state of the patient on screen was painted, and not hidden by discreet mode. */
  "cpis-displayed": { readonly kind: LookupStateKind };
  /** Whether the banner has all it needs to draw an answer; told whenever it has tried to get it. */
  "cpis-readiness-changed": { readonly ready: boolean };
}

declare global {
  interface HTMLElementEventMap {
    "cpis-context-input": CustomEvent<CpisAlertBannerEvents["cpis-context-input"]>;
    "cpis-check-requested": CustomEvent<CpisAlertBannerEvents["cpis-check-requested"]>;
    "cpis-details-opened": CustomEvent<null>;
    "cpis-alert-acknowledged": CustomEvent<null>;
    "cpis-visibility-changed": CustomEvent<CpisAlertBannerEvents["cpis-visibility-changed"]>;
    "cpis-lookup-changed": CustomEvent<CpisAlertBannerEvents["cpis-lookup-changed"]>;
    "cpis-displayed": CustomEvent<CpisAlertBannerEvents["cpis-displayed"]>;
    "cpis-readiness-changed": CustomEvent<CpisAlertBannerEvents["cpis-readiness-changed"]>;
  }
}

/** Dispatches one of the banner's events out of its shadow tree. */
export function emit<K extends keyof CpisAlertBannerEvents>(
  element: HTMLElement,
  name: K,
  detail: CpisAlertBannerEvents[K],
): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
