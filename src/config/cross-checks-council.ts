import { defaultStatusTable, validateStatusTable, type StatusTable } from "../domain/legal-status.js";
import { validateLocalAuthority } from "../domain/local-authority.js";
import type { Issue } from "../errors/cpis-error.js";
import { type Draft, isRecord, numberAt, recordsAt, textAt, valueAt } from "./draft.js";
import { adviseInstead } from "./suggest.js";

/** The council's details as the NHS rings them; the same rules as the domain's. */
export function authorityFaults(draft: Draft): readonly Issue[] {
  if (!isRecord(valueAt(draft, "council.authority"))) return [];
  const text = (name: string): string | undefined => textAt(draft, `council.authority.${name}`);
  const present = ["odsCode", "name", "officeHoursTelephone", "emergencyDutyTelephone"] as const;
  const given = Object.fromEntries(
    present.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)]])),
  );
  const reading = validateLocalAuthority(given);
  if (reading.ok) return [];
  return reading.issues.map(({ path, message }) => ({ path: `council.authority.${path}`, message }));
}

/** Rows that overlap, dates that are none, a plan of another group: each with its row. */
export function statusTableFaults(draft: Draft): readonly Issue[] {
  const rows = recordsAt(draft, "council.statusTable");
  // What has the wrong shape is the schema's to name; a row that cannot be compared must not make others look wrong.
  const readable = rows.filter(([, row]) => isStatusRow(row));
  const issues = validateStatusTable(readable.map(([, row]) => row) as unknown as StatusTable);
  return issues.map(({ path, message }) => ({
    path: path.replace(/^statuses\[([0-9]+)\]/, (_all, index: string) => {
      const [place = 0] = readable[Number(index)] ?? [];
      return `council.statusTable[${String(place)}]`;
    }),
    message,
  }));
}

function isStatusRow(row: Draft): boolean {
  const texts = [row["code"], row["group"], row["plan"]].every((value) => typeof value === "string");
  const dates = [row["from"], row["until"]].every(
    (value) => value === undefined || typeof value === "string",
  );
  return texts && dates && plans.has(String(row["plan"])) && groups.has(String(row["group"]));
}

const groups = new Set(["looked-after", "child-protection", "unborn-child-protection"]);
const plans = new Set([
  "looked-after-child",
  "child-protection-plan",
  "unborn-child-protection-plan",
  "none",
]);

/** A placement code that no status has never stops anything (H-24). */
export function placementFaults(draft: Draft): readonly Issue[] {
  const codes = valueAt(draft, "council.placementCodes");
  if (!Array.isArray(codes)) return [];
  const configured = recordsAt(draft, "council.statusTable").map(([, row]) => row["code"]);
  const own = configured.length === 0 ? defaultStatusTable.map(({ code }) => code) : configured.map(String);
  const known = [...new Set(own)];
  return codes.flatMap((code: unknown, index) => {
    if (typeof code !== "string" || known.includes(code)) return [];
    const message = `is in no row of the status table. ${adviseInstead(code, known)}`;
    return [{ path: `council.placementCodes[${String(index)}]`, message }];
  });
}

/** The night spans midnight: otherwise every moment of the day would be night. */
export function nightFaults(draft: Draft): readonly Issue[] {
  const from = textAt(draft, "council.notices.night.from") ?? "20:00";
  const until = textAt(draft, "council.notices.night.until") ?? "08:00";
  if (from > until) return [];
  return [
    {
      path: "council.notices.night.from",
      message: "must be later in the day than until: a night spans midnight",
    },
  ];
}

/** Steps up that never come, or go to nobody, leave a notice lying (H-18). */
export function escalationFaults(draft: Draft): readonly Issue[] {
  const teams = idsAt(draft, "teams");
  const workers = idsAt(draft, "workers");
  const steps = recordsAt(draft, "council.notices.escalation");
  return steps.flatMap(([index, step], place) => {
    const path = `council.notices.escalation[${String(index)}]`;
    const before = steps[place - 1]?.[1];
    const late =
      before !== undefined && numberAt(step, "afterMs", Infinity) <= numberAt(before, "afterMs", 0);
    return [
      ...(late ? [{ path: `${path}.afterMs`, message: "must be later than the step before it" }] : []),
      ...targetFault(path, step, "team", "teamId", teams),
      ...targetFault(path, step, "worker", "workerId", workers),
    ];
  });
}

function targetFault(
  path: string,
  step: Draft,
  kind: "team" | "worker",
  field: "teamId" | "workerId",
  known: readonly string[],
): readonly Issue[] {
  const id = step[field];
  if (step["to"] !== kind) {
    if (id === undefined || typeof step["to"] !== "string") return [];
    return [{ path: `${path}.${field}`, message: `has no meaning here: this step does not go to a ${kind}` }];
  }
  if (id === undefined)
    return [{ path: `${path}.${field}`, message: `is missing. Add the ${kind} it goes to` }];
  return unknownId(`${path}.${field}`, id, kind, known);
}

/** Ids that are used twice, or that lead to nobody. */
export function directoryFaults(draft: Draft): readonly Issue[] {
  if (!isRecord(valueAt(draft, "council.directory"))) return [];
  const teams = idsAt(draft, "teams");
  const workers = idsAt(draft, "workers");
  const at = (path: string): unknown => valueAt(draft, path);
  const people = recordsAt(draft, "council.directory.workers");
  return [
    ...repeated(draft, "teams"),
    ...repeated(draft, "workers"),
    ...people.flatMap(([index, worker]) => {
      const path = `council.directory.workers[${String(index)}]`;
      return [
        ...unknownId(`${path}.teamId`, worker["teamId"], "team", teams),
        ...absenceFaults(path, worker),
      ];
    }),
    ...unknownId(
      "council.directory.emergencyDutyTeamId",
      at("council.directory.emergencyDutyTeamId"),
      "team",
      teams,
    ),
    ...unknownId("council.directory.dutyManagerId", at("council.directory.dutyManagerId"), "worker", workers),
    ...unknownId("council.notices.defaultTeamId", at("council.notices.defaultTeamId"), "team", teams),
  ];
}

function absenceFaults(path: string, worker: Draft): readonly Issue[] {
  return recordsAt(worker, "outOfOffice").flatMap(([index, absence]) => {
    const from = textAt(absence, "from");
    const until = textAt(absence, "until");
    if (from === undefined || until === undefined || from <= until) return [];
    return [{ path: `${path}.outOfOffice[${String(index)}].until`, message: "is before from" }];
  });
}

function idsAt(draft: Draft, list: "teams" | "workers"): readonly string[] {
  return recordsAt(draft, `council.directory.${list}`).flatMap(([, entry]) =>
    typeof entry["id"] === "string" ? [entry["id"]] : [],
  );
}

function repeated(draft: Draft, list: "teams" | "workers"): readonly Issue[] {
  const seen = new Set<unknown>();
  return recordsAt(draft, `council.directory.${list}`).flatMap(([index, entry]) => {
    const again = entry["id"] !== undefined && seen.has(entry["id"]);
    seen.add(entry["id"]);
    const path = `council.directory.${list}[${String(index)}].id`;
    return again ? [{ path, message: "is used twice. Give each its own id" }] : [];
  });
}

function unknownId(path: string, id: unknown, kind: string, known: readonly string[]): readonly Issue[] {
  if (typeof id !== "string" || known.includes(id)) return [];
  return [{ path, message: `is a ${kind} that the directory does not have. ${adviseInstead(id, known)}` }];
}
