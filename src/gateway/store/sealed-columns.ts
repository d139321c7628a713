import { councilPlace, piecePlace } from "../council/store/seal-json.js";
import { takeoverPlace } from "../council/takeover/sqlite-takeover-store.js";
import { sealPlace } from "./store-context.js";

/** A row's key columns by name. */
export type KeyOf = Readonly<Record<string, unknown>>;

/** One column that holds sealed values, and where each of them is bound to. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
  readonly place: (key: KeyOf) => string;
}

/** Tables whose rows are never changed, whoever asks: what they hold stays sealed as it was written. */
export const neverChangedTables: ReadonlySet<string> = new Set(["audit", "episode_event", "applied_plan"]);

const text = (key: KeyOf, name: string): string => String(key[name]);
const number = (key: KeyOf, name: string): number => Number(key[name]);
const hex = (key: KeyOf, name: string): string => Buffer.from(key[name] as Uint8Array).toString("hex");

function column(
  table: string,
  name: string,
  key: readonly string[],
  place: SealedColumn["place"],
): SealedColumn {
  return { table, column: name, key, place };
}

const message = ["mailbox_id", "message_id"];
const uploadKey = ["sequence_number", "position"];

/** Every column that holds sealed values. A test compares the list with the migrated file. */
export const sealedColumns: readonly SealedColumn[] = [
  column("audit", "sealed_subject", ["entry_id"], (key) => sealPlace.auditSubject(text(key, "entry_id"))),
  column("audit_key", "sealed_private_key", ["key_id"], (key) => sealPlace.auditKey(text(key, "key_id"))),
  column("applied_plan", "sealed_settings", ["entry_id"], (key) =>
    sealPlace.appliedSettings(text(key, "entry_id")),
  ),
  column("applied_plan", "sealed_source", ["entry_id"], (key) =>
    sealPlace.appliedSource(text(key, "entry_id")),
  ),
  column("configuration_change", "sealed_request", ["change_id"], (key) =>
    sealPlace.changeRequest(text(key, "change_id")),
  ),
  column("configuration_change", "sealed_decision", ["change_id"], (key) =>
    sealPlace.changeDecision(text(key, "change_id")),
  ),
  column("query", "sealed_subject", ["message_id"], (key) => sealPlace.querySubject(text(key, "message_id"))),
  column("query", "sealed_message", ["message_id"], (key) => sealPlace.queryMessage(text(key, "message_id"))),
  column("query", "sealed_answer", ["message_id"], (key) => sealPlace.queryAnswer(text(key, "message_id"))),
  column("lookup", "sealed_birth_date", ["lookup_id"], (key) =>
    sealPlace.lookupBirthDate(text(key, "lookup_id")),
  ),
  column("reply", "sealed_hl7", ["from_party_key", "message_id"], (key) =>
    sealPlace.replyHl7(text(key, "from_party_key"), text(key, "message_id")),
  ),
  column("launch_code", "sealed_context", ["code_hash"], (key) =>
    sealPlace.launchContext(hex(key, "code_hash")),
  ),
  column("pause", "sealed_words", ["pause_id"], (key) => sealPlace.pauseWords(text(key, "pause_id"))),
  column(
    "council_case",
    "sealed_record",
    ["local_id"],
    (key) => councilPlace.caseRecord(text(key, "local_id")).name,
  ),
  column(
    "plan_deletion",
    "sealed_request",
    ["deletion_id"],
    (key) => councilPlace.deletionRequest(text(key, "deletion_id")).name,
  ),
  column(
    "plan_deletion",
    "sealed_approval",
    ["deletion_id"],
    (key) => councilPlace.deletionApproval(text(key, "deletion_id")).name,
  ),
  column(
    "upload_record",
    "sealed_record",
    uploadKey,
    (key) => councilPlace.uploadRecord(number(key, "sequence_number"), number(key, "position")).name,
  ),
  column(
    "upload_record",
    "sealed_outcome",
    uploadKey,
    (key) => councilPlace.uploadOutcome(number(key, "sequence_number"), number(key, "position")).name,
  ),
  column(
    "mailbox_message",
    "sealed_message",
    message,
    (key) => councilPlace.mailboxMessage(text(key, "mailbox_id"), text(key, "message_id")).name,
  ),
  column(
    "mailbox_message",
    "sealed_dealing",
    message,
    (key) => councilPlace.messageDealing(text(key, "mailbox_id"), text(key, "message_id")).name,
  ),
  column("mailbox_content", "sealed_piece", ["content_id", "position"], (key) =>
    piecePlace(text(key, "content_id"), number(key, "position")),
  ),
  column(
    "notice_opening",
    "sealed_opening",
    ["opening_hash"],
    (key) => councilPlace.opening(hex(key, "opening_hash")).name,
  ),
  column(
    "episode_event",
    "sealed_event",
    ["event_key"],
    (key) => councilPlace.episodeEvent(text(key, "event_key")).name,
  ),
  column(
    "inactive_number",
    "sealed_notice",
    ["number_hash"],
    (key) => councilPlace.inactiveNumber(hex(key, "number_hash")).name,
  ),
  column("takeover", "sealed_previous", ["id"], () => takeoverPlace.previous.name),
  column("takeover", "sealed_decisions", ["id"], () => takeoverPlace.decisions.name),
];
