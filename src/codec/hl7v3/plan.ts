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

/** One plan of a response, as on the wire (cpis-messages 4.2). Responses never carry delete dates. */
export interface ChildPlan {
  readonly kind: PlanKind;
  /** `yyyyMMddHHmm`, an English wall clock. */
  readonly startDate: string;
  /** Mandatory for an unborn child's plan. */
  readonly endDate?: string;
}

interface PlanTemplate {
  readonly kind: PlanKind;
  readonly content: TemplateContent;
  readonly elementName: string;
  readonly start: string;
  readonly end: string;
}

function planTemplate(kind: PlanKind, content: TemplateContent, start: string, end: string): PlanTemplate {
  return { kind, content, elementName: templateElementName(content), start, end };
}

// The order of the numbers differs from that of the upload templates: 104 is the unborn child's plan here.
const templates: readonly PlanTemplate[] = [
  planTemplate("looked-after-child", "COCT_TP146103GB01#LACInformation", "lACStartDate", "lACEndDate"),
  planTemplate(
    "unborn-child-protection-plan",
    "COCT_TP146104GB01#UCPInformation",
    "uCPStartDate",
    "uCPEndDate",
  ),
  planTemplate("child-protection-plan", "COCT_TP146105GB01#CPPInformation", "cPPStartDate", "cPPEndDate"),
];

function compilePlan(template: PlanTemplate) {
  const date = (name: string, value: string) => element(name, {}, element("value", { value: slot(value) }));
  return {
    plan: compileTemplate<"startDate" | "end">(
      element(
        "pertinentInformation15",
        {},
        contentId(template.content),
        element(
          template.elementName,
          {},
          element("component", {}, date(template.start, "startDate")),
          markup("end"),
        ),
      ),
    ),
    end: compileTemplate<"endDate">(element("component1", {}, date(template.end, "endDate"))),
  };
}

const compiled: ReadonlyMap<PlanKind, ReturnType<typeof compilePlan>> = new Map(
  templates.map((template) => [template.kind, compilePlan(template)]),
);

/** The `pertinentInformation15` of a plan. */
export function buildPlan(plan: ChildPlan): string {
  const template = compiled.get(plan.kind);
  const end = plan.endDate === undefined ? "" : template?.end({ endDate: plan.endDate });
  return template?.plan({ startDate: plan.startDate, end: end ?? "" }) ?? "";
}

/** Reads a plan strictly: its template must be one we know, and an unborn child's plan must have its end date. */
export function parsePlan(information: XmlElement): ChildPlan {
  const plan = readPlan(information);
  if (plan.complete) return plan.plan;
  throw malformed(information, "a date that is missing or is not a plan date");
}

/**
 * Reads as much of a plan as there is: its kind and start date. An end date that is missing where it is mandatory, or
 * cannot be read, is left out, so that the plan is still drawn; `complete` is then false.
 */
export function readPlan(information: XmlElement): { readonly plan: ChildPlan; readonly complete: boolean } {
  const template = templates.find(({ elementName }) =>
    information.children.some(({ name }) => name === elementName),
  );
  if (template === undefined) throw malformed(information, "not a plan template known to this version");
  checkContentId(information, template.content);
  const body = requiredChild(information, template.elementName);
  const startDate = requiredAttribute(requiredPath(body, "component", template.start, "value"), "value");
  if (parsePlanDate(startDate) === undefined) throw malformed(body, "the start date is not a plan date");
  const ended = optionalChild(body, "component1") !== undefined;
  const endDate = ended ? readEndDate(body, template.end) : undefined;
  const complete = endDate !== undefined || (!ended && template.kind !== "unborn-child-protection-plan");
  return {
    plan: { kind: template.kind, startDate, ...(endDate === undefined ? {} : { endDate }) },
    complete,
  };
}

function readEndDate(body: XmlElement, name: string): string | undefined {
  const component = body.children.find((child) => child.name === "component1");
  const holder = component?.children.find((child) => child.name === name);
  const value = holder?.children.find((child) => child.name === "value")?.attributes["value"];
  return value === undefined || parsePlanDate(value) === undefined ? undefined : value;
}
