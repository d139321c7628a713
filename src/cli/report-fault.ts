import { CpisError, type Issue } from "../errors/cpis-error.js";

/**
 * What went wrong, for the standard error stream: one line where there is one fault, and one line for each of several.
 *
 * Never a stack, and never content: a stack helps nobody who can only change a file, and messages of unexpected errors
 * may quote what they failed on.
 */
export function describeFault(error: unknown): string {
  if (!CpisError.is(error)) return `cpis: CPIS_INTERNAL: unexpected ${nameOf(error)}`;
  const [first, ...others] = error.issues;
  if (first === undefined) return `cpis: ${error.code}: ${error.message}${placeOf(error)}`;
  if (others.length === 0) return `cpis: ${error.code}: ${issueLine(first)}`;
  const lines = error.issues.map((issue) => `  ${issueLine(issue)}`);
  return [`cpis: ${error.code}: ${String(error.issues.length)} faults:`, ...lines].join("\n");
}

function issueLine({ path, message, line }: Issue): string {
  return `${path}${line === undefined ? "" : ` (line ${String(line)})`} ${message}.`;
}

function placeOf(error: CpisError): string {
  const places = Object.entries(error.context).filter(([, value]) => value !== undefined);
  if (places.length === 0) return "";
  return ` (${places.map(([name, value]) => `${name} ${String(value)}`).join(", ")})`;
}

// The name and the system's code are made by programs, not by people: they hold no content.
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "failure";
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  return `${error.name}${code}`;
}
