/**
 * Whether CP-IS counts a query as an access event about the child.
 *
 * The setting decides, never the user (R-17, H-13, H-14): the value comes from the administrator's location table, is
 * required and explicit everywhere, and has no default.
 */
export type AccessMode =
  /** Emergency and other unplanned care: the access is listed and CP-IS tells the responsible council. */
  | "unscheduled"
  /** Planned care: a silent read. Never listed, nobody is told. */
  | "scheduled";
