import { worstLevel, type Finding, type FindingLevel } from "./finding.js";

const marks: Readonly<Record<FindingLevel, string>> = { ok: "  ok  ", warn: " WARN ", fail: " FAIL " };

/** The findings for a person: one line each, what to do below it, and what it comes to at the end. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const count = (level: FindingLevel): number => findings.filter((each) => each.level === level).length;
  return [
    ...findings.flatMap(({ check, level, says, remedy }) => [
      `${marks[level]}${check}: ${says}`,
      ...(remedy === undefined ? [] : [`        -> ${remedy}`]),
    ]),
    `${String(count("ok"))} in order, ${String(count("warn"))} to look after, ${String(count("fail"))} to put right.`,
    verdicts[worstLevel(findings)],
  ];
}

const verdicts: Readonly<Record<FindingLevel, string>> = {
  ok: "This site can be relied on as far as it can be tested from here.",
  warn: "This site works now. Look after what is marked WARN.",
  fail: "This site must not be relied on before what is marked FAIL is put right.",
};
