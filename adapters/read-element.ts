import type {
  EncounterRef,
  LocalIdentifier,
  PatientRef,
  PregnancyStatus,
} from "../src/domain/patient-context.js";

/** The element as the adapter sees it: an element with attributes, and what the host assigned to `patient`. */
export type PatientElement = HTMLElement & { readonly patient?: unknown };

/** What the host says about the open patient. */
export interface ElementPatient {
  readonly patient: PatientRef;
  readonly encounter?: EncounterRef;
}

type Source = (name: keyof PatientRef | "encounterId") => unknown;

const attributeNames = {
  nhsNumber: "nhs-number",
  nhsNumberStatus: "nhs-number-status",
  birthDate: "birth-date",
  familyName: "family-name",
  givenName: "given-name",
  title: "title-prefix",
  gender: "gender",
  pregnancy: "pregnancy",
  encounterId: "encounter-id",
} as const;

/** A copy of what the host assigned, or undefined where nobody is open. Hosts are not typed: only text is believed. */
export function propertyPatient({ patient }: PatientElement): ElementPatient | undefined {
  if (!isObject(patient)) return undefined;
  return patientFrom((name) => patient[name], localIdsOf(patient["localIds"]));
}

/** What the attributes say together, or undefined where none says anything. */
export function attributesPatient(element: PatientElement): ElementPatient | undefined {
  const value = element.getAttribute("local-id") ?? "";
  const system = element.getAttribute("local-id-system") ?? "";
  const localIds = value === "" ? [] : [{ system, value }];
  const read: Source = (name) =>
    name === "localIds" ? undefined : element.getAttribute(attributeNames[name]);
  const said = patientFrom(read, localIds);
  return Object.keys(said.patient).length > 1 || localIds.length > 0 || said.encounter !== undefined
    ? said
    : undefined;
}

function patientFrom(read: Source, localIds: readonly LocalIdentifier[]): ElementPatient {
  const patient: { -readonly [K in keyof PatientRef]: PatientRef[K] } = { localIds };
  for (const name of ["nhsNumber", "birthDate", "familyName", "givenName", "title", "gender"] as const) {
    const value = textOf(read(name));
    if (value !== undefined) patient[name] = value;
  }
  const status = textOf(read("nhsNumberStatus"));
  // A word we do not know must not count as verified.
  if (status !== undefined)
    patient.nhsNumberStatus = status === "verified" || status === "unverified" ? status : "unknown";
  const pregnancy = textOf(read("pregnancy"));
  if (isPregnancy(pregnancy)) patient.pregnancy = pregnancy;
  const encounterId = textOf(read("encounterId"));
  return encounterId === undefined ? { patient } : { patient, encounter: { id: encounterId } };
}

function isPregnancy(value: string | undefined): value is PregnancyStatus {
  return value === "pregnant" || value === "maternity" || value === "not-recorded";
}

function localIdsOf(value: unknown): readonly LocalIdentifier[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const id = isObject(item) ? textOf(item["value"]) : undefined;
    return isObject(item) && id !== undefined ? [{ system: textOf(item["system"]) ?? "", value: id }] : [];
  });
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
