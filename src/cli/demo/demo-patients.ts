import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ageInYears } from "../../domain/eligibility.js";
import { type SyntheticPerson, syntheticPeople } from "../../testing/synthetic-people.js";

const pair = z.tuple([z.string(), z.string()]);
const observation = z.object({
  minutesAgo: z.int(),
  heartRate: z.int(),
  respiratoryRate: z.int(),
  oxygenSaturation: z.string(),
  temperature: z.string(),
  score: z.int(),
});

/** One file of examples/ed-epr/attendances: what the host's own record holds beside the person. */
const attendanceSchema = z.strictObject({
  story: z.string(),
  chartId: z.string().regex(/^[A-Z0-9]{7}$/),
  place: z.string(),
  bay: z.string(),
  reason: z.string(),
  arrivedMinutesAgo: z.int(),
  category: z.int().min(1).max(5),
  doctor: z.string(),
  allergies: z.string(),
  triage: z.strictObject({
    minutesAgo: z.int(),
    by: z.string(),
    lead: z.string(),
    text: z.string(),
    facts: z.array(pair),
  }),
  observations: z.array(observation).min(1),
  toDo: z.array(pair),
  notes: z.array(z.strictObject({ minutesAgo: z.int(), by: z.string(), text: z.string() })),
  orders: z.array(pair),
  medicines: z.array(z.tuple([z.string(), z.string(), z.string()])),
  discharge: z.string(),
  previous: z.array(z.strictObject({ daysAgo: z.int(), reason: z.string() })),
  clinic: z.strictObject({ time: z.string(), reason: z.string() }).optional(),
});
type Attendance = z.infer<typeof attendanceSchema>;

const minuteMs = 60_000;

/**
 * The demo's patients as its page shows them: the shared synthetic people joined with this hospital's charts.
 *
 * Times are counted back from the demo's start, so that the department looks alive whenever it is opened.
 */
export function loadDemoPatients(folder: string, startedAt: number): readonly Record<string, unknown>[] {
  const attendances = new Map(
    readdirSync(folder).map((file) => {
      const attendance = attendanceSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
      return [attendance.story, attendance] as const;
    }),
  );
  return syntheticPeople(startedAt).flatMap((person) => {
    const attendance = attendances.get(person.story);
    return attendance === undefined ? [] : [patient(person, attendance, startedAt)];
  });
}

function patient(
  person: SyntheticPerson,
  attendance: Attendance,
  startedAt: number,
): Record<string, unknown> {
  const { triage, observations, notes, previous, clinic } = attendance;
  const ago = (minutes: number): number => startedAt - minutes * minuteMs;
  return {
    title: person.title,
    givenName: person.givenName,
    familyName: person.familyName,
    birthDate: person.birthDate,
    gender: person.gender,
    nhsNumber: person.nhsNumber,
    nhsNumberStatus: person.nhsNumberStatus,
    pregnancy: person.pregnancy,
    ...chartPart(attendance),
    encounterId: `ED-${attendance.chartId}`,
    arrivedAt: ago(attendance.arrivedMinutesAgo),
    scoreName: scoreName(person, startedAt),
    triage: { ...triage, at: ago(triage.minutesAgo) },
    observations: observations.map((row) => ({ ...row, at: ago(row.minutesAgo) })),
    notes: notes.map((note) => ({ ...note, at: ago(note.minutesAgo) })),
    previous: previous.map((visit) => ({ reason: visit.reason, at: ago(visit.daysAgo * 1_440) })),
    ...(clinic === undefined ? {} : { clinic: { ...clinic, encounterId: `CL-${attendance.chartId}` } }),
  };
}

// Without the story, which names the answer that is coming: the page learns it from CP-IS like anybody else.
function chartPart(attendance: Attendance): Record<string, unknown> {
  const { chartId, place, bay, reason, category, doctor, allergies, toDo, orders, medicines, discharge } =
    attendance;
  return { chartId, place, bay, reason, category, doctor, allergies, toDo, orders, medicines, discharge };
}

// The early-warning score in use for the patient.
function scoreName(person: SyntheticPerson, now: number): string {
  if (person.pregnancy !== undefined) return "MEWS";
  return (ageInYears(person.birthDate, now) ?? 0) < 16 ? "PEWS" : "NEWS2";
}
