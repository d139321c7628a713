/** The tables as Kysely sees them; a test compares these names with the migrated file. */
import type { ConfigurationChangeTable } from "../configuration/change-table.js";
import type { AppliedPlanTable } from "../configuration/applied-plan-table.js";
import type { PauseTable } from "../pause/pause-table.js";
import type { CouncilTables } from "./council-tables.js";
import type { LaunchTables } from "./launch-tables.js";

export interface AuditTable {
  readonly id: number;
  readonly entry_id: string;
  readonly at: number;
  readonly action: string;
  readonly actor_kind: string | null;
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly role_profile_id: string | null;
  readonly job_role_code: string | null;
  readonly organisation: string | null;
  readonly workstation: string | null;
  readonly lookup_id: string | null;
  readonly message_id: string | null;
  readonly location_id: string | null;
  readonly access_mode: string | null;
  readonly trigger: string | null;
  readonly author_mode: string | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly codes: string | null;
  readonly duration_ms: number | null;
  readonly event_id: string | null;
  readonly sequence: number | null;
  readonly version: number | null;
  readonly reported_at: string | null;
  readonly plan_hash: string | null;
  readonly details: string | null;
  readonly subject_hash: Uint8Array | null;
  readonly sealed_subject: Uint8Array | null;
  readonly previous_hash: Uint8Array;
  readonly hash: Uint8Array;
}

export interface AuditHeadTable {
  readonly id: number;
  readonly chain_id: string;
  readonly row_id: number;
  readonly row_hash: Uint8Array;
}

export interface AuditKeyTable {
  readonly key_id: string;
  readonly public_key: string;
  readonly sealed_private_key: Uint8Array;
}

export interface AuditCheckpointTable {
  readonly number: number;
  readonly through_id: number;
  readonly statement: string;
  readonly key_id: string;
  readonly signature: Uint8Array;
}

export interface AuditRemovalTable {
  readonly through_id: number;
  readonly statement: string;
  readonly key_id: string;
  readonly signature: Uint8Array;
}

export interface QueryTable {
  readonly message_id: string;
  readonly conversation_id: string;
  readonly query_id: string;
  readonly lookup_id: string;
  readonly location_id: string;
  readonly reuse_hash: Uint8Array;
  readonly patient_hash: Uint8Array;
  readonly access_mode: string;
  readonly asked_at: number;
  readonly asker_owner: string;
  readonly asker_name: string;
  readonly asker_is_system: number;
  readonly sealed_subject: Uint8Array | null;
  readonly sealed_message: Uint8Array | null;
  readonly accepted_at: number | null;
  readonly concluded_at: number | null;
  readonly failure: string | null;
  readonly sealed_answer: Uint8Array | null;
  readonly content_expires_at: number | null;
  readonly revision: number;
  readonly switched_off_since: number | null;
}

export interface LookupTable {
  readonly lookup_id: string;
  readonly owner: string;
  readonly fingerprint_hash: Uint8Array;
  readonly opened_at: number;
  readonly location_id: string;
  readonly access_mode: string | null;
  readonly relation: string;
  readonly not_checked: string | null;
  readonly sealed_birth_date: Uint8Array | null;
  readonly message_id: string | null;
  readonly switched_off_since: number | null;
}

export interface ReplyTable {
  readonly from_party_key: string;
  readonly message_id: string;
  readonly query_message_id: string | null;
  readonly ref_to_message_id: string | null;
  readonly conversation_id: string;
  readonly action: string;
  readonly received_at: number;
  readonly processed_at: number | null;
  readonly sealed_hl7: Uint8Array | null;
}

export interface DisplayEventTable {
  readonly lookup_id: string;
  readonly sequence: number;
  readonly event_id: string;
}

export interface SealCheckTable {
  readonly key_id: string;
  readonly sealed: Uint8Array;
}

export interface CarriedKeyTable {
  readonly purpose: string;
  readonly key_id: string;
  readonly sealed: Uint8Array;
}

/** Every table of the store. */
export interface Tables extends CouncilTables, LaunchTables {
  readonly audit: AuditTable;
  readonly audit_head: AuditHeadTable;
  readonly audit_key: AuditKeyTable;
  readonly audit_checkpoint: AuditCheckpointTable;
  readonly audit_removal: AuditRemovalTable;
  readonly query: QueryTable;
  readonly lookup: LookupTable;
  readonly reply: ReplyTable;
  readonly display_event: DisplayEventTable;
  readonly seal_check: SealCheckTable;
  readonly carried_key: CarriedKeyTable;
  readonly applied_plan: AppliedPlanTable;
  readonly pause: PauseTable;
  readonly configuration_change: ConfigurationChangeTable;
}
