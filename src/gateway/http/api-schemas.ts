/** JSON Schemas of the API, for the OpenAPI document. A test holds them against what the contract's parsers accept. */
import { z } from "zod";
import type { LookupTrigger, NumberObstacle } from "../../domain/eligibility.js";
import { failedReasons, notCheckedReasons } from "../../domain/lookup-reasons.js";
import { recordSchema } from "./record-schema.js";

/** Every member of a closed set of words; the table makes the compiler check that none is missing. */
function words<T extends string>(table: Readonly<Record<T, true>>) {
  return z.enum(Object.keys(table) as [T, ...T[]]);
}

const instant = z.iso.datetime({ offset: true });
const uuid = z.uuid();
const accessMode = z.enum(["unscheduled", "scheduled"]);
const environment = z.enum(["simulator", "integration", "production"]);

const trigger = words<LookupTrigger>({ opened: true, registered: true, manual: true, "check-again": true });

const notCheckedReason = words(notCheckedReasons);

const failedReason = words(failedReasons);

const encounter = z.strictObject({ id: z.string().min(1).max(256) });
const localId = z
  .strictObject({ system: z.string().max(256), value: z.string().min(1).max(256) })
  .describe("The host's own number of the patient; kept sealed.");

const lookupRequest = z.strictObject({
  lookupId: uuid.describe("Made by the page. Repeating a request with it sends nothing."),
  trigger,
  locationId: z.string().min(1).max(256),
  patient: z.strictObject({
    nhsNumber: z.string().max(64).optional(),
    nhsNumberStatus: z.enum(["verified", "unverified", "unknown"]).optional(),
    birthDate: z.string().max(64).optional(),
    pregnancy: z.enum(["pregnant", "maternity", "not-recorded"]).optional(),
  }),
  encounter: encounter.optional(),
  localId: localId.optional(),
});

const uncheckedPatient = z.strictObject({
  reportId: uuid.describe("Made by the page. The same report sent again is written down once."),
  locationId: z.string().min(1).max(256),
  reason: words<NumberObstacle>({
    "nhs-number-missing": true,
    "nhs-number-invalid": true,
    "nhs-number-unverified": true,
  }),
  encounter: encounter.optional(),
  localId: localId.optional(),
});

const checkedBy = z.object({ name: z.string(), you: z.boolean(), bySystem: z.boolean() });

const lookupState = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("checking"),
    since: instant,
    phase: z.enum(["dwell", "asked", "slow"]),
    answerDueAt: instant.optional(),
  }),
  z.object({ kind: z.literal("record"), record: recordSchema, retrievedAt: instant }),
  z.object({ kind: z.literal("no-record"), retrievedAt: instant }),
  z.object({ kind: z.literal("not-checked"), reason: notCheckedReason, since: instant }),
  z.object({ kind: z.literal("failed"), reason: failedReason, failedAt: instant, reference: z.string() }),
  z.object({
    kind: z.literal("stale"),
    reason: z.enum(["context", "conflict", "idle", "age"]),
    since: instant,
    checkedAt: instant.optional(),
    checkedBy: checkedBy.optional(),
  }),
]);

const contacts = z.object({
  officeHours: z.record(
    z.string(),
    z.object({
      periods: z.array(
        z.object({ days: z.array(z.int().min(1).max(7)), opens: z.string(), closes: z.string() }),
      ),
    }),
  ),
  bankHolidays: z.object({ dates: z.array(z.iso.date()), coveredUntil: z.iso.date() }).optional(),
});

/** What a page is told of a lookup. */
export const lookupViewSchema = z.object({
  lookupId: uuid,
  version: z.int().min(0).describe("Rises with every change of state; equal numbers mean equal content."),
  state: lookupState,
  mayStillChange: z
    .boolean()
    .optional()
    .describe(
      "A late answer may still replace this state, though it is an end: read again while it is true.",
    ),
  accessMode: accessMode.optional(),
  environment,
  serverTime: instant,
  checkedBy: checkedBy.optional(),
  askedAt: instant.optional(),
  reused: z.boolean(),
  contentExpiresAt: instant.optional(),
  contacts: contacts.optional(),
  safeguardingTelephone: z.string().optional(),
});

const lookupStateEvent = z.object({
  lookupId: uuid,
  version: z.int().min(0),
  kind: z.enum(["idle", "checking", "record", "no-record", "not-checked", "failed", "stale"]),
  final: z.boolean(),
});

const displayEvents = z.strictObject({
  events: z
    .array(
      z.strictObject({
        eventId: uuid,
        sequence: z.int().min(1),
        kind: z.enum(["displayed", "details-opened", "acknowledged", "hidden", "wiped"]),
        at: instant,
        version: z.int().min(0),
      }),
    )
    .min(1)
    .max(100),
});

const pageSettings = z.object({
  environment,
  serverTime: instant,
  dwellMs: z.int().min(0),
  eligibility: z.object({
    automaticBelowAge: z.int().min(18),
    acceptUnknownNhsNumberStatus: z.boolean(),
  }),
  accessMode: accessMode.optional(),
  discreet: z.boolean().describe("Whether the banner must start hidden: families can see the screens there."),
  safeguardingTelephone: z.string().optional(),
  idleMs: z
    .int()
    .min(1)
    .optional()
    .describe("A screen that nobody has used for so long is cleared; never where it is absent."),
});

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

function toSchema(schema: z.ZodType): Record<string, unknown> {
  const document: Record<string, unknown> = { ...z.toJSONSchema(schema, { io: "input" }) };
  // OpenAPI 3.1 states the dialect once for the whole document.
  delete document["$schema"];
  return document;
}

/** Components of the OpenAPI document. */
export const apiSchemas: Record<string, Record<string, unknown>> = {
  LookupRequest: toSchema(lookupRequest),
  LookupView: toSchema(lookupViewSchema),
  LookupStateEvent: toSchema(lookupStateEvent),
  DisplayEvents: toSchema(displayEvents),
  UncheckedPatient: toSchema(uncheckedPatient),
  PageSettings: toSchema(pageSettings),
  Problem: toSchema(problem),
};
