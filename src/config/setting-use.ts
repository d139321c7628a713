/** Which part of the product reads a group of settings; the longest name that fits counts. */
const uses: readonly (readonly [group: string, use: string])[] = [
  ["administrators", "cpis config approve, and the start of the gateway after a dangerous change"],
  [
    "environment",
    "every screen (the ribbon), the checks of addresses and certificates, and what has a default",
  ],
  ["locations", "every lookup: whether it is sent, and whether the council is told"],
  ["eligibility", "the banner and the lookup service: who is checked without anybody's press"],
  ["identity", "the API: whose tokens are believed, and what they may do"],
  [
    "identity.nominatedPerson",
    "the author of checks that no smartcard user started, as the council reads it",
  ],
  ["identity.organisation", "the author of every query, as the council reads it"],
  ["limits", "the lookup service and the API: how much is too much"],
  ["lookups", "the lookup service and the banner: how long each part of a check may last"],
  ["spine", "the connection to Spine"],
  ["spine.listener", "the listener that takes Spine's replies"],
  ["spine.silentReadForm", "every scheduled check, as it is written for CP-IS"],
  ["spine.noRecordCodes", "every answer of CP-IS: the only way to 'no record'"],
  ["council", "the council's side"],
  ["council.authority", "every upload: what the NHS is told about the council"],
  ["council.mesh", "the council's mailbox"],
  ["council.statusTable", "every case: whether the NHS can see the child"],
  ["council.roles", "the council's API: what each user may do"],
  ["council.directory", "notices and cases: names of teams and workers"],
  ["council.uploads", "uploads to CP-IS"],
  ["council.takesOver", "uploads to CP-IS, and the reading of the mailbox"],
  ["council.notices", "the routing of notices"],
  ["http", "the API that pages call"],
  ["hosted", "the banner page that the gateway serves to frames and desktop shells"],
  ["hosted.launch", "the opening of that page by a signed link: who is believed, and who the user is"],
  ["console", "the administrators' console: who may sign in, and what each may do there"],
  ["store", "the store of lookups, cases and the audit"],
  ["contacts", "the banner: whom to ring, and when"],
  ["alarms", "every alarm: who is told of it beside the log and the metrics, and from where on there is one"],
  ["logLevel", "the operational log"],
];

/** Where a setting is used, in words; undefined where the list has no entry, which a test refuses. */
export function useOf(path: string): string | undefined {
  const fitting = uses.filter(
    ([group]) => path === group || path.startsWith(`${group}.`) || path.startsWith(`${group}[`),
  );
  return fitting.sort(([left], [right]) => right.length - left.length)[0]?.[1];
}
