import type { SpinePlan } from "../../config/plan.js";
import { isTlsRefusal } from "../../gateway/spine/tls-refusal.js";
import { fail, ok, type Finding } from "./finding.js";
import { judgeLife } from "./judge-certificates.js";
import { judgeClock } from "./judge-clock.js";
import { codeOf, knock, probeName, type Knock } from "./probe-network.js";

/**
 * Whether Spine can be reached and each side accepts the other's certificate. No query leaves: a query is an act, which a
 * council may be told of (H-17).
 */
export async function probeSpine(spine: SpinePlan, now: () => number): Promise<readonly Finding[]> {
  const url = new URL(spine.endpoint);
  const name = await probeName("dns.spine", url.hostname);
  if (name.level === "fail") return [name];
  try {
    const target = {
      url: spine.endpoint,
      tls: spine.tls,
      timeoutMs: spine.timings.connectTimeoutMs,
      ...(spine.serverName === undefined ? {} : { serverName: spine.serverName }),
    };
    const found = await knock(target, now);
    return [name, ...judgeKnock(found, now())];
  } catch (error) {
    return [name, connectionFault("spine.connection", "Spine", url.host, codeOf(error))];
  }
}

function judgeKnock({ clock, status, certificate }: Knock, now: number): readonly Finding[] {
  const refused = status === 403 || status === 401;
  const connection = refused
    ? fail(
        "spine.connection",
        `TLS succeeded, and Spine does not know this certificate (${String(status)}).`,
        "Compare the certificate's name with the endpoint registration.",
      )
    : ok("spine.connection", "Both sides accept each other's certificate. No query was sent.");
  const theirs =
    certificate === undefined
      ? []
      : [judgeLife("spine.peerCertificate", certificate, now)].map(theirsToRenew);
  return [connection, ...theirs, judgeClock("clock.spine", "Spine", clock)];
}

// Nobody here can renew it.
function theirsToRenew(finding: Finding): Finding {
  if (finding.level === "ok") return finding;
  return { ...finding, level: "warn", remedy: "Tell the national service desk, and test again that day." };
}

/** Why a peer could not be reached, and what to do about it. */
export function connectionFault(check: string, peer: string, place: string, code: string): Finding {
  const says = `${peer} could not be reached at ${place} (${code}).`;
  if (isTlsRefusal(code)) {
    return fail(
      check,
      `TLS with ${peer} was refused (${code}).`,
      code.includes("ALERT")
        ? `${peer} refuses our certificate: compare it and its name with the registration, and its chain with what they sent.`
        : `We refuse ${peer}'s certificate: check the configured authorities and serverName.`,
    );
  }
  if (code === "ECONNREFUSED" || code === "ECONNRESET" || code === "EPIPE") {
    return fail(check, says, "Check host and port, and that the firewall lets this machine out to it.");
  }
  if (code === "ETIMEDOUT" || code === "EHOSTUNREACH" || code === "ENETUNREACH") {
    return fail(check, says, "Ask the network team for a route and a firewall rule from this machine to it.");
  }
  return fail(check, says, "Look the code up in docs/administrators/doctor.md.");
}
