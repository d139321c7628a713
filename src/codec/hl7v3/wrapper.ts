import {
  malformed,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot, type Template, type XmlNode } from "../xml/write-xml.js";
import { idExtension, requiredIdExtension } from "./datatypes.js";
import { interactions, oids, type Interaction } from "./vocabulary.js";

/** The fields of the transmission wrapper that differ from message to message (cpis-messages 2.6). */
export interface Transmission {
  /** HL7 message id, an upper-case UUID; equal to the ebXML MessageId. */
  readonly id: string;
  /** As on the wire: 14 digits, UTC, no offset. */
  readonly creationTime: string;
  readonly receiverAsid: string;
  readonly senderAsid: string;
  /** Only where it is not the usual one: Spine's own replies write others. */
  readonly versionCode?: string;
}

/** Who set the exchange going, as the control act wrapper names them (cpis-messages 2.7). */
export interface ControlActAuthors {
  /** The signed-in user; absent where a system acts unattended. */
  readonly author?: { readonly roleProfileId: string; readonly userId: string; readonly jobRoleCode: string };
  readonly systemAsid: string;
}

const usualVersion = "v3INF_DMSv5.7:FIN";

type WrapperSlot =
  | "id"
  | "creationTime"
  | "versionCode"
  | "acknowledgement"
  | "receiverAsid"
  | "senderAsid"
  | "author"
  | "systemAsid"
  | "content";

function communicationFunction(name: string, typeCode: string, asid: string): XmlNode {
  return element(
    name,
    { typeCode },
    element(
      "device",
      { classCode: "DEV", determinerCode: "INSTANCE" },
      element("id", { root: oids.asid, extension: slot(asid) }),
    ),
  );
}

function wrapperNode(interaction: Interaction): XmlNode {
  return element(
    interaction,
    {},
    element("id", { root: slot("id") }),
    element("creationTime", { value: slot("creationTime") }),
    element("versionCode", { code: slot("versionCode") }),
    element("interactionId", { root: oids.interaction, extension: interaction }),
    element("processingCode", { code: "P" }),
    element("processingModeCode", { code: "T" }),
    element("acceptAckCode", { code: "NE" }),
    markup("acknowledgement"),
    communicationFunction("communicationFunctionRcv", "RCV", "receiverAsid"),
    communicationFunction("communicationFunctionSnd", "SND", "senderAsid"),
    element(
      "ControlActEvent",
      { classCode: "CACT", moodCode: "EVN" },
      markup("author"),
      systemAuthor,
      markup("content"),
    ),
  );
}

// The schema allows a second author1 (a workstation); Spine's check of the CP-IS query demands exactly one.
const systemAuthor = element(
  "author1",
  { typeCode: "AUT" },
  element(
    "AgentSystemSDS",
    { classCode: "AGNT" },
    element(
      "agentSystemSDS",
      { classCode: "DEV", determinerCode: "INSTANCE" },
      element("id", { root: oids.asid, extension: slot("systemAsid") }),
    ),
  ),
);

const userAuthor = compileTemplate<"roleProfileId" | "userId" | "jobRoleCode">(
  element(
    "author",
    { typeCode: "AUT" },
    element(
      "AgentPersonSDS",
      { classCode: "AGNT" },
      element("id", { root: oids.sdsRoleProfile, extension: slot("roleProfileId") }),
      element(
        "agentPersonSDS",
        { classCode: "PSN", determinerCode: "INSTANCE" },
        element("id", { root: oids.sdsUser, extension: slot("userId") }),
      ),
      element(
        "part",
        { typeCode: "PART" },
        element(
          "partSDSRole",
          { classCode: "ROL" },
          element("id", { root: oids.sdsJobRole, extension: slot("jobRoleCode") }),
        ),
      ),
    ),
  ),
);

function wrapperTemplate(interaction: Interaction): Template<WrapperSlot> {
  return compileTemplate<WrapperSlot>(wrapperNode(interaction), ["", "npfitlc"]);
}

const wrappers: Readonly<Record<Interaction, Template<WrapperSlot>>> = {
  [interactions.query]: wrapperTemplate(interactions.query),
  [interactions.queryResponse]: wrapperTemplate(interactions.queryResponse),
  [interactions.queryFailed]: wrapperTemplate(interactions.queryFailed),
  [interactions.applicationAcknowledgement]: wrapperTemplate(interactions.applicationAcknowledgement),
};

/** The whole message: wrapper, control act and, as markup, what is particular to the interaction. */
export function buildWrapped(
  interaction: Interaction,
  transmission: Transmission,
  controlAct: ControlActAuthors,
  parts: { readonly acknowledgement?: string; readonly content: string },
): string {
  return wrappers[interaction]({
    id: transmission.id,
    creationTime: transmission.creationTime,
    versionCode: transmission.versionCode ?? usualVersion,
    acknowledgement: parts.acknowledgement ?? "",
    receiverAsid: transmission.receiverAsid,
    senderAsid: transmission.senderAsid,
    author: controlAct.author === undefined ? "" : userAuthor(controlAct.author),
    systemAsid: controlAct.systemAsid,
    content: parts.content,
  });
}

/**
 * Reads the transmission wrapper.
 *
 * Fails where the `interactionId` is not the root element's name. The version is taken as it comes: Spine's own replies
 * write one outside its enumeration.
 */
export function parseTransmission(root: XmlElement): Transmission {
  const interactionId = requiredChild(root, "interactionId");
  if (interactionId.attributes["extension"] !== root.name)
    throw malformed(interactionId, "not the root element's name");
  const versionCode = requiredAttribute(requiredChild(root, "versionCode"), "code");
  return {
    id: requiredAttribute(requiredChild(root, "id"), "root"),
    creationTime: requiredAttribute(requiredChild(root, "creationTime"), "value"),
    receiverAsid: deviceAsid(root, "communicationFunctionRcv"),
    senderAsid: deviceAsid(root, "communicationFunctionSnd"),
    ...(versionCode === usualVersion ? {} : { versionCode }),
  };
}

function deviceAsid(root: XmlElement, name: string): string {
  return requiredIdExtension(requiredPath(root, name, "device"), oids.asid);
}

/** Reads the authors of a control act. Of two `author1` the one with an ASID is the system. */
export function parseControlActAuthors(controlAct: XmlElement): ControlActAuthors {
  const systemAsid = controlAct.children
    .filter((child) => child.name === "author1")
    .map((author) => idExtension(requiredPath(author, "AgentSystemSDS", "agentSystemSDS"), oids.asid))
    .find((asid) => asid !== undefined && asid !== "");
  if (systemAsid === undefined) throw malformed(controlAct, "no author1 with an ASID");
  const agent = controlAct.children.find((child) => child.name === "author")?.children[0];
  if (agent === undefined) return { systemAsid };
  return {
    author: {
      roleProfileId: requiredIdExtension(agent, oids.sdsRoleProfile),
      userId: requiredIdExtension(requiredChild(agent, "agentPersonSDS"), oids.sdsUser),
      jobRoleCode: requiredIdExtension(requiredPath(agent, "part", "partSDSRole"), oids.sdsJobRole),
    },
    systemAsid,
  };
}
