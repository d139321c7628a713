/** Whom a record of a file is about, when its seal is broken. As every released migration it is never edited. */
export const damageColumnsSql = `
-- The keyed hash of the NHS number, so that a record that cannot be opened any more still names its child.
alter table upload_record add column subject_hash blob;
`;
