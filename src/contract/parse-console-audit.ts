import { parseNhsNumber } from "../domain/nhs-number.js";
import { CpisError, type Issue } from "../errors/cpis-error.js";
import type {
  ConsoleAuditChain,
  ConsoleAuditExport,
  ConsoleAuditPage,
  ConsoleAuditRow,
  ConsoleAuditSearch,
} from "./console.js";
import { accessMode, chainFields } from "./console-shapes.js";
import { parserOf } from "./parse-council-shapes.js";
import {
  flag,
  formed,
  instant,
  invalid,
  list,
  object,
  oneOf,
  optional,
  text,
  wholeNumber,
  type Reader,
} from "./shape.js";

/** Why somebody reads the audit, in their own words: not empty, nor only blanks. */
const reason = text({ minLength: 1, maxLength: 500, pattern: /\S/ });

// Held as people write it; whether it is an NHS number is decided by the domain.
const nhsNumberText = text({ maxLength: 20 });
const nhsNumber: Reader<string> = formed({ text: { maxLength: 20 } }, (value, place) => {
  const held = nhsNumberText(value, place);
  if (held === invalid) return invalid;
  const reading = parseNhsNumber(held);
  if (reading.ok) return reading.nhsNumber;
  place.issues.push({ path: place.path, message: "is not an NHS number" });
  return invalid;
});

const chosen = {
  from: instant,
  to: instant,
  nhsNumber: optional(nhsNumber),
  userId: optional(text({ minLength: 1, maxLength: 100 })),
  action: optional(text({ maxLength: 40, pattern: /^[a-z][a-z-]*$/ })),
  locationId: optional(text({ minLength: 1, maxLength: 80 })),
  reason,
};

/** Body of `POST /api/v1/console/audit/search`. */
export const auditSearch = object<ConsoleAuditSearch>(
  { ...chosen, before: optional(wholeNumber(1)) },
  "refuse",
);

/** Body of `POST /api/v1/console/audit/export`. */
export const auditExport = object<ConsoleAuditExport>(
  { ...chosen, format: oneOf({ csv: true, fhir: true }), withSubjects: optional(flag) },
  "refuse",
);

const readSearch = parserOf(auditSearch);
const readExport = parserOf(auditExport);

/** Reads what an auditor looks for. Throws `CPIS_REQUEST_INVALID` with every fault. */
export function parseAuditSearch(body: unknown): ConsoleAuditSearch {
  return inOrder(readSearch(body));
}

/** Reads what an auditor wants as a file. Throws `CPIS_REQUEST_INVALID` with every fault. */
export function parseAuditExport(body: unknown): ConsoleAuditExport {
  return inOrder(readExport(body));
}

/** Nothing that is kept is older; more is a slip of the year. */
const mostMs = 10 * 366 * 86_400_000;

function inOrder<T extends Pick<ConsoleAuditSearch, "from" | "to">>(search: T): T {
  const length = Date.parse(search.to) - Date.parse(search.from);
  if (length > 0 && length <= mostMs) return search;
  const message = length > 0 ? "must be within ten years of `from`" : "must be after `from`";
  const issues: readonly Issue[] = [{ path: "to", message }];
  throw new CpisError("CPIS_REQUEST_INVALID", { issues });
}

// The compiler holds every field to the row's type; what stands under `details` is ids, codes and counts.
const details: Reader<NonNullable<ConsoleAuditRow["details"]>> = formed(
  { json: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } } },
  (value) => value as NonNullable<ConsoleAuditRow["details"]>,
);

const actor = object<NonNullable<ConsoleAuditRow["actor"]>>(
  {
    name: optional(text()),
    id: text(),
    jobRoleCode: optional(text()),
    workstation: optional(text()),
  },
  "ignore",
);

const row = object<ConsoleAuditRow>(
  {
    id: wholeNumber(1),
    at: instant,
    action: text(),
    actor: optional(actor),
    locationId: optional(text()),
    accessMode: optional(accessMode),
    outcome: optional(text()),
    reason: optional(text()),
    messageId: optional(text()),
    lookupId: optional(text()),
    durationMs: optional(wholeNumber(Number.MIN_SAFE_INTEGER)),
    planHash: optional(text()),
    nhsNumber: optional(text()),
    note: optional(text()),
    details: optional(details),
  },
  "ignore",
);

/** Answer of a search. */
export const auditPage = object<ConsoleAuditPage>(
  { rows: list(row, { atMost: 1000 }), more: flag },
  "ignore",
);

const fault = object<ConsoleAuditChain["faults"][number]>(
  {
    kind: text(),
    fromId: wholeNumber(Number.MIN_SAFE_INTEGER),
    throughId: wholeNumber(Number.MIN_SAFE_INTEGER),
    says: text(),
  },
  "ignore",
);

/** `GET /api/v1/console/audit/chain`. */
export const auditChain = object<ConsoleAuditChain>(
  {
    ...chainFields,
    running: flag,
    chainId: optional(text()),
    lastId: optional(wholeNumber(0)),
    checkpoints: optional(wholeNumber(0)),
    coveredThrough: optional(wholeNumber(0)),
    removedThrough: optional(wholeNumber(0)),
    faults: list(fault, { atMost: 1000 }),
  },
  "ignore",
);
