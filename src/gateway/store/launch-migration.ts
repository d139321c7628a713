/** Launches by a signed link. As every released migration it is never edited. */
export const launchTablesSql = `
-- Every launch that was ever used and has not expired by itself. The primary key proves that each is used once.
create table launch_used (
  launch_hash blob primary key,
  -- From then on the launch is refused for its age, and the row may go.
  expires_at integer not null
) strict, without rowid;
create index launch_used_by_time on launch_used (expires_at);

-- What stands between an accepted launch and its page: an opaque code, used once.
create table launch_code (
  code_hash blob primary key,
  expires_at integer not null,
  -- Null once the code was used.
  sealed_context blob
) strict, without rowid;
create index launch_code_by_time on launch_code (expires_at);
`;
