import { z } from "zod";
import { administratorsSetting } from "./settings/administrators.js";
import { alarmsSetting } from "./settings/alarms.js";
import { consoleSetting } from "./settings/console.js";
import { contactsSetting } from "./settings/contacts.js";
import { councilSetting } from "./settings/council.js";
import {
  httpSetting,
  limitsSetting,
  logLevelSetting,
  lookupsSetting,
  storeSetting,
} from "./settings/gateway.js";
import { hostedSetting } from "./settings/hosted.js";
import { identitySetting } from "./settings/identity.js";
import { eligibilitySetting, locationsSetting } from "./settings/locations.js";
import { setting } from "./settings/setting.js";
import { spineSetting } from "./settings/spine.js";

/**
 * Every setting there is: the shape of the configuration file.
 *
 * Unknown keys are refused, because a mistyped setting that is silently ignored is a setting that was never made.
 */
export const settingsSchema = z.strictObject({
  $schema: z.string().optional(),
  environment: setting(z.enum(["simulator", "integration", "production"]), {
    description:
      "the national environment this gateway talks to; anything but production is named on every screen",
    danger: "Must be the environment that the endpoint and the certificates belong to (H-32).",
    needsTwo: true,
  }),
  locations: locationsSetting,
  administrators: administratorsSetting,
  eligibility: eligibilitySetting.prefault({}),
  identity: identitySetting,
  limits: limitsSetting.prefault({}),
  lookups: lookupsSetting.prefault({}),
  spine: setting(spineSetting.optional(), {
    description: "the connection to Spine; left out, with locations, where the gateway serves no hospital",
  }),
  council: setting(councilSetting.optional(), {
    description: "the council's side; left out where the gateway serves no council",
  }),
  http: httpSetting.prefault({}),
  hosted: hostedSetting,
  console: consoleSetting,
  store: storeSetting,
  contacts: contactsSetting.prefault({}),
  alarms: alarmsSetting.prefault({}),
  logLevel: logLevelSetting,
});

/** The settings as they stand in the file, defaults filled in, references not yet followed. */
export type Settings = z.infer<typeof settingsSchema>;

/** The JSON Schema of the configuration file, in the draft that editors complete from (draft-07). */
export function settingsJsonSchema(): Record<string, unknown> {
  return {
    title: "CP-IS gateway configuration",
    ...z.toJSONSchema(settingsSchema, { io: "input", target: "draft-7", unrepresentable: "any" }),
  };
}
