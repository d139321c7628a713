import { z } from "zod";
import { isNhsNumber } from "../domain/nhs-number.js";
import type { Scenario } from "./scenarios.js";

const text = z.string().trim().min(1, "must not be empty");
const odsCode = z
  .string()
  .regex(/^[A-Z0-9]{3,10}$/, "must be an ODS code: 3 to 10 capital letters and digits");
const telephone = z
  .string()
  .regex(/^0[0-9]{9,10}$/, "must be a national number: digits only, starting with 0");
const nhsNumber = z
  .string()
  .refine(
    (value): boolean => isNhsNumber(value),
    "must be an NHS number: ten digits with a valid check digit",
  );
const calendarDate = z.iso.date("must be a date such as 2018-02-03");
const milliseconds = z.int().min(0).max(3_600_000);

/** A day: a date, a date and time, or days before or after the start of the simulator (`-90d`, `+40d 09:00`). */
const moment = z
  .string()
  .regex(
    /^([0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?|[+-][0-9]{1,5}d( [0-9]{2}:[0-9]{2})?)$/,
    "must be 2026-03-12, 2026-03-12T09:00, -90d or -90d 09:00",
  );

const scenario: z.ZodType<Scenario> = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("slow"), delayMs: milliseconds }),
  z.strictObject({ name: z.literal("slow-acceptance"), delayMs: milliseconds }),
  z.strictObject({
    name: z.literal("malformed"),
    form: z.enum(["truncated", "doctype", "entities", "wrong-root", "unknown-code", "huge", "not-multipart"]),
  }),
  z.strictObject({
    name: z.literal("error-list"),
    severity: z.enum(["Error", "Warning"]).exactOptional(),
    errorCode: text.exactOptional(),
  }),
  z.strictObject({ name: z.literal("fault"), codes: z.array(text).min(1) }),
  z.strictObject({ name: z.literal("http-status"), status: z.int().min(200).max(599) }),
  z.strictObject({ name: z.literal("connection-reset"), when: z.enum(["before-reading", "after-reading"]) }),
  z.strictObject({ name: z.literal("mcci-aa-then-answer"), delayMs: milliseconds.exactOptional() }),
  z.strictObject({ name: z.literal("no-record-form"), form: z.enum(["NF", "ID"]) }),
  z.strictObject({ name: z.literal("acknowledgment-requested"), syncReply: z.boolean() }),
  z.strictObject({
    name: z.enum([
      "never-answers",
      "answers-twice",
      "out-of-order",
      "for-another-child",
      "unknown-plan-template",
      "more-than-25-accesses",
      "counts-disagree",
      "identity-mismatch",
      "certificate-refused",
      "reply-before-202",
      "wrong-party",
      "unknown-ref",
      "missing-ref",
      "disagreeing-correlation",
      "action-mismatch",
      "mcci-ae",
      "register-fault",
      "acceptance-without-acknowledgment",
      "foreign-acknowledgment",
    ]),
  }),
]);

const organisation = z.strictObject({ odsCode, name: text });

const authority = z.strictObject({
  odsCode,
  name: text,
  officeHoursTelephone: telephone.exactOptional(),
  emergencyDutyTelephone: telephone,
});

const plan = z.strictObject({
  kind: z.enum(["child-protection-plan", "looked-after-child", "unborn-child-protection-plan"]),
  /** ODS code of one of the authorities. */
  authority: odsCode,
  startDate: moment,
  endDate: moment.exactOptional(),
});

const access = z.strictObject({
  at: moment,
  givenName: text,
  familyName: text,
  role: text,
  organisation,
});

const child = z.strictObject({
  nhsNumber,
  givenName: text,
  familyName: text,
  birthDate: calendarDate,
  plans: z.array(plan).min(1, "needs at least one plan; leave out a child without any"),
  accesses: z.array(access).exactOptional(),
});

const person = z.strictObject({
  nhsNumber,
  givenNames: z.array(text).min(1, "needs at least one given name"),
  familyName: text,
  birthDate: calendarDate,
  standing: z.enum(["sensitive", "old-style", "closed"]).exactOptional(),
  supersededBy: nhsNumber.exactOptional(),
});

const pds = z.strictObject({
  people: z.array(person),
  /** Everybody else: refused, or taken for whoever an upload says they are. */
  others: z.enum(["not-found", "match"]).exactOptional(),
});

/** The shape of a register as JSON; docs/simulator.md describes it. */
export const seedSchema = z.strictObject({
  authorities: z.array(authority),
  children: z.array(child),
  /** What happens to queries about a patient, who need not be in the register. */
  scenarios: z.array(z.strictObject({ nhsNumber, scenario })).exactOptional(),
  /** Whom PDS knows beside the children of the register. */
  pds: pds.exactOptional(),
});

/** A register as somebody wrote it: dates may be relative. */
export type SeedInput = z.infer<typeof seedSchema>;
