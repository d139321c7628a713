import type SqliteDatabase from "better-sqlite3";
import { beforeFirst, chainHash, type ChainedContent } from "./chain-row.js";

/** Migration 8: the audit as a chain of hashes with signed checkpoints. As every released migration it is never edited. */
export const auditChainSql = `
alter table audit add column workstation text;
-- Which configuration was in force.
alter table audit add column plan_hash text;
-- What an administrator's act was about, as JSON of ids, codes and counts.
alter table audit add column details text;
-- Finds the rows about one NHS number without opening any.
alter table audit add column subject_hash blob;
alter table audit add column previous_hash blob not null default x'0000000000000000000000000000000000000000000000000000000000000000';
alter table audit add column hash blob not null default x'0000000000000000000000000000000000000000000000000000000000000000';
create index audit_by_subject on audit (subject_hash) where subject_hash is not null;

-- The newest row, kept apart from it, so that a row taken off the end is missed.
create table audit_head (
  id integer primary key check (id = 1),
  -- Names this chain, so that a checkpoint of another node's proves nothing here.
  chain_id text not null,
  row_id integer not null,
  row_hash blob not null
) strict;

-- Ed25519; the private half is sealed.
create table audit_key (
  key_id text primary key,
  public_key text not null,
  sealed_private_key blob not null
) strict;

create table audit_checkpoint (
  number integer primary key,
  through_id integer not null,
  -- The signed text, to the byte.
  statement text not null,
  key_id text not null,
  signature blob not null
) strict;

-- Segments that retention has taken away, each closed by a checkpoint.
create table audit_removal (
  through_id integer primary key,
  statement text not null,
  key_id text not null,
  signature blob not null
) strict;

drop trigger audit_is_never_changed;
`;

const chainTriggersSql = `
create trigger audit_is_never_changed before update on audit
  begin select raise(abort, 'the audit is append-only'); end;
drop trigger audit_is_never_removed;
create trigger audit_is_never_removed before delete on audit
  when old.id > (select coalesce(max(through_id), 0) from audit_removal)
  begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_follows_its_head before insert on audit
  when not exists (
    select 1 from audit_head
    where id = 1 and row_id = new.id - 1 and row_hash = new.previous_hash and new.hash <> zeroblob(32))
  begin select raise(abort, 'the audit is append-only: a row follows the last one'); end;
create trigger audit_moves_its_head after insert on audit
  begin update audit_head set row_id = new.id, row_hash = new.hash where id = 1; end;
create trigger audit_head_stays before delete on audit_head
  begin select raise(abort, 'the audit is append-only'); end;
create trigger audit_checkpoint_is_never_changed before update on audit_checkpoint
  begin select raise(abort, 'a checkpoint is never changed'); end;
create trigger audit_checkpoint_is_never_removed before delete on audit_checkpoint
  begin select raise(abort, 'a checkpoint is never removed'); end;
create trigger audit_removal_is_never_changed before update on audit_removal
  begin select raise(abort, 'a removal is never changed'); end;
create trigger audit_removal_is_never_removed before delete on audit_removal
  begin select raise(abort, 'a removal is never removed'); end;
`;

const rowsAtOnce = 500;

/** Gives the rows that were there before the chain their places in it, then forbids every change again. */
export function chainEarlierRows(connection: SqliteDatabase.Database): void {
  const read = connection.prepare<[number], ChainedContent>(
    `select * from audit where id > ? order by id limit ${rowsAtOnce}`,
  );
  const write = connection.prepare("update audit set previous_hash = ?, hash = ? where id = ?");
  let previous: Uint8Array = beforeFirst;
  let last = 0;
  for (let rows = read.all(last); rows.length > 0; rows = read.all(last)) {
    for (const row of rows) {
      const hash = chainHash({ ...row, previous_hash: previous });
      write.run(previous, hash, row.id);
      previous = hash;
      last = row.id;
    }
  }
  connection
    .prepare("insert into audit_head (id, chain_id, row_id, row_hash) values (1, hex(randomblob(16)), ?, ?)")
    .run(last, previous);
  connection.exec(chainTriggersSql);
}
