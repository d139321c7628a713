import { z } from "zod";
import { defaultEligibilityPolicy } from "../../domain/eligibility.js";
import { live, milliseconds, setting, text } from "./setting.js";

const location = z.strictObject({
  id: setting(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be up to 40 lower-case letters, digits and hyphens"),
    { description: "the name that the host's page sends for this location" },
  ),
  name: setting(text, { description: "the location's name for people" }),
  accessMode: setting(z.enum(["unscheduled", "scheduled"]), {
    description:
      "whether a check here is listed and told to the council (unscheduled) or is a silent read (scheduled); there is no default",
    danger:
      "Scheduled in an emergency department: no council is ever told (H-13). Unscheduled in a planned clinic: councils are told what they must not be (H-14).",
    needsTwo: true,
  }),
  enabled: setting(z.boolean().default(true), {
    description:
      "whether CP-IS is in use at this location; if not, every patient there is shown as not checked",
  }),
  idleClearMs: setting(milliseconds(30_000, 28_800_000).optional(), {
    description: "after so long without anybody using the page, the banner clears what it shows and says so",
    unit: "ms",
  }),
  dataSharingAgreement: setting(text.optional(), {
    description:
      "the reference of the data-sharing agreement that covers this location; required outside the simulator where it is enabled",
  }),
  dpia: setting(text.optional(), {
    description:
      "the reference of the data-protection impact assessment that covers this location; required outside the simulator where it is enabled",
  }),
  discreet: setting(z.boolean().default(false), {
    description:
      "whether the screens there can be seen by patients and carers, so that content waits for a press",
  }),
});

/** Where checks are made from, and what a check there means. */
export const locationsSetting = setting(z.array(location).min(1, "needs at least one location").optional(), {
  description: "the locations that may ask CP-IS, each with its access mode",
  takesEffect: "live",
});

/** Who is checked without anybody's press. */
export const eligibilitySetting = z
  .strictObject({
    automaticBelowAge: setting(z.int().min(18).max(150).default(defaultEligibilityPolicy.automaticBelowAge), {
      description: "patients younger than this are checked automatically",
      unit: "years",
      danger: "Can be raised, never lowered below 18.",
    }),
    acceptUnknownNhsNumberStatus: setting(
      z.boolean().default(defaultEligibilityPolicy.acceptUnknownNhsNumberStatus),
      {
        description:
          "whether an NHS number counts as verified where the host does not say whether it was traced",
        danger: "An untraced number can be another person's (R-10).",
      },
    ),
  })
  .meta(live);
