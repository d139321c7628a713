import { reachedStep } from "../../domain/certificate-expiry.js";
import type { Clock, Logger } from "../../ports/runtime.js";
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

/**
 * Says once a day, from 60 days before, that the Spine certificate is about to expire. Returns the function that
 * stops it.
 */
export function watchCertificate(certificatePem: () => string, clock: Clock, logger: Logger): () => void {
  const look = (): void => {
    sayExpiry(certificateLife(certificatePem(), clock.now()).daysLeft, logger);
  };
  look();
  const timer = setInterval(look, dailyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

function sayExpiry(daysLeft: number, logger: Logger): void {
  const notice = decideExpiryNotice(daysLeft);
  if (notice === "none") return;
  const fields = { code: "CPIS_CERTIFICATE_UNUSABLE", count: daysLeft, reason: notice };
  if (notice === "warn-60") logger.warn("spine certificate expires soon", fields);
  else logger.error("spine certificate expires soon", { ...fields, alarm: "certificate-expiry" });
}
