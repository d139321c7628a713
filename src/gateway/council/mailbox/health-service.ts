import { X509Certificate } from "node:crypto";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { MailboxHealth } from "../../../contract/council.js";
import type { Environment } from "../../../domain/environment.js";
import { toInstant } from "../../../domain/instant.js";
import type { MailboxPoller } from "../../../pipeline/mailbox-poller.js";
import type { MailboxStore, NoticeStore } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import type { CouncilChanges } from "../council-changes.js";
import { decideTroubles } from "./mailbox-health.js";

/** What the health is read from. */
export interface HealthParts {
  readonly plan: CouncilPlan;
  readonly environment: Environment;
  readonly mailboxId: string;
  readonly mailbox: MailboxStore;
  readonly notices: NoticeStore;
  readonly poller: Pick<MailboxPoller, "health">;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/** The mailbox's health, for the screen and for the alarms. */
export interface HealthService {
  read(): Promise<MailboxHealth>;
  /** Raises an alarm for each trouble when it begins, and tells the pages when anything has changed. */
  watch(): Promise<void>;
}

/** Judges the mailbox by what is stored, so that a restart does not make it look healthy. */
export function createHealthService(parts: HealthParts): HealthService {
  const startedAt = parts.clock.now();
  let before = "";
  let alarmed: ReadonlySet<string> = new Set();
  const read = (): Promise<MailboxHealth> => readHealth(parts, startedAt);
  return {
    read,
    async watch() {
      const health = await read();
      const troubles = new Set<string>(health.troubles);
      for (const [trouble, alarm] of alarms) {
        if (troubles.has(trouble) && !alarmed.has(trouble)) parts.telemetry.alarm(alarm);
      }
      alarmed = troubles;
      const text = JSON.stringify({ ...health, serverTime: "" });
      if (before !== "" && text !== before) parts.changes.publish({ kind: "health-changed" });
      before = text;
    },
  };
}

const alarms = [
  ["not-read-for-an-hour", "mailbox-not-read"],
  ["not-read-for-a-day", "mailbox-not-read"],
  ["message-near-expiry", "mailbox-not-read"],
  ["no-notice-for-long", "no-notices"],
] as const;

async function readHealth(parts: HealthParts, startedAt: number): Promise<MailboxHealth> {
  const { plan, mailbox, mailboxId, notices, poller, clock } = parts;
  const now = clock.now();
  const { succeededAt } = await mailbox.read(mailboxId);
  const { unprocessed, quarantined } = await mailbox.counts();
  const noticesAt = (await notices.openings()).map(({ receivedAt }) => receivedAt);
  const { lastError, handshakeError, lastReport } = poller.health();
  const certificateEndsAt = certificateEnd(plan);
  const error = lastError ?? handshakeError;
  const lastNoticeAt = noticesAt.at(-1);
  return {
    environment: parts.environment,
    serverTime: toInstant(now),
    mailboxId,
    ...(succeededAt === undefined ? {} : { lastReadAt: toInstant(succeededAt) }),
    ...(lastNoticeAt === undefined ? {} : { lastNoticeAt: toInstant(lastNoticeAt) }),
    ...(error === undefined ? {} : { lastError: error }),
    unprocessed,
    quarantined,
    left: lastReport?.left ?? 0,
    ...(certificateEndsAt === undefined ? {} : { certificateEndsAt: toInstant(certificateEndsAt) }),
    troubles: decideTroubles({
      now,
      startedAt,
      ...(succeededAt === undefined ? {} : { lastReadAt: succeededAt }),
      readingFailed: lastError !== undefined,
      handshakeFailed: handshakeError !== undefined,
      quarantined,
      noticesAt,
      silenceMs: plan.notices.silenceMs,
      ...(certificateEndsAt === undefined ? {} : { certificateEndsAt }),
    }),
  };
}

// The local MESH client has its own certificate, which we cannot see.
function certificateEnd({ mesh }: CouncilPlan): number | undefined {
  return mesh.kind === "https" ? Date.parse(new X509Certificate(mesh.tls.certificate).validTo) : undefined;
}
