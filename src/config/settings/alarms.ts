import { z } from "zod";
import { isPrivateAddress } from "../private-address.js";
import { live, setting, textSource } from "./setting.js";

function isAlarmAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isPrivateAddress(hostname));
}

const webhookSetting = z.strictObject({
  url: setting(
    z
      .string()
      .refine(
        isAlarmAddress,
        "must be an https address, or http on this machine or a private network, without a user or password",
      ),
    { description: "where alarms are posted; they name no patient, user or location" },
  ),
  secret: setting(textSource, {
    description: "the secret with which each post is signed (HMAC-SHA-256)",
    secret: true,
  }),
});

/** Whom alarms are told to, beside the log and the metrics. */
export const alarmsSetting = z
  .strictObject({
    webhook: setting(webhookSetting.optional(), {
      description:
        "a service that is told of every alarm; left out where the log and the metrics are watched",
    }),
  })
  .meta(live);
