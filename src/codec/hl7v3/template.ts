import { namespaces } from "../xml/namespaces.js";
import { malformed, requiredChild, type XmlElement } from "../xml/xml-element.js";
import { element, type XmlNode } from "../xml/write-xml.js";
import { oids } from "./vocabulary.js";

/** Names of the templates CP-IS messages use, as `contentId` writes them (cpis-messages 2.5). */
export type TemplateContent =
  | "COCT_TP145100GB01#UnbornChild"
  | "COCT_TP145101GB01#Child"
  | "COCT_TP145102GB01#AssignedAuthor"
  | "COCT_TP145103GB01#IntendedRecipient"
  | "COCT_TP145104GB01#System"
  | "COCT_TP146100GB01#LACInformation"
  | "COCT_TP146101GB01#CPPInformation"
  | "COCT_TP146102GB01#UCPInformation"
  | "COCT_TP146103GB01#LACInformation"
  | "COCT_TP146104GB01#UCPInformation"
  | "COCT_TP146105GB01#CPPInformation";

/** The element that announces the template which follows it. The schemas do not check that the two agree; we do. */
export function contentId(content: TemplateContent): XmlNode {
  return element("npfitlc:contentId", { root: oids.templateContent, extension: content });
}

/** Element name of a template: `COCT_TP145101GB01.Child`. */
export function templateElementName(content: TemplateContent): string {
  return content.replace("#", ".");
}

/** Refuses a template that is announced as another one (cpis-messages 2.1, rule 6). */
export function checkContentId(parent: XmlElement, content: TemplateContent): void {
  const announced = requiredChild(parent, "contentId", namespaces.npfitlc);
  if (announced.attributes["extension"] !== content)
    throw malformed(parent, "contentId names another template");
}
