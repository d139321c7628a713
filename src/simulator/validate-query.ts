import { interactions, oids } from "../codec/hl7v3/vocabulary.js";
import type { XmlElement } from "../codec/xml/xml-element.js";
import { elementsAt, hasAttribute } from "./path-query.js";

/** One broken rule: Spine's error family and the name of the failure (cpis-messages 3.4). */
export interface QueryFailure {
  /** `1732`: the wrapper. `1712`: mandatory data missing. */
  readonly family: "1732" | "1712";
  readonly name: string;
}

interface Rule extends QueryFailure {
  readonly holds: (root: XmlElement) => boolean;
}

/**
 * Applies Spine's rule set to a query and returns the first rule that it breaks, as Spine reports one failure at a
 * time (spine-transport section 7).
 */
export function findQueryFailure(root: XmlElement): QueryFailure | undefined {
  const payload = only(elementsAt(root, "ControlActEvent", "subject", "CP-ISQueryStub", "cP-ISNHSQuery"));
  const broken = [...wrapperRules, ...payloadRules(payload)].find((rule) => !rule.holds(root));
  return broken === undefined ? undefined : { family: broken.family, name: broken.name };
}

const wrapperRules: readonly Rule[] = [
  wrapper("INVALID_ID", (root) => hasAttribute(only(elementsAt(root, "id")), "root")),
  wrapper("INVALID_CREATION_TIME", (root) => hasAttribute(only(elementsAt(root, "creationTime")), "value")),
  wrapper("INVALID_VERSION_CODE", (root) => hasAttribute(only(elementsAt(root, "versionCode")), "code")),
  wrapper("INCONSISTENT_HL7_INTERACTION_ID", (root) => {
    const id = only(elementsAt(root, "interactionId"));
    return (
      root.name === interactions.query &&
      id?.attributes["root"] === oids.interaction &&
      id.attributes["extension"] === root.name
    );
  }),
  wrapper("INVALID_COMM_FUNC_RCV", (root) => hasOneAsid(root, "communicationFunctionRcv", "device")),
  wrapper("INVALID_COMM_FUNC_SND", (root) => hasOneAsid(root, "communicationFunctionSnd", "device")),
  wrapper("INVALID_CONTROL_ACT", (root) => elementsAt(root, "ControlActEvent").length === 1),
  {
    ...missing("author1"),
    holds: (root) =>
      elementsAt(root, "ControlActEvent", "author1").length === 1 &&
      hasOneAsid(root, "ControlActEvent", "author1", "AgentSystemSDS", "agentSystemSDS"),
  },
];

function wrapper(name: string, holds: Rule["holds"]): Rule {
  return { family: "1732", name, holds };
}

function missing(field: string): QueryFailure {
  return { family: "1712", name: `MANDATORY_DATA_MISSING|${field}` };
}

function payloadRules(payload: XmlElement | undefined): readonly Rule[] {
  const at = (...path: readonly string[]): XmlElement | undefined =>
    payload === undefined ? undefined : only(elementsAt(payload, ...path));
  const person = at("author", "COCT_TP145102GB01.AssignedAuthor");
  const device = at("author", "COCT_TP145104GB01.System");
  return [
    rule("Event ID", () => hasAttribute(at("id"), "root")),
    rule("NHS Number", () => hasAttribute(at("queryByParameter", "person.NHSnumber", "value"), "extension")),
    rule("[authorPerson or authorDevice]", () => (person === undefined) !== (device === undefined)),
    ...(person === undefined ? [] : personRules(person)),
    ...(device === undefined ? [] : deviceRules(device)),
  ];
}

function personRules(person: XmlElement): readonly Rule[] {
  const code = only(elementsAt(person, "code"));
  return [
    rule("Job Role Code", () => hasAttribute(code, "code")),
    rule("Job Role Name", () => hasAttribute(code, "displayName")),
    rule("Organisation Code", () =>
      hasAttribute(only(elementsAt(person, "representedOrganization", "id")), "extension"),
    ),
    rule("Organisation Name", () => hasText(only(elementsAt(person, "representedOrganization", "name")))),
    rule("authorID", () => hasIdWithRoot(person, oids.sdsUser)),
  ];
}

function deviceRules(device: XmlElement): readonly Rule[] {
  const entities = elementsAt(device, "indirectAuthority", "superiorAssignedEntity");
  return [
    rule("authorDevice.systemID", () => hasIdWithRoot(device, oids.asid)),
    rule("authorDevice.orgCode", () =>
      hasAttribute(only(elementsAt(device, "maintainingOrganization", "id")), "extension"),
    ),
    rule("authorDevice.orgName", () => hasText(only(elementsAt(device, "maintainingOrganization", "name")))),
    rule("authorDevice.jobRoleCode", () =>
      entities.every((entity) => hasAttribute(only(elementsAt(entity, "code")), "code")),
    ),
    rule("authorDevice.jobRoleName", () =>
      entities.every((entity) => hasAttribute(only(elementsAt(entity, "code")), "displayName")),
    ),
    rule("authorDevice.assignedPersonName", () =>
      entities.every((entity) => elementsAt(entity, "assignedPerson", "name").length === 1),
    ),
  ];
}

function rule(field: string, holds: () => boolean): Rule {
  return { ...missing(field), holds };
}

function hasOneAsid(root: XmlElement, ...path: readonly string[]): boolean {
  const id = only(elementsAt(root, ...path, "id"));
  return id?.attributes["root"] === oids.asid && hasAttribute(id, "extension");
}

function hasIdWithRoot(element: XmlElement, root: string): boolean {
  return elementsAt(element, "id").some(
    (id) => id.attributes["root"] === root && hasAttribute(id, "extension"),
  );
}

function hasText(element: XmlElement | undefined): boolean {
  return element !== undefined && element.text.trim() !== "";
}

function only(found: readonly XmlElement[]): XmlElement | undefined {
  return found.length === 1 ? found[0] : undefined;
}
