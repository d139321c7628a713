import type { ServiceIdentifier } from "inversify";
import type { DisplayEvent } from "../contract/lookup.js";
import type { AccessMode } from "../domain/access-mode.js";
import type { LocalDate } from "../domain/instant.js";
import type { FailedReason, NotCheckedReason } from "../domain/lookup-state.js";
import type { SwitchedOff } from "../domain/pause.js";
import type { ProtectionRecord } from "../domain/protection-record.js";
import type { AuditEntry } from "./audit.js";
import type { InboundReply, OutboundQuery, ReplyDisposition } from "./spine-transport.js";

/** A query that is about to be made: the ids it will bear on the wire, and what its reply must agree with. */
export interface QueryDraft {
  readonly messageId: string;
  readonly conversationId: string;
  /** Id of the query event inside the HL7 payload. */
  readonly queryId: string;
  readonly nhsNumber: string;
  readonly birthDate?: string;
  readonly message: OutboundQuery;
  /** Whether the contract may send the same bytes again; only then are they kept, sealed. */
  readonly keepMessage: boolean;
}

/** Who asked, as every user of the same answer may see it. */
export interface Asker {
  readonly owner: string;
  readonly name: string;
  readonly bySystem: boolean;
}

/** What to do where the register may be asked. All of it is decided in one transaction. */
export interface AskPlan {
  /** Equal texts may share one answer; only a keyed hash of it is kept. */
  readonly reuseKey: string;
  /** Identifies the patient at this organisation; only a keyed hash of it is kept. */
  readonly patientKey: string;
  readonly reuseWindowMs: number;
  /** `check-again`: an earlier answer is not re-used. A query still inside `answerMs` is joined all the same. */
  readonly force: boolean;
  readonly answerMs: number;
  /** Whether this is a new encounter: a new query then erases what is held of the patient's earlier ones. */
  readonly endsEarlierEncounters: boolean;
  /** Ceilings on new queries; absent where nobody is told of them. */
  readonly ceilings?: {
    readonly perUser: number;
    readonly perSite: number;
    readonly windowMs: number;
  };
  readonly asker: Asker;
  /** Whether a pause keeps the question back: an answer that is held is shown all the same, and nothing else (H-04). */
  switchedOff?(): SwitchedOff | undefined;
  /** Makes the query's ids and bytes; called at most once, and only where a query is really to be sent. */
  draft(): QueryDraft;
}

/** A page's request, decided as far as it can be without knowing what is already held. */
export interface OpenLookup {
  readonly lookupId: string;
  /** Whose lookup it is; everybody else is told that there is none. */
  readonly owner: string;
  /** The whole request as text: a repeat must be equal. Only a keyed hash of it is kept. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly locationId: string;
  readonly accessMode?: AccessMode;
  readonly birthDate?: string;
  /** What every audit entry of this request has in common. */
  readonly audit: Omit<AuditEntry, "action">;
  readonly decision:
    | { readonly kind: "ask"; readonly ask: AskPlan }
    | { readonly kind: "not-checked"; readonly reason: NotCheckedReason };
}

/** How a query ended. */
export type Conclusion =
  | {
      readonly kind: "record";
      readonly record: ProtectionRecord;
      /** Every date of birth in the answer: what each page's own host must agree with (H-01). */
      readonly birthDates?: readonly LocalDate[] | undefined;
      readonly contentExpiresAt: number;
    }
  | { readonly kind: "no-record"; readonly contentExpiresAt: number }
  | { readonly kind: "failed"; readonly reason: FailedReason }
  /** A pause began before its first byte left: the register was not asked (H-04). */
  | ({ readonly kind: "switched-off" } & SwitchedOff);

/** How a query ended, as it can still be told: an answer's content is erased when its time has passed. */
export type HeldConclusion = (Conclusion | { readonly kind: "erased"; readonly contentExpiresAt: number }) & {
  readonly at: number;
  /** How often a later reply has replaced the conclusion; absent where none has. */
  readonly revision?: number;
};

/** One act on the wire, shared by every lookup that joined or re-used it. */
export interface StoredQuery {
  readonly messageId: string;
  readonly askedAt: number;
  readonly asker: Asker;
  readonly accessMode: AccessMode;
  readonly conclusion?: HeldConclusion;
}

/** One page's lookup with the query that answers it, if there is one. */
export interface StoredLookup {
  readonly lookupId: string;
  readonly owner: string;
  readonly openedAt: number;
  readonly locationId: string;
  readonly accessMode?: AccessMode;
  /** What this page's host holds; compared with the answer again for every lookup that shares it. */
  readonly birthDate?: string;
  readonly relation: "asked" | "joined" | "reused" | "not-checked";
  readonly notChecked?: NotCheckedReason;
  /** Where a pause is why: since when it was on. Milliseconds since 1970. */
  readonly switchedOffSince?: number;
  readonly query?: StoredQuery;
}

/** Whose a lookup is and where it was made: what decides who may see it, readable without opening what is sealed. */
export type LookupAccess = Pick<StoredLookup, "owner" | "locationId">;

