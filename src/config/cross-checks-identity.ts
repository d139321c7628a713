import type { Issue } from "../errors/cpis-error.js";
import { isProtectedAddress } from "./cross-checks-console.js";
import { type Draft, textAt } from "./draft.js";

/** Keys that anybody on the way could exchange would let them be anybody. */
export function trustedKeysAddressFaults(draft: Draft): readonly Issue[] {
  const isSimulator = textAt(draft, "environment") === "simulator";
  if (isProtectedAddress(textAt(draft, "identity.trustedKeys.url"), isSimulator)) return [];
  const message = "must begin with https:// except for the simulator's on 127.0.0.1";
  return [{ path: "identity.trustedKeys.url", message }];
}
