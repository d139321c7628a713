import {
  childrenOf,
  malformed,
  optionalChild,
  requiredAttribute,
  requiredChild,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, optionalAttribute, slot } from "../xml/write-xml.js";
import { idExtension, requiredIdExtension } from "./datatypes.js";
import { checkContentId, contentId } from "./template.js";
import { parseBirthTime } from "./timestamp.js";
import { oids } from "./vocabulary.js";

/** A local authority's own identifier of a person. */
export interface LocalPersonId {
  readonly value: string;
  /** `ODSCode:ODSName`. */
  readonly assigningAuthorityName?: string;
}

/** Who a plan is about: the child, or the mother of an unborn child (cpis-messages 4.3). */
export interface Subject {
  readonly kind: "child" | "mother";
  readonly nhsNumber: string;
  readonly localId?: LocalPersonId;
  /** As on the wire, `yyyyMMdd` or less or more. Of a mother it is hers, not the child's. */
  readonly birthTime: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** What stands where an NHS number should, and may be none: it is compared with what was sent, and never taken for one. */
export type UnverifiedText = string;

/** A subject as a refused record echoes it: of an old-style number (CPR04) the number is no NHS number (cpis-messages 7). */
export interface EchoedSubject extends Omit<Subject, "nhsNumber"> {
  readonly nhsNumber: UnverifiedText;
}

const birthAndName = [
  element("birthTime", { value: slot("birthTime") }),
  element("name", {}, element("given", {}, slot("givenName")), element("family", {}, slot("familyName"))),
] as const;
const ids = [
  element("id", { root: oids.nhsNumber, extension: slot("nhsNumber") }),
  markup("localId"),
] as const;

type SubjectSlot = "nhsNumber" | "localId" | "birthTime" | "givenName" | "familyName";

const child = compileTemplate<SubjectSlot>(
  element(
    "subject",
    {},
    contentId("COCT_TP145101GB01#Child"),
    element("COCT_TP145101GB01.Child", {}, ...ids, element("childPerson", {}, ...birthAndName)),
  ),
);
const mother = compileTemplate<SubjectSlot>(
  element(
    "subject",
    {},
    contentId("COCT_TP145100GB01#UnbornChild"),
    element(
      "COCT_TP145100GB01.UnbornChild",
      {},
      element("parentMotherPerson", {}, ...birthAndName, element("playedMother", {}, ...ids)),
    ),
  ),
);
const localId = compileTemplate<"value" | "assigningAuthorityName">(
  element("id", {
    root: oids.localPersonId,
    extension: slot("value"),
    assigningAuthorityName: markup("assigningAuthorityName"),
  }),
);

/** The `subject` of a record. */
export function buildSubject(subject: EchoedSubject): string {
  const template = subject.kind === "child" ? child : mother;
  return template({
    nhsNumber: subject.nhsNumber,
    localId: subject.localId === undefined ? "" : buildLocalId(subject.localId),
    birthTime: subject.birthTime,
    givenName: subject.givenName,
    familyName: subject.familyName,
  });
}

function buildLocalId(id: LocalPersonId): string {
  const assigningAuthorityName = optionalAttribute("assigningAuthorityName", id.assigningAuthorityName);
  return localId({ value: id.value, assigningAuthorityName });
}

/** Reads the `subject` of a record strictly. */
export function parseSubject(subject: XmlElement): Subject {
  const echoed = parseEchoedSubject(subject);
  if (!/^[0-9]{10}$/.test(echoed.nhsNumber)) throw malformed(subject, "not ten digits");
  return echoed;
}

/** Reads the `subject` of a refused record: strictly, but for the number, which may be what was refused. */
export function parseEchoedSubject(subject: XmlElement): EchoedSubject {
  const born = optionalChild(subject, "COCT_TP145101GB01.Child");
  if (born !== undefined) {
    checkContentId(subject, "COCT_TP145101GB01#Child");
    return { kind: "child", ...parsePerson(born, requiredChild(born, "childPerson")) };
  }
  checkContentId(subject, "COCT_TP145100GB01#UnbornChild");
  const parent = requiredChild(requiredChild(subject, "COCT_TP145100GB01.UnbornChild"), "parentMotherPerson");
  return { kind: "mother", ...parsePerson(requiredChild(parent, "playedMother"), parent) };
}

function parsePerson(identified: XmlElement, person: XmlElement): Omit<EchoedSubject, "kind"> {
  const nhsNumber = requiredIdExtension(identified, oids.nhsNumber);
  const birthTime = requiredAttribute(requiredChild(person, "birthTime"), "value");
  if (parseBirthTime(birthTime) === undefined) throw malformed(person, "birthTime is not a date");
  const name = requiredChild(person, "name");
  const local = parseLocalId(identified);
  return {
    nhsNumber,
    ...(local === undefined ? {} : { localId: local }),
    birthTime,
    givenName: requiredChild(name, "given").text,
    familyName: requiredChild(name, "family").text,
  };
}

function parseLocalId(identified: XmlElement): LocalPersonId | undefined {
  const value = idExtension(identified, oids.localPersonId);
  if (value === undefined) return undefined;
  const id = childrenOf(identified, "id").find(({ attributes }) => attributes["root"] === oids.localPersonId);
  const assigningAuthorityName = id?.attributes["assigningAuthorityName"];
  return { value, ...(assigningAuthorityName === undefined ? {} : { assigningAuthorityName }) };
}
