import { z } from "zod";

/** When a change of a setting takes effect. */
export type TakesEffect = "live" | "restart";

/** What an administrator must know about one setting, beside its type and default. */
export interface SettingMeaning {
  /** What the setting is for, as a noun phrase that also reads after "missing:". */
  readonly description: string;
  /** `ms`, `s`, `per minute`, `years`; absent for text and switches. */
  readonly unit?: string;
  /** Whether the value must come from a file or the environment, and is never printed. */
  readonly secret?: true;
  /** Whether what it refers to is bytes: of a file as they are, of a variable in base64. */
  readonly bytes?: true;
  /** What can go wrong for a child, in one sentence. */
  readonly danger?: string;
  /** Whether a change takes effect only when a second person has approved it; such a setting states its danger. */
  readonly needsTwo?: true;
  /**
   * Whether a running gateway takes a change up, or only its next start; of a group, for everything in it that says nothing
   * itself. Where nobody says, the next start.
   */
  readonly takesEffect?: TakesEffect;
}

/** Attaches its meaning to a schema: the one list of settings, its documentation and its JSON Schema all come from here. */
export function setting<T extends z.ZodType>(schema: T, meaning: SettingMeaning): T {
  return schema.meta({ ...meaning });
}

/** For a group without a meaning of its own: everything in it is taken up by a running gateway. */
export const live = { takesEffect: "live" } as const satisfies Pick<SettingMeaning, "takesEffect">;

/** Non-empty text. */
export const text = z.string().trim().min(1);

/** An ODS code: who an organisation is, nationally. */
export const odsCode = z
  .string()
  .regex(/^[A-Z0-9]{3,10}$/, "must be an ODS code: 3 to 10 capital letters and digits");

/** An object identifier in dotted form. */
export const oid = z
  .string()
  .regex(/^[0-2](\.(0|[1-9][0-9]*))+$/, "must be an object identifier such as 2.16.840.1");

/** Where a value is kept: in place, in a file, or in an environment variable. */
export const textSource = z.union(
  [text, z.strictObject({ file: text }), z.strictObject({ env: text })],
  'must be text, or {"file": "path"}, or {"env": "NAME"}',
);

/** A key with its certificate and chain in one file, in the place of both. */
export const pkcs12Setting = setting(textSource.optional(), {
  description:
    "a PKCS#12 file (.p12, .pfx) with the private key, its certificate and chain, in the place of key and certificate",
  secret: true,
  bytes: true,
});

/** What opens an encrypted private key. */
export const passphraseSetting = setting(textSource.optional(), {
  description: "the passphrase of the private key or PKCS#12 file beside it, where that is encrypted",
  secret: true,
});

/** A whole number of milliseconds between two bounds. */
export function milliseconds(least: number, most: number): z.ZodInt {
  return z.int().min(least).max(most);
}

/** An address to listen on. */
export const listenHost = z
  .string()
  .regex(
    /^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*|localhost)$/,
    "must be an IP address or localhost",
  );

/** A TCP port; 0 takes any free one. */
export const port = z.int().min(0).max(65_535);

/** A time of day on an English wall clock. */
export const time = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, "must be a time such as 08:30");

/** A calendar date. */
export const dateText = z.iso.date("must be a date such as 2026-12-25");
