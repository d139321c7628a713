/** Changes of the configuration that somebody asked for in the console. As every released migration it is never edited. */
export const configurationChangeTableSql = `
-- One row for each change asked for in the console.
create table configuration_change (
  change_id text primary key,
  -- SHA-256 of the settings, hexadecimal: the configuration in force when it was asked for, and the one asked for.
  from_digest text not null,
  to_digest text not null,
  asked_by text not null,
  asked_at integer not null,
  lapses_at integer not null,
  needs_two integer not null check (needs_two in (0, 1)),
  -- approved: decided, and not yet in the file; waiting-for-restart: in the file, and not yet in force.
  state text not null check (state in ('waiting', 'approved', 'waiting-for-restart', 'applied', 'refused', 'withdrawn',
    'lapsed', 'outdated')),
  decided_by text,
  decided_at integer,
  -- JSON: who asked, why, the text, what it was written over, and what both people were shown.
  sealed_request blob not null,
  -- JSON: who decided, what, and about which change.
  sealed_decision blob,
  -- One person is not two, whatever the code does.
  check (needs_two = 0 or state not in ('approved', 'waiting-for-restart', 'applied')
    or (decided_by is not null and decided_by <> asked_by))
) strict, without rowid;
create trigger configuration_change_ends_once before update of state on configuration_change
  when old.state in ('applied', 'refused', 'withdrawn', 'lapsed', 'outdated') and new.state <> old.state
  begin select raise(abort, 'a change that has ended stays as it ended'); end;
create trigger configuration_change_is_what_was_asked
  before update of change_id, from_digest, to_digest, asked_by, asked_at, lapses_at, needs_two on configuration_change
  begin select raise(abort, 'what was asked for never changes'); end;
create trigger configuration_change_is_never_removed before delete on configuration_change
  begin select raise(abort, 'what was asked for is never removed'); end;
create trigger configuration_change_is_never_replaced before insert on configuration_change
  when exists (select 1 from configuration_change where change_id = new.change_id)
  begin select raise(abort, 'what was asked for is never replaced'); end;
`;
