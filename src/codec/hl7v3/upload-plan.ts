import type { PlanKind } from "../../domain/protection-record.js";
import {
  malformed,
  optionalChild,
  requiredAttribute,
  requiredChild,
  requiredPath,
  type XmlElement,
} from "../xml/xml-element.js";
import { compileTemplate, element, markup, slot } from "../xml/write-xml.js";
import { checkContentId, contentId, templateElementName, type TemplateContent } from "./template.js";
import { parsePlanDate } from "./timestamp.js";

/** One plan of an upload, as on the wire (cpis-messages 6.2). Dates are `yyyyMMddHHmm`, an English wall clock. */
export interface UploadPlan {
  readonly kind: PlanKind;
  readonly startDate: string;
  /** Mandatory for an unborn child's plan. */
  readonly endDate?: string;
  /** The plan was entered in error and must leave the register. */
  readonly deleteDate?: string;
}

interface UploadPlanTemplate {
  readonly content: TemplateContent;
  /** Name of the date elements without `StartDate`, `EndDate`, `DeleteDate`. */
  readonly prefix: string;
}

// The order of the numbers differs from that of the response's templates: 101 is the child protection plan here.
const templates: Readonly<Record<PlanKind, UploadPlanTemplate>> = {
  "looked-after-child": { content: "COCT_TP146100GB01#LACInformation", prefix: "lAC" },
  "child-protection-plan": { content: "COCT_TP146101GB01#CPPInformation", prefix: "cPP" },
  "unborn-child-protection-plan": { content: "COCT_TP146102GB01#UCPInformation", prefix: "uCP" },
};
const kinds = Object.keys(templates) as readonly PlanKind[];

function compilePlan({ content, prefix }: UploadPlanTemplate) {
  const component = (name: string, date: string) =>
    element(name, {}, element(`${prefix}${date}`, {}, element("value", { value: slot("date") })));
  return {
    plan: compileTemplate<"components">(
      element(
        "pertinentInformation",
        {},
        contentId(content),
        element(templateElementName(content), {}, markup("components")),
      ),
    ),
    start: compileTemplate<"date">(component("component", "StartDate")),
    end: compileTemplate<"date">(component("component1", "EndDate")),
    deletion: compileTemplate<"date">(component("component2", "DeleteDate")),
  };
}

const compiled: Readonly<Record<PlanKind, ReturnType<typeof compilePlan>>> = {
  "looked-after-child": compilePlan(templates["looked-after-child"]),
  "child-protection-plan": compilePlan(templates["child-protection-plan"]),
  "unborn-child-protection-plan": compilePlan(templates["unborn-child-protection-plan"]),
};

/** The `pertinentInformation` of a plan in an upload, or in an echoed record. */
export function buildUploadPlan(plan: UploadPlan): string {
  const template = compiled[plan.kind];
  const components =
    template.start({ date: plan.startDate }) +
    (plan.endDate === undefined ? "" : template.end({ date: plan.endDate })) +
    (plan.deleteDate === undefined ? "" : template.deletion({ date: plan.deleteDate }));
  return template.plan({ components });
}

/** Reads a plan of an upload strictly: a known template, dates of the wire's form, an end where it is mandatory. */
export function parseUploadPlan(information: XmlElement): UploadPlan {
  const kind = kinds.find((known) => templateOf(information, known) !== undefined);
  if (kind === undefined) throw malformed(information, "not a plan template known to this version");
  const { content, prefix } = templates[kind];
  checkContentId(information, content);
  const body = requiredChild(information, templateElementName(content));
  const endDate = optionalDate(body, "component1", `${prefix}EndDate`);
  const deleteDate = optionalDate(body, "component2", `${prefix}DeleteDate`);
  if (endDate === undefined && kind === "unborn-child-protection-plan") {
    throw malformed(body, "an unborn child's plan without an end date");
  }
  return {
    kind,
    startDate: dateIn(requiredChild(body, "component"), `${prefix}StartDate`),
    ...(endDate === undefined ? {} : { endDate }),
    ...(deleteDate === undefined ? {} : { deleteDate }),
  };
}

function templateOf(information: XmlElement, kind: PlanKind): XmlElement | undefined {
  return optionalChild(information, templateElementName(templates[kind].content));
}

function optionalDate(body: XmlElement, component: string, name: string): string | undefined {
  const found = optionalChild(body, component);
  return found === undefined ? undefined : dateIn(found, name);
}

function dateIn(component: XmlElement, name: string): string {
  const value = requiredAttribute(requiredPath(component, name, "value"), "value");
  if (parsePlanDate(value) === undefined) throw malformed(component, "not a plan date");
  return value;
}
