import { createPublicKey, type JsonWebKeyInput } from "node:crypto";
import { bankHolidayAlarm } from "../../config/bank-holidays.js";
import type { GatewayPlan, SpinePlan } from "../../config/plan.js";
import { isLoopbackAddress } from "../../config/private-address.js";
import type { BankHolidays } from "../../domain/office-hours.js";
import { fail, ok, warn, type Finding } from "./finding.js";

/** What can be told from the plan alone, beyond what makes it invalid. */
export function judgePlan(plan: GatewayPlan, now: number): readonly Finding[] {
  const { council, spine } = plan;
  return [
    judgeEnvironment(plan),
    judgeTrustedKeys(plan),
    ...(spine === undefined ? [] : [judgeLocations(plan), ...judgeContract(plan, spine)]),
    judgeOrigins(plan),
    ...(spine === undefined ? [] : [judgeHolidays("contacts.bankHolidays", plan.contacts.bankHolidays, now)]),
    ...(council === undefined
      ? []
      : [judgeHolidays("council.notices.bankHolidays", council.notices.bankHolidays, now)]),
  ];
}

// The arc of examples (X.660): nothing that NHS England hands out lies under it.
const exampleArc = /^2\.999(\.|$)/;

function judgeEnvironment({ environment, spine }: GatewayPlan): Finding {
  const check = "environment";
  if (environment === "simulator") {
    return warn(
      check,
      "It is the simulator: nobody in it is real and no council is told.",
      "Set environment to integration or production for any other use.",
    );
  }
  const made = spine?.noRecordCodes.filter(({ codeSystem }) => exampleArc.test(codeSystem)) ?? [];
  if (made.length > 0) {
    return fail(
      check,
      `${String(made.length)} of spine.noRecordCodes are the simulator's, in ${environment} (H-32).`,
      "State the codes that NHS England gave, or none.",
    );
  }
  const endpoint = spine === undefined ? undefined : new URL(spine.endpoint).hostname;
  if (endpoint !== undefined && isLoopbackAddress(endpoint)) {
    return fail(
      check,
      `It is ${environment}, and spine.endpoint is this machine (H-32).`,
      "Correct one of the two.",
    );
  }
  return ok(check, `It is ${environment}.`);
}

function judgeTrustedKeys({ identity }: GatewayPlan): Finding {
  const check = "identity.trustedKeys";
  const { keys, url } = identity.trustedKeys;
  if (url !== undefined) return ok(check, `They are fetched from ${url} when a token comes.`);
  const broken = keys.filter((key) => !isPublicKey(key));
  if (keys.length === 0 || broken.length > 0) {
    return fail(
      check,
      `${String(broken.length)} of ${String(keys.length)} keys cannot be used to check a token.`,
      "Get the host's current JWK set again.",
    );
  }
  return ok(check, `${String(keys.length)} can be used to check tokens.`);
}

function isPublicKey(key: Readonly<Record<string, unknown>>): boolean {
  try {
    const input = { key, format: "jwk" } as JsonWebKeyInput;
    return createPublicKey(input).asymmetricKeyType !== undefined;
  } catch {
    return false;
  }
}

function judgeLocations({ locations }: GatewayPlan): Finding {
  const check = "locations";
  const live = locations.filter(({ enabled }) => enabled);
  if (live.length === 0) {
    return fail(
      check,
      "None is enabled: every child would be not-checked.",
      "Enable the locations that go live.",
    );
  }
  const told = live.filter(({ accessMode }) => accessMode === "unscheduled").length;
  return ok(
    check,
    `${String(live.length)} of ${String(locations.length)} enabled; checks at ${String(told)} of them tell the council.`,
  );
}

function judgeContract(plan: GatewayPlan, spine: SpinePlan): readonly Finding[] {
  const { contract, ownPartyKey, ownAsid, spineAsid } = spine;
  const findings: Finding[] = [];
  const odsCode = plan.identity.organisation.odsCode;
  if (!ownPartyKey.startsWith(`${odsCode}-`)) {
    findings.push(
      warn(
        "spine.ownPartyKey",
        `It does not begin with ${odsCode}, the organisation's ODS code.`,
        "Compare both with the endpoint registration: a wrong key is refused, or asks in another's name.",
      ),
    );
  }
  for (const [check, asid] of [
    ["spine.ownAsid", ownAsid],
    ["spine.spineAsid", spineAsid],
  ] as const) {
    if (!/^[0-9]{12}$/.test(asid)) {
      findings.push(warn(check, "It is not 12 digits.", "Compare it with the endpoint registration."));
    }
  }
  const last = contract.retries * contract.retryIntervalMs;
  if (last > plan.lookups.lateAnswerMs) {
    findings.push(
      warn(
        "spine.contract.retryIntervalMs",
        "The last retry leaves after a late answer is no longer waited for.",
        "Raise lookups.lateAnswerMs above retries times retryIntervalMs.",
      ),
    );
  }
  if (findings.length > 0) return findings;
  return [ok("spine.contract", `Complete and consistent: ${contract.pattern}, ${contract.cpaId}.`)];
}

function judgeOrigins({ http, environment }: GatewayPlan): Finding {
  const check = "http.allowedOrigins";
  const { allowedOrigins } = http;
  if (allowedOrigins.length === 0) {
    return warn(
      check,
      "None: only pages that the gateway's own address serves can ask.",
      "Add the host system's origin, for example https://epr.trust.example.",
    );
  }
  const open = allowedOrigins.filter((origin) => !origin.startsWith("https://"));
  if (open.length > 0 && environment !== "simulator") {
    return fail(
      check,
      `${String(open.length)} of ${String(allowedOrigins.length)} are not https: tokens and answers could be read on the way.`,
      "Serve the host's pages over https and change the origin.",
    );
  }
  return ok(check, `${String(allowedOrigins.length)} may ask.`);
}

function judgeHolidays(check: string, holidays: BankHolidays | undefined, now: number): Finding {
  const alarm = bankHolidayAlarm(now, holidays);
  if (alarm === undefined) return ok(check, "The list reaches far enough.");
  const { coveredUntil, daysLeft } = alarm;
  const remedy = "Add the public holidays of the next years and raise coveredUntil.";
  if (daysLeft < 0) return fail(check, `The list ended on ${coveredUntil}.`, remedy);
  return warn(check, `The list ends on ${coveredUntil}, in ${String(daysLeft)} days.`, remedy);
}
