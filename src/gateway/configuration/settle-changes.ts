import { shortHash } from "../../config/effective-settings.js";
import type { AuditEntry, ConfigurationAction } from "../../ports/audit.js";
import { insertAudit } from "../audit/audit-rows.js";
import type { StoreContext } from "../store/store-context.js";
import type { ChangeState } from "./change-table.js";
import { moveChange, type StoredChange } from "./stored-changes.js";

const told: Partial<Readonly<Record<ChangeState, ConfigurationAction>>> = {
  lapsed: "configuration-lapsed",
  outdated: "configuration-outdated",
};

/** What changes are held against. */
export interface Situation {
  /** Of the configuration in force. */
  readonly digest: string;
  /** Of the configuration that the next start will have. */
  readonly waiting?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Nothing runs yet, so nothing is being carried out. */
  readonly isStart?: true;
}

/**
 * Brings the open changes in line with the configuration in force, and says so in the audit; inside a store job only.
 *
 * A change that is agreed to, and of which nothing has taken effect, waits for its second person again: a process that was
 * killed in between has done it whole or not at all.
 */
export function settleChanges(
  context: StoreContext,
  changes: readonly StoredChange[],
  situation: Situation,
): void {
  const { now } = situation;
  for (const change of changes) {
    const next = nextState(change, situation);
    if (next === change.state) continue;
    if (next === "waiting") moveChange(context, change, next, {});
    else moveChange(context, change, next);
    const action = told[next];
    if (action !== undefined) insertAudit(context, changeEntry(action, change, now));
  }
}

function nextState(
  { state, request, lapsesAt }: StoredChange,
  { digest, waiting, now, isStart }: Situation,
): ChangeState {
  const isAgreed = state === "approved" || state === "waiting-for-restart";
  if (isAgreed && request.to === digest) return "applied";
  if (isAgreed && request.to === waiting) return "waiting-for-restart";
  // In a running gateway it is being carried out, or was when the store failed: reading the file again finishes it.
  if (state === "approved" && isStart !== true) return state;
  if (state === "waiting-for-restart" || request.from !== digest) return "outdated";
  return now >= lapsesAt ? "lapsed" : "waiting";
}

/** An audit row about a change; the asker is in it by id, whoever acts in full. */
export function changeEntry(
  action: ConfigurationAction,
  { changeId, request }: Pick<StoredChange, "changeId" | "request">,
  at: number,
): AuditEntry {
  const { from, to, askedBy, reason } = request;
  return {
    at,
    action,
    details: { changeId, from: shortHash(from), to: shortHash(to), askedBy: askedBy.userId },
    subject: { note: reason },
  };
}
