import type { IdSource } from "../../ports/runtime.js";
import type { Database } from "./database.js";
import type { GroupCommit } from "./group-commit.js";
import type { RecentQueries } from "./recent-queries.js";
import type { Sealer } from "./sealer.js";

/** What every part of the store works with. */
export interface StoreContext {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly ids: IdSource;
  readonly commits: GroupCommit;
  readonly recentQueries: RecentQueries;
  /** What every audit row is marked with. */
  readonly stamp: AuditStamp;
}

/** Which configuration is in force; whoever puts another one into force says so here. */
export interface AuditStamp {
  planHash?: string;
}

/** Names of the places a sealed value may stand; part of what the seal proves. */
export const sealPlace = {
  auditSubject: (entryId: string) => `audit.sealed_subject:${entryId}`,
  auditKey: (keyId: string) => `audit_key.sealed_private_key:${keyId}`,
  querySubject: (messageId: string) => `query.sealed_subject:${messageId}`,
  queryMessage: (messageId: string) => `query.sealed_message:${messageId}`,
  queryAnswer: (messageId: string) => `query.sealed_answer:${messageId}`,
  lookupBirthDate: (lookupId: string) => `lookup.sealed_birth_date:${lookupId}`,
  replyHl7: (fromPartyKey: string, messageId: string) => `reply.sealed_hl7:${fromPartyKey}:${messageId}`,
  launchContext: (codeHash: string) => `launch_code.sealed_context:${codeHash}`,
  carriedKey: (purpose: string, keyId: string) => `carried_key.sealed:${purpose}:${keyId}`,
  pauseWords: (pauseId: string) => `pause.sealed_words:${pauseId}`,
  sealCheck: (keyId: string) => `seal_check.sealed:${keyId}`,
  appliedSettings: (entryId: string) => `applied_plan.sealed_settings:${entryId}`,
  appliedSource: (entryId: string) => `applied_plan.sealed_source:${entryId}`,
  changeRequest: (changeId: string) => `configuration_change.sealed_request:${changeId}`,
  changeDecision: (changeId: string) => `configuration_change.sealed_decision:${changeId}`,
} as const;

/** Leaves out the fields that are undefined, as `exactOptionalPropertyTypes` asks. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
