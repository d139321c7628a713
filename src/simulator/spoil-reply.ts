import type { ResponseContent } from "../codec/hl7v3/query-response.js";
import type { MalformedForm } from "./scenarios.js";

/** Breaks the text of a reply in one of the ways a text can be broken; the other forms are not matters of text. */
export function breakText(hl7: string, form: MalformedForm, action: string): string {
  switch (form) {
    case "truncated":
      return hl7.slice(0, Math.floor(hl7.length * 0.6));
    case "doctype":
      return afterDeclaration(hl7, `<!DOCTYPE ${action} SYSTEM "http://127.0.0.1/none.dtd">`);
    case "entities":
      return afterDeclaration(hl7, `<!DOCTYPE ${action} [${expandingEntities()}]>`).replace(
        /<\/id>|<id /,
        "&e9;$&",
      );
    case "wrong-root":
      return hl7.replaceAll(action, "REPC_IN000004GB01");
    case "unknown-code":
    case "huge":
    case "not-multipart":
      return hl7;
  }
}

function afterDeclaration(hl7: string, insertion: string): string {
  const end = hl7.indexOf("?>") + 2;
  return `${hl7.slice(0, end)}${insertion}${hl7.slice(end)}`;
}

// Ten to the ninth power of ten letters, if anybody expanded it.
function expandingEntities(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const inner = level === 0 ? "lolololola" : `&e${String(level)};`.repeat(10);
    return `<!ENTITY e${String(level + 1)} "${inner}">`;
  });
  return levels.join("");
}

/** Adds, beside the first plan, one in a template that no version of the messages knows. */
export function addUnknownPlan(hl7: string): string {
  const plan = /<pertinentInformation15>.*?<\/pertinentInformation15>/s.exec(hl7)?.[0];
  if (plan === undefined) return hl7;
  const unknown = plan.replace(/COCT_TP1461\d\dGB01([#.])\w+/g, "COCT_TP146199GB01$1FutureInformation");
  return hl7.replace(plan, plan + unknown);
}

/** Lists 26 openings, one more than CP-IS shows. */
export function overfillAccesses(content: ResponseContent): ResponseContent {
  const [first] = content.accesses;
  if (first === undefined) return content;
  const accesses = Array.from(
    { length: 26 },
    (_, index) =>
      content.accesses[index] ?? {
        ...first,
        queryId: `0FF10000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      },
  );
  return { ...content, accesses, totalAccessRecords: accesses.length };
}

/** Declares two more records and openings than there are. */
export function miscount(content: ResponseContent): ResponseContent {
  return {
    ...content,
    totalAccessRecords: content.totalAccessRecords + 2,
    totalChildRecords: content.totalChildRecords + content.recordGroups.flat(2).length + 2,
  };
}

/** Gives every subject another date of birth. */
export function misdate(content: ResponseContent): ResponseContent {
  return {
    ...content,
    recordGroups: content.recordGroups.map((records) =>
      records.map((record) => ({
        ...record,
        subjects: record.subjects.map((subject) => ({ ...subject, birthTime: dayAfter(subject.birthTime) })),
      })),
    ),
  };
}

function dayAfter(birthTime: string): string {
  const date = `${birthTime.slice(0, 4)}-${birthTime.slice(4, 6)}-${birthTime.slice(6, 8)}`;
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
}
