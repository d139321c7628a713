import { reachedStep } from "../../domain/certificate-expiry.js";
import type { Clock, Logger } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";
import { certificateLife } from "./tls-identity.js";

const dailyMs = 86_400_000;

/** How loudly a certificate's remaining life is said: not at all, as a warning, or as an alarm. */
export type ExpiryNotice = "none" | "warn-60" | "alarm-30" | "alarm-7";

/** The steps of spine-transport section 10. */
export function decideExpiryNotice(daysLeft: number): ExpiryNotice {
  const step = reachedStep(daysLeft, [60, 30, 7] as const);
  if (step === undefined) return "none";
  return step === 60 ? "warn-60" : `alarm-${step}`;
}

/** What the watch works with. */
export interface CertificateWatchParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
}

/**
 * Says once a day, from 60 days before, that the Spine certificate is about to expire. Returns the function that
 * stops it.
 */
export function watchCertificate(certificatePem: () => string, parts: CertificateWatchParts): () => void {
  const { clock, logger } = parts;
  const alarm = createStandingAlarm({ ...parts, name: "certificate-expiry" });
  const look = (): void => {
    const { daysLeft } = certificateLife(certificatePem(), clock.now());
    const notice = decideExpiryNotice(daysLeft);
    const fields = { code: "CPIS_CERTIFICATE_UNUSABLE", count: daysLeft, reason: notice };
    if (notice === "warn-60") logger.warn("spine certificate expires soon", fields);
    alarm.set(notice !== "none" && notice !== "warn-60", fields);
  };
  look();
  const timer = setInterval(look, dailyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
