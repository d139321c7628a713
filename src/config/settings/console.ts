import { z } from "zod";
import { milliseconds, setting } from "./setting.js";

const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    "must be an origin such as https://cpis.example.nhs.uk",
  );

const sessions = z.strictObject({
  idleMs: setting(milliseconds(60_000, 3_600_000).default(900_000), {
    description: "how long somebody stays signed in without doing anything",
    unit: "ms",
  }),
  longestMs: setting(milliseconds(600_000, 43_200_000).default(28_800_000), {
    description: "how long somebody stays signed in at the longest",
    unit: "ms",
  }),
  stepUpMs: setting(milliseconds(60_000, 900_000).default(300_000), {
    description: "how long after a fresh sign-in dangerous actions are allowed",
    unit: "ms",
  }),
});

/** The pages by which administrators, safeguarding leads and auditors watch and change this gateway. */
export const consoleSetting = setting(
  z
    .strictObject({
      origin: setting(origin, {
        description: "where browsers reach the console: scheme, host and port, as in their address bar",
        danger: "Only pages of this origin may change anything; sign-in returns to it.",
      }),
      sessions: sessions.prefault({}),
    })
    .optional(),
  { description: "the administrators' console; absent, there is none" },
);
