/** Keys that a rotation carries on. As every released migration it is never edited. */
export const carriedKeysTableSql = `
-- Derived keys of an earlier sealing key, sealed with the present one.
create table carried_key (
  -- What it is still needed for: to open rows that are never changed, or to compare by keyed hash.
  purpose text not null check (purpose in ('open', 'compare')),
  key_id text not null,
  sealed blob not null,
  primary key (purpose, key_id)
) strict;
-- Hashes of one kind only can be compared.
create unique index carried_key_one_to_compare on carried_key (purpose) where purpose = 'compare';
`;
