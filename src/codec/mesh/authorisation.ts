import { CpisError } from "../../errors/cpis-error.js";

/** The public parts of an authorisation token. */
export interface TokenParts {
  readonly mailboxId: string;
  /** A GUID. */
  readonly nonce: string;
  /** How often this nonce was used before; a fresh nonce has 0, a nonce that is kept counts up. */
  readonly nonceCount: number;
  /** UTC, `yyyyMMddHHmm`. */
  readonly timestamp: string;
}

/** A token as it stands in a request. */
export interface ReceivedToken extends TokenParts {
  /** As sent, so that the hashed text can be made again: `01` counts as 1 and hashes as `01`. */
  readonly nonceCountText: string;
  readonly hash: string;
}

const scheme = "NHSMESH";

/** A moment as tokens carry it: minutes, UTC (mesh section 3). */
export function tokenTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\D/g, "").slice(0, 12);
}

/**
 * The text whose HMAC-SHA256 under the shared key proves knowledge of the password. The password is in this text only,
 * never in the header.
 */
export function tokenMessage(parts: TokenParts, password: string): string {
  return joinParts(parts, String(parts.nonceCount), password);
}

/** The same text for a token that was received. */
export function receivedTokenMessage(token: ReceivedToken, password: string): string {
  return joinParts(token, token.nonceCountText, password);
}

function joinParts(parts: TokenParts, nonceCount: string, password: string): string {
  return [parts.mailboxId, parts.nonce, nonceCount, password, parts.timestamp].join(":");
}

/** The Authorization header; `hash` is lower-case hexadecimal. */
export function buildAuthorisation(parts: TokenParts, hash: string): string {
  const { mailboxId, nonce, nonceCount, timestamp } = parts;
  return `${scheme} ${[mailboxId, nonce, nonceCount, timestamp, hash].join(":")}`;
}

const form = /^NHSMESH ([^:\s]+):([^:\s]+):([0-9]+):([0-9]{12}):([0-9a-f]{64})$/;

/** Reads an Authorization header. Throws `CPIS_MESH_FORBIDDEN`, as MESH answers a header that it cannot read. */
export function parseAuthorisation(header: string | undefined): ReceivedToken {
  const [, mailboxId, nonce, nonceCountText, timestamp, hash] = form.exec(header ?? "") ?? [];
  if (
    mailboxId === undefined ||
    nonce === undefined ||
    nonceCountText === undefined ||
    timestamp === undefined ||
    hash === undefined
  ) {
    throw new CpisError("CPIS_MESH_FORBIDDEN", { context: { fault: "authorisation header" } });
  }
  return { mailboxId, nonce, nonceCount: Number(nonceCountText), nonceCountText, timestamp, hash };
}

/** The moment a token's timestamp names, or NaN where it names none. */
export function tokenTime(timestamp: string): number {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(timestamp) ?? [];
  return Date.parse(`${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:00Z`);
}
