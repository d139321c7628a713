import { idExtension } from "../../codec/hl7v3/datatypes.js";
import type { Subject } from "../../codec/hl7v3/subject.js";
import { parseBirthTime, parsePlanDate } from "../../codec/hl7v3/timestamp.js";
import type { UploadPlan } from "../../codec/hl7v3/upload-plan.js";
import type { UploadRecord } from "../../codec/hl7v3/upload-record.js";
import { oids } from "../../codec/hl7v3/vocabulary.js";
import type { XmlElement } from "../../codec/xml/xml-element.js";
import type { PlanKind } from "../../domain/protection-record.js";
import { elementsAt } from "../path-query.js";

/** A record of a file as it came, with the first field rule it breaks. */
export interface UploadedRecord {
  readonly content: UploadRecord;
  readonly fault?: string;
}

const planTemplates: Readonly<Record<string, { readonly kind: PlanKind; readonly prefix: string }>> = {
  "COCT_TP146100GB01.LACInformation": { kind: "looked-after-child", prefix: "lAC" },
  "COCT_TP146101GB01.CPPInformation": { kind: "child-protection-plan", prefix: "cPP" },
  "COCT_TP146102GB01.UCPInformation": { kind: "unborn-child-protection-plan", prefix: "uCP" },
};

/**
 * Reads one record of a file with the first field rule it breaks. What is missing is empty in the content, so that a refused record
 * is echoed as it came.
 *
 * Undefined where there is no echo to be made of it: no known plan, no known subject, or more of either than the schema allows.
 */
export function readUploadedRecord(record: XmlElement): UploadedRecord | undefined {
  const plans = elementsAt(record, "CP-ISRecord", "pertinentInformation").map(readPlan);
  const subjects = elementsAt(record, "CP-ISRecord", "subject").map(readSubject);
  const known = {
    plans: plans.filter((plan) => plan !== undefined),
    subjects: subjects.filter((subject) => subject !== undefined),
  };
  const readable = known.plans.length === plans.length && known.subjects.length === subjects.length;
  if (!readable || plans.length < 1 || plans.length > 3) return undefined;
  if (subjects.length < 1 || subjects.length > 2) return undefined;
  const fault = known.subjects.map(subjectFault).concat(known.plans.map(planFault)).find(isFault);
  return { content: known, ...(fault === undefined ? {} : { fault }) };
}

function isFault(fault: string | undefined): fault is string {
  return fault !== undefined;
}

function readPlan(information: XmlElement): UploadPlan | undefined {
  const body = information.children.find(({ name }) => name in planTemplates);
  const template = body === undefined ? undefined : planTemplates[body.name];
  if (body === undefined || template === undefined) return undefined;
  const date = (component: string, name: string): string | undefined =>
    elementsAt(body, component, `${template.prefix}${name}`, "value")[0]?.attributes["value"];
  const endDate = date("component1", "EndDate");
  const deleteDate = date("component2", "DeleteDate");
  return {
    kind: template.kind,
    startDate: date("component", "StartDate") ?? "",
    ...(endDate === undefined ? {} : { endDate }),
    ...(deleteDate === undefined ? {} : { deleteDate }),
  };
}

function planFault({ kind, startDate, endDate, deleteDate }: UploadPlan): string | undefined {
  if (startDate === "") return "MISSING_MANDATORY_FIELD Care Plan Start Date";
  if (kind === "unborn-child-protection-plan" && endDate === undefined) {
    return "MISSING_MANDATORY_FIELD Care Plan End Date";
  }
  const dates = [startDate, endDate, deleteDate].filter((date) => date !== undefined);
  if (dates.some((date) => parsePlanDate(date) === undefined)) return "INVALID_FIELD Care Plan Date";
  return endDate !== undefined && endDate < startDate ? "END_DATE_BEFORE_START_DATE" : undefined;
}

function readSubject(subject: XmlElement): Subject | undefined {
  const [child] = elementsAt(subject, "COCT_TP145101GB01.Child");
  if (child !== undefined) return toSubject("child", child, elementsAt(child, "childPerson")[0]);
  const [parent] = elementsAt(subject, "COCT_TP145100GB01.UnbornChild", "parentMotherPerson");
  const mother = parent === undefined ? undefined : elementsAt(parent, "playedMother")[0];
  return mother === undefined ? undefined : toSubject("mother", mother, parent);
}

function toSubject(
  kind: Subject["kind"],
  identified: XmlElement,
  person: XmlElement | undefined,
): Subject | undefined {
  if (person === undefined) return undefined;
  const text = (...path: readonly string[]): string => elementsAt(person, ...path)[0]?.text.trim() ?? "";
  const local = identified.children.find(
    ({ name, attributes }) => name === "id" && attributes["root"] === oids.localPersonId,
  )?.attributes;
  const assigningAuthorityName = local?.["assigningAuthorityName"];
  return {
    kind,
    nhsNumber: idExtension(identified, oids.nhsNumber) ?? "",
    ...(local === undefined
      ? {}
      : {
          localId: {
            value: local["extension"] ?? "",
            ...(assigningAuthorityName === undefined ? {} : { assigningAuthorityName }),
          },
        }),
    birthTime: elementsAt(person, "birthTime")[0]?.attributes["value"] ?? "",
    givenName: text("name", "given"),
    familyName: text("name", "family"),
  };
}

function subjectFault({ nhsNumber, birthTime }: Subject): string | undefined {
  if (nhsNumber.trim() === "") return "MISSING_MANDATORY_FIELD NHS Number";
  if (birthTime.trim() === "") return "MISSING_MANDATORY_FIELD Birth Date";
  return parseBirthTime(birthTime) === undefined ? "INVALID_FIELD Birth Date" : undefined;
}