/** What became of a request. `not-found`: the id is another person's. `conflict`: it was used for another request. */
export type OpenedLookup =
  | { readonly kind: "not-found" }
  | { readonly kind: "conflict" }
  /** The same request as before. Whether this caller may still see its lookup is for the caller of `open` to say. */
  | { readonly kind: "existing" }
  | { readonly kind: "opened"; readonly lookup: StoredLookup; readonly send?: QueryDraft };

/** A query without a conclusion, as a restarted gateway finds it. */
export interface PendingQuery extends Omit<QueryDraft, "message" | "keepMessage"> {
  readonly message?: OutboundQuery;
  readonly askedAt: number;
  readonly accessMode: AccessMode;
  readonly lookupId: string;
  readonly locationId: string;
  /** Whether Spine is known to have taken it. */
  readonly accepted: boolean;
}

/** What can still be told of a query whose sealed part is broken. */
export type BrokenQuery = Pick<PendingQuery, "messageId" | "lookupId" | "locationId" | "askedAt">;

/** A reply's identity: the pair that duplicates are recognised by. */
export interface ReplyKey {
  readonly fromPartyKey: string;
  readonly messageId: string;
}

/** A reply as it was kept. What it says is as old as its arrival, however late it is understood. */
export interface StoredReply extends InboundReply {
  /** Empty where its seal is broken: it then reads as no message at all, so that its query ends as unreadable. */
  readonly hl7: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** A change of a query's state together with the audit row that tells of it; both are durable, or neither. */
export interface Settlement {
  readonly messageId: string;
  readonly at: number;
  /** Absent where the reply settles nothing (an acknowledgement that it will be answered later). */
  readonly conclusion?: Conclusion;
  readonly audit?: AuditEntry;
  /** Written instead where the query has been concluded before. */
  readonly auditIfLate?: AuditEntry;
  /** The stored reply this came from; it is marked as processed. */
  readonly reply?: ReplyKey;
  /** How long after the question a better reply may still replace what has been concluded. */
  readonly replaceWithinMs?: number;
}

/** What a settlement came to. `replaced`: audited as late, and better than what had been concluded before. */
export type SettlementResult = "settled" | "replaced" | "late" | "repeated";

/** Up to when what is erased; milliseconds since 1970. The audit is never touched. */
export interface SweepLimits {
  /** Answers whose content time to live has passed by now. */
  readonly now: number;
  /** NHS numbers of queries concluded before this, which a late reply is compared with. */
  readonly subjectsBefore: number;
  /** Lookups, queries and replies older than this. */
  readonly forgetBefore: number;
  /** Replies that answer none of our queries, older than this. */
  readonly quarantineBefore: number;
}

/**
 * Lookups, the queries behind them and the replies to those, durable.
 *
 * Every method resolves only once its change would survive a crash. Methods that tell of a change take the audit
 * entries of that change and write both in one transaction.
 */
export interface LookupStore {
  open(request: OpenLookup): Promise<OpenedLookup>;
  find(lookupId: string): Promise<StoredLookup | undefined>;
  /** Opens nothing that is sealed: call it before `find`, and `find` only for whoever may see the answer. */
  findAccess(lookupId: string): Promise<LookupAccess | undefined>;
  /** The query with this MessageId, as long as it is pending or its reply may still come. */
  findQuery(messageId: string): Promise<PendingQuery | undefined>;
  /** The queries without a conclusion, oldest first, but for those of `brokenQueries`. */
  pendingQueries(): Promise<readonly PendingQuery[]>;
  /** The queries without a conclusion that can no longer be read: somebody changed the file, or the disk did. */
  brokenQueries(): Promise<readonly BrokenQuery[]>;
  /** Remembers that Spine took the query: it is not sent again after a restart. */
  markAccepted(messageId: string, at: number): Promise<void>;
  /**
   * `late`: the query had been concluded before. `repeated`: this reply has been settled before, and nothing was
   * written.
   */
  settle(settlement: Settlement): Promise<SettlementResult>;
  /** Writes the entry unless its lookup has one of the same action already; says whether it did. */
  auditOnce(entry: AuditEntry & { readonly lookupId: string }): Promise<boolean>;
  /** Stores a reply sealed and says what it is; the same reply within `rememberMs` is a duplicate. */
  acceptReply(reply: InboundReply, at: number, rememberMs: number): Promise<ReplyDisposition>;
  /** Replies that belong to a query and have not led to a settlement, oldest first. */
  unprocessedReplies(): Promise<readonly StoredReply[]>;
  /**
   * Keeps what a page reported, in order and each once; returns how many were new.
   *
   * Throws `CPIS_EVENT_OUT_OF_ORDER`, and keeps none of them, where a sequence number does not follow the last one.
   */
  recordDisplay(
    lookupId: string,
    events: readonly DisplayEvent[],
    audit: Omit<AuditEntry, "action">,
  ): Promise<number>;
  /** Erases what has served; returns how many answers that were. */
  sweep(limits: SweepLimits): Promise<number>;
  /** Whether it can be written to. */
  isWritable(): Promise<boolean>;
  close(): Promise<void>;
}
export const LookupStore: ServiceIdentifier<LookupStore> = Symbol("LookupStore");
