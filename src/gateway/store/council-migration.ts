/** Migration 2: a council's cases, uploads and mailbox. As every released migration it is never edited. */
export const councilTablesSql = `
create table council_state (
  id integer primary key check (id = 1),
  next_sequence integer not null check (next_sequence >= 1),
  stopped_because text,
  stopped_at integer,
  -- The last scheduled times that were served.
  served_changes text,
  served_full text,
  check ((stopped_because is null) = (stopped_at is null))
) strict;
insert into council_state (id, next_sequence) values (1, 1);

create table council_case (
  local_id text primary key,
  saved_at integer not null,
  -- Since when a change has been waiting to go into a file.
  changed_at integer,
  sealed_record blob not null
) strict;

create table plan_deletion (
  deletion_id text primary key,
  local_id text not null references council_case (local_id),
  sealed_request blob not null,
  -- Null until a second person has agreed.
  sealed_approval blob
) strict;

-- One file. The primary key proves that a sequence number is used once.
create table upload (
  sequence_number integer primary key,
  kind text not null check (kind in ('changes', 'full')),
  attempt integer not null,
  created_at integer not null,
  mesh_local_id text not null unique,
  authority text not null,
  records integer not null,
  state text not null,
  -- 1 while an answer is owed, else null.
  in_flight integer check (in_flight = 1),
  content_hash text,
  progress text,
  sent_at integer,
  answered_at integer,
  reason text,
  file_code text,
  succeeded integer,
  failed integer,
  resend_at integer,
  check ((state in ('queued', 'tracing', 'sent')) = (in_flight is not null))
) strict;
-- Proves that one file is in flight, whatever the code does.
create unique index upload_one_in_flight on upload (in_flight) where in_flight = 1;

create table upload_record (
  sequence_number integer not null references upload (sequence_number),
  position integer not null,
  sealed_record blob not null,
  -- Null while no answer has come.
  sealed_outcome blob,
  primary key (sequence_number, position)
) strict;

-- What the mailbox brought. Acknowledged to MESH only after the row is durable.
create table mailbox_message (
  mailbox_id text not null,
  message_id text not null,
  received_at integer not null,
  sealed_message blob not null,
  unreadable text,
  content_id text not null,
  content_hash text not null,
  -- Null until it was understood, or set aside.
  processed_at integer,
  disposition text,
  reason text,
  primary key (mailbox_id, message_id)
) strict;
create index mailbox_unprocessed on mailbox_message (received_at) where processed_at is null;

-- Written before its message; what no message names was left by a broken transfer.
create table mailbox_content (
  content_id text not null,
  position integer not null,
  sealed_piece blob not null,
  primary key (content_id, position)
) strict;

create table mailbox_reading (
  mailbox_id text primary key,
  begun_at integer,
  succeeded_at integer
) strict;

-- The primary key proves that an opening is told once.
create table notice_opening (
  opening_hash blob primary key,
  received_at integer not null,
  sealed_opening blob not null
) strict;

create table episode_event (
  id integer primary key autoincrement,
  episode_id text not null,
  sealed_event blob not null,
  event_key text not null unique
) strict;
create index episode_event_by_episode on episode_event (episode_id);
create trigger episode_event_is_never_changed before update on episode_event
  begin select raise(abort, 'what happened to a notice is append-only'); end;
create trigger episode_event_is_never_removed before delete on episode_event
  begin select raise(abort, 'what happened to a notice is append-only'); end;

create table inactive_number (
  number_hash blob primary key,
  received_at integer not null,
  sealed_notice blob not null
) strict;
`;
