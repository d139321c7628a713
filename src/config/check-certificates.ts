import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Issue } from "../errors/cpis-error.js";
import type { GatewayPlan } from "./plan.js";
import type { TlsIdentityPlan } from "./tls-identity-plan.js";

/**
 * Whether the plan's certificates can be used now (milliseconds since 1970): in date, and matching their keys.
 *
 * Found at start rather than at the first child: an expired certificate fails every check, and looks like an outage.
 */
export function certificateFaults(plan: GatewayPlan, now: number): readonly Issue[] {
  const api = plan.http.tls;
  const mesh = plan.council?.mesh;
  return [
    ...(plan.spine === undefined ? [] : identityFaults("spine.tls", plan.spine.tls, now)),
    ...(api === undefined ? [] : pairFaults("http.tls", api.key, api.certificate, now)),
    ...(mesh?.kind === "https" ? identityFaults("council.mesh.https.tls", mesh.tls, now) : []),
  ];
}

function identityFaults(path: string, tls: TlsIdentityPlan, now: number): readonly Issue[] {
  const faults = [
    ...pairFaults(path, tls.key, tls.certificate, now),
    ...certificateDates(`${path}.authorities`, tls.authorities, now),
  ];
  return faults.length > 0 ? faults : issuerFaults(path, tls);
}

// Each national environment issues its own certificates, so that one from elsewhere shows here (H-32).
function issuerFaults(path: string, tls: TlsIdentityPlan): readonly Issue[] {
  const authorities = certificatesIn(tls.authorities);
  const [own, ...chain] = certificatesIn(tls.certificate);
  if (own !== undefined && isIssuedUnder(own, chain, authorities)) return [];
  return [
    {
      path: `${path}.certificate`,
      message:
        "was not issued under the authorities beside it. One of the two is of another environment, or its intermediate certificate is missing (H-32)",
    },
  ];
}

function isIssuedUnder(
  own: X509Certificate,
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  let current = own;
  for (let step = 0; step <= chain.length; step += 1) {
    const issued = current;
    if (authorities.some((authority) => isIssuer(authority, issued))) return true;
    const next = chain.find((each) => each !== issued && isIssuer(each, issued));
    if (next === undefined) return false;
    current = next;
  }
  return false;
}

function isIssuer(issuer: X509Certificate, issued: X509Certificate): boolean {
  return issued.checkIssued(issuer) && issued.verify(issuer.publicKey);
}

function certificatesIn(pem: string): readonly X509Certificate[] {
  return certificateBlocks(pem).map((block) => new X509Certificate(block));
}

function certificateBlocks(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}

function pairFaults(path: string, key: string, certificate: string, now: number): readonly Issue[] {
  const dates = certificateDates(`${path}.certificate`, certificate, now);
  if (dates.length > 0) return dates;
  try {
    const privateKey = createPrivateKey(key);
    if (new X509Certificate(certificate).checkPrivateKey(privateKey)) return [];
    return [
      {
        path: `${path}.key`,
        message: "does not belong to the certificate. Use the key the certificate was made for",
      },
    ];
  } catch {
    return [{ path: `${path}.key`, message: "cannot be read as a PEM private key without a passphrase" }];
  }
}

function certificateDates(path: string, pem: string, now: number): readonly Issue[] {
  const blocks = certificateBlocks(pem);
  if (blocks.length === 0) return [{ path, message: "holds no complete PEM certificate" }];
  for (const block of blocks) {
    const fault = dateFault(block, now);
    if (fault !== undefined) return [{ path, message: fault }];
  }
  return [];
}

function dateFault(block: string, now: number): string | undefined {
  try {
    const certificate = new X509Certificate(block);
    const until = certificate.validToDate;
    if (until.getTime() < now) return `expired on ${until.toISOString().slice(0, 10)}. Install its renewal`;
    if (certificate.validFromDate.getTime() <= now) return undefined;
    const from = certificate.validFromDate.toISOString().slice(0, 10);
    return `is not valid before ${from}. Check this machine's clock`;
  } catch {
    return "cannot be read as a PEM certificate";
  }
}
