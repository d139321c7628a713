import type { X509Certificate } from "node:crypto";

/**
 * Whether a verified client certificate names one of the hosts that may deliver to us.
 *
 * Chaining to the right authority is not enough: the same authority issues to other suppliers (spine-transport
 * section 10). Names are compared whole, wildcards are not honoured.
 */
export function isAllowedCertificate(
  certificate: X509Certificate | undefined,
  allowedSubjects: readonly string[],
): boolean {
  if (certificate === undefined) return false;
  return allowedSubjects.some(
    (name) => certificate.checkHost(name, { subject: "always", wildcards: false }) !== undefined,
  );
}

/**
 * The same for the subject that a TLS terminator verified and put into its header: either the bare host name or a
 * distinguished name (`CN=msg.example,OU=…`, RFC 2253, or the older `/OU=…/CN=msg.example`).
 */
export function isAllowedSubject(
  values: readonly string[] | undefined,
  allowedSubjects: readonly string[],
): boolean {
  // Two values mean that somebody besides the terminator set the header.
  if (values?.length !== 1) return false;
  const subject = values[0]?.trim() ?? "";
  // A bare name that holds a comma or "=" is compared whole: it must not be read as a name within a name.
  const name = distinguished.test(subject) ? commonName(subject) : subject;
  return name !== undefined && allowedSubjects.some((allowed) => sameHost(allowed, name));
}

const distinguished = /^(\/|[A-Za-z][A-Za-z0-9.-]*=)/;

function commonName(distinguishedName: string): string | undefined {
  const parts = distinguishedName.startsWith("/")
    ? distinguishedName.slice(1).split("/")
    : distinguishedName.split(/(?<!\\),/);
  const names = parts.map((part) => part.trim()).filter((part) => /^CN=/i.test(part));
  return names.length === 1 ? names[0]?.slice(3).trim() : undefined;
}

function sameHost(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
