import { randomBytes } from "node:crypto";
import type { LaunchPlan } from "../../../config/hosted-plan.js";
import type { ErrorCode } from "../../../errors/codes.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditTrail } from "../../../ports/audit.js";
import type { Clock, Logger } from "../../../ports/runtime.js";
import { planNow } from "../../configuration/live-view.js";
import { launchContext, type LaunchContext, type LaunchSurroundings } from "./launch-context.js";
import type { LaunchStore } from "./launch-store.js";
import { openLaunch } from "./open-launch.js";
import type { SessionTokens } from "./session-tokens.js";

/** A code that opens the banner page once, and where. */
export interface LaunchTicket {
  readonly code: string;
  readonly locationId: string;
}

/** What a launched page is given for its code. */
export interface LaunchSession extends Omit<LaunchContext, "user"> {
  readonly token: string;
  readonly expiresInMs: number;
}

/** Turns launches into tickets and tickets into sessions. */
export interface Launches {
  /** Throws the launch's own code; the refusal of a known system's launch is audited. */
  accept(token: string): Promise<LaunchTicket>;
  redeem(code: string): Promise<LaunchSession>;
}

/** What launches work with. */
export interface LaunchParts {
  readonly plan: LaunchPlan;
  readonly surroundings: LaunchSurroundings;
  readonly store: LaunchStore;
  readonly sessions: SessionTokens;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly logger: Logger;
}

const codeLifetimeMs = 60_000;

/** Refusals that are audited. The others anybody can cause, as often as they like; they are logged. */
const signedByKnownSystem: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CPIS_LAUNCH_EXPIRED",
  "CPIS_LAUNCH_REPLAYED",
  "CPIS_LAUNCH_FOR_ANOTHER",
  "CPIS_LAUNCH_MALFORMED",
  "CPIS_LOCATION_UNKNOWN",
]);

/** A launch is used up, durably, before its page is told where to go. */
export function createLaunches(parts: LaunchParts): Launches {
  const { store, sessions, clock, logger } = parts;
  return {
    async accept(token) {
      try {
        return await accept(token, parts);
      } catch (error) {
        if (!CpisError.is(error)) throw error;
        logger.warn("launch-refused", { code: error.code });
        if (signedByKnownSystem.has(error.code))
          await parts.audit.append([{ at: clock.now(), action: "launch-refused", reason: error.code }]);
        throw error;
      }
    },
    async redeem(code) {
      const { user, ...context } = await store.take(code, clock.now());
      return { ...context, token: await sessions.sign(user), expiresInMs: sessions.lifetimeMs };
    },
  };
}

async function accept(token: string, parts: LaunchParts): Promise<LaunchTicket> {
  const now = parts.clock.now();
  const { system, payload, id, expiresAt } = await openLaunch(token, planNow(parts.plan), now);
  const context = launchContext(payload, system, planNow(parts.surroundings));
  const code = randomBytes(32).toString("base64url");
  const { locationId, patient, encounter } = context;
  await parts.store.use({
    issuer: system.issuer,
    id,
    expiresAt,
    now,
    code,
    codeExpiresAt: now + codeLifetimeMs,
    context,
    audit: {
      at: now,
      action: "launch-accepted",
      locationId,
      actor: { kind: "system", id: system.issuer },
      subject: {
        ...(patient.nhsNumber === undefined ? {} : { nhsNumber: patient.nhsNumber }),
        ...(encounter === undefined ? {} : { encounterId: encounter.id }),
      },
    },
  });
  return { code, locationId };
}
