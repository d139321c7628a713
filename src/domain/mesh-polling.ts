import type { Environment } from "./environment.js";

/** The national rule: a mailbox is read at most once in five minutes (mesh section 8). */
export const nationalPollIntervalMs = 300_000;

/** The simulator's own floor, so that a demonstration is quick and still no busy loop. */
export const simulatorPollIntervalMs = 1_000;

/** A handshake proves once a day that network, certificate, credentials and mailbox are all in order. */
export const handshakeIntervalMs = 86_400_000;

/** The shortest time between two readings of a mailbox over the MESH API in an environment. */
export function minimumPollIntervalMs(environment: Environment): number {
  return environment === "simulator" ? simulatorPollIntervalMs : nationalPollIntervalMs;
}

/** The configured interval, but never shorter than the environment permits. */
export function decidePollIntervalMs(environment: Environment, configuredMs: number): number {
  return Math.max(minimumPollIntervalMs(environment), configuredMs);
}
