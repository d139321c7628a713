import type { CaseDraft, StatusDraft } from "../../domain/case-validation.js";
import type { Issue } from "../../errors/cpis-error.js";

/** The columns of a case file, each with the place in a case that it fills. */
const columns = {
  localId: "localId",
  nhsNumber: "child.nhsNumber",
  familyName: "child.familyName",
  givenNames: "child.givenNames",
  birthDate: "child.birthDate",
  motherLocalId: "mother.localId",
  motherNhsNumber: "mother.nhsNumber",
  motherFamilyName: "mother.familyName",
  motherGivenNames: "mother.givenNames",
  motherBirthDate: "mother.birthDate",
  dueDate: "dueDate",
  statusCode: "statuses.code",
  statusFrom: "statuses.from",
  statusUntil: "statuses.until",
  workerId: "worker.id",
  workerName: "worker.name",
  workerTelephone: "worker.telephone",
  teamId: "teamId",
  adoptedOn: "adoptedOn",
} as const;

/** A column of a case file. */
export type CaseColumn = keyof typeof columns;

/** Every column, for the help. */
export const caseColumns = Object.keys(columns) as readonly CaseColumn[];

/** Cells by column; a cell that is empty is absent. */
export type CaseCells = Readonly<Partial<Record<CaseColumn, string>>>;

/** Every fault of a header: an unknown or repeated column, and those that no case can do without. */
export function headerFaults(header: readonly string[]): readonly Issue[] {
  if (header.length === 1 && /[;\t|]/.test(header[0] ?? "")) {
    return [
      { path: "row 1", message: "does not separate its columns by commas: save the file as comma-separated" },
    ];
  }
  const issues: Issue[] = [];
  header.forEach((name, index) => {
    const path = `column ${String(index + 1)}`;
    if (!isColumn(name)) issues.push({ path, message: `is not one of: ${caseColumns.join(", ")}` });
    else if (header.indexOf(name) !== index) issues.push({ path, message: `repeats the column ${name}` });
  });
  for (const name of ["localId", "statusCode", "statusFrom"] as const) {
    if (!header.includes(name)) issues.push({ path: `column ${name}`, message: "is missing" });
  }
  return issues;
}

function isColumn(name: string): name is CaseColumn {
  return Object.hasOwn(columns, name);
}

/** One row's cells. */
export function toCells(header: readonly string[], record: readonly string[]): CaseCells {
  return Object.fromEntries(
    header.flatMap((name, index) => {
      const value = record[index]?.trim() ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );
}

// A spreadsheet shows long numbers rounded, and saves what it shows.
const rounded = /^[0-9](?:[.,][0-9]+)?E\+[0-9]+$/i;
const sheetError = /^#(?:#+|REF!|N\/A|VALUE!|NAME\?|NULL!|NUM!|DIV\/0!)$/i;

/** Every cell that a spreadsheet has spoilt beyond what its column's own rule could say well. */
export function mangledCells(
  cells: CaseCells,
): readonly { readonly column: CaseColumn; readonly message: string }[] {
  return (Object.entries(cells) as [CaseColumn, string][]).flatMap(([column, value]) => {
    if (rounded.test(value)) {
      return [
        { column, message: "was rounded by a spreadsheet, its digits are lost: format the column as text" },
      ];
    }
    return sheetError.test(value) ? [{ column, message: "is a spreadsheet's error, not a value" }] : [];
  });
}

/** One case from the rows that name it: the first says who, every row may add a status. */
export function toDraft([first = {}, ...others]: readonly CaseCells[]): CaseDraft {
  const { localId, dueDate, teamId, adoptedOn } = first;
  const child = person(first, "nhsNumber", "familyName", "givenNames", "birthDate");
  const mother = person(first, "motherNhsNumber", "motherFamilyName", "motherGivenNames", "motherBirthDate");
  const worker = given({ id: first.workerId, name: first.workerName, telephone: first.workerTelephone });
  const { motherLocalId } = first;
  return {
    ...given({ localId, dueDate, teamId, adoptedOn }),
    ...(child === undefined ? {} : { child }),
    ...(mother === undefined
      ? {}
      : { mother: { ...mother, ...(motherLocalId === undefined ? {} : { localId: motherLocalId }) } }),
    statuses: others.length === 0 ? nonEmpty(status(first)) : [first, ...others].map(status),
    ...(Object.keys(worker).length === 0 ? {} : { worker }),
  };
}

function person(
  cells: CaseCells,
  number: CaseColumn,
  family: CaseColumn,
  givenNames: CaseColumn,
  birth: CaseColumn,
): CaseDraft["child"] {
  const names = cells[givenNames]?.split(/\s+/);
  const fields = given({ nhsNumber: cells[number], familyName: cells[family], birthDate: cells[birth] });
  if (names === undefined && Object.keys(fields).length === 0) return undefined;
  return { ...fields, ...(names === undefined ? {} : { givenNames: names }) };
}

function status({ statusCode, statusFrom, statusUntil }: CaseCells): StatusDraft {
  return given({ code: statusCode, from: statusFrom, until: statusUntil });
}

// One row may name a child without a status yet; a further row is there for its status alone, and is refused without one.
function nonEmpty(fields: StatusDraft): readonly StatusDraft[] {
  return Object.keys(fields).length === 0 ? [] : [fields];
}

const ofEachRow: ReadonlySet<string> = new Set<CaseColumn>(["statusCode", "statusFrom", "statusUntil"]);

/** Columns in which a further row says something else about its case than the first row does. */
export function contradictions(first: CaseCells, other: CaseCells): readonly CaseColumn[] {
  return (Object.keys(other) as CaseColumn[]).filter(
    (column) => !ofEachRow.has(column) && other[column] !== first[column],
  );
}

function given<Name extends string>(
  fields: Readonly<Record<Name, string | undefined>>,
): Partial<Record<Name, string>> {
  const entries = Object.entries<string | undefined>(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Name, string>>;
}

/** The column that a fault's path is about; the path itself where it is about no single one. */
export function columnOf(path: string): string {
  const plain = path.replace(/^statuses\[\d+\]/, "statuses").replace(/\[\d+\]/g, "");
  return caseColumns.find((name) => columns[name] === plain) ?? path;
}

/** Which of a case's rows a fault is about: the one that brought the status, else the first. */
export function rowOf(path: string, rows: readonly number[]): number {
  const index = /^statuses\[(\d+)\]/.exec(path)?.[1];
  return rows[index === undefined ? 0 : Number(index)] ?? rows[0] ?? 0;
}
