import type { Issue } from "../errors/cpis-error.js";
import { type Draft, recordsAt, textAt, valueAt } from "./draft.js";

const advice = "Correct one of the two (H-32)";

/** The published addresses of the national environments; all others are known to their administrators only. */
const nationalHosts: readonly (readonly [environment: "integration" | "production", host: RegExp])[] = [
  ["integration", /(^|\.)(int|dep)spineservices\.nhs\.uk$/i],
  ["integration", /\.(int|dep)\.spine2\.ncrs\.nhs\.uk$/i],
  ["integration", /\.auth-ptl\.cis2\.spineservices\.nhs\.uk$/i],
  ["integration", /(^|\.)opentest\.hscic\.gov\.uk$/i],
  ["production", /(^|\.)spineservices\.nhs\.uk$/i],
  ["production", /\.national\.ncrs\.nhs\.uk$/i],
];

/** Addresses that belong to another national environment than the one configured. */
export function nationalAddressFaults(draft: Draft): readonly Issue[] {
  const environment = textAt(draft, "environment");
  const hosts: readonly (readonly [path: string, host: string | undefined])[] = [
    ...["spine.endpoint", "council.mesh.https.url", "console.signIn.issuer"].map(
      (path) => [path, hostAt(draft, path)] as const,
    ),
    ...["spine.serverName", "council.mesh.https.serverName"].map(
      (path) => [path, textAt(draft, path)] as const,
    ),
    ...subjects(draft),
  ];
  return hosts.flatMap(([path, host]) => {
    const [belongsTo] = nationalHosts.find(([, pattern]) => host !== undefined && pattern.test(host)) ?? [];
    if (belongsTo === undefined || environment === undefined || belongsTo === environment) return [];
    return [{ path, message: `belongs to ${belongsTo}, and the environment is ${environment}. ${advice}` }];
  });
}

function hostAt(draft: Draft, path: string): string | undefined {
  const url = textAt(draft, path);
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}

function subjects(draft: Draft): readonly (readonly [string, string])[] {
  const value = valueAt(draft, "spine.listener.allowedSubjects");
  if (!Array.isArray(value)) return [];
  return value.flatMap((subject: unknown, index) =>
    typeof subject === "string"
      ? [[`spine.listener.allowedSubjects[${String(index)}]`, subject] as const]
      : [],
  );
}

/** What only the simulator has; test data in live looks like a register without children. */
const simulatorMarks: Readonly<Record<string, RegExp>> = {
  "spine.serverName": /\.simulator$/,
  "spine.spinePartyKey": /^YES-0000999$/,
  "spine.ownPartyKey": /^ZZ9-999001$/,
  "spine.ownAsid": /^99990000000[12]$/,
  "spine.spineAsid": /^99990000000[12]$/,
  "spine.contract.cpaId": /^S9999A99900[12]$/,
  "council.cpisMailboxId": /^CPISSIM/,
  "council.mesh.https.serverName": /\.simulator$/,
};

/** Identifiers of the simulator in a live configuration. */
export function simulatorMarkFaults(draft: Draft): readonly Issue[] {
  if (textAt(draft, "environment") !== "production") return [];
  const message = `is the simulator's, and the environment is production. ${advice}`;
  const marked = Object.entries(simulatorMarks).filter(([path, mark]) =>
    mark.test(textAt(draft, path) ?? ""),
  );
  const named = subjects(draft).filter(([, subject]) => subject.endsWith(".simulator"));
  const codes = recordsAt(draft, "spine.noRecordCodes").filter(
    ([, { codeSystem }]) => codeSystem === "2.999.1",
  );
  return [
    ...marked.map(([path]) => ({ path, message })),
    ...named.map(([path]) => ({ path, message })),
    ...codes.map(([index]) => ({ path: `spine.noRecordCodes[${String(index)}].codeSystem`, message })),
  ];
}
