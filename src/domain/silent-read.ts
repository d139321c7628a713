/**
 * Named XML forms of the silent read (a scheduled query); none is confirmed by a published schema.
 *
 * Patch D says that `accessEventType` / `isUnscheduledAccessEvent` is `false`, but not where it stands or what carries
 * the value (cpis-messages 3.6). The form is a setting, so that it can be corrected in one place once the schema is held.
 */
export type SilentReadForm =
  /** `accessEventType/isUnscheduledAccessEvent/@value`, between the query's `id` and `author`. */
  | "nested"
  /** `accessEventType/@isUnscheduledAccessEvent`, between `id` and `author`. */
  | "attribute"
  /** `accessEventType/@value`, between `id` and `author`. */
  | "value"
  /** `accessEventType/value/@value` as a query parameter before the NHS number. */
  | "parameter-before"
  /** `accessEventType/value/@value` as a query parameter after the NHS number. */
  | "parameter-after"
  /** As `nested`, but as the last child of the query. */
  | "nested-last";

/** Every silent-read form, in the order of the reference. */
export const silentReadForms: readonly SilentReadForm[] = [
  "nested",
  "attribute",
  "value",
  "parameter-before",
  "parameter-after",
  "nested-last",
];
