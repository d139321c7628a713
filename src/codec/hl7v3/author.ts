import {
  malformed,
  optionalChild,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import {
  buildNameParts,
  idExtension,
  organisationRoot,
  parseJobRole,
  parseName,
  parseOrganisation,
  requiredIdExtension,
  type JobRole,
  type Organisation,
  type PersonName,
} from "./datatypes.js";
import { checkContentId, contentId } from "./template.js";
import { oids } from "./vocabulary.js";

/** A smartcard user, COCT_TP145102GB01 (cpis-messages 3.2). */
export interface PersonAuthor {
  readonly kind: "person";
  readonly role: JobRole;
  readonly sdsUserId: string;
  readonly roleProfileId?: string;
  readonly name: PersonName;
  readonly organisation: Organisation;
}

/**
 * A system where no smartcard user acts, COCT_TP145104GB01, with the people it is nominated to answer for
 * (cpis-messages 3.3, H-33).
 */
export interface DeviceAuthor {
  readonly kind: "device";
  readonly asid: string;
  readonly nominated: readonly { readonly role: JobRole; readonly name: PersonName }[];
  readonly organisation: Organisation;
}

/** Who asked, as the query names them and every access record repeats them. */
export type Author = PersonAuthor | DeviceAuthor;

const organisationChildren = [
  element("id", { root: slot("organisationRoot"), extension: slot("odsCode") }),
  element("name", {}, slot("organisationName")),
] as const;

const roleCode = element("code", {
  code: slot("roleCode"),
  codeSystem: slot("roleCodeSystem"),
  displayName: slot("roleName"),
});

const roleProfile = compileTemplate<"roleProfileId">(
  element("id", { root: oids.sdsRoleProfile, extension: slot("roleProfileId") }),
);

const person = compileTemplate<
  | "roleCode"
  | "roleCodeSystem"
  | "roleName"
  | "sdsUserId"
  | "roleProfile"
  | "nameParts"
  | "organisationRoot"
  | "odsCode"
  | "organisationName"
>(
  element(
    "author",
    {},
    contentId("COCT_TP145102GB01#AssignedAuthor"),
    element(
      "COCT_TP145102GB01.AssignedAuthor",
      {},
      roleCode,
      element("id", { root: oids.sdsUser, extension: slot("sdsUserId") }),
      markup("roleProfile"),
      element("assignedAuthorPerson", {}, element("name", {}, markup("nameParts"))),
      element("representedOrganization", {}, ...organisationChildren),
    ),
  ),
);

const nominatedPerson = compileTemplate<"roleCode" | "roleCodeSystem" | "roleName" | "nameParts">(
  element(
    "indirectAuthority",
    {},
    element(
      "superiorAssignedEntity",
      {},
      roleCode,
      element("assignedPerson", {}, element("name", {}, markup("nameParts"))),
    ),
  ),
);

const device = compileTemplate<"asid" | "nominated" | "organisationRoot" | "odsCode" | "organisationName">(
  element(
    "author",
    {},
    contentId("COCT_TP145104GB01#System"),
    element(
      "COCT_TP145104GB01.System",
      {},
      element("id", { root: oids.asid, extension: slot("asid") }),
      markup("nominated"),
      element("maintainingOrganization", {}, ...organisationChildren),
    ),
  ),
);

/** The `author` element of a query or of an access record. */
export function buildAuthor(author: Author): string {
  const organisation = {
    organisationRoot: organisationRoot(author.organisation),
    odsCode: author.organisation.odsCode,
    organisationName: author.organisation.name,
  };
  if (author.kind === "device") {
    const nominated = author.nominated.map((entry) => nominatedPerson(roleAndName(entry.role, entry.name)));
    return device({ asid: author.asid, nominated: nominated.join(""), ...organisation });
  }
  return person({
    ...roleAndName(author.role, author.name),
    sdsUserId: author.sdsUserId,
    roleProfile:
      author.roleProfileId === undefined ? "" : roleProfile({ roleProfileId: author.roleProfileId }),
    ...organisation,
  });
}

function roleAndName(role: JobRole, name: PersonName) {
  return {
    roleCode: role.code,
    roleCodeSystem: role.codeSystem,
    roleName: role.displayName,
    nameParts: buildNameParts(name),
  };
}

/** Reads an `author` element. Selects on the template's element name; a `contentId` that disagrees is a fault. */
export function parseAuthor(element: XmlElement): Author {
  const assigned = optionalChild(element, "COCT_TP145102GB01.AssignedAuthor");
  const system = optionalChild(element, "COCT_TP145104GB01.System");
  if ((assigned === undefined) === (system === undefined))
    throw malformed(element, "not exactly one author template");
  if (assigned !== undefined) {
    checkContentId(element, "COCT_TP145102GB01#AssignedAuthor");
    return parsePersonAuthor(assigned);
  }
  checkContentId(element, "COCT_TP145104GB01#System");
  return parseDeviceAuthor(system ?? element);
}

function parsePersonAuthor(assigned: XmlElement): PersonAuthor {
  const roleProfileId = idExtension(assigned, oids.sdsRoleProfile);
  return {
    kind: "person",
    role: parseJobRole(requiredChild(assigned, "code")),
    sdsUserId: requiredIdExtension(assigned, oids.sdsUser),
    ...(roleProfileId === undefined ? {} : { roleProfileId }),
    name: parseName(requiredPath(assigned, "assignedAuthorPerson", "name")),
    organisation: parseOrganisation(requiredChild(assigned, "representedOrganization")),
  };
}

function parseDeviceAuthor(system: XmlElement): DeviceAuthor {
  const nominated = system.children
    .filter((child) => child.name === "indirectAuthority")
    .map((authority) => {
      const entity = requiredChild(authority, "superiorAssignedEntity");
      return {
        role: parseJobRole(requiredChild(entity, "code")),
        name: parseName(requiredPath(entity, "assignedPerson", "name")),
      };
    });
  return {
    kind: "device",
    asid: requiredIdExtension(system, oids.asid),
    nominated,
    organisation: parseOrganisation(requiredChild(system, "maintainingOrganization")),
  };
}
