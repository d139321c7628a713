/** What a mailbox's health and the data officer need to be kept: as every released migration it is never edited. */
export const mailboxTablesSql = `
-- MESH's own id of a file of ours: a report may name nothing else.
alter table upload add column mesh_message_id text;

-- A message that was set aside stays; here stands that a person has dealt with it, who, and what they say.
alter table mailbox_message add column dealt_with_at integer;
alter table mailbox_message add column sealed_dealing blob;
create index mailbox_set_aside on mailbox_message (received_at) where disposition = 'quarantined';

-- Never changed again: a mailbox that was never read whole is not new at each start of the program.
alter table mailbox_reading add column first_begun_at integer;

-- What the last reading left in the mailbox. MESH takes a message away after five days.
create table mailbox_waiting (
  mailbox_id text not null,
  message_id text not null,
  -- The earliest moment at which the message can have come: the last whole reading before it was seen.
  since integer not null,
  failures integer not null,
  -- Why the last try failed; null where it was not tried.
  fault text,
  -- When somebody was told that it is near its expiry.
  alarmed_at integer,
  primary key (mailbox_id, message_id)
) strict;
`;
