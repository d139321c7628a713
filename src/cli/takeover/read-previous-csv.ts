import type { PreviousChildDraft, PreviousPersonDraft } from "../../domain/takeover-reading.js";
import type { PlanKind } from "../../domain/protection-record.js";
import { encodingFault, openText } from "../cases/open-text.js";
import { csvRows } from "../cases/read-csv-cases.js";
import { CpisError, type Issue } from "../../errors/cpis-error.js";
import { readPath, type PreviousFault, type PreviousFile } from "./previous-file.js";

/** The columns of the file, in the order in which the help names them. */
export const previousColumns = [
  "nhsNumber",
  "localId",
  "familyName",
  "givenName",
  "birthDate",
  "planKind",
  "planStart",
  "planEnd",
] as const;

type Column = (typeof previousColumns)[number];
type Cells = Readonly<Partial<Record<Column, string>>>;

const optionalColumns: ReadonlySet<Column> = new Set<Column>(["localId", "planEnd"]);

const planKinds: Readonly<Record<string, PlanKind>> = {
  cpp: "child-protection-plan",
  "child-protection-plan": "child-protection-plan",
  lac: "looked-after-child",
  "looked-after-child": "looked-after-child",
  ucpp: "unborn-child-protection-plan",
  "unborn-child-protection-plan": "unborn-child-protection-plan",
};

interface GatheredChild {
  readonly nhsNumber?: string;
  readonly people: { readonly row: number; readonly person: PreviousPersonDraft }[];
  readonly plans: { readonly row: number; readonly plan: PreviousChildDraft["plans"][number] }[];
  readonly rows: number[];
}

/** Reads CSV: one plan in each row; rows with the same NHS number are one child, wherever they stand. */
export async function readPreviousCsv(path: string): Promise<PreviousFile> {
  const text = await openText(path);
  const faults: PreviousFault[] = [];
  const children = new Map<string, GatheredChild>();
  let header: readonly string[] | undefined;
  try {
    for await (const { row, record, fault } of csvRows(text)) {
      if (fault !== undefined) faults.push(fault);
      else if (header === undefined) header = readHeader(record);
      else if (record.some((cell) => cell.trim() !== "")) readRow(header, row, record, children, faults);
    }
  } finally {
    text.close();
  }
  if (header === undefined) readHeader([]);
  const gathered = [...children.values()];
  return {
    children: gathered.map(({ nhsNumber, people, plans }) => ({
      ...(nhsNumber === undefined ? {} : { nhsNumber }),
      people: people.map(({ person }) => person),
      plans: plans.map(({ plan }) => plan),
    })),
    faults,
    notes: [],
    locate: (place) => locate(place, gathered),
  };
}

function readHeader(record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim());
  while (names.at(-1) === "") names.pop();
  const issues: Issue[] = names.flatMap((name, index): readonly Issue[] => {
    const path = `column ${String(index + 1)}`;
    if (!isColumn(name)) return [{ path, message: `is not one of: ${previousColumns.join(", ")}` }];
    return names.indexOf(name) === index ? [] : [{ path, message: `repeats the column ${name}` }];
  });
  for (const name of previousColumns) {
    if (!optionalColumns.has(name) && !names.includes(name)) {
      issues.push({ path: `column ${name}`, message: "is missing" });
    }
  }
  if (issues.length > 0) throw new CpisError("CPIS_TAKEOVER_INVALID", { issues });
  return names;
}

function isColumn(name: string): name is Column {
  return (previousColumns as readonly string[]).includes(name);
}

function readRow(
  header: readonly string[],
  row: number,
  record: readonly string[],
  children: Map<string, GatheredChild>,
  faults: PreviousFault[],
): void {
  const cells: Cells = Object.fromEntries(
    header.flatMap((name, index) => {
      const value = record[index]?.trim() ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );
  record.forEach((cell, index) => {
    const message = encodingFault(cell);
    if (message !== undefined) faults.push({ row, column: header[index] ?? "", message });
  });
  if (record.slice(header.length).some((cell) => cell.trim() !== "")) {
    faults.push({ row, column: "", message: "has more cells than there are columns" });
  }
  const kind = planKinds[(cells.planKind ?? "").toLowerCase()];
  if (kind === undefined) {
    const message = cells.planKind === undefined ? "is missing" : "is not one of: CPP, LAC, UCPP";
    faults.push({ row, column: "planKind", message });
    return;
  }
  gather(cells, kind, row, children, faults);
}

function gather(
  { nhsNumber, localId, familyName, givenName, birthDate, planStart, planEnd }: Cells,
  kind: PlanKind,
  row: number,
  children: Map<string, GatheredChild>,
  faults: PreviousFault[],
): void {
  const key = nhsNumber?.replace(/[\s-]/g, "") ?? `row ${String(row)}`;
  const child: GatheredChild = children.get(key) ?? {
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    people: [],
    plans: [],
    rows: [],
  };
  children.set(key, child);
  child.rows.push(row);
  const plan = {
    kind,
    ...(planStart === undefined ? {} : { start: planStart }),
    ...(planEnd === undefined ? {} : { end: planEnd }),
  };
  child.plans.push({ row, plan });
  const person: PreviousPersonDraft = {
    kind: kind === "unborn-child-protection-plan" ? "mother" : "child",
    ...(localId === undefined ? {} : { localId }),
    ...(familyName === undefined ? {} : { familyName }),
    ...(givenName === undefined ? {} : { givenName }),
    ...(birthDate === undefined ? {} : { birthDate }),
  };
  const before = child.people.find((each) => each.person.kind === person.kind);
  if (before === undefined) child.people.push({ row, person });
  else faults.push(...contradictions(before, { row, person }));
}

// Only the first row would be listened to: what another says instead must not vanish.
function contradictions(
  before: GatheredChild["people"][number],
  { row, person }: GatheredChild["people"][number],
): readonly PreviousFault[] {
  const message = `differs from row ${String(before.row)} of the same NHS number`;
  return (["familyName", "givenName", "birthDate"] as const).flatMap((column) =>
    person[column] === before.person[column] ? [] : [{ row, column, message }],
  );
}

function locate(
  path: string,
  children: readonly GatheredChild[],
): { readonly row: number; readonly column: string } {
  const { child, part, index, field } = readPath(path);
  const found = children[child];
  const firstRow = found?.rows[0] ?? 0;
  if (part === "plans") {
    const column = field === "start" ? "planStart" : "planEnd";
    return { row: found?.plans[index]?.row ?? firstRow, column };
  }
  if (part === "people") return { row: found?.people[index]?.row ?? firstRow, column: field };
  return { row: firstRow, column: field === "nhsNumber" ? field : "" };
}
