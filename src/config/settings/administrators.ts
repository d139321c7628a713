import { z } from "zod";
import { setting, text } from "./setting.js";

const administrator = z.strictObject({
  id: setting(
    z.string().regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, "must be lower-case letters, digits, dots and hyphens"),
    { description: "the administrator's own name in approvals, for example ruth.abara" },
  ),
  name: setting(text, { description: "the administrator's name for people" }),
  publicKey: setting(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9+/]{43}=$/, "must be 32 bytes in base64"),
    {
      description: "the administrator's Ed25519 public key in base64, as cpis config key prints it",
    },
  ),
});

/** Who may approve changes that need two people. */
export const administratorsSetting = setting(z.array(administrator).optional(), {
  description:
    "the people who approve dangerous changes, each with a key of their own; two of them sign each one",
  danger: "Who is in this list can, with one other, turn a notifying check into a silent one.",
  needsTwo: true,
  takesEffect: "live",
});
