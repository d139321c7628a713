import { InvalidArgumentError } from "commander";

/** A day (UTC) or a moment on a command line, as milliseconds since 1970. */
export function parseMoment(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : NaN;
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError(
    "Give a date such as 2026-12-01 (UTC) or a moment such as 2026-12-01T08:00:00Z.",
  );
}
