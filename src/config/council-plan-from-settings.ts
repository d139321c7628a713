import type { LocalAuthority } from "../domain/case-record.js";
import { defaultStatusTable, type StatusMapping, type StatusTable } from "../domain/legal-status.js";
import { validateLocalAuthority } from "../domain/local-authority.js";
import { defaultEscalation, type EscalationStep, type RouteTarget } from "../domain/notice-routing.js";
import type { BankHolidays } from "../domain/office-hours.js";
import type { WorkerDirectory } from "../domain/worker-directory.js";
import type { CouncilNoticesPlan, CouncilPlan } from "./council-plan.js";
import type { MeshPlan } from "./mesh-plan.js";
import { hoursPlan } from "./hours-plan.js";
import { meshPlanFrom } from "./mesh-plan-from-settings.js";
import type { References } from "./references.js";
import { dayNames } from "./settings/contacts.js";
import type { Settings } from "./settings.js";

type CouncilSettings = NonNullable<Settings["council"]>;

/** The council's plan that faultless settings mean. `holidays` stand in where the council names none of its own. */
export function councilPlanFrom(
  council: CouncilSettings,
  environment: Settings["environment"],
  references: References,
  holidays: BankHolidays,
): CouncilPlan {
  const { cpisMailboxId, uploadWorkflowId, roles } = council;
  const statusTable = statusTableOf(council);
  const { fullOn, afterChangeMs, ...uploads } = council.uploads;
  const mesh: MeshPlan = meshPlanFrom(council.mesh, environment, references);
  return {
    authority: authorityOf(council),
    mesh,
    cpisMailboxId,
    uploadWorkflowId,
    statusTable,
    placementCodes:
      council.placementCodes ?? statusTable.map(({ code }) => code).filter((code) => code === "E1"),
    roles,
    directory: directoryOf(council),
    ...(council.takesOver ? { takesOver: true } : {}),
    uploads: {
      ...uploads,
      fullOn: fullOn.map((day) => dayNames.indexOf(day) + 1),
      ...(afterChangeMs === undefined ? {} : { afterChangeMs }),
    },
    notices: noticesOf(council, holidays),
  };
}

function authorityOf({ authority }: CouncilSettings): LocalAuthority {
  const { officeHoursTelephone, ...rest } = authority;
  const draft = officeHoursTelephone === undefined ? rest : { ...rest, officeHoursTelephone };
  const reading = validateLocalAuthority(draft);
  // The cross-checks apply the same rules, so that settings with such a fault never get here.
  return reading.ok ? reading.authority : draft;
}

function statusTableOf({ statusTable }: CouncilSettings): StatusTable {
  if (statusTable === undefined) return defaultStatusTable;
  return statusTable.map(({ from, until, ...row }): StatusMapping => ({
    ...row,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  }));
}

function directoryOf({ directory }: CouncilSettings): WorkerDirectory {
  const { teams, workers = [], emergencyDutyTeamId, dutyManagerId } = directory;
  return {
    teams: teams.map(({ telephone, ...team }) => ({
      ...team,
      ...(telephone === undefined ? {} : { telephone }),
    })),
    workers: workers.map(({ id, name, teamId, telephone, outOfOffice }) => ({
      id,
      name,
      ...(teamId === undefined ? {} : { teamId }),
      ...(telephone === undefined ? {} : { telephone }),
      ...(outOfOffice === undefined ? {} : { away: outOfOffice }),
    })),
    ...(emergencyDutyTeamId === undefined ? {} : { emergencyDutyTeamId }),
    ...(dutyManagerId === undefined ? {} : { dutyManagerId }),
  };
}

function noticesOf({ notices }: CouncilSettings, holidays: BankHolidays): CouncilNoticesPlan {
  const { defaultTeamId, escalation, officeHours, bankHolidays, night, silenceMs } = notices;
  return {
    defaultTeamId,
    escalation: escalation?.map(stepOf) ?? defaultEscalation,
    ...(officeHours === undefined ? {} : { officeHours: hoursPlan(officeHours) }),
    bankHolidays: bankHolidays ?? holidays,
    night,
    silenceMs,
  };
}

type Step = NonNullable<CouncilSettings["notices"]["escalation"]>[number];

function stepOf({ afterMs, ...step }: Step): EscalationStep {
  return { afterMs, to: targetOf(step) };
}

function targetOf({ to, teamId = "", workerId = "" }: Omit<Step, "afterMs">): RouteTarget {
  if (to === "team") return { kind: "team", teamId };
  return to === "worker" ? { kind: "worker", workerId } : { kind: to };
}
