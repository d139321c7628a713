import {
  childrenOf,
  malformed,
  optionalChild,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import type { Organisation } from "./datatypes.js";
import { mailboxRoot } from "./mailbox-root.js";
import { buildPersonIds, parsePersonIds, type PersonId } from "./person-id.js";
import { buildRecipient, parseRecipient } from "./recipient.js";
import { parseInstant } from "./timestamp.js";
import { mailboxRoots } from "./vocabulary.js";
import { requiredWholeNumber } from "./whole-number.js";

/** A patient whose NHS number PDS has closed. */
export interface InactivePatient {
  /** The closed NHS number, with the council's own id where that was uploaded. */
  readonly ids: readonly PersonId[];
  /** Current numbers; none where no successor is shared. With several, a person chooses. */
  readonly replacements: readonly string[];
  readonly uploadSequenceNumber: number;
}

/** REPC_MT000005GB01: NHS numbers a council uploaded that are closed now (cpis-messages 9). */
export interface InactiveNhsNumberNotification {
  readonly kind: "inactive-nhs-number";
  readonly effectiveTime: string;
  readonly id: string;
  readonly recipient: Organisation;
  readonly patients: readonly InactivePatient[];
}

const notification = compileTemplate<"effectiveTime" | "id" | "recipient" | "patients">(
  element(
    mailboxRoots.inactiveNhsNumber,
    {},
    element("effectiveTime", { value: slot("effectiveTime") }),
    element("id", { root: slot("id") }),
    markup("recipient"),
    markup("patients"),
  ),
  ["", "npfitlc"],
);
const patient = compileTemplate<"ids" | "replacedBy" | "sequenceNumber">(
  element(
    "subject",
    {},
    element(
      "pDSInactivePatient",
      {},
      markup("ids"),
      markup("replacedBy"),
      element(
        "subjectOf",
        {},
        element("lAUploadFile", {}, element("value", { extension: slot("sequenceNumber") })),
      ),
    ),
  ),
);
const replacedBy = compileTemplate<"numbers">(
  element("replacedBy", {}, element("newVersion", {}, markup("numbers"))),
);
const replacement = compileTemplate<"number">(element("id", { extension: slot("number") }));

/** Writes a notification. */
export function buildInactiveNhsNumber(message: InactiveNhsNumberNotification): string {
  return notification({
    effectiveTime: message.effectiveTime,
    id: message.id,
    recipient: buildRecipient(message.recipient),
    patients: message.patients.map(buildPatient).join(""),
  });
}

function buildPatient({ ids, replacements, uploadSequenceNumber }: InactivePatient): string {
  const numbers = replacements.map((number) => replacement({ number })).join("");
  return patient({
    ids: buildPersonIds("id", ids),
    replacedBy: numbers === "" ? "" : replacedBy({ numbers }),
    sequenceNumber: String(uploadSequenceNumber),
  });
}

/** Reads a notification strictly. */
export function parseInactiveNhsNumber(
  source: string | Uint8Array | XmlElement,
): InactiveNhsNumberNotification {
  const root = mailboxRoot(source, mailboxRoots.inactiveNhsNumber);
  const effectiveTime = requiredAttribute(requiredChild(root, "effectiveTime"), "value");
  if (parseInstant(effectiveTime) === undefined) throw malformed(root, "effectiveTime is not a moment");
  const patients = childrenOf(root, "subject").map((subject) =>
    parsePatient(requiredChild(subject, "pDSInactivePatient")),
  );
  if (patients.length === 0) throw malformed(root, "no subject");
  return {
    kind: "inactive-nhs-number",
    effectiveTime,
    id: requiredAttribute(requiredChild(root, "id"), "root"),
    recipient: parseRecipient(root),
    patients,
  };
}

function parsePatient(inactive: XmlElement): InactivePatient {
  const replaced = optionalChild(inactive, "replacedBy");
  const file = requiredPath(inactive, "subjectOf", "lAUploadFile", "value");
  return {
    ids: parsePersonIds(inactive, "id"),
    replacements: replaced === undefined ? [] : parseReplacements(requiredChild(replaced, "newVersion")),
    uploadSequenceNumber: requiredWholeNumber(file, "extension"),
  };
}

// An empty `newVersion` is no "no successor": that would stop a child's uploads on a message that says the opposite.
function parseReplacements(newVersion: XmlElement): readonly string[] {
  const numbers = childrenOf(newVersion, "id").map((id) => requiredAttribute(id, "extension"));
  if (numbers.length === 0) throw malformed(newVersion, "no id");
  return numbers;
}
