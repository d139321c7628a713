import type { FrameMessage } from "../src/contract/host-bridge.js";
import { CpisError } from "../src/errors/cpis-error.js";
import type { Timers } from "../src/ports/telemetry.js";

/** Questions to the host for its user's token, and its answers. Tokens pass through and are kept by nobody here. */
export interface TokenRequests {
  /** Rejects with `CPIS_TOKEN_MISSING` where the host gives none in time. */
  ask(rejected: boolean): Promise<string>;
  answered(id: number, token: string | undefined): void;
  end(): void;
}

const answerWithinMs = 5_000;

/** Asks through `post`, which says whether anybody could be asked. */
export function createTokenRequests(post: (message: FrameMessage) => boolean, timers: Timers): TokenRequests {
  const waiting = new Map<number, (token: string | undefined) => void>();
  let last = 0;
  const settle = (id: number, token: string | undefined): void => {
    waiting.get(id)?.(token);
    waiting.delete(id);
  };
  return {
    ask(rejected) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        const cancel = timers.after(answerWithinMs, () => settle(id, undefined));
        waiting.set(id, (token) => {
          cancel();
          if (token === undefined) reject(new CpisError("CPIS_TOKEN_MISSING"));
          else resolve(token);
        });
        if (!post({ kind: "token-request", id, rejected })) settle(id, undefined);
      });
    },
    answered: settle,
    end() {
      for (const id of [...waiting.keys()]) settle(id, undefined);
    },
  };
}
