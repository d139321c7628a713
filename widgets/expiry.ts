import type { AlertView } from "../src/domain/alert-view.js";

/**
 * The view itself or, once the time of its answer has passed, one that says when and by whom it was checked, and nothing
 * of what the answer was.
 *
 * The banner looks for itself, on the gateway's clock: the timer that should have replaced the view stands still while
 * the machine sleeps. A time that cannot be read has passed.
 */
export function withoutExpired(view: AlertView, nowEpochMs: number): AlertView {
  const { state, checkedBy, contentExpiresAt } = view;
  if (contentExpiresAt === undefined || !("retrievedAt" in state)) return view;
  if (Date.parse(contentExpiresAt) > nowEpochMs) return view;
  const checked = { checkedAt: state.retrievedAt, ...(checkedBy && { checkedBy }) };
  return { ...view, state: { kind: "stale", reason: "age", since: contentExpiresAt, ...checked } };
}
