import type { ServiceIdentifier } from "inversify";
import type { LogFields } from "./runtime.js";

/** What somebody must look at, by name; alarms are log lines at error level and a metric. */
export type AlarmName =
  | "too-many-queries"
  | "unknown-reply"
  | "reply-about-someone-else"
  | "identity-mismatch"
  /** A record came too late to be shown to anybody. */
  | "late-record"
  | "query-rejected"
  | "spine-unreachable"
  | "interrupted-query"
  | "store-failed"
  | "bank-holidays-end"
  | "mesh-unreachable"
  | "mesh-refused"
  | "mesh-message-unreadable"
  | "mesh-message-stuck"
  /** The mailbox has not been read for an hour: unread messages expire after five days (H-19). */
  | "mailbox-not-read"
  /** Notices have stayed away for longer than this council is used to. */
  | "no-notices"
  | "mailbox-message-quarantined"
  /** Two of the five days are left in which a message can be had from MESH; once for each message (R-108, H-19). */
  | "mesh-message-near-expiry"
  /** The council's MESH certificate ends in 30, 14, 7 or 1 days, or has ended; once for each step. */
  | "mesh-certificate-expiry"
  /** An upload is unanswered past its limit. */
  | "upload-unanswered"
  | "upload-held"
  | "upload-refused"
  /** MESH did not deliver an upload, or nobody can say whether it has it. */
  | "upload-not-delivered"
  | "register-unavailable"
  /** An answer to a file we never sent: another system uploads for this council. */
  | "another-system-uploads"
  /** An approved take-over is not what the cases say any more: nothing leaves until it is proposed and approved anew. */
  | "takeover-outdated"
  | "notice-unacknowledged"
  /** The configuration file on disk cannot be taken up: the one in force stays, and the next start would be refused. */
  | "configuration-refused"
  /** Checks are switched off, wholly or in part, by a person (H-04). */
  | "paused"
  /** This machine's clock and the other side's differ by more than a minute. */
  | "clock-off"
  /** Less of the disk that holds the store is free than is configured. */
  | "disk-low"
  /** More of the last hour's checks failed than is configured. */
  | "failure-rate"
  /** Nobody has been checked for longer than is usual here. */
  | "no-checks"
  /** The certificate towards Spine ends soon, or has ended. */
  | "certificate-expiry"
  /** The certificate that pages see ends in 30, 14, 7 or 1 days, or has ended; once for each step. */
  | "api-certificate-expiry"
  /** A handshake with Spine was refused, by Spine or by us. */
  | "spine-tls-refused"
  | "spine-refuses-our-credentials"
  | "spine-says-malformed"
  /** What Spine delivered could not be stored, so it was not acknowledged. */
  | "reply-not-stored"
  | "reply-unreadable"
  | "reply-refused"
  | "reply-too-large"
  | "signal-refused"
  /** A caller with a certificate of the right authority, whom nobody has listed. */
  | "listener-subject-refused"
  /** The keys that sign user tokens cannot be fetched; the last good ones are used, where there were any. */
  | "token-keys-unreachable"
  /** The audit's chain was read as a whole, and something in it is not as it was written. */
  | "audit-chain-broken"
  /** Something inside failed that no other name tells of. */
  | "internal-fault";

/** Those of them that last until somebody has acted, or until it is over by itself. */
export type StandingAlarmName = Extract<
  AlarmName,
  | "configuration-refused"
  | "paused"
  | "clock-off"
  | "disk-low"
  | "failure-rate"
  | "no-checks"
  | "bank-holidays-end"
  | "certificate-expiry"
  | "api-certificate-expiry"
  | "mesh-certificate-expiry"
  | "mailbox-not-read"
  | "no-notices"
  | "audit-chain-broken"
  | "token-keys-unreachable"
>;

/** What is counted. Labels are words of a closed set, never an identifier. */
export type CounterName =
  "cpis_lookups_total" | "cpis_queries_sent_total" | "cpis_outcomes_total" | "cpis_replies_total";

/** What is measured: how the gateway is, and a council's mailbox. Moments are seconds since 1970. */
export type GaugeName =
  | "cpis_paused"
  | "cpis_clock_offset_seconds"
  | "cpis_disk_free_ratio"
  /** Records of the last seven days that nobody has opened within an hour (H-12). */
  | "cpis_records_not_opened"
  | "cpis_mailbox_last_read_timestamp_seconds"
  | "cpis_mailbox_last_notice_timestamp_seconds"
  | "cpis_mailbox_oldest_waiting_timestamp_seconds"
  | "cpis_mailbox_waiting_messages"
  | "cpis_mailbox_unprocessed_messages"
  | "cpis_mailbox_set_aside_messages"
  | "cpis_mailbox_certificate_days";

/** Metrics and alarms of a running gateway. */
export interface Telemetry {
  count(name: CounterName, label: string): void;
  /** Undefined takes the number away: a moment that is not known must not look like one long ago, or like now. */
  measure(name: GaugeName, value: number | undefined): void;
  /** How long the register took to answer, in milliseconds. */
  observeAnswer(durationMs: number): void;
  /** The only way to raise one: log, metrics, webhook and console all learn of it. */
  alarm(name: AlarmName, fields?: LogFields): void;
  /** What a standing alarm told of is no longer so. */
  alarmOver(name: StandingAlarmName): void;
}
export const Telemetry: ServiceIdentifier<Telemetry> = Symbol("Telemetry");

/** Runs something later; the only source of delays, so that tests own time. */
export interface Timers {
  /** Returns a function that cancels. */
  after(delayMs: number, run: () => void): () => void;
}
export const Timers: ServiceIdentifier<Timers> = Symbol("Timers");
