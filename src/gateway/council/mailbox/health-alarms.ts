import type { MailboxHealth, MailboxTrouble } from "../../../contract/council.js";
import { daysUntil, meshCertificateSteps, reachedStep } from "../../../domain/certificate-expiry.js";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { MailboxStore } from "../../../ports/notice-store.js";
import type { Clock } from "../../../ports/runtime.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import { isNearExpiry } from "./mailbox-health.js";

/** What alarms are raised with. */
export interface AlarmParts {
  readonly plan: Pick<CouncilPlan, "mesh">;
  readonly mailboxId: string;
  readonly mailbox: MailboxStore;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver" | "measure">;
}

/** Raises the mailbox's alarms and sets its metrics. */
export interface HealthAlarms {
  raise(health: MailboxHealth): Promise<void>;
}

// Sooner or later told by their own causes: a reading that fails, a message that is set aside, a certificate's steps.
const alarms: Readonly<Partial<Record<MailboxTrouble, "mailbox-not-read" | "no-notices">>> = {
  "not-read-for-an-hour": "mailbox-not-read",
  "not-read-for-a-day": "mailbox-not-read",
  "no-notice-for-long": "no-notices",
};

/**
 * Each trouble is an alarm once, when it begins; each message near its expiry once, also across restarts; and each step of the
 * certificate once (R-108, R-109, H-19).
 */
export function createHealthAlarms(
  parts: AlarmParts,
  certificateEnd: () => number | undefined,
): HealthAlarms {
  const { telemetry, clock } = parts;
  let alarmed: ReadonlySet<MailboxTrouble> = new Set();
  let toldStep: number | undefined;
  const raiseCertificate = (): void => {
    const endsAt = certificateEnd();
    if (endsAt === undefined) return;
    const daysLeft = daysUntil(endsAt, clock.now());
    const step = reachedStep(daysLeft, meshCertificateSteps);
    if (step === undefined && toldStep !== undefined) telemetry.alarmOver("mesh-certificate-expiry");
    if (step !== undefined && step !== toldStep) {
      telemetry.alarm("mesh-certificate-expiry", { count: daysLeft, reason: `within-${String(step)}-days` });
    }
    toldStep = step;
    telemetry.measure("cpis_mailbox_certificate_days", daysLeft);
  };
  return {
    async raise(health) {
      const troubles = new Set<MailboxTrouble>(health.troubles);
      const begun = [...troubles].filter((trouble) => !alarmed.has(trouble));
      for (const trouble of begun) {
        const alarm = alarms[trouble];
        if (alarm !== undefined) telemetry.alarm(alarm, { reason: trouble });
      }
      for (const name of alarmsOf(alarmed)) if (!alarmsOf(troubles).has(name)) telemetry.alarmOver(name);
      alarmed = troubles;
      raiseCertificate();
      const near = await raiseNearExpiry(parts);
      // No message is known that is near its expiry: the mailbox as a whole has not been read for so long.
      if (near === 0 && begun.includes("message-near-expiry")) {
        telemetry.alarm("mesh-message-near-expiry", { reason: "mailbox-not-read" });
      }
      measure(parts, health);
    },
  };
}

function alarmsOf(troubles: ReadonlySet<MailboxTrouble>): ReadonlySet<"mailbox-not-read" | "no-notices"> {
  return new Set([...troubles].flatMap((trouble) => alarms[trouble] ?? []));
}

async function raiseNearExpiry({ plan, mailbox, mailboxId, telemetry, clock }: AlarmParts): Promise<number> {
  // What a local client has collected does not expire any more.
  if (plan.mesh.kind !== "https") return 0;
  const now = clock.now();
  const near = (await mailbox.waiting(mailboxId)).filter(({ since }) => isNearExpiry(since, now));
  const untold = near.filter(({ alarmed }) => !alarmed);
  for (const { messageId, fault } of untold) {
    telemetry.alarm("mesh-message-near-expiry", {
      messageId,
      ...(fault === undefined ? {} : { code: fault }),
    });
  }
  if (untold.length > 0) {
    const ids = untold.map(({ messageId }) => messageId);
    await mailbox.alarmed(mailboxId, ids, now);
  }
  return near.length;
}

function measure({ telemetry }: AlarmParts, health: MailboxHealth): void {
  const seconds = (moment: string | undefined): number | undefined =>
    moment === undefined ? undefined : Date.parse(moment) / 1000;
  telemetry.measure("cpis_mailbox_last_read_timestamp_seconds", seconds(health.lastReadAt));
  telemetry.measure("cpis_mailbox_last_notice_timestamp_seconds", seconds(health.lastNoticeAt));
  telemetry.measure("cpis_mailbox_oldest_waiting_timestamp_seconds", seconds(health.oldestLeftSince));
  telemetry.measure("cpis_mailbox_waiting_messages", health.left);
  telemetry.measure("cpis_mailbox_unprocessed_messages", health.unprocessed);
  telemetry.measure("cpis_mailbox_set_aside_messages", health.quarantined);
}
