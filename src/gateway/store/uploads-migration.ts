/** Wishes, traces and the council's revision. As every released migration it is never edited. */
export const uploadsTablesSql = `
-- Since when MESH may have it: from just before its first byte.
alter table upload add column left_at integer;

-- That a case goes into the next file, changed or not. Removed with the file it went into.
create table send_wish (
  local_id text primary key references council_case (local_id),
  asked_at integer not null
) strict;

-- One more with everything that what the council sees is made of, so that nobody is shown what no longer holds.
create table council_revision (
  id integer primary key check (id = 1),
  value integer not null
) strict;
insert into council_revision (id, value) values (1, 0);
${["council_case", "plan_deletion", "upload", "inactive_number", "send_wish", "takeover"]
  .flatMap((table) =>
    ["insert", "update", "delete"].map(
      (act) =>
        `create trigger ${table}_${act}_is_seen after ${act} on ${table}
  begin update council_revision set value = value + 1; end;`,
    ),
  )
  .join("\n")}
`;
