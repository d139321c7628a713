import { z } from "zod";
import {
  listenHost,
  live,
  milliseconds,
  passphraseSetting,
  pkcs12Setting,
  port,
  setting,
  text,
  textSource,
} from "./setting.js";

const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    "must be an origin such as https://epr.example.nhs.uk",
  );

/** How often CP-IS may be asked before the gateway trips (unscheduled checks are acts). */
export const limitsSetting = z
  .strictObject({
    perUserPerMinute: setting(z.int().min(1).max(600).default(20), {
      description: "unscheduled checks one user may start",
      unit: "per minute",
    }),
    perSitePerMinute: setting(z.int().min(1).max(6_000).default(120), {
      description: "unscheduled checks the whole site may start",
      unit: "per minute",
    }),
    requestsPerMinute: setting(z.int().min(60).max(60_000).default(3_000), {
      description:
        "HTTP requests of one user; one address may make 20 times as many, refused tokens included",
      unit: "per minute",
    }),
  })
  .meta(live);

/** How long each part of a check may last. */
export const lookupsSetting = z
  .strictObject({
    dwellMs: setting(milliseconds(250, 10_000).default(1_000), {
      description: "how long a patient stays open before an automatic check leaves",
      unit: "ms",
      danger: "Too short, and a mis-click tells a council.",
    }),
    answerMs: setting(milliseconds(5_000, 60_000).default(30_000), {
      description: "when the screen says that there is no answer yet",
      unit: "ms",
    }),
    lateAnswerMs: setting(milliseconds(5_000, 3_600_000).default(600_000), {
      description: "how long after sending a late answer is still accepted",
      unit: "ms",
    }),
    contentTtlMs: setting(milliseconds(60_000, 3_600_000).default(900_000), {
      description: "how long an answer is held before it is erased",
      unit: "ms",
    }),
    reuseWindowMs: setting(milliseconds(60_000, 86_400_000).default(43_200_000), {
      description: "how long a check counts for the same encounter",
      unit: "ms",
    }),
  })
  .meta(live);

/** Where the page reaches its gateway. */
export const httpSetting = z.strictObject({
  host: setting(listenHost.default("127.0.0.1"), { description: "the address of the API" }),
  port: setting(port.default(8460), { description: "the port of the API" }),
  allowedOrigins: setting(z.array(origin).default([]), {
    description: "the origins of the host's pages that may call the API",
    takesEffect: "live",
  }),
  tls: setting(
    z
      .strictObject({
        key: setting(textSource.optional(), { description: "the API's private key, PEM", secret: true }),
        pkcs12: pkcs12Setting,
        passphrase: passphraseSetting,
        certificate: setting(textSource.optional(), {
          description: "the API's certificate and its chain, PEM",
        }),
      })
      .optional(),
    {
      description:
        "required unless the API listens on this machine only, behind a TLS terminator or for a trial",
    },
  ),
});

/** Where lookups and the audit are kept. */
export const storeSetting = z.strictObject({
  file: setting(text, {
    description: "the SQLite file of lookups and audit; its folder must be writable",
    danger: "Another file is an empty store: the audit, the pauses and what was asked stay behind (H-04).",
  }),
  sealingKey: setting(textSource, {
    description: "32 random bytes in base64 that seal answers and NHS numbers in the store",
    secret: true,
    danger:
      "Lost: the audit can no longer say which patient was asked about. Leaked: anyone with the file can.",
  }),
});

/** How much the operational log says; it never says anything about a patient. */
export const logLevelSetting = setting(z.enum(["debug", "info", "warn", "error", "silent"]).default("info"), {
  description: "how much the operational log says",
  takesEffect: "live",
});
