/** The words for what a council's gateway says about itself, in one place; the views' own words stand with the widgets. */
import type { MailboxTrouble, UploadState, UploadStop } from "../../contract/council.js";
import type { SubjectOutcome } from "../../domain/sending.js";
import type { WorkOwner } from "../../domain/work-item.js";
import type { ErrorCode } from "../../errors/codes.js";
import { CpisError } from "../../errors/cpis-error.js";

/** Whose task it is, where no name says it. */
export const ownerWords: Readonly<Record<WorkOwner, string>> = {
  "data-officer": "the data officer",
  "allocated-worker": "the allocated worker",
  "team-manager": "the team manager",
  administrator: "the administrator",
};

const outcomes: Readonly<Record<SubjectOutcome["kind"], string>> = {
  waiting: "no answer yet",
  accepted: "accepted",
  refused: "refused",
  "cannot-be-shared": "the NHS record is protected",
  held: "the answer could not be understood",
  resubmit: "CP-IS could not take it; sent again by itself",
};

/** One sending, for the history. */
export const sendingWords = (sequenceNumber: number, outcome: SubjectOutcome): string => {
  const code = outcome.kind === "refused" ? ` (${outcome.code})` : "";
  return `Sent in file ${String(sequenceNumber)}: ${outcomes[outcome.kind]}${code}.`;
};

/** What became of a file where its counts do not say it; undefined where they do, or where it simply waits. */
export const uploadWords: Readonly<Record<UploadState, string | undefined>> = {
  queued: undefined,
  tracing: "May have left: being traced",
  sent: undefined,
  answered: undefined,
  "file-refused": "Refused: CP-IS could not read the file",
  resubmit: "CP-IS was unavailable: sent again by itself",
  blocked: "Refused: this software must be upgraded",
  held: "Held: the answer could not be understood",
  undelivered: "Not delivered",
  closed: "Given up waiting",
};

export const stopWords: Readonly<Record<UploadStop, string>> = {
  "another-system": "An answer came for a file we never sent: another system is uploading for this council.",
  "version-not-supported":
    "CP-IS no longer takes files from this version. The administrator must upgrade it.",
  "takeover-not-approved": "The first file of a take-over waits for its second person.",
  "store-restored":
    "The gateway was restored from a backup: its administrator must say the next file's number.",
};

export const troubleWords: Readonly<Record<MailboxTrouble, string>> = {
  "never-read": "The mailbox has never been read.",
  "not-read-for-an-hour": "The mailbox has not been read for more than an hour.",
  "not-read-for-a-day": "The mailbox has not been read for more than a day. Messages are lost after five.",
  "reading-failed": "Reading the mailbox failed the last time.",
  "handshake-failed": "The mailbox refuses us: password or certificate.",
  "message-near-expiry": "A message is about to be lost: it has waited almost five days.",
  "messages-left": "Something waits in the mailbox that could not be fetched. It is tried again.",
  "messages-quarantined": "Something came that could not be understood. It is kept.",
  "no-notice-for-long": "No notice has come for longer than this council is used to. Silence may be a fault.",
  "certificate-expired": "The certificate has ended. Nothing can be sent or read.",
  "takeover-not-approved":
    "The take-over is not approved: nothing is sent, and the mailbox is left to the other system.",
  "certificate-ends-soon": "The certificate ends soon. Ask for the next one.",
};

const refusals: Readonly<Partial<Record<ErrorCode, string>>> = {
  CPIS_NOTICE_CONFLICT: "Not done: somebody else has acted on it meanwhile. This is how it stands now.",
  CPIS_NOTICE_NOT_FOUND: "Not done: this notice is no longer here.",
  CPIS_DELETION_REFUSED:
    "Not done: the case’s own history still gives this plan, or the same person asked. Correct the history first.",
};

/** Why a press was refused, in words for the person who pressed. */
export function refusalWords(error: unknown): string {
  if (CpisError.is(error) && error.category === "not-permitted") return "Your role does not include that.";
  if (CpisError.is(error, "CPIS_GATEWAY_UNREACHABLE"))
    return "Not done, or not known to be done: the gateway cannot be reached.";
  const said = CpisError.is(error) ? refusals[error.code] : undefined;
  if (said !== undefined) return said;
  return `Not done. Reference ${CpisError.is(error) ? error.code : "CPIS_INTERNAL"}.`;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `09-Mar-2019`. */
export const dateWords = (date: string): string =>
  `${date.slice(8, 10)}-${months[Number(date.slice(5, 7)) - 1] ?? ""}-${date.slice(0, 4)}`;
