import type { OpenItem } from "./open-item.js";

/** A place in a list: what a page ended with. It stays one when that item is dealt with meanwhile. */
export interface WorkListCursor {
  readonly since: number;
  readonly subjectRow: number;
}

/** The place of an item, as text for an address: a moment and a row, nothing about anybody. */
export function cursorOf({ since, subjectRow }: OpenItem): string {
  return `${String(since)}-${String(subjectRow)}`;
}

/** Reads such a text; undefined where it is none. */
export function parseCursor(text: string): WorkListCursor | undefined {
  const [, since, subjectRow] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (since === undefined || subjectRow === undefined) return undefined;
  return { since: Number(since), subjectRow: Number(subjectRow) };
}

/** Whether an item comes after a place in its list. */
export function isBehind(item: OpenItem, { since, subjectRow }: WorkListCursor): boolean {
  return item.since > since || (item.since === since && item.subjectRow > subjectRow);
}

/** Oldest first. */
export function byAge(one: OpenItem, other: OpenItem): number {
  return one.since - other.since || one.subjectRow - other.subjectRow;
}
