/** JSON between a data officer's tools and the council's gateway about taking over from another system. */
import type { Instant, LocalDate } from "../domain/instant.js";
import type { PlanKind } from "../domain/protection-record.js";
import type { SubjectOutcome } from "../domain/sending.js";
import type { PreviousChildDraft } from "../domain/takeover-reading.js";
import type { TakeoverActKind, TakeoverLineKind, TakeoverWhy } from "../domain/takeover.js";

/** Body of `POST /api/v1/council/takeover`, and of `POST /api/v1/council/takeover/difference`, which changes nothing. */
export interface TakeoverProposal {
  /** Of our first file: one more than the last that the previous system used. */
  readonly firstSequenceNumber: number;
  /** Of the previous system's last file, where that is known. */
  readonly previousSequenceNumber?: number;
  readonly children: readonly PreviousChildDraft[];
}

/** One decision in the body of `POST /api/v1/council/takeover/decisions`. */
export interface TakeoverDecisionOrder {
  readonly planId: string;
  readonly decision: "end" | "delete" | "keep";
  /** Of `end`. */
  readonly end?: LocalDate;
  /** Of `delete` and of `keep`: at least ten characters. */
  readonly reason?: string;
}

/** Body of `POST /api/v1/council/takeover/decisions`. All are taken or none. */
export interface TakeoverDecisions {
  readonly revision: number;
  readonly decisions: readonly TakeoverDecisionOrder[];
}

/** Body of `POST /api/v1/council/takeover/approval` and `/renewal`: the revision that was looked at. */
export interface TakeoverRevision {
  readonly revision: number;
}

/** What was decided about a plan, and by whom. */
export interface TakeoverDecisionView {
  readonly decision: "end" | "delete" | "keep";
  readonly end?: LocalDate;
  readonly reason?: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}

/** One plan of a line. */
export interface TakeoverPlanView {
  /** Opaque; names the plan in a decision, so that no NHS number need be written down. */
  readonly planId: string;
  readonly act: TakeoverActKind;
  readonly kind: PlanKind;
  readonly start: LocalDate;
  /** The end that CP-IS holds afterwards. */
  readonly end?: LocalDate;
  /** The end that CP-IS holds now. */
  readonly heldEnd?: LocalDate;
  readonly file?: "first" | "later";
  readonly why?: TakeoverWhy;
  readonly decision?: TakeoverDecisionView;
  /** Once a file has said something about the number. */
  readonly outcome?: SubjectOutcome["kind"];
}

/** Whom a line is about. */
export interface TakeoverPersonView {
  readonly kind: "child" | "mother";
  /** The council's, or the previous system's. */
  readonly localId?: string;
  readonly name: string;
  readonly birthDate?: LocalDate;
  readonly nhsNumber?: string;
  /** Whether a case of ours is about the person. */
  readonly known: boolean;
}

/** One line of the difference: every child of the previous system and every case stands in exactly one. */
export interface TakeoverLineView {
  readonly kind: TakeoverLineKind;
  readonly caseIds: readonly string[];
  readonly people: readonly TakeoverPersonView[];
  readonly plans: readonly TakeoverPlanView[];
  /** CP-IS refused the previous system's last record: it may hold an older version than the plans say. */
  readonly refusedBefore: boolean;
}

/** What the first file would do. */
export interface TakeoverDifferenceView {
  readonly firstSequenceNumber: number;
  readonly previousSequenceNumber?: number;
  readonly previousChildren: number;
  readonly cases: number;
  /** Plans by what becomes of them. */
  readonly counts: Readonly<Record<TakeoverActKind, number>>;
  /** First those that somebody must decide about. */
  readonly lines: readonly TakeoverLineView[];
}

/** How far a take-over has come. */
export type TakeoverStage =
  /** Nobody has proposed one. */
  | "none"
  | "proposed"
  /** A second person has agreed; the first file is not made yet. */
  | "approved"
  /** The first file is made: there is no way back but the previous system's own full upload. */
  | "started"
  /** The previous system goes on; nothing of ours is sent. */
  | "withdrawn"
  /** Withdrawn, and a second person has said that there is no other system. */
  | "released";

/** Somebody and when. */
export interface TakeoverDone {
  readonly by: string;
  readonly name?: string;
  readonly at: Instant;
}

/** Answer of `GET /api/v1/council/takeover`, and of every order to it. */
export interface TakeoverView {
  readonly stage: TakeoverStage;
  /** The configuration says that this council takes over: nothing leaves, and the mailbox is not read, until it is approved. */
  readonly expected: boolean;
  readonly revision?: number;
  readonly proposed?: TakeoverDone;
  readonly approved?: TakeoverDone;
  /** Who withdrew or released it. */
  readonly ended?: TakeoverDone;
  /** When an approval was taken back because the difference had changed. */
  readonly outdatedAt?: Instant;
  /** The cases have changed since it was proposed: propose it anew before anybody can approve it. */
  readonly changedSinceProposed: boolean;
  /** Plans that still need a decision. */
  readonly undecided: number;
  /** As it is today. */
  readonly difference?: TakeoverDifferenceView;
}
