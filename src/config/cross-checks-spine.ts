import type { Issue } from "../errors/cpis-error.js";
import { type Draft, numberAt, recordsAt, textAt, valueAt } from "./draft.js";
import { isPrivateAddress } from "./private-address.js";

/** The contract's pattern decides what else must stand in it (spine-transport section 5). */
export function contractFaults(draft: Draft): readonly Issue[] {
  const number = (name: string): number => numberAt(draft, `spine.contract.${name}`, 0);
  const pattern = textAt(draft, "spine.contract.pattern");
  const retries = number("retries");
  if (pattern === "express" && retries > 0) {
    return [{ path: "spine.contract.retries", message: "must be 0: an express query is never sent twice" }];
  }
  if (pattern !== "reliable" || retries === 0) return [];
  const issues: Issue[] = [];
  if (number("retryIntervalMs") === 0) {
    issues.push({
      path: "spine.contract.retryIntervalMs",
      message: "is missing: a contract with retries needs it",
    });
  }
  if (
    number("persistDurationMs") < retries * number("retryIntervalMs") ||
    number("persistDurationMs") === 0
  ) {
    const message = "must be at least retries times retryIntervalMs, or the last retries never happen";
    issues.push({ path: "spine.contract.persistDurationMs", message });
  }
  return issues;
}

/** Who may reach us, and whether the two ends are two ends. */
export function listenerFaults(draft: Draft): readonly Issue[] {
  const issues: Issue[] = [];
  const host = textAt(draft, "spine.listener.host");
  const terminated = valueAt(draft, "spine.listener.tlsTerminator") !== undefined;
  if (terminated && host !== undefined && !isPrivateAddress(host)) {
    const message =
      "must be a private address behind a TLS terminator: anyone who reaches it can claim to be Spine";
    issues.push({ path: "spine.listener.host", message });
  }
  for (const [own, spine] of [
    ["ownAsid", "spineAsid"],
    ["ownPartyKey", "spinePartyKey"],
  ] as const) {
    const value = textAt(draft, `spine.${own}`);
    if (value !== undefined && value === textAt(draft, `spine.${spine}`)) {
      issues.push({ path: `spine.${own}`, message: `is the same as ${spine}. One of the two is wrong` });
    }
  }
  return [...issues, ...mixedEnvironments(draft)];
}

// Practice data must not reach the national service, nor the other way round (H-32).
function mixedEnvironments(draft: Draft): readonly Issue[] {
  const endpoint = textAt(draft, "spine.endpoint");
  if (textAt(draft, "environment") !== "simulator" || endpoint === undefined || !URL.canParse(endpoint))
    return [];
  if (isPrivateAddress(new URL(endpoint).hostname)) return [];
  return [
    {
      path: "spine.endpoint",
      message: "is outside this network although the environment is simulator. Correct one of the two (H-32)",
    },
  ];
}

/** Outside the simulator nobody may get a silent-read form by default (design section 6). */
export function silentReadFaults(draft: Draft): readonly Issue[] {
  const planned = recordsAt(draft, "locations").some(
    ([, location]) => location["accessMode"] === "scheduled",
  );
  const chosen = valueAt(draft, "spine.silentReadForm") !== undefined;
  if (!planned || chosen || textAt(draft, "environment") === "simulator") return [];
  return [
    {
      path: "spine.silentReadForm",
      message: "is missing although a location is scheduled. Choose the form CP-IS has confirmed, or refuse",
    },
  ];
}

/** Outside the simulator the no-record codes are stated, even if the list is empty (design section 6). */
export function noRecordFaults(draft: Draft): readonly Issue[] {
  if (textAt(draft, "environment") === "simulator" || valueAt(draft, "spine") === undefined) return [];
  if (valueAt(draft, "spine.noRecordCodes") !== undefined) return [];
  return [
    {
      path: "spine.noRecordCodes",
      message: "is missing. State the codes NHS England gave for no record, or [] to accept none",
    },
  ];
}
