import type { LogFields } from "../../ports/runtime.js";
import type { AlarmName } from "../../ports/telemetry.js";

type Rule = (value: string) => boolean;

const matches =
  (...patterns: readonly RegExp[]): Rule =>
  (value) =>
    patterns.some((pattern) => pattern.test(value));

// Ids are made by programs: without a space, and never without a digit, as a name is.
const id = matches(/^(?:(?=.*\d)[\w.:@-]{1,80})?$/);
// Words of our own in lower case, codes of the system in capitals: a person's name is neither.
const reason = matches(
  /^[a-z][a-z0-9]*(?:[ -][a-z0-9]+){0,15}$/,
  /^(?:Acknowledgment|MessageError)$/,
  /^(?:501314:Invalid To Party Type attribute|From party not expected|(?:Service|Action) not supported)$/,
  /^E[A-Z0-9]{3,20}$/,
  /^(?=.*[_\d])[A-Z][A-Z0-9_.:-]{1,60}$/,
);
const word = matches(/^[a-z][a-z-]{0,40}$/);
const codes = matches(/^[\w.:-]{1,40}(?: [\w.:-]{1,40}){0,9}$/);
const number: Rule = () => false;

/** The line of an alarm. Only `Telemetry.alarm` writes one, so that no alarm is in the log alone. */
export interface AlarmLine extends LogFields {
  readonly alarm?: AlarmName;
}

const rules: Readonly<Record<keyof AlarmLine, Rule>> = {
  lookupId: id,
  messageId: id,
  refToMessageId: id,
  // Held against the configured locations as well: a page says which it is at, and may say anything.
  locationId: matches(/^[\w.-]{1,80}$/),
  code: codes,
  reason,
  outcome: word,
  status: number,
  count: number,
  durationMs: number,
  port: number,
  sequenceNumber: number,
  checkpoint: matches(/^[0-9a-f]{64}$/),
  address: matches(/^[\w.:/[\]-]{1,200}$/),
  alarm: word,
  environment: word,
  method: matches(/^[A-Z]{3,10}$/),
  // The route's pattern, never the address that was asked for.
  route: matches(/^[\w/:.*-]{0,200}$/),
  planHash: matches(/^[0-9a-f]{1,64}$/),
};
const names = Object.keys(rules) as readonly (keyof AlarmLine)[];

// Ten digits that stand alone, written in one piece or as people write an NHS number.
const tenDigits = /(?<![0-9A-Za-z])\d{3}[ -]?\d{3}[ -]?\d{4}(?![0-9A-Za-z])/;

/**
 * What of a log line's fields may be written: those of the list, each only in the form it must have. What has another
 * form is written as `withheld`, so that the line is missed by nobody who looks for it and tells nobody what it held.
 */
export function permittedFields(
  fields: AlarmLine = {},
  locations?: ReadonlySet<string>,
): Record<string, string | number> {
  const copy: Record<string, string | number> = {};
  for (const name of names) {
    const value: unknown = fields[name];
    if (typeof value === "number") copy[name] = tenDigits.test(String(value)) ? "withheld" : value;
    if (typeof value !== "string") continue;
    const isKnown = name !== "locationId" || locations === undefined || locations.has(value);
    copy[name] = isKnown && rules[name](value) && !tenDigits.test(value) ? value : "withheld";
  }
  return copy;
}
