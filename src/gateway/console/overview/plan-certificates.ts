import { X509Certificate } from "node:crypto";
import type { GatewayPlan } from "../../../config/plan.js";
import type { ConsoleCertificate } from "../../../contract/console.js";
import { daysUntil } from "../../../domain/certificate-expiry.js";
import { toInstant } from "../../../domain/instant.js";

/** From so many days before its end a certificate needs somebody. */
const endingDays = 30;

type CertificatePlan = Pick<GatewayPlan, "spine" | "http" | "council" | "identity">;

/** Every certificate and key of a plan, with the days it has left. */
export function planCertificates(plan: CertificatePlan, now: number): readonly ConsoleCertificate[] {
  const { spine, http, council, identity } = plan;
  const mesh = council?.mesh;
  return [
    ...(spine === undefined ? [] : [certificate("spine", "Spine endpoint", spine.tls.certificate, now)]),
    // Behind a terminator the certificate that Spine sees is the terminator's.
    ...(spine === undefined || spine.listener.tlsTerminator !== undefined
      ? []
      : [certificate("spine-listener", "Inbound listener", spine.tls.certificate, now)]),
    ...(http.tls === undefined ? [] : [certificate("api", "Pages and API", http.tls.certificate, now)]),
    ...(mesh?.kind === "https" ? [certificate("mesh", "MESH mailbox", mesh.tls.certificate, now)] : []),
    ...identity.trustedKeys.keys.map(({ kid }, index) => key(kid, index)),
  ];
}

function certificate(
  use: ConsoleCertificate["use"],
  name: string,
  pem: string,
  now: number,
): ConsoleCertificate {
  const endsAt = endOf(pem);
  if (endsAt === undefined) return { use, name, state: "unreadable" };
  const daysLeft = daysUntil(endsAt, now);
  return { use, name, endsAt: toInstant(endsAt), daysLeft, state: stateOf(endsAt, daysLeft, now) };
}

function stateOf(endsAt: number, daysLeft: number, now: number): ConsoleCertificate["state"] {
  if (now > endsAt) return "ended";
  return daysLeft < endingDays ? "ending" : "current";
}

// A public key in a set has no end of its own: whoever publishes it takes it out.
function key(kid: unknown, index: number): ConsoleCertificate {
  const name = typeof kid === "string" && kid !== "" ? kid : `key ${String(index + 1)}`;
  return { use: "user-token-key", name, state: "current" };
}

function endOf(pem: string): number | undefined {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return undefined;
  }
}
