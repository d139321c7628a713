/** One thing that a person must do so that the NHS sees the right thing (R-93, H-21). */
export type WorkKind =
  /** CPR01: trace again, ask the carer to register with a GP. */
  | "trace-child"
  /** CPR02: agree another way to warn the local hospitals, and write it down (H-25). */
  | "protect-otherwise"
  /** CPR03: find out whose details are right, correct them here or ask the GP to (H-26). */
  | "compare-details"
  /** CPR04: trace for the ten-digit number. */
  | "trace-number"
  /** CPR05: check that the new number is the same child's, then use it (H-24). */
  | "replace-number"
  /** CPR07: read the register's own detail. */
  | "read-detail"
  /** CPF01: the file is kept; mend what made it unreadable and send again under a new sequence number. */
  | "mend-file"
  /** CPF04: nothing was loaded, probably by a fault of mapping or release. */
  | "check-mapping-and-release"
  /** CPF06: sending is blocked until this product is upgraded. */
  | "upgrade"
  /** The answer could not be understood; the upload is held. */
  | "resolve-held-answer"
  /** No answer within the limit. */
  | "no-answer"
  /** The register stayed unavailable through too many repeats. */
  | "register-unavailable"
  /** An answer came for a file we never sent: another system is uploading for this council. */
  | "stop-other-system"
  /** A take-over is proposed or withdrawn: nothing is uploaded until a second person has approved it. */
  | "settle-takeover"
  /** The store was restored from a backup: nothing is uploaded until somebody has said the next file's number. */
  | "say-next-number"
  /** An unborn child without a linked mother. */
  | "link-mother"
  /** A child, or a mother, without an NHS number. */
  | "find-nhs-number"
  | "add-due-date"
  /** PDS closed the number; a person decides, and identities are never linked by themselves (H-24). */
  | "decide-inactive-number"
  /** An open status that the table maps to nothing. */
  | "map-status"
  /** CP-IS holds a plan that our history no longer supports: end it or delete it, never left (H-23). */
  | "settle-unsupported-plan"
  /** Two cases say different things about one NHS number; neither is sent (H-22). */
  | "settle-shared-number"
  /** A message from MESH was set aside: it cannot be understood, or names somebody who is in no case. */
  | "look-at-message"
  /** A row of our own store cannot be opened any more: find out what it said, and say it anew. */
  | "mend-stored-record"
  /** A notice that fits no case of ours, or more than one. */
  | "place-notice";

/** Whose task it is. */
export type WorkOwner = "data-officer" | "allocated-worker" | "team-manager" | "administrator";

const owners: Readonly<Record<WorkKind, WorkOwner>> = {
  "trace-child": "data-officer",
  "protect-otherwise": "allocated-worker",
  "compare-details": "data-officer",
  "trace-number": "data-officer",
  "replace-number": "data-officer",
  "read-detail": "data-officer",
  "mend-file": "data-officer",
  "check-mapping-and-release": "administrator",
  upgrade: "administrator",
  "resolve-held-answer": "data-officer",
  "no-answer": "data-officer",
  "register-unavailable": "data-officer",
  "stop-other-system": "administrator",
  "settle-takeover": "data-officer",
  "say-next-number": "administrator",
  "link-mother": "allocated-worker",
  "find-nhs-number": "data-officer",
  "add-due-date": "allocated-worker",
  "decide-inactive-number": "team-manager",
  "map-status": "administrator",
  "settle-unsupported-plan": "data-officer",
  "settle-shared-number": "data-officer",
  "look-at-message": "data-officer",
  "mend-stored-record": "administrator",
  "place-notice": "data-officer",
};

/** Whose task a kind of work is. */
export function workOwner(kind: WorkKind): WorkOwner {
  return owners[kind];
}

/** One task, about one subject or about a whole file. */
export interface WorkItem {
  readonly kind: WorkKind;
  readonly owner: WorkOwner;
  /** The NHS number the task is about; absent for a whole file. */
  readonly nhsNumber?: string;
  /** The national code behind it, shown after the words. */
  readonly code?: string;
  /** The register's own detail, shown as it came (CPR07). */
  readonly detail?: string;
}

/** A task with its owner. */
export function workItem(
  kind: WorkKind,
  about: Pick<WorkItem, "nhsNumber" | "code" | "detail"> = {},
): WorkItem {
  return { kind, owner: workOwner(kind), ...about };
}
