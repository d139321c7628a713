import { z } from "zod";
import { usualAlarmLimits } from "../alarm-limits.js";
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

/** Whom alarms are told to, beside the log and the metrics, and from where on there is one. */
export const alarmsSetting = z
  .strictObject({
    webhook: setting(webhookSetting.optional(), {
      description:
        "a service that is told of every alarm; left out where the log and the metrics are watched",
    }),
    leastFreeDiskPercent: setting(z.int().min(1).max(90).default(usualAlarmLimits.leastFreeDiskPercent), {
      description: "how much of the disk that holds the store must be free; less is an alarm",
      unit: "per cent",
    }),
    mostFailedPercent: setting(z.int().min(1).max(100).default(usualAlarmLimits.mostFailedPercent), {
      description: "how many of an hour's checks may fail; more, of at least ten, is an alarm",
      unit: "per cent",
    }),
  })
  .meta(live);
