import { X509Certificate } from "node:crypto";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { MailboxHealth } from "../../../contract/council.js";
import { daysUntil } from "../../../domain/certificate-expiry.js";
import type { Environment } from "../../../domain/environment.js";
import { toInstant } from "../../../domain/instant.js";
import { silenceLimitMs, usualPauseMs } from "../../../domain/notice-silence.js";
import type { MailboxPoller } from "../../../pipeline/mailbox-poller.js";
import { present } from "../../store/store-context.js";
import type { CouncilChanges } from "../council-changes.js";
import { createHealthAlarms, type AlarmParts } from "./health-alarms.js";
import { heldTroubles } from "../takeover/held-troubles.js";
import { decideTroubles } from "./mailbox-health.js";

/** What the health is read from. */
export interface HealthParts extends AlarmParts {
  readonly plan: CouncilPlan;
  readonly environment: Environment;
  readonly poller: Pick<MailboxPoller, "health">;
  readonly changes: CouncilChanges;
  /** Whether the mailbox is left to the system that is taken over from. */
  readonly isHeld: () => Promise<boolean>;
}

/** The mailbox's health, for the screen and for the alarms. */
export interface HealthService {
  read(): Promise<MailboxHealth>;
  /** Raises each alarm once, when its cause begins, and tells the pages when anything has changed. */
  watch(): Promise<void>;
}

/** Judges the mailbox by what is stored, so that a restart does not make it look healthy. */
export function createHealthService(parts: HealthParts): HealthService {
  const startedAt = parts.clock.now();
  const alarms = createHealthAlarms(parts, () => certificateEnd(parts.plan));
  let before = "";
  const read = (): Promise<MailboxHealth> => readHealth(parts, startedAt);
  return {
    read,
    async watch() {
      const health = await read();
      await alarms.raise(health);
      const text = JSON.stringify({ ...health, serverTime: "" });
      if (before !== "" && text !== before) parts.changes.publish({ kind: "health-changed" });
      before = text;
    },
  };
}

async function readHealth(parts: HealthParts, startedAt: number): Promise<MailboxHealth> {
  const { plan, mailbox, mailboxId, poller, clock } = parts;
  const now = clock.now();
  const { succeededAt, firstBegunAt } = await mailbox.read(mailboxId);
  const { unprocessed, quarantined } = await mailbox.counts();
  const notificationsAt = await mailbox.notificationTimes();
  const waitingSince = (await mailbox.waiting(mailboxId)).map(({ since }) => since);
  const { lastError, handshakeError } = poller.health();
  const endsAt = certificateEnd(plan);
  const moment = (at: number | undefined): string | undefined =>
    at === undefined ? undefined : toInstant(at);
  const troubles = decideTroubles({
    now,
    since: firstBegunAt ?? startedAt,
    ...(succeededAt === undefined ? {} : { lastReadAt: succeededAt }),
    readingFailed: lastError !== undefined,
    handshakeFailed: handshakeError !== undefined,
    quarantined,
    waitingSince,
    expires: plan.mesh.kind === "https",
    notificationsAt,
    silenceMs: plan.notices.silenceMs,
    ...(endsAt === undefined ? {} : { certificateDaysLeft: daysUntil(endsAt, now) }),
  });
  return {
    environment: parts.environment,
    serverTime: toInstant(now),
    mailboxId,
    readEveryMs: plan.mesh.pollIntervalMs,
    silenceAlarmMs: silenceLimitMs({ notificationsAt, configuredMs: plan.notices.silenceMs }),
    ...present<Pick<MailboxHealth, OptionalField>>({
      lastReadAt: moment(succeededAt),
      lastNoticeAt: moment(notificationsAt.at(-1)),
      usualNoticePauseMs: usualPauseMs(notificationsAt),
      lastError: lastError ?? handshakeError,
      oldestLeftSince: moment(waitingSince[0]),
      certificateEndsAt: moment(endsAt),
    }),
    unprocessed,
    quarantined,
    left: waitingSince.length,
    troubles: (await parts.isHeld()) ? heldTroubles(troubles) : troubles,
  };
}

type OptionalField =
  | "lastReadAt"
  | "lastNoticeAt"
  | "usualNoticePauseMs"
  | "lastError"
  | "oldestLeftSince"
  | "certificateEndsAt";

// The local MESH client has its own certificate, which we cannot see.
function certificateEnd({ mesh }: CouncilPlan): number | undefined {
  return mesh.kind === "https" ? Date.parse(new X509Certificate(mesh.tls.certificate).validTo) : undefined;
}
