import { lookup } from "node:dns/promises";
import { request as httpsRequest } from "node:https";
import { createServer, isIP } from "node:net";
import { TLSSocket } from "node:tls";
import type { X509Certificate } from "node:crypto";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";
import { fail, ok, type Finding } from "./finding.js";
import { readDateHeader, type ClockReading } from "./judge-clock.js";

/** What another machine showed when we knocked. */
export interface Knock {
  readonly clock: ClockReading;
  readonly status: number;
  /** Its own certificate. */
  readonly certificate: X509Certificate | undefined;
}

/** Where to knock and as whom. */
export interface KnockTarget {
  readonly url: string;
  readonly serverName?: string;
  readonly tls: TlsIdentityPlan;
  readonly timeoutMs: number;
}

/**
 * Shakes hands over mutual TLS and asks for nothing: `HEAD /`, without a body and away from every service's address.
 *
 * The handshake alone would not do. Under TLS 1.3 it looks complete to us before the peer has judged our certificate; only what
 * comes back on the connection tells. Rejects with the system's or TLS's own error.
 */
export function knock(target: KnockTarget, now: () => number): Promise<Knock> {
  const { url, serverName, tls, timeoutMs } = target;
  const before = now();
  return new Promise((resolve, reject) => {
    const request = httpsRequest(new URL("/", url), {
      method: "HEAD",
      agent: false,
      key: tls.key,
      cert: tls.certificate,
      ca: tls.authorities,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      timeout: timeoutMs,
      ...(serverName === undefined ? {} : { servername: serverName }),
    });
    request.once("response", (response) => {
      const clock = { theirs: readDateHeader(response.headers.date), before, after: now() };
      const { socket } = response;
      const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
      response.resume();
      resolve({ clock, status: response.statusCode ?? 0, certificate });
    });
    request.once("timeout", () =>
      request.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })),
    );
    request.once("error", reject);
    request.end();
  });
}

/** Whether a name can be resolved here; an address needs no resolving. */
export async function probeName(check: string, host: string): Promise<Finding> {
  const name = host.replace(/^\[|\]$/g, "");
  if (isIP(name) !== 0) return ok(check, "It is an address: nothing to resolve.");
  try {
    const addresses = await lookup(name, { all: true });
    return ok(check, `${name} resolves to ${String(addresses.length)} addresses.`);
  } catch (error) {
    return fail(
      check,
      `${name} cannot be resolved (${codeOf(error)}).`,
      "Ask for the name in this network's DNS (national names may need the HSCN resolvers), or correct it.",
    );
  }
}

/** Why a port cannot be bound; undefined where it can. It is given back at once. */
export function portFault(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => {
      resolve(codeOf(error));
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}

/** The machine-readable part of a failure. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown";
}
