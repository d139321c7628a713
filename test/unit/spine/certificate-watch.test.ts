import { afterEach, describe, expect, it, vi } from "vitest";
import { decideExpiryNotice, watchCertificate } from "../../../src/gateway/spine/certificate-watch.js";
import { isTlsRefusal } from "../../../src/gateway/spine/tls-refusal.js";
import { createCertificateAuthority } from "../../../src/simulator/certificates.js";

const dayMs = 86_400_000;

describe("a certificate that is about to expire", () => {
  afterEach(() => vi.useRealTimers());

  it.each([
    [61, "none"],
    [60, "warn-60"],
    [31, "warn-60"],
    [30, "alarm-30"],
    [8, "alarm-30"],
    [7, "alarm-7"],
    [-1, "alarm-7"],
  ])("with %d days left: %s", (daysLeft, notice) => {
    expect(decideExpiryNotice(daysLeft)).toBe(notice);
  });

  it("is said at the start and then once a day, until the watch is stopped", async () => {
    let now = Date.now();
    const authority = await createCertificateAuthority({ now: () => now }, "Test CA");
    const { certificate } = await authority.issue({ names: ["gateway.example"], validUntilDays: 62.5 });
    const said: string[] = [];
    const say = (_event: string, fields: { readonly reason?: string } = {}): void => {
      said.push(fields.reason ?? "");
    };
    vi.useFakeTimers();
    const stop = watchCertificate(() => certificate, {
      clock: { now: () => now },
      logger: { info: say, warn: say, error: say },
      telemetry: { alarm: say, alarmOver: () => undefined },
    });
    for (let day = 0; day < 32; day += 1) {
      now += dayMs;
      vi.advanceTimersByTime(dayMs);
    }
    stop();
    vi.advanceTimersByTime(10 * dayMs);
    expect(said).toEqual([...Array.from({ length: 30 }, () => "warn-60"), "alarm-30"]);
  });
});

describe("a refusal by TLS", () => {
  it.each([
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
    "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED",
  ])("%s proves that nothing was processed", (code) => {
    expect(isTlsRefusal(code)).toBe(true);
  });

  it.each([
    "ECONNRESET",
    "ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC",
    "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR",
    "UND_ERR_SOCKET",
  ])("%s proves nothing", (code) => {
    expect(isTlsRefusal(code)).toBe(false);
  });
});
