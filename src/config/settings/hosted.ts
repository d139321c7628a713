import { z } from "zod";
import { milliseconds, setting, text, textSource } from "./setting.js";

const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    "must be an origin such as https://epr.example.nhs.uk",
  );

const practitioner = z.strictObject({
  sdsUserId: setting(text, { description: "the SDS user id" }),
  sdsRoleProfileId: setting(text, { description: "the SDS role profile id (URP)" }),
  jobRoleCode: setting(text, { description: "the national job role code" }),
  jobRoleName: setting(text, { description: "the job role in words, as councils read it" }),
  activityCodes: setting(z.array(text), { description: "the national activity codes of that profile" }),
  givenName: setting(text, { description: "the given name, as councils read it" }),
  familyName: setting(text, { description: "the family name, as councils read it" }),
});

const system = z.strictObject({
  issuer: setting(text, { description: "the `iss` of this system's launches" }),
  shape: setting(z.enum(["cpis", "sider"]).default("cpis"), {
    description: "how this system names what it says: our own claims, or those of SIDeR contextual launch",
  }),
  trustedKeys: setting(z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1) }), {
    description:
      "the public keys that sign this system's launches, as a JWK set; list the old and the new one while they change over",
    danger: "Whoever holds the matching private key can open any patient as any user of this system.",
    needsTwo: true,
  }),
  locations: setting(z.record(z.string(), text).default({}), {
    description:
      "this system's words for its places (for SIDeR their ODS codes), each with our location's id",
  }),
  practitioners: setting(z.record(z.string(), practitioner).default({}), {
    description: "who this system's users are, by the identifier that its launches carry",
    danger: "The person named here is named to the council (H-33).",
    needsTwo: true,
  }),
  withoutUser: setting(z.enum(["not-identified", "system"]).default("not-identified"), {
    description:
      "what a launch means that names no user we know: nothing is asked, or the system asks in the nominated person's name",
  }),
});

const launch = z.strictObject({
  audience: setting(text, { description: "the `aud` that launches must carry", takesEffect: "live" }),
  decryptionKeys: setting(textSource, {
    description:
      "our private keys that open launches, as the text of a JWK set; the first is the current one",
    secret: true,
    takesEffect: "live",
  }),
  systems: setting(z.array(system).min(1, "needs at least one system"), {
    description: "the systems whose links may open the banner",
    takesEffect: "live",
  }),
});

/** The banner page that the gateway itself serves, for hosts that can show a frame, a shell's view or a link only. */
export const hostedSetting = setting(
  z
    .strictObject({
      hostOrigins: setting(z.array(origin).default([]), {
        description: "the origins of the pages that may show the banner in a frame",
        danger: "A page named here decides which patient the banner asks about.",
        takesEffect: "live",
      }),
      desktopShell: setting(z.boolean().default(false), {
        description: "whether a desktop shell (WebView2, CEF) may show the banner by itself",
        takesEffect: "live",
      }),
      hostSilenceMs: setting(milliseconds(1_500, 120_000).default(15_000), {
        description: "how long the host may be silent before the banner gives its patient up",
        unit: "ms",
        takesEffect: "live",
      }),
      signIn: setting(z.boolean().optional(), {
        description:
          "whether somebody may sign in on the banner page, at the console's provider, where the host says no user",
        danger: "Who signs in there is the person named to the council (H-33).",
      }),
      launch: setting(launch.optional(), { description: "opening the banner by a signed link" }),
    })
    .optional(),
  { description: "the banner page that the gateway serves; absent, it serves none" },
);
