import type { ServiceIdentifier } from "inversify";
import type { GatewayPlan } from "../../../config/plan.js";
import type { ConsoleWorkItem, ConsoleWorkList, WorkListName } from "../../../contract/console.js";
import { toInstant } from "../../../domain/instant.js";
import type { AuditActor, AuditEntry, AuditTrail } from "../../../ports/audit.js";
import type { Clock } from "../../../ports/runtime.js";
import { auditRow } from "../../audit/read-range.js";
import { present, type StoreContext } from "../../store/store-context.js";
import type { CheckLedger } from "./check-ledger.js";
import type { OpenItem } from "./open-item.js";
import { cursorOf, isBehind, type WorkListCursor } from "./work-list-cursor.js";

/** The lists of what somebody has to look at, a page at a time. */
export interface WorkLists {
  /** Counts and rows; nobody is named in them but the user who asked. */
  read(name: WorkListName, after?: WorkListCursor): Promise<ConsoleWorkList>;
  /** The same with the patients, opened from what is sealed. That `actor` read them is in the audit before they are handed out. */
  readWithPatients(name: WorkListName, actor: AuditActor, after?: WorkListCursor): Promise<ConsoleWorkList>;
}
export const WorkLists: ServiceIdentifier<WorkLists> = Symbol("WorkLists");

/** What the lists are read from. */
export interface WorkListParts {
  readonly plan: Pick<GatewayPlan, "locations">;
  readonly store: StoreContext;
  readonly ledger: CheckLedger;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** Of a long list the oldest come first, and nobody is handed a thousand patients at once. */
const pageItems = 50;

/** Reads the lists from what the audit comes to. */
export function createWorkLists(parts: WorkListParts): WorkLists {
  const { ledger, plan, store, audit, clock } = parts;
  const page = async (name: WorkListName, after?: WorkListCursor) => {
    await ledger.refresh();
    const behind = ledger.list(name).filter((item) => after === undefined || isBehind(item, after));
    const items = behind.slice(0, pageItems);
    const last = items.at(-1);
    const more = behind.length > items.length;
    return { items, more, ...(more && last !== undefined ? { next: cursorOf(last) } : {}) };
  };
  return {
    async read(name, after) {
      const { items, ...rest } = await page(name, after);
      return { list: name, items: items.map((item) => toWorkItem(item, plan)), ...rest };
    },
    async readWithPatients(name, actor, after) {
      const { items, ...rest } = await page(name, after);
      const patients = items.map(({ subjectRow }) => patientOf(store, subjectRow));
      await audit.append(readings(name, items, patients, actor, clock.now()));
      return {
        list: name,
        items: items.map((item, index) => withPatient(toWorkItem(item, plan), patients[index])),
        ...rest,
      };
    },
  };
}

type Patient = NonNullable<ConsoleWorkItem["patient"]>;

function toWorkItem(item: OpenItem, { locations }: Pick<GatewayPlan, "locations">): ConsoleWorkItem {
  const { lookupId, locationId, since, reason, userName } = item;
  return {
    lookupId,
    locationId,
    // A page may name a location that nobody has configured.
    locationName: locations.find(({ id }) => id === locationId)?.name ?? locationId,
    since: toInstant(since),
    ...present<Pick<ConsoleWorkItem, "reason" | "userName">>({ reason, userName }),
  };
}

function withPatient(item: ConsoleWorkItem, patient: Patient | undefined): ConsoleWorkItem {
  return patient === undefined ? item : { ...item, patient };
}

function patientOf(store: StoreContext, subjectRow: number): Patient | undefined {
  const { nhsNumber, encounterId, localId } = auditRow(store, subjectRow)?.subject ?? {};
  const patient = present<Patient>({ nhsNumber, encounterId, localId });
  return Object.keys(patient).length === 0 ? undefined : patient;
}

// One row for each patient, so that who searches the audit for a patient finds who has read of them here.
function readings(
  list: WorkListName,
  items: readonly OpenItem[],
  patients: readonly (Patient | undefined)[],
  actor: AuditActor,
  at: number,
): readonly AuditEntry[] {
  if (items.length === 0) return [{ at, action: "work-list-read", actor, details: { list, items: 0 } }];
  return items.map(({ lookupId, locationId }, index) => {
    const subject = patients[index];
    return {
      at,
      action: "work-list-read",
      actor,
      lookupId,
      locationId,
      details: { list },
      ...(subject === undefined ? {} : { subject }),
    };
  });
}
