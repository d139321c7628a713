import type { ContactsPlan } from "../../config/plan.js";
import type { ContactGuidance, LookupView } from "../../contract/lookup.js";
import type { Environment } from "../../domain/environment.js";
import { toInstant } from "../../domain/instant.js";
import { failedState, type CheckedBy, type LookupState } from "../../domain/lookup-state.js";
import type { ProtectionRecord } from "../../domain/protection-record.js";
import type { HeldConclusion, StoredLookup, StoredQuery } from "../../ports/lookup-store.js";
import { agreesWithHost } from "./agrees-with-host.js";

/** What a view needs beside the lookup itself. */
export interface ViewPlan {
  readonly environment: Environment;
  readonly answerMs: number;
  /** For how long after the question a reply may still replace a conclusion. */
  readonly lateAnswerMs: number;
  readonly contacts: ContactsPlan;
}

type VersionedState = Pick<LookupView, "version" | "state" | "contentExpiresAt" | "contacts">;

// A lookup passes these in this order and never goes back, so its place is its version. Every replacement of the
// conclusion is one place more, and so is its erasure.
const version = { asked: 1, overdue: 2, concluded: 3 } as const;

/**
 * What one user may see of one lookup at one moment. Pure: the state follows from what is stored and the time, so a
 * restarted gateway says the same as one that never stopped.
 */
export function deriveView(lookup: StoredLookup, viewer: string, now: number, plan: ViewPlan): LookupView {
  const { query, accessMode } = lookup;
  const { safeguardingTelephone } = plan.contacts;
  return {
    lookupId: lookup.lookupId,
    ...deriveState(lookup, viewer, now, plan),
    ...(mayStillChange(query, now, plan) ? { mayStillChange: true } : {}),
    ...(accessMode === undefined ? {} : { accessMode }),
    environment: plan.environment,
    serverTime: toInstant(now),
    ...(query === undefined || query.conclusion?.kind === "switched-off"
      ? {}
      : { checkedBy: checkedBy(query, viewer), askedAt: toInstant(query.askedAt) }),
    reused: lookup.relation === "joined" || lookup.relation === "reused",
    ...(safeguardingTelephone === undefined ? {} : { safeguardingTelephone }),
  };
}

function deriveState(lookup: StoredLookup, viewer: string, now: number, plan: ViewPlan): VersionedState {
  const { query } = lookup;
  if (query === undefined) {
    const reason = lookup.notChecked ?? "switched-off";
    return {
      version: version.asked,
      state: { kind: "not-checked", reason, since: toInstant(lookup.switchedOffSince ?? lookup.openedAt) },
    };
  }
  if (query.conclusion === undefined) return waiting(query, now, plan.answerMs);
  return concluded(lookup, query, query.conclusion, viewer, now, plan);
}

/** The same rule as the store's: a record is never replaced, and where nothing had left nothing can come (H-02). */
function mayStillChange(query: StoredQuery | undefined, now: number, { lateAnswerMs }: ViewPlan): boolean {
  const held = query?.conclusion;
  if (query === undefined || held === undefined || now > query.askedAt + lateAnswerMs) return false;
  if (held.kind === "failed") return held.reason !== "spine-unreachable";
  return held.kind === "no-record" && held.contentExpiresAt > now;
}

function waiting(query: StoredQuery, now: number, answerMs: number): VersionedState {
  const dueAt = query.askedAt + answerMs;
  if (now >= dueAt) {
    return { version: version.overdue, state: failedState("no-answer-yet", toInstant(dueAt)) };
  }
  const since = toInstant(query.askedAt);
  return {
    version: version.asked,
    state: { kind: "checking", since, phase: "asked", answerDueAt: toInstant(dueAt) },
  };
}

function concluded(
  lookup: StoredLookup,
  query: StoredQuery,
  conclusion: HeldConclusion,
  viewer: string,
  now: number,
  plan: ViewPlan,
): VersionedState {
  const at = toInstant(conclusion.at);
  const concludedVersion = version.concluded + (conclusion.revision ?? 0);
  if (conclusion.kind === "failed") {
    return { version: concludedVersion, state: failedState(conclusion.reason, at) };
  }
  if (conclusion.kind === "switched-off") {
    const { reason, since } = conclusion;
    return { version: concludedVersion, state: { kind: "not-checked", reason, since: toInstant(since) } };
  }
  const { contentExpiresAt } = conclusion;
  // Past its time an answer is not shown, whether or not it has been erased yet.
  if (conclusion.kind === "erased" || contentExpiresAt <= now) {
    const since = toInstant(contentExpiresAt <= now ? contentExpiresAt : conclusion.at);
    return { version: concludedVersion + 1, state: stale(query, viewer, since, at) };
  }
  const expires = { contentExpiresAt: toInstant(contentExpiresAt) };
  if (conclusion.kind === "no-record") {
    return { version: concludedVersion, state: { kind: "no-record", retrievedAt: at }, ...expires };
  }
  const { record } = conclusion;
  // Every host that shares the answer must agree with it, the first asker's as much as the others (H-01).
  if (!agreesWithHost(conclusion, lookup.birthDate)) {
    return { version: concludedVersion, state: failedState("identity-mismatch", at) };
  }
  return {
    version: concludedVersion,
    state: { kind: "record", record, retrievedAt: at },
    ...expires,
    contacts: guidance(record, plan.contacts),
  };
}

function stale(query: StoredQuery, viewer: string, since: string, checkedAt: string): LookupState {
  return { kind: "stale", reason: "age", since, checkedAt, checkedBy: checkedBy(query, viewer) };
}

function checkedBy({ asker }: StoredQuery, viewer: string): CheckedBy {
  return { name: asker.name, you: asker.owner === viewer, bySystem: asker.bySystem };
}

function guidance(record: ProtectionRecord, contacts: ContactsPlan): ContactGuidance {
  const codes = new Set(record.authorities.map(({ odsCode }) => odsCode));
  const officeHours = Object.entries(contacts.officeHours).filter(([odsCode]) => codes.has(odsCode));
  const { bankHolidays } = contacts;
  return {
    officeHours: Object.fromEntries(officeHours),
    ...(bankHolidays === undefined ? {} : { bankHolidays }),
  };
}
