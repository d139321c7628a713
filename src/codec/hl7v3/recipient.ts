import { requiredChild, requiredPath, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, slot } from "../xml/write-xml.js";
import { organisationRoot, parseOrganisation, type Organisation } from "./datatypes.js";
import { checkContentId, contentId } from "./template.js";

const recipient = compileTemplate<"root" | "odsCode" | "name">(
  element(
    "primaryInformationRecipient",
    {},
    contentId("COCT_TP145103GB01#IntendedRecipient"),
    element(
      "COCT_TP145103GB01.IntendedRecipient",
      {},
      element(
        "representedSourceOrganization",
        {},
        element("id", { root: slot("root"), extension: slot("odsCode") }),
        element("name", {}, slot("name")),
      ),
    ),
  ),
);

/** The council a notice is for, COCT_TP145103GB01. */
export function buildRecipient(organisation: Organisation): string {
  return recipient({
    root: organisationRoot(organisation),
    odsCode: organisation.odsCode,
    name: organisation.name,
  });
}

/** Reads the council that a message is for. Whether it is ours is the reader's next question. */
export function parseRecipient(message: XmlElement): Organisation {
  const element = requiredChild(message, "primaryInformationRecipient");
  checkContentId(element, "COCT_TP145103GB01#IntendedRecipient");
  return parseOrganisation(
    requiredPath(element, "COCT_TP145103GB01.IntendedRecipient", "representedSourceOrganization"),
  );
}
