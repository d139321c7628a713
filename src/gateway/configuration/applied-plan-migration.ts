/** The history of configurations. As every released migration it is never edited. */
export const appliedPlanTableSql = `
-- One row each time the gateway starts with another configuration than before. A roll-back is a new row too.
create table applied_plan (
  id integer primary key autoincrement,
  -- Names the row to the seal.
  entry_id text not null unique,
  applied_at integer not null,
  -- SHA-256 of the settings without secrets, hexadecimal.
  digest text not null,
  -- How many changes from the row before needed a second person.
  dangerous_changes integer not null check (dangerous_changes >= 0),
  -- JSON list of the administrators who signed, by id; null where nobody had to.
  approved_by text,
  -- The settings without secrets, as canonical JSON.
  sealed_settings blob not null,
  -- The text of the configuration file, for a roll-back.
  sealed_source blob not null
) strict;
create trigger applied_plan_is_never_changed before update on applied_plan
  begin select raise(abort, 'the history of configurations is append-only'); end;
create trigger applied_plan_is_never_removed before delete on applied_plan
  begin select raise(abort, 'the history of configurations is append-only'); end;
create trigger applied_plan_is_never_replaced before insert on applied_plan
  when exists (select 1 from applied_plan where id = new.id)
  begin select raise(abort, 'the history of configurations is append-only'); end;
`;
