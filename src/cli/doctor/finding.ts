/** How a test ended: nothing to do, something to do soon, or something that must be put right before anybody relies on the site. */
export type FindingLevel = "ok" | "warn" | "fail";

/** One thing that was tested. Its words never hold a secret, an NHS number or the content of a file. */
export interface Finding {
  /** What was tested: a dotted name that monitoring can match. */
  readonly check: string;
  readonly level: FindingLevel;
  readonly says: string;
  /** What to do about it; absent where nothing is to be done. */
  readonly remedy?: string;
}

/** Nothing to do. */
export function ok(check: string, says: string): Finding {
  return { check, level: "ok", says };
}

/** Works now, and should be looked after. */
export function warn(check: string, says: string, remedy: string): Finding {
  return { check, level: "warn", says, remedy };
}

/** Must be put right. What could not be tested is a failure too: absence must not look like health. */
export function fail(check: string, says: string, remedy: string): Finding {
  return { check, level: "fail", says, remedy };
}

/** The worst of the findings. */
export function worstLevel(findings: readonly Finding[]): FindingLevel {
  if (findings.some(({ level }) => level === "fail")) return "fail";
  return findings.some(({ level }) => level === "warn") ? "warn" : "ok";
}

/** The exit code that monitoring reads: 0 ok, 1 warn, 2 fail. Nothing tested at all is a failure. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.length === 0) return 2;
  const worst = worstLevel(findings);
  return worst === "fail" ? 2 : worst === "warn" ? 1 : 0;
}
