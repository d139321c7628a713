import type { AuditRecord } from "../../../ports/audit.js";

/** How long an answer was on the screen, known when it leaves it. Give it rows in their order. */
export type ShownFor = (row: AuditRecord) => number | undefined;

/** Pairs what a page said it displayed with what it said it hid or wiped, by the page's own clock. */
export function createShownTimes(): ShownFor {
  const since = new Map<string, number>();
  return ({ action, lookupId, display }) => {
    if (lookupId === undefined || display === undefined) return undefined;
    if (action === "displayed") {
      if (!since.has(lookupId)) since.set(lookupId, Date.parse(display.reportedAt));
      return undefined;
    }
    const begun = since.get(lookupId);
    if (begun === undefined || (action !== "hidden" && action !== "wiped")) return undefined;
    since.delete(lookupId);
    const shownMs = Date.parse(display.reportedAt) - begun;
    return Number.isNaN(shownMs) || shownMs < 0 ? undefined : shownMs;
  };
}
