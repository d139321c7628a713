/** Pauses, and since when what they kept back was switched off. As every released migration it is never edited. */
export const pauseTableSql = `
create table pause (
  pause_id text primary key,
  scope text not null check (scope in ('site', 'location', 'automatic')),
  location_id text,
  begun_at integer not null,
  -- Null while it is on.
  ended_at integer,
  -- Who switched it on and why, as JSON: a reason may name somebody.
  sealed_words blob not null,
  check ((scope = 'location') = (location_id is not null))
) strict, without rowid;
create index pause_on on pause (begun_at) where ended_at is null;

-- Since when checks were switched off, where that is why there was none.
alter table lookup add column switched_off_since integer;
-- Not null proves that no byte of the query left.
alter table query add column switched_off_since integer;
`;
