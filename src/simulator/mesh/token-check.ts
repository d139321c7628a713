import { createHmac, timingSafeEqual } from "node:crypto";
import { parseAuthorisation, receivedTokenMessage, tokenTime } from "../../codec/mesh/authorisation.js";
import type { Clock } from "../../ports/runtime.js";
import type { SimulatedMailbox } from "./mesh-message.js";

const windowMs = 2 * 3_600_000;

/** Decides whether a request's token proves that it comes from the mailbox in its path. */
export type TokenCheck = (header: string | undefined, mailbox: SimulatedMailbox) => boolean;

/**
 * Checks tokens as the real service does: the mailbox of the path, at most two hours off the clock, hashed with password
 * and shared key, and never seen before. A nonce whose count rises is as good as a new one.
 */
export function createTokenCheck(clock: Clock, sharedKey: string): TokenCheck {
  const seen = new Map<string, number>();
  return (header, mailbox) => {
    const now = clock.now();
    for (const [used, at] of seen) {
      // In the order of their use, so the first that is still inside the window ends it.
      if (now - at <= 2 * windowMs) break;
      seen.delete(used);
    }
    const token = tryParse(header);
    if (token?.mailboxId !== mailbox.mailboxId) return false;
    const skewMs = Math.abs(tokenTime(token.timestamp) - now);
    if (!(skewMs <= windowMs)) return false;
    const expected = createHmac("sha256", sharedKey)
      .update(receivedTokenMessage(token, mailbox.password))
      .digest();
    if (!timingSafeEqual(expected, Buffer.from(token.hash, "hex"))) return false;
    const use = `${token.mailboxId}:${token.nonce}:${token.nonceCount}`;
    if (seen.has(use)) return false;
    seen.set(use, now);
    return true;
  };
}

function tryParse(header: string | undefined): ReturnType<typeof parseAuthorisation> | undefined {
  try {
    return parseAuthorisation(header);
  } catch {
    return undefined;
  }
}
