import { createPrivateKey, X509Certificate } from "node:crypto";
import { daysUntil } from "../../domain/certificate-expiry.js";
import { fail, ok, warn, type Finding } from "./finding.js";

/** A key, its certificate with whatever chain follows in the same file, and the authorities that are trusted. */
export interface Identity {
  readonly key: string;
  readonly certificate: string;
  /** Absent where we only serve, and others decide whom they trust. */
  readonly authorities?: string;
}

const warnDays = 60;
const failDays = 7;
const leastRsaBits = 2048;

/** Everything about one identity: key, days left, chain and authorities. `path` is the setting it stands in. */
export function judgeIdentity(path: string, identity: Identity, now: number): readonly Finding[] {
  const own = readCertificates(identity.certificate);
  const [leaf] = own;
  if (leaf === undefined) {
    return [
      fail(
        `${path}.certificate`,
        "It holds no certificate that can be read.",
        "Put the PEM certificate that the authority sent into the configured file.",
      ),
    ];
  }
  const authorities = identity.authorities === undefined ? [] : readCertificates(identity.authorities);
  return [
    judgeLife(`${path}.certificate`, leaf, now),
    judgeKey(`${path}.key`, identity.key, leaf),
    ...(identity.authorities === undefined ? [] : [judgeAuthorities(path, authorities, now)]),
    judgeChain(`${path}.chain`, own, authorities),
  ];
}

/** How long a certificate may still be used: under 60 days is a warning, under 7 a failure. */
export function judgeLife(check: string, certificate: X509Certificate, now: number): Finding {
  const daysLeft = daysUntil(certificate.validToDate.getTime(), now);
  const until = day(certificate.validToDate);
  if (certificate.validFromDate.getTime() > now) {
    return fail(
      check,
      `It is not valid before ${day(certificate.validFromDate)}.`,
      "Check this machine's clock, or wait for that day before going live.",
    );
  }
  if (daysLeft < 0) return fail(check, `It expired on ${until}.`, renew);
  const says = `It ends on ${until}, in ${String(daysLeft)} days.`;
  if (daysLeft < failDays) return fail(check, says, renew);
  return daysLeft < warnDays ? warn(check, says, renew) : ok(check, says);
}

const renew =
  "Ask for its renewal now (cpis certificate request makes a new key and request), and install it.";

function judgeKey(check: string, key: string, leaf: X509Certificate): Finding {
  try {
    const privateKey = createPrivateKey(key);
    if (!leaf.checkPrivateKey(privateKey)) {
      return fail(
        check,
        "It does not belong to the certificate.",
        "Configure the key that the certificate was asked for with.",
      );
    }
    const bits = privateKey.asymmetricKeyDetails?.modulusLength;
    if (bits !== undefined && bits < leastRsaBits) {
      return warn(check, `It is an RSA key of ${String(bits)} bits.`, "Make a new one of 2048 bits or more.");
    }
    return ok(check, "It can be read and belongs to the certificate.");
  } catch {
    return fail(check, "It cannot be read as a private key.", "Configure a PEM private key.");
  }
}

function judgeAuthorities(path: string, authorities: readonly X509Certificate[], now: number): Finding {
  const check = `${path}.authorities`;
  const [first] = authorities;
  if (first === undefined) {
    return fail(check, "It holds no certificate that can be read.", "Configure the authority's PEM bundle.");
  }
  const soonest = authorities.reduce(
    (least, each) => (each.validToDate < least.validToDate ? each : least),
    first,
  );
  const judged = judgeLife(check, soonest, now);
  if (judged.level !== "ok") {
    return { ...judged, remedy: "Get the authority's current bundle from where its certificates come from." };
  }
  const made = authorities.filter((each) => !each.ca);
  if (made.length === 0) return ok(check, `${String(authorities.length)} trusted. ${judged.says}`);
  return warn(
    check,
    `${String(made.length)} of ${String(authorities.length)} are not certificates of an authority.`,
    "Trust authorities here, not single machines: theirs change without notice.",
  );
}

/** Follows issuers from the leaf through what the file holds to a trusted authority. */
function judgeChain(
  check: string,
  own: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): Finding {
  const known = [...own.slice(1), ...authorities];
  let current = own[0];
  for (let step = 0; current !== undefined && step <= known.length; step += 1) {
    if (isIssuedBy(current, current)) {
      const says = step === 0 ? "The certificate is its own authority." : "It reaches a root.";
      return step === 0
        ? warn(check, says, "Use one that the national authority has signed.")
        : ok(check, says);
    }
    const child: X509Certificate = current;
    current = known.find((each) => isIssuedBy(child, each));
  }
  return warn(
    check,
    "The certificate's issuer is neither in its file nor among the trusted authorities.",
    "Append the issuer's certificates below it, in order: a peer that knows only the root refuses it otherwise.",
  );
}

function isIssuedBy(child: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return child.checkIssued(issuer) && child.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Every PEM certificate of a text that can be read. */
export function readCertificates(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
