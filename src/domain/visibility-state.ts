import type { Instant, LocalDate } from "./instant.js";
import type { SendingObstacle } from "./sending-obstacle.js";

/** Why the NHS cannot see a child. Each has its own words and its own remedy (R-94, H-21). */
export type NotVisibleReason =
  | SendingObstacle
  /** CPR01. */
  | "nhs-cannot-find-child"
  /** CPR03. */
  | "details-do-not-match"
  /** CPR04. */
  | "nhs-number-old-style"
  /** CPR05: whoever looks uses the new number, and finds nothing there (H-07). */
  | "nhs-number-replaced"
  /** CPR07. */
  | "refused-with-detail"
  /** CPF01. */
  | "file-refused"
  /** CPF06. */
  | "version-not-supported"
  /** The answer's counts, codes or pairing were not what they must be; the upload is held. */
  | "answer-not-understood"
  /** A status lasts that the council's table maps to nothing. */
  | "status-not-mapped"
  /** There is a plan, but it is in no file and in no queue: a fault of ours, said rather than hidden. */
  | "not-sent"
  /** What our own store kept of CP-IS's latest answer cannot be opened any more. */
  | "stored-record-damaged"
  /** Taken out of CP-IS because it was entered in error. */
  | "removed"
  /** Nothing in the history gives a plan that CP-IS holds. */
  | "nothing-to-share";

/** What became of a change that came after the version the NHS sees. */
export type LatestChange =
  | { readonly kind: "waiting"; readonly since: Instant; readonly overdue: boolean }
  | {
      readonly kind: "not-accepted";
      readonly reason: NotVisibleReason;
      /** Absent where our own check kept it from being sent. */
      readonly at?: Instant;
    };

/**
 * What the NHS can see of one child: the only states a user is shown.
 *
 * *Sent* is not among them: it is *waiting*, and nobody may take it for *visible* (H-20).
 */
export type Visibility =
  | {
      readonly kind: "visible";
      readonly since: Instant;
      /** When the register last accepted this child. */
      readonly confirmedAt: Instant;
      readonly latestChange?: LatestChange;
    }
  | {
      readonly kind: "not-visible";
      readonly reason: NotVisibleReason;
      /** When the register refused; absent where our own check did. */
      readonly at?: Instant;
      /** The national code, shown after the words. */
      readonly code?: string;
      readonly detail?: string;
    }
  | {
      readonly kind: "waiting";
      /** `queued`: in no file yet. `sent`: no answer yet. `sending-again`: the register was unavailable (CPF05). */
      readonly phase: "queued" | "sent" | "sending-again";
      readonly since: Instant;
      /** When it goes on the data officer's list. */
      readonly alarmAt: Instant;
      readonly overdue: boolean;
    }
  | {
      readonly kind: "ended";
      readonly endedOn: LocalDate;
      /** When the register accepted the end; absent where it ends the record by itself on the eighteenth birthday. */
      readonly acceptedAt?: Instant;
    }
  | { readonly kind: "cannot-be-shared"; readonly at: Instant };
