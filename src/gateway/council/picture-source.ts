import type { ServiceIdentifier } from "inversify";
import type { CouncilPlan } from "../../config/council-plan.js";
import type { CaseStore } from "../../ports/case-store.js";
import type { NoticeStore } from "../../ports/notice-store.js";
import type { Clock } from "../../ports/runtime.js";
import type { UploadStore } from "../../ports/upload-store.js";
import type { CouncilChanges } from "./council-changes.js";
import { createPicture, type CouncilPicture } from "./picture.js";

/** Gives the council's picture as it is now. */
export interface PictureSource {
  current(): Promise<CouncilPicture>;
}
export const PictureSource: ServiceIdentifier<PictureSource> = Symbol("PictureSource");

/** Time alone changes little: an age, an overdue answer. */
const freshMs = 15_000;

/** One picture for all who look, made anew after each change. */
export function createPictureSource(parts: {
  readonly plan: CouncilPlan;
  readonly cases: CaseStore;
  readonly uploads: UploadStore;
  readonly notices: NoticeStore;
  readonly changes: CouncilChanges;
  readonly clock: Clock;
}): PictureSource {
  const { plan, cases, uploads, notices, clock } = parts;
  let version = 0;
  let known: { readonly version: number; readonly picture: CouncilPicture } | undefined;
  parts.changes.subscribe(() => (version += 1));
  return {
    async current() {
      const now = clock.now();
      const age = now - (known?.picture.input.now ?? -Infinity);
      if (known?.version === version && age >= 0 && age < freshMs) return known.picture;
      // Noted first: a change while the stores are read makes this picture old at once.
      const read = version;
      const picture = createPicture({
        cases: await cases.all(),
        deletions: await cases.deletions(),
        sendings: await uploads.sendings(),
        inactiveNumbers: await notices.inactiveNumbers(),
        plan,
        now,
      });
      known = { version: read, picture };
      return picture;
    },
  };
}
