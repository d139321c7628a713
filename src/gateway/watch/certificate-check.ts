import { daysUntil, meshCertificateSteps, reachedStep } from "../../domain/certificate-expiry.js";
import { X509Certificate } from "node:crypto";
import type { Clock } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import type { AlarmCheck } from "./alarm-watch.js";

/** What the check works with. */
export interface CertificateCheckParts {
  /** The certificate that pages see now, as PEM; undefined where a terminator shows another. */
  readonly certificate: () => string | undefined;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver">;
  readonly clock: Clock;
}

/** Tells that the API's own certificate ends: in 30, 14, 7 and 1 days and on the last, each once. */
export function createCertificateCheck({ certificate, telemetry, clock }: CertificateCheckParts): AlarmCheck {
  let told: number | undefined;
  return {
    name: "api-certificate",
    look() {
      const pem = certificate();
      if (pem === undefined) return;
      const daysLeft = daysUntil(Date.parse(new X509Certificate(pem).validTo), clock.now());
      const step = reachedStep(daysLeft, meshCertificateSteps);
      if (step === undefined && told !== undefined) telemetry.alarmOver("api-certificate-expiry");
      if (step !== undefined && step !== told) {
        telemetry.alarm("api-certificate-expiry", { count: daysLeft, reason: `within-${String(step)}-days` });
      }
      told = step;
    },
  };
}
