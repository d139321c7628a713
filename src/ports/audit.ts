import type { ServiceIdentifier } from "inversify";
import type { DisplayEventKind } from "../contract/lookup.js";
import type { AccessMode } from "../domain/access-mode.js";
import type { LookupTrigger } from "../domain/eligibility.js";

/** What an audit row says happened. */
export type AuditAction =
  /** A query is about to leave. Written, durably, before its first byte. */
  | "intent"
  /** What became of that query: exactly one per intent, once nothing can change it any more. */
  | "outcome"
  /** A reply that came after the outcome; nobody is shown it (H-02). */
  | "late-reply"
  /** A record whose date of birth differs from the one this lookup's host holds: it is not shown there (H-01). */
  | "identity-mismatch"
  /** A reply that answers none of our queries. */
  | "unknown-reply"
  /** A request that waits for a query already under way: nothing was sent for it. */
  | "joined"
  /** A request answered from an earlier check: nothing was sent for it. */
  | "reused"
  /** A request for which the register was not asked. */
  | "not-checked"
  /** A request that was refused before anything about the patient was looked at. */
  | "refused"
  | DisplayEventKind
  | LaunchAction
  | CouncilAction
  | SignInAction
  | PauseAction
  | AuditorAction
  | StoreAction
  | ConfigurationAction;

/** What became of a change of the configuration. */
export type ConfigurationAction =
  /** Another configuration is in force from here on. */
  | "configuration-applied"
  /** Somebody asked for a change in the console. */
  | "configuration-proposed"
  /** A second person agreed to it. */
  | "configuration-approved"
  /** A change is accepted and takes effect at the next start. */
  | "configuration-waiting"
  /** A change did not take effect: a second person said no, or the file on disk cannot be taken up. */
  | "configuration-refused"
  | "configuration-withdrawn"
  /** Nobody decided in time. */
  | "configuration-lapsed"
  /** Something else took effect meanwhile. */
  | "configuration-outdated";

/** What an administrator did with the store while no gateway was running. */
export type StoreAction =
  /** A backup took its place: what happened after the backup is in no row here. */
  | "store-restored"
  /** What is sealed was sealed anew with another key. */
  | "store-key-rotated";

/** What was switched off or on again; the words of whoever did it are sealed. */
export type PauseAction = "pause-begun" | "pause-ended";

/** Who came in by the gateway's own sign-in. */
export type SignInAction =
  | "signed-in"
  /** The provider vouched for somebody who may not come in; its reason is the code. */
  | "sign-in-refused"
  /** The same person signed in once more, for a dangerous action. */
  | "stepped-up"
  | "signed-out";

/** What was done with the audit itself. */
export type AuditorAction =
  /** Rows were read by the NHS number they are about. */
  | "audit-searched"
  /** Rows were handed out as a file. */
  | "audit-exported"
  /** Somebody read in a work list of the console whom it is about. */
  | "work-list-read"
  /** A closed segment was removed because its time had passed. */
  | "audit-retained";

/** What an audit row of a launch by a signed link says happened. */
export type LaunchAction =
  /** Another system opened the banner for a patient; nothing has been asked yet. */
  | "launch-accepted"
  /** A launch was not accepted; its reason is the code. */
  | "launch-refused";

/** What an audit row of the council's side says happened. */
export type CouncilAction =
  | "case-saved"
  | "deletion-requested"
  | "deletion-approved"
  | "upload-opened"
  | "uploads-stopped"
  | "uploads-resumed"
  | "upload-closed"
  | "takeover-proposed"
  | "takeover-decided"
  | "takeover-approved"
  /** The approval was taken back, because the difference was no longer the approved one. */
  | "takeover-outdated"
  | "takeover-withdrawn"
  | "takeover-released"
  | "sending-asked"
  | "notice-routed"
  | "notice-taken"
  | "notice-noted"
  | "notice-finished"
  | "notice-passed"
  /** The bytes of a message that was set aside were handed out. */
  | "message-exported"
  | "message-dealt-with";

/** Who did it, as the trust must be able to answer a council's call. */
export interface AuditActor {
  readonly kind: "person" | "system" | "unidentified";
  /** SDS user id of a person, subject of a system's token. */
  readonly id: string;
  readonly name?: string;
  readonly roleProfileId?: string;
  readonly jobRoleCode?: string;
  readonly organisationOdsCode?: string;
  /** Where the person sat, as far as the host says. */
  readonly workstation?: string;
}

/** One thing that happened. Never updated, never removed. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: AuditAction;
  readonly actor?: AuditActor;
  readonly lookupId?: string;
  readonly messageId?: string;
  readonly locationId?: string;
  readonly accessMode?: AccessMode;
  readonly trigger?: LookupTrigger;
  /** Whether the query names a person or a system as its author. */
  readonly authorMode?: "person" | "device";
  /** Held sealed. */
  readonly subject?: {
    readonly nhsNumber?: string;
    readonly encounterId?: string;
    readonly localId?: string;
    /** Whose number the local id is. */
    readonly localIdSystem?: string;
    /** Why somebody read or exported rows, in their own words. */
    readonly note?: string;
  };
  /** The class of an outcome; never what a plan said. */
  readonly outcome?: "record" | "no-record" | "failed";
  readonly reason?: string;
  /** Codes of the register or of Spine, as received. */
  readonly codes?: readonly string[];
  readonly durationMs?: number;
  /** The plan by which it was decided, where that need not be the one in force when it is written. */
  readonly planHash?: string;
  /** What an administrator's act was about: ids, codes and counts only. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  /** For what a page reported about its screen. */
  readonly display?: {
    readonly eventId: string;
    readonly sequence: number;
    readonly version: number;
    /** The page's own clock, as it said. */
    readonly reportedAt: string;
  };
}

/** An entry as it was kept, in the order in which it became durable. */
export interface AuditRecord extends AuditEntry {
  readonly id: number;
  /** The configuration that was in force. */
  readonly planHash?: string;
}

/** Which entries to read; every condition given must hold. */
export interface AuditFilter {
  readonly lookupId?: string;
  readonly messageId?: string;
  readonly action?: AuditAction;
  /** Only entries after this id. */
  readonly after?: number;
  readonly limit?: number;
}

/**
 * The append-only trail. Entries that belong to a change of state are written by the lookup store in the same
 * transaction; this port is for those that stand alone, and for reading.
 */
export interface AuditTrail {
  /** Resolves once the entries are durable. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  read(filter: AuditFilter): Promise<readonly AuditRecord[]>;
}
export const AuditTrail: ServiceIdentifier<AuditTrail> = Symbol("AuditTrail");
