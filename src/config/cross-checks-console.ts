import type { Issue } from "../errors/cpis-error.js";
import { type Draft, numberAt, recordsAt, textAt, valueAt } from "./draft.js";
import { isLoopbackAddress } from "./private-address.js";

/** What no setting of the console can know alone. */
export function consoleFaults(draft: Draft): readonly Issue[] {
  if (valueAt(draft, "console") === undefined) {
    if (valueAt(draft, "hosted.signIn") !== true) return [];
    return [{ path: "hosted.signIn", message: "needs console.signIn, where people sign in. Add console" }];
  }
  return [...addressFaults(draft), ...proofFaults(draft), ...timeFaults(draft), ...roleFaults(draft)];
}

/** Whether an address may carry secrets: HTTPS, or this machine alone where that is asked for. */
export function isProtectedAddress(address: string | undefined, isLoopbackEnough: boolean): boolean {
  if (address === undefined || !URL.canParse(address)) return true;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && isLoopbackEnough && isLoopbackAddress(hostname));
}

// A cookie that crosses the network in the clear is anybody's.
function addressFaults(draft: Draft): readonly Issue[] {
  const isSimulator = textAt(draft, "environment") === "simulator";
  const origin = isProtectedAddress(textAt(draft, "console.origin"), true)
    ? []
    : [{ path: "console.origin", message: "must begin with https:// except on 127.0.0.1" }];
  const issuer = isProtectedAddress(textAt(draft, "console.signIn.issuer"), isSimulator)
    ? []
    : [
        {
          path: "console.signIn.issuer",
          message: "must begin with https:// except for the simulator's on 127.0.0.1",
        },
      ];
  return [...origin, ...issuer];
}

function proofFaults(draft: Draft): readonly Issue[] {
  const given = ["clientSecret", "privateKey"].filter(
    (name) => valueAt(draft, `console.signIn.${name}`) !== undefined,
  );
  if (given.length === 1 || valueAt(draft, "console.signIn") === undefined) return [];
  const message =
    given.length === 0
      ? "is missing, and so is clientSecret. Add the one that the provider has agreed"
      : "stands beside clientSecret. Keep the one that the provider has agreed";
  return [{ path: "console.signIn.privateKey", message }];
}

function timeFaults(draft: Draft): readonly Issue[] {
  const idle = numberAt(draft, "console.sessions.idleMs", 900_000);
  const longest = numberAt(draft, "console.sessions.longestMs", 28_800_000);
  return idle <= longest
    ? []
    : [{ path: "console.sessions.longestMs", message: "must be at least idleMs, or nobody is ever idle" }];
}

function roleFaults(draft: Draft): readonly Issue[] {
  return recordsAt(draft, "console.roles").flatMap(([index, rule]) => {
    const isGiven = ["activityCodes", "jobRoleCodes"].some((name) => {
      const codes = rule[name];
      return codes !== undefined && !(Array.isArray(codes) && codes.length === 0);
    });
    if (isGiven) return [];
    const path = `console.roles[${String(index)}]`;
    return [{ path, message: "names no code, so that nobody has it. Add activityCodes or jobRoleCodes" }];
  });
}
