import { bankHolidayAlarm, type BankHolidayAlarm } from "../config/bank-holidays.js";
import type { CouncilPlan } from "../config/council-plan.js";
import type { MeshPlan } from "../config/mesh-plan.js";
import type { GatewayPlan } from "../config/plan.js";
import { dayNames } from "../config/settings/contacts.js";

/** What the person who starts a gateway should know although nothing is wrong. */
export function startNotes(plan: GatewayPlan, now: number): readonly string[] {
  const { council, environment } = plan;
  return [
    `Configuration ${plan.hash}.`,
    ...(environment === "production" ? [] : [`Environment: ${environment}, not the live register.`]),
    ...plan.locations.map((location) => {
      const told = location.accessMode === "unscheduled" ? "tells the council" : "does not tell";
      return `Location ${location.id}: ${location.accessMode}, ${told}${location.enabled ? "" : ", not enabled"}.`;
    }),
    ...(council === undefined ? [] : councilNotes(council)),
    ...holidayNotes(plan, now),
  ];
}

function councilNotes(council: CouncilPlan): readonly string[] {
  const { authority, mesh, uploads, cpisMailboxId, uploadWorkflowId, statusTable } = council;
  const days = uploads.fullOn.map((day) => dayNames[day - 1] ?? "").join(", ");
  const mapped = new Set(statusTable.filter(({ plan }) => plan !== "none").map(({ code }) => code));
  const codes = new Set(statusTable.map(({ code }) => code));
  const soon =
    uploads.afterChangeMs === undefined ? "" : `, and ${seconds(uploads.afterChangeMs)} after a change`;
  return [
    `Council ${authority.odsCode} (${authority.name}): mailbox ${mailboxOf(mesh)}, read every ${seconds(mesh.pollIntervalMs)}.`,
    `Uploads go to mailbox ${cpisMailboxId} as ${uploadWorkflowId}: changes daily at ${uploads.changesAt.join(", ")}${soon}; everything on ${days} at ${uploads.fullAt}.`,
    `Status table: ${String(codes.size)} codes, of which ${String(mapped.size)} mean a plan on CP-IS.`,
  ];
}

function mailboxOf(mesh: MeshPlan): string {
  return mesh.kind === "https"
    ? `${mesh.credentials.mailboxId} at ${mesh.baseUrl}`
    : `${mesh.mailboxId} by folders`;
}

function seconds(ms: number): string {
  return `${String(ms / 1000)} s`;
}

function holidayNotes(plan: GatewayPlan, now: number): readonly string[] {
  const own = plan.spine === undefined ? undefined : bankHolidayAlarm(now, plan.contacts.bankHolidays);
  const holidays = plan.council?.notices.bankHolidays;
  const councils = holidays === undefined ? undefined : bankHolidayAlarm(now, holidays);
  return [
    ...(own === undefined
      ? []
      : [`${holidayWords(own)}. After it no telephone number is marked: set contacts.bankHolidays.`]),
    ...(councils === undefined
      ? []
      : [
          `${holidayWords(councils)}. After it the emergency duty team hears of every notice: set council.notices.bankHolidays.`,
        ]),
  ];
}

function holidayWords({ coveredUntil, daysLeft }: BankHolidayAlarm): string {
  const when =
    daysLeft < 0 ? `ended on ${coveredUntil}` : `ends on ${coveredUntil}, in ${String(daysLeft)} days`;
  return `ALARM: the bank-holiday list ${when}`;
}
