/** The council's tables as Kysely sees them; a test compares these names with the migrated file. */
import type { Generated } from "kysely";

export interface CouncilStateTable {
  readonly id: number;
  readonly next_sequence: number;
  readonly stopped_because: string | null;
  readonly stopped_at: number | null;
  readonly served_changes: string | null;
  readonly served_full: string | null;
}

export interface CouncilCaseTable {
  readonly local_id: string;
  readonly saved_at: number;
  readonly changed_at: number | null;
  readonly sealed_record: Uint8Array;
}

export interface PlanDeletionTable {
  readonly deletion_id: string;
  readonly local_id: string;
  readonly sealed_request: Uint8Array;
  readonly sealed_approval: Uint8Array | null;
}

export interface UploadTable {
  readonly sequence_number: number;
  readonly kind: string;
  readonly attempt: number;
  readonly created_at: number;
  readonly mesh_local_id: string;
  readonly authority: string;
  readonly records: number;
  readonly state: string;
  readonly in_flight: number | null;
  readonly content_hash: string | null;
  readonly progress: string | null;
  readonly sent_at: number | null;
  readonly answered_at: number | null;
  readonly reason: string | null;
  readonly file_code: string | null;
  readonly succeeded: number | null;
  readonly failed: number | null;
  readonly resend_at: number | null;
  readonly mesh_message_id: string | null;
  readonly left_at: number | null;
}

export interface SendWishTable {
  readonly local_id: string;
  readonly asked_at: number;
}

export interface CouncilRevisionTable {
  readonly id: number;
  readonly value: number;
}

export interface UploadRecordTable {
  readonly sequence_number: number;
  readonly position: number;
  readonly sealed_record: Uint8Array;
  readonly sealed_outcome: Uint8Array | null;
  /** Null in files of an earlier version. */
  readonly subject_hash: Uint8Array | null;
}

export interface MailboxMessageTable {
  readonly mailbox_id: string;
  readonly message_id: string;
  readonly received_at: number;
  readonly sealed_message: Uint8Array;
  readonly unreadable: string | null;
  readonly content_id: string;
  readonly content_hash: string;
  readonly processed_at: number | null;
  readonly disposition: string | null;
  readonly reason: string | null;
  readonly dealt_with_at: number | null;
  readonly sealed_dealing: Uint8Array | null;
}

export interface MailboxContentTable {
  readonly content_id: string;
  readonly position: number;
  readonly sealed_piece: Uint8Array;
}

export interface MailboxReadingTable {
  readonly mailbox_id: string;
  readonly begun_at: number | null;
  readonly succeeded_at: number | null;
  readonly first_begun_at: number | null;
}

export interface MailboxWaitingTable {
  readonly mailbox_id: string;
  readonly message_id: string;
  readonly since: number;
  readonly failures: number;
  readonly fault: string | null;
  readonly alarmed_at: number | null;
}

export interface NoticeOpeningTable {
  readonly opening_hash: Uint8Array;
  readonly received_at: number;
  readonly sealed_opening: Uint8Array;
}

export interface EpisodeEventTable {
  readonly id: Generated<number>;
  readonly episode_id: string;
  readonly sealed_event: Uint8Array;
  readonly event_key: string;
}

export interface InactiveNumberTable {
  readonly number_hash: Uint8Array;
  readonly received_at: number;
  readonly sealed_notice: Uint8Array;
}

export interface TakeoverTable {
  readonly id: number;
  readonly revision: number;
  readonly state: string;
  readonly since: number;
  readonly first_sequence: number;
  readonly previous_sequence: number | null;
  readonly proposed_at: number;
  readonly proposed_by: string;
  readonly approved_at: number | null;
  readonly approved_by: string | null;
  readonly ended_at: number | null;
  readonly ended_by: string | null;
  readonly outdated_at: number | null;
  readonly difference_hash: string;
  readonly sealed_previous: Uint8Array;
  readonly sealed_decisions: Uint8Array;
}

/** Every table of the council's side. */
export interface CouncilTables {
  readonly council_state: CouncilStateTable;
  readonly council_case: CouncilCaseTable;
  readonly plan_deletion: PlanDeletionTable;
  readonly upload: UploadTable;
  readonly upload_record: UploadRecordTable;
  readonly send_wish: SendWishTable;
  readonly council_revision: CouncilRevisionTable;
  readonly mailbox_message: MailboxMessageTable;
  readonly mailbox_content: MailboxContentTable;
  readonly mailbox_reading: MailboxReadingTable;
  readonly mailbox_waiting: MailboxWaitingTable;
  readonly notice_opening: NoticeOpeningTable;
  readonly episode_event: EpisodeEventTable;
  readonly inactive_number: InactiveNumberTable;
  readonly takeover: TakeoverTable;
}
