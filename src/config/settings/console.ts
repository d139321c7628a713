import { z } from "zod";
import { consoleRoles } from "../../domain/console-role.js";
import { milliseconds, odsCode, passphraseSetting, setting, text, textSource } from "./setting.js";

const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    "must be an origin such as https://cpis.example.nhs.uk",
  );

const address = z
  .string()
  .refine((value) => URL.canParse(value), "must be an address such as https://am.example.nhs.uk/oidc");

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

const privateKey = z.strictObject({
  key: setting(textSource, {
    description: "the private key, PEM, whose public half the provider holds",
    secret: true,
  }),
  passphrase: passphraseSetting,
  keyId: setting(text, { description: "the `kid` under which the provider holds its public half" }),
  algorithm: setting(z.enum(["RS256", "RS512", "PS256", "ES256"]).default("RS512"), {
    description: "how it signs; CIS2 asks for RS512",
  }),
});

const signIn = z.strictObject({
  issuer: setting(address, {
    description: "the issuer of the OpenID provider, as its discovery document names it",
    danger: "Whoever runs it says who is who here.",
    needsTwo: true,
  }),
  clientId: setting(text, { description: "this gateway's client id at the provider" }),
  clientSecret: setting(textSource.optional(), {
    description: "the client's secret; left out where privateKey is used",
    secret: true,
  }),
  privateKey: setting(privateKey.optional(), {
    description: "the key that proves the client to the provider (private_key_jwt), instead of a secret",
  }),
  level: setting(z.enum(["AAL2", "AAL3"]).default("AAL3"), {
    description: "how strongly people must have proved who they are: AAL3 with a smartcard or alike",
    danger: "AAL2 admits weaker proofs than national services ask of their users.",
    needsTwo: true,
  }),
  scope: setting(text.default("openid profile nhsperson nationalrbacaccess associatedorgs"), {
    description:
      "what is asked of the provider; add selectedrole where it is to let people select their role",
  }),
  clockToleranceSeconds: setting(z.int().min(0).max(300).default(30), {
    description: "how far the provider's clock may differ",
    unit: "s",
  }),
});

const role = z.strictObject({
  role: setting(z.enum(consoleRoles), { description: "what the people with one of these codes are here" }),
  activityCodes: setting(
    z.array(z.string().regex(/^B[0-9]{4}$/, "must be an activity code such as B0107")).default([]),
    { description: "national activity codes, any of which gives it" },
  ),
  jobRoleCodes: setting(
    z.array(z.string().regex(/^R[0-9]{4}$/, "must be a job role code such as R8000")).default([]),
    { description: "national job role codes, any of which gives it" },
  ),
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
      signIn,
      roles: setting(z.array(role).min(1, "needs at least one role"), {
        description: "what people are here, by the codes of the role in which they sign in",
        danger: "An administrator can switch checks off; an auditor can read who was checked.",
        needsTwo: true,
      }),
      organisations: setting(z.array(odsCode).optional(), {
        description: "the organisations for which people must work; left out, this gateway's own",
        danger: "People of every organisation named here may see and change this one's gateway.",
        needsTwo: true,
      }),
    })
    .optional(),
  { description: "the administrators' console; absent, there is none" },
);
