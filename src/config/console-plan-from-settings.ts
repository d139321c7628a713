import type { ClientCredential, ConsolePlan } from "./console-plan.js";
import type { OrganisationPlan } from "./plan.js";
import { readablePrivateKey } from "./private-keys.js";
import type { References } from "./references.js";
import type { Settings } from "./settings.js";

/** The console that faultless settings mean. */
export function consolePlan(
  { console }: Settings,
  references: References,
  { odsCode }: OrganisationPlan,
): { readonly console?: ConsolePlan } {
  if (console === undefined) return {};
  const { organisations = [odsCode], signIn, ...rest } = console;
  const { issuer, clientId, level, scope, clockToleranceSeconds } = signIn;
  const proof = credential(signIn.privateKey, references);
  return {
    console: {
      ...rest,
      organisations,
      signIn: { issuer, clientId, level, scope, clockToleranceSeconds, credential: proof },
    },
  };
}

function credential(
  privateKey: NonNullable<Settings["console"]>["signIn"]["privateKey"],
  references: References,
): ClientCredential {
  if (privateKey === undefined) {
    const secret = (references.values.get("console.signIn.clientSecret") ?? "").trim();
    return { kind: "secret", secret };
  }
  const { keyId, algorithm } = privateKey;
  const key = readablePrivateKey("console.signIn.privateKey.key", references);
  return { kind: "private-key", key, keyId, algorithm };
}
