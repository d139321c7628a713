/** JSON Schema of a protection record, as it stands inside a lookup's view. */
import { z } from "zod";
import type { RecordGap } from "../../domain/protection-record.js";

const gaps: Readonly<Record<RecordGap, true>> = {
  "plan-unreadable": true,
  "authority-unreadable": true,
  "subject-unreadable": true,
  "access-unreadable": true,
  "too-many-accesses": true,
  "record-count-differs": true,
  "access-count-differs": true,
};

const plan = z.object({
  kind: z.enum(["child-protection-plan", "looked-after-child", "unborn-child-protection-plan"]),
  startDate: z.string().describe("English wall clock, to the minute."),
  endDate: z.string().optional(),
});

const authority = z.object({
  odsCode: z.string(),
  name: z.string(),
  officeHoursTelephone: z.string().optional(),
  emergencyDutyTelephone: z.string().optional(),
  plans: z.array(plan),
});

const subject = z.object({
  kind: z.enum(["child", "mother"]),
  nhsNumber: z.string(),
  birthDate: z.string().describe("As much of the date as the reply gave."),
  givenName: z.string(),
  familyName: z.string(),
});

const access = z.object({
  at: z.string(),
  name: z.string(),
  role: z.string().optional(),
  organisation: z.string(),
  isThisCheck: z.boolean(),
});

/** Everything CP-IS returned about one NHS number. */
export const recordSchema = z.object({
  authorities: z.array(authority),
  subjects: z.array(subject),
  accesses: z.array(access),
  declaredChildRecords: z.int().optional(),
  declaredAccessRecords: z.int().optional(),
  gaps: z.array(z.enum(Object.keys(gaps) as [RecordGap, ...RecordGap[]])),
});
