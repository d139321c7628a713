import type { ServiceIdentifier } from "inversify";
import type { HospitalPlan } from "../../config/plan.js";
import type { UncheckedPatient } from "../../contract/lookup.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { AuditTrail } from "../../ports/audit.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import { planNow } from "../configuration/live-view.js";
import { authorise } from "../identity/authorise.js";
import type { Caller } from "../identity/caller.js";
import { auditSubject } from "./audit-subject.js";

/** Patients about whom a page could not ask, written down so that somebody sees that they were not checked (H-06). */
export interface UncheckedReports {
  /** Once for each `reportId`. Throws `CPIS_ROLE_NOT_PERMITTED` for whoever may not ask at that location either. */
  note(report: UncheckedPatient, caller: Caller): Promise<void>;
}
export const UncheckedReports: ServiceIdentifier<UncheckedReports> = Symbol("UncheckedReports");

/** What the reports are written with. Nothing here can ask the register: a report is no question, and never leads to one. */
export interface UncheckedParts {
  readonly plan: HospitalPlan;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Writes each report as a `not-checked` row of the audit, which is what the console's list is made of. */
export function createUncheckedReports(parts: UncheckedParts): UncheckedReports {
  const writing = new Map<string, Promise<void>>();
  return {
    async note(report, caller) {
      await refuseUnpermitted(report, caller, parts);
      const { reportId } = report;
      const write = writing.get(reportId) ?? writeOnce(report, caller, parts);
      writing.set(reportId, write);
      try {
        await write;
      } finally {
        writing.delete(reportId);
      }
    },
  };
}

async function refuseUnpermitted(
  { reportId: lookupId, locationId }: UncheckedPatient,
  caller: Caller,
  { plan, audit, clock, logger }: UncheckedParts,
): Promise<void> {
  const { locations, identity } = planNow(plan);
  const location = locations.find(({ id }) => id === locationId);
  try {
    if (location !== undefined) authorise(caller, location, identity);
  } catch (error) {
    if (!CpisError.is(error)) throw error;
    const at = clock.now();
    await audit.append([
      { at, action: "refused", actor: caller.actor, lookupId, locationId, reason: error.code },
    ]);
    logger.warn("request-refused", { lookupId, locationId, code: error.code });
    throw error;
  }
}

async function writeOnce(
  report: UncheckedPatient,
  { actor }: Caller,
  { plan, audit, clock, logger }: UncheckedParts,
): Promise<void> {
  const { reportId: lookupId, locationId, reason } = report;
  const [written] = await audit.read({ lookupId, action: "not-checked", limit: 1 });
  if (written !== undefined) return;
  const { locations, hash } = planNow(plan);
  const accessMode = locations.find(({ id }) => id === locationId)?.accessMode;
  const subject = auditSubject(report);
  await audit.append([
    {
      at: clock.now(),
      action: "not-checked",
      actor,
      planHash: hash,
      lookupId,
      locationId,
      reason,
      details: { decidedBy: "page" },
      ...(accessMode === undefined ? {} : { accessMode }),
      ...(Object.keys(subject).length === 0 ? {} : { subject }),
    },
  ]);
  logger.info("patient-not-checked", { lookupId, locationId, reason });
}
