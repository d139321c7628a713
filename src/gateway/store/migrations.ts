import type SqliteDatabase from "better-sqlite3";
import { auditChainSql, chainEarlierRows } from "../audit/chain-migration.js";
import { configurationChangeTableSql } from "../configuration/change-migration.js";
import { appliedPlanTableSql } from "../configuration/applied-plan-migration.js";
import { pauseTableSql } from "../pause/pause-migration.js";
import { carriedKeysTableSql } from "./carried-keys-migration.js";
import { councilTablesSql } from "./council-migration.js";
import { damageColumnsSql } from "./damage-migration.js";
import { launchTablesSql } from "./launch-migration.js";
import { mailboxTablesSql } from "./mailbox-migration.js";
import { takeoverTableSql } from "./takeover-migration.js";
import { uploadsTablesSql } from "./uploads-migration.js";

/**
 * The store's migrations: append-only, each one transaction. A released one is never edited; a change is a new one.
 *
 * Times are milliseconds since 1970. Columns named `sealed_*` hold AES-256-GCM ciphertext bound to their row;
 * columns named `*_hash` hold keyed hashes, which equal texts share and from which no text can be read back.
 */
export interface Migration {
  readonly id: number;
  readonly what: string;
  readonly sql: string;
  /** What SQL alone cannot do; in the same transaction, after `sql`. */
  readonly then?: (connection: SqliteDatabase.Database) => void;
}

const first = `
create table audit (
  -- Order in which rows became durable.
  id integer primary key autoincrement,
  -- Names the row to the seal, so that a sealed value cannot be moved to another row.
  entry_id text not null,
  at integer not null,
  action text not null,
  actor_kind text,
  actor_id text,
  actor_name text,
  role_profile_id text,
  job_role_code text,
  organisation text,
  lookup_id text,
  message_id text,
  location_id text,
  access_mode text,
  trigger text,
  author_mode text,
  -- The class of an outcome (record, no-record, failed), never what a plan said.
  outcome text,
  reason text,
  -- JSON list of codes as received.
  codes text,
  duration_ms integer,
  event_id text,
  sequence integer,
  version integer,
  reported_at text,
  -- NHS number and encounter as JSON.
  sealed_subject blob
) strict;
create index audit_by_message on audit (message_id) where message_id is not null;
create index audit_by_lookup on audit (lookup_id) where lookup_id is not null;
create trigger audit_is_never_changed before update on audit
  begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_is_never_removed before delete on audit
  begin select raise(abort, 'the audit is append-only'); end;
-- "insert or replace" removes the old row without asking the trigger above.
create trigger audit_is_never_replaced before insert on audit
  when exists (select 1 from audit where id = new.id)
  begin select raise(abort, 'the audit is append-only'); end;
-- Proves that a query is announced once and concluded once, whatever the code does.
create trigger audit_says_it_once before insert on audit
  when new.action in ('intent', 'outcome')
    and exists (select 1 from audit where message_id = new.message_id and action = new.action)
  begin select raise(abort, 'a query has one intent and one outcome'); end;

-- One act on the wire. Its primary key proves that a MessageId is used once.
create table query (
  message_id text primary key,
  conversation_id text not null,
  query_id text not null,
  lookup_id text not null,
  location_id text not null,
  -- Patient, encounter, organisation and access mode; or patient, user and the rest where there is no encounter.
  reuse_hash blob not null,
  -- Patient and organisation: finds the answers of an earlier encounter, which end when another begins.
  patient_hash blob not null,
  access_mode text not null check (access_mode in ('unscheduled', 'scheduled')),
  asked_at integer not null,
  asker_owner text not null,
  asker_name text not null,
  asker_is_system integer not null,
  -- NHS number and date of birth to compare the reply with; erased with the content.
  sealed_subject blob,
  -- The exact bytes, only where the contract allows them to be sent again; erased with the conclusion.
  sealed_message blob,
  accepted_at integer,
  -- Null while an answer may still come.
  concluded_at integer,
  failure text,
  -- The answer; whether there was a record is as sensitive as what it says.
  sealed_answer blob,
  content_expires_at integer
) strict;
create index query_by_reuse on query (reuse_hash, asked_at);
create index query_by_patient on query (patient_hash) where sealed_answer is not null;
create index query_by_time on query (asked_at);
create index query_pending on query (asked_at) where concluded_at is null;
create index query_content on query (content_expires_at) where sealed_answer is not null;

-- One request of a page.
create table lookup (
  lookup_id text primary key,
  owner text not null,
  fingerprint_hash blob not null,
  opened_at integer not null,
  location_id text not null,
  access_mode text,
  relation text not null check (relation in ('asked', 'joined', 'reused', 'not-checked')),
  not_checked text,
  sealed_birth_date blob,
  message_id text references query (message_id),
  -- Every lookup either has a query or says why there is none.
  check ((relation = 'not-checked') = (not_checked is not null)),
  check ((relation = 'not-checked') = (message_id is null))
) strict, without rowid;
create index lookup_by_time on lookup (opened_at);
create index lookup_by_query on lookup (message_id) where message_id is not null;

-- Replies as received. Acknowledged to Spine only after the row is durable.
create table reply (
  from_party_key text not null,
  message_id text not null,
  -- Null where it answers none of our queries: quarantined.
  query_message_id text references query (message_id),
  ref_to_message_id text,
  conversation_id text not null,
  action text not null,
  received_at integer not null,
  -- Null until it has led to a settlement.
  processed_at integer,
  sealed_hl7 blob,
  primary key (from_party_key, message_id)
) strict;
create index reply_unprocessed on reply (received_at)
  where processed_at is null and query_message_id is not null;
create index reply_by_time on reply (received_at);
create index reply_by_query on reply (query_message_id) where query_message_id is not null;

-- What pages reported, each once and in order.
create table display_event (
  lookup_id text not null references lookup (lookup_id),
  sequence integer not null,
  event_id text not null unique,
  primary key (lookup_id, sequence)
) strict, without rowid;

-- One row per key that has sealed anything here; proves at start that the configured key fits the file.
create table seal_check (
  key_id text primary key,
  sealed blob not null
) strict;
`;

const second = `
-- How often a later reply has replaced the conclusion.
alter table query add column revision integer not null default 0;
`;

/** Every migration, oldest first. */
export const migrations: readonly Migration[] = [
  { id: 1, what: "lookups, replies and audit", sql: first },
  { id: 2, what: "conclusions that a later reply replaces", sql: second },
  { id: 3, what: "a council's cases, uploads and mailbox", sql: councilTablesSql },
  { id: 4, what: "messages set aside, and messages that wait in a mailbox", sql: mailboxTablesSql },
  { id: 5, what: "a take-over from another system", sql: takeoverTableSql },
  { id: 6, what: "wishes, traces and the council's revision", sql: uploadsTablesSql },
  { id: 7, what: "whom a damaged record of a file is about", sql: damageColumnsSql },
  { id: 8, what: "launches by a signed link", sql: launchTablesSql },
  { id: 9, what: "the history of configurations", sql: appliedPlanTableSql },
  { id: 10, what: "the audit as a chain", sql: auditChainSql, then: chainEarlierRows },
  { id: 11, what: "keys that a rotation carries on", sql: carriedKeysTableSql },
  { id: 12, what: "pauses", sql: pauseTableSql },
  { id: 13, what: "changes of the configuration asked for in the console", sql: configurationChangeTableSql },
];
