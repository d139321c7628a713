import type { AnswerBox } from "./answer-box.js";

let part: typeof AnswerBox | undefined;
let fetching: Promise<boolean> | undefined;
let hasFailed = false;
const waiting = new Set<() => void>();

/** What draws answers, once it is there. */
export const answerPart = (): typeof AnswerBox | undefined => part;

/** Whether the last try to fetch it has failed. */
export const isAnswerPartMissing = (): boolean => hasFailed;

/**
 * Fetches what draws answers, once for all banners of the page, and says whether it is there. Never rejects; after a
 * failure the next call tries again.
 */
export function fetchAnswerPart(): Promise<boolean> {
  fetching ??= import("./answer-box.js")
    .then(
      ({ AnswerBox }) => {
        part = AnswerBox;
        hasFailed = false;
      },
      () => {
        hasFailed = true;
        fetching = undefined;
      },
    )
    .then(() => {
      for (const tell of waiting) tell();
      return part !== undefined;
    });
  return fetching;
}

/** Is told whenever a try has ended, until the returned function is called. */
export function whenAnswerPartTried(tell: () => void): () => void {
  waiting.add(tell);
  return () => {
    waiting.delete(tell);
  };
}
