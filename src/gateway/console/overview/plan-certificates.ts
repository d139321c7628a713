import { X509Certificate } from "node:crypto";
import type { GatewayPlan } from "../../../config/plan.js";
import type { ConsoleCertificate } from "../../../contract/console.js";
import { daysUntil } from "../../../domain/certificate-expiry.js";
import { toInstant } from "../../../domain/instant.js";

/** From so many days before its end a certificate needs somebody. */
const endingDays = 30;

type CertificatePlan = Pick<GatewayPlan, "spine" | "http" | "council" | "identity" | "console">;

/** Every certificate and key of a plan, with the days it has left. */
export function planCertificates(plan: CertificatePlan, now: number): readonly ConsoleCertificate[] {
  const { spine, http, council, identity, console } = plan;
  const mesh = council?.mesh;
  return [
    ...(spine === undefined ? [] : [certificate("spine", "Spine endpoint", spine.tls.certificate, now)]),
    // Behind a terminator the certificate that Spine sees is the terminator's.
    ...(spine === undefined || spine.listener.tlsTerminator !== undefined
      ? []
      : [certificate("spine-listener", "Inbound listener", spine.tls.certificate, now)]),
    ...(http.tls === undefined ? [] : [certificate("api", "Pages and API", http.tls.certificate, now)]),
    ...(mesh?.kind === "https" ? [certificate("mesh", "MESH mailbox", mesh.tls.certificate, now)] : []),
    ...tokenKeys(identity),
    ...(console?.signIn.credential.kind === "private-key"
      ? [key("console-sign-in-key", console.signIn.credential.keyId)]
      : []),
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

function tokenKeys({ trustedKeys }: GatewayPlan["identity"]): readonly ConsoleCertificate[] {
  const { keys, url } = trustedKeys;
  if (url !== undefined) return [key("user-token-key", `Keys at ${new URL(url).host}`)];
  return keys.map(({ kid }, index) =>
    key("user-token-key", typeof kid === "string" && kid !== "" ? kid : `key ${String(index + 1)}`),
  );
}

// A key has no end of its own: whoever publishes it takes it out.
function key(use: ConsoleCertificate["use"], name: string): ConsoleCertificate {
  return { use, name, state: "current" };
}

function endOf(pem: string): number | undefined {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return undefined;
  }
}
