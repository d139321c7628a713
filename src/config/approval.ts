import { createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "./canonical-json.js";
import { type Draft, recordsAt } from "./draft.js";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const approvalSchema = z.strictObject({
  version: z.literal(1),
  from: digest,
  to: digest,
  signatures: z.array(
    z.strictObject({
      administrator: z.string().max(60),
      signedAt: z.iso.datetime(),
      signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
    }),
  ),
});

/** Signatures of administrators under one change: from one configuration, by its full digest, to another. */
export type Approval = z.infer<typeof approvalSchema>;

/** Reads an approval's text; undefined where it is none. */
export function parseApproval(text: string): Approval | undefined {
  try {
    return approvalSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Which change is approved. */
export interface ApprovedChange {
  readonly from: string;
  readonly to: string;
}

/** Adds an administrator's signature; signatures under another change fall away. */
export function addSignature(
  approval: Approval | undefined,
  change: ApprovedChange,
  signer: { readonly administrator: string; readonly key: KeyObject; readonly signedAt: string },
): Approval {
  const { administrator, key, signedAt } = signer;
  const same = approval?.from === change.from && approval.to === change.to;
  const others = same ? approval.signatures.filter((each) => each.administrator !== administrator) : [];
  const signature = sign(null, signedBytes(change, administrator, signedAt), key).toString("base64");
  return { version: 1, ...change, signatures: [...others, { administrator, signedAt, signature }] };
}

/** The administrators whose signatures under exactly this change are valid, each once. The list must be the one in force before it. */
export function validApprovers(
  approval: Approval | undefined,
  change: ApprovedChange,
  before: Draft,
): readonly string[] {
  if (approval?.from !== change.from || approval.to !== change.to) return [];
  const keys = administratorKeys(before);
  const valid = approval.signatures.filter(({ administrator, signedAt, signature }) => {
    const key = keys.get(administrator);
    const bytes = signedBytes(change, administrator, signedAt);
    return key !== undefined && verify(null, bytes, publicKeyOf(key), Buffer.from(signature, "base64"));
  });
  return [...new Set(valid.map(({ administrator }) => administrator))].sort();
}

/** The public keys of a configuration's administrators, by id. */
export function administratorKeys(settings: Draft): ReadonlyMap<string, string> {
  return new Map(
    recordsAt(settings, "administrators").map(([, { id, publicKey }]) => [String(id), String(publicKey)]),
  );
}

/** A public key in the form of the setting: the 32 bytes of Ed25519 in base64. */
export function publicKeyText(key: KeyObject): string {
  const { x = "" } = createPublicKey(key.export({ type: "pkcs8", format: "pem" })).export({ format: "jwk" });
  return Buffer.from(x, "base64url").toString("base64");
}

function publicKeyOf(base64: string): KeyObject {
  const x = Buffer.from(base64, "base64").toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

// The purpose keeps a signature made for something else from being one for this.
function signedBytes(change: ApprovedChange, administrator: string, signedAt: string): Buffer {
  const { from, to } = change;
  const purpose = "cpis configuration approval 1";
  return Buffer.from(canonicalJson({ purpose, from, to, administrator, signedAt }));
}
