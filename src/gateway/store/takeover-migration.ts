/** A take-over from another system. As every released migration it is never edited. */
export const takeoverTableSql = `
-- The one take-over of a council. Earlier proposals are in the audit.
create table takeover (
  id integer primary key check (id = 1),
  -- One more with every change, so that nobody approves what they have not seen.
  revision integer not null,
  state text not null check (state in ('proposed', 'approved', 'withdrawn', 'released')),
  since integer not null,
  first_sequence integer not null check (first_sequence >= 1),
  -- Of the last file of the previous system, where it said so.
  previous_sequence integer,
  proposed_at integer not null,
  proposed_by text not null,
  approved_at integer,
  approved_by text,
  ended_at integer,
  ended_by text,
  -- When an approval was taken back because the difference was no longer the approved one.
  outdated_at integer,
  -- Keyed hash of the difference as it was proposed.
  difference_hash text not null,
  sealed_previous blob not null,
  sealed_decisions blob not null,
  check ((state = 'approved') = (approved_by is not null)),
  check ((approved_by is null) = (approved_at is null)),
  -- Proves the second person, whatever the code does.
  check (approved_by is null or lower(approved_by) <> lower(proposed_by)),
  check ((state in ('withdrawn', 'released')) = (ended_by is not null))
) strict;
`;
