import {
  childrenOf,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { buildReasonCode, parseReasonCode, type CodedReason } from "./datatypes.js";

/** One acknowledgement detail. Its weight is its type; the schema gives its code no qualifiers. */
export interface AcknowledgementDetail extends Omit<CodedReason, "qualifiers"> {
  /** `ER`, `WG` or `IF`. */
  readonly typeCode: string;
}

/** What the wrapper of QUQI and MCCI says about the message it answers (MCCI_MT020101UK12, cpis-messages 5.1). */
export interface Acknowledgement {
  /** `AA`, `AE` or `AR`. Even *no record* arrives as `AE`. */
  readonly typeCode: string;
  /** HL7 id of the message that is answered. */
  readonly messageRefId: string;
  readonly details: readonly AcknowledgementDetail[];
}

const acknowledgement = compileTemplate<"typeCode" | "details" | "messageRefId">(
  element(
    "acknowledgement",
    { typeCode: slot("typeCode") },
    markup("details"),
    element("messageRef", {}, element("id", { root: slot("messageRefId") })),
  ),
);
const detail = compileTemplate<"typeCode" | "code">(
  element("acknowledgementDetail", { typeCode: slot("typeCode") }, markup("code")),
);
const issue = compileTemplate<"code">(
  element(
    "reason",
    { typeCode: "RSON" },
    element("justifyingDetectedIssueEvent", { classCode: "ALRT", moodCode: "EVN" }, markup("code")),
  ),
);

/** The `acknowledgement` element of the wrapper. */
export function buildAcknowledgement(content: Acknowledgement): string {
  const details = content.details.map((one) =>
    detail({ typeCode: one.typeCode, code: buildReasonCode({ ...one, qualifiers: [] }) }),
  );
  return acknowledgement({
    typeCode: content.typeCode,
    messageRefId: content.messageRefId,
    details: details.join(""),
  });
}

/** Reads the `acknowledgement` element of the wrapper. */
export function parseAcknowledgement(root: XmlElement): Acknowledgement {
  const content = requiredChild(root, "acknowledgement");
  return {
    typeCode: requiredAttribute(content, "typeCode"),
    messageRefId: requiredAttribute(requiredPath(content, "messageRef", "id"), "root"),
    details: childrenOf(content, "acknowledgementDetail").map(parseDetail),
  };
}

function parseDetail(element: XmlElement): AcknowledgementDetail {
  const { code, codeSystem, displayName } = parseReasonCode(requiredChild(element, "code"));
  const typeCode = requiredAttribute(element, "typeCode");
  return { typeCode, code, codeSystem, ...(displayName === undefined ? {} : { displayName }) };
}

/** The `reason` elements of a control act. */
export function buildReasons(reasons: readonly CodedReason[]): string {
  return reasons.map((reason) => issue({ code: buildReasonCode(reason) })).join("");
}

/** Reads every `reason` of a control act; there may be several, and all count (spine-transport 8.3). */
export function parseReasons(controlAct: XmlElement): readonly CodedReason[] {
  return childrenOf(controlAct, "reason").map((reason) =>
    parseReasonCode(requiredPath(reason, "justifyingDetectedIssueEvent", "code")),
  );
}
