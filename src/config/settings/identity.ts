import { z } from "zod";
import { live, odsCode, oid, setting, text } from "./setting.js";

const activity = z.string().regex(/^B[0-9]{4}$/, "must be an activity code such as B0107");

const keySet = z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });

const keySource = z.union(
  [keySet, z.strictObject({ file: text }), z.strictObject({ env: text }), z.strictObject({ url: text })],
  'must be a JWK set {"keys": […]}, or {"file": "path"}, {"env": "NAME"} or {"url": "https://…"}',
);

const nominatedPerson = z.strictObject({
  prefix: setting(text.optional(), { description: "the title, for example Dr" }),
  given: setting(text, { description: "the given name" }),
  family: setting(text, { description: "the family name" }),
  jobRoleCode: setting(text, { description: "the national job role code, for example R8000" }),
  jobRoleName: setting(text, { description: "the job role in words" }),
});

/** Who may ask, how they prove it, and who answers to the council for checks that no person started. */
export const identitySetting = z
  .strictObject({
    audience: setting(text, { description: "the `aud` that user tokens must carry" }),
    issuer: setting(text, { description: "the `iss` that user tokens must carry" }),
    trustedKeys: setting(keySource, {
      description:
        'the public keys that sign user tokens, as a JWK set; private keys are refused; {"url": "https://…"} where the host publishes them',
      danger: "Whoever holds the matching private key can act as any user.",
      needsTwo: true,
    }),
    clockToleranceSeconds: setting(z.int().min(0).max(300).default(30), {
      description: "how far the token issuer's clock may differ",
      unit: "s",
    }),
    unscheduledActivity: setting(activity.default("B0107"), {
      description: "the national activity code that lets a user check at an unscheduled location",
      danger: "Verify the code in the national RBAC database (R-49).",
      needsTwo: true,
    }),
    scheduledActivity: setting(activity.default("B0170"), {
      description: "the national activity code that lets a user check at a scheduled location",
      danger: "Verify the code in the national RBAC database (R-49).",
      needsTwo: true,
    }),
    rolesNeverAutomatic: setting(z.array(text).default(["R8009"]), {
      description: "job role codes whose opening of a patient never checks by itself; reception by default",
      danger: "The person whose screen checks is the person named to the council (H-33).",
      needsTwo: true,
    }),
    jobRoleCodeSystem: setting(oid.default("1.2.826.0.1285.0.2.1.104"), {
      description: "the code system of job role codes",
    }),
    nominatedPerson: setting(nominatedPerson.optional(), {
      description:
        "the person named to the council where no smartcard user acts; required where there is a hospital",
      danger: "Must be someone a social worker can reach about the child; a generic name is refused (H-33).",
      needsTwo: true,
    }),
    organisation: setting(
      z
        .strictObject({
          odsCode: setting(odsCode, { description: "this organisation's ODS code" }),
          name: setting(text, { description: "this organisation's name" }),
        })
        .optional(),
      { description: "the organisation that asks, as councils see it; required where there is a hospital" },
    ),
  })
  .meta(live);
