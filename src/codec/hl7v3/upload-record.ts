import { CpisError } from "../../errors/cpis-error.js";
import { childrenOf, malformed, requiredChild, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup } from "../xml/write-xml.js";
import {
  buildSubject,
  parseEchoedSubject,
  parseSubject,
  type EchoedSubject,
  type Subject,
} from "./subject.js";
import { buildUploadPlan, parseUploadPlan, type UploadPlan } from "./upload-plan.js";

/** Everything an upload says about one NHS number (cpis-messages 6.1). */
export interface UploadRecord {
  /** One to three. */
  readonly plans: readonly UploadPlan[];
  /** One, or two where a young mother has plans of her own and carries her unborn child's. */
  readonly subjects: readonly Subject[];
}

/** A record as a refusal echoes it, whole. */
export interface EchoedRecord extends Omit<UploadRecord, "subjects"> {
  readonly subjects: readonly EchoedSubject[];
}

const record = compileTemplate<"content">(
  element("record", {}, element("CP-ISRecord", {}, markup("content"))),
);

/** The `record` element. Throws `CPIS_MESSAGE_MALFORMED` where the register could not take it. */
export function buildUploadRecord(content: UploadRecord): string {
  return record({ content: buildRecordContent(content) });
}

/** Plans and subjects, in the order of the wire; an echoed record has the same content. */
export function buildRecordContent({ plans, subjects }: EchoedRecord): string {
  const fault = faultOf(plans.length, subjects.length);
  if (fault !== undefined) throw new CpisError("CPIS_MESSAGE_MALFORMED", { context: { fault } });
  return plans.map(buildUploadPlan).join("") + subjects.map(buildSubject).join("");
}

/** Reads a `record` strictly. */
export function parseUploadRecord(element: XmlElement): UploadRecord {
  return parseContent(requiredChild(element, "CP-ISRecord"), parseSubject);
}

/** Reads a refused record that is echoed: strictly, but for the numbers of its subjects. */
export function parseEchoedRecord(element: XmlElement): EchoedRecord {
  return parseContent(element, parseEchoedSubject);
}

function parseContent<S>(
  element: XmlElement,
  parseOne: (subject: XmlElement) => S,
): { readonly plans: readonly UploadPlan[]; readonly subjects: readonly S[] } {
  const plans = childrenOf(element, "pertinentInformation").map(parseUploadPlan);
  const subjects = childrenOf(element, "subject").map(parseOne);
  const fault = faultOf(plans.length, subjects.length);
  if (fault !== undefined) throw malformed(element, fault);
  return { plans, subjects };
}

function faultOf(plans: number, subjects: number): string | undefined {
  if (plans < 1 || plans > 3) return "not one to three plans";
  return subjects < 1 || subjects > 2 ? "not one or two subjects" : undefined;
}
