import type { ServiceIdentifier } from "inversify";
import type { CouncilPlan } from "../../config/council-plan.js";
import type { CaseStore } from "../../ports/case-store.js";
import type { NoticeStore } from "../../ports/notice-store.js";
import type { Clock } from "../../ports/runtime.js";
import type { TakeoverStore } from "../../ports/takeover-store.js";
import type { UploadStore } from "../../ports/upload-store.js";
import { planNow } from "../configuration/live-view.js";
import { damagedClosedNumbers } from "./damage.js";
import { createPicture, type CouncilPicture, type PictureInput } from "./picture.js";
import { takeoverBaseline } from "./takeover/baseline.js";

/** Gives the council's picture as it is now. */
export interface PictureSource {
  current(): Promise<CouncilPicture>;
}
export const PictureSource: ServiceIdentifier<PictureSource> = Symbol("PictureSource");

/** Time alone changes little: an age, an overdue answer. */
const freshMs = 15_000;

/** After so many changes during one reading the last reading counts; the next look makes it anew. */
const readings = 5;

/**
 * One picture for all who look, made anew after each change.
 *
 * What has changed is told by the store's own revision, which every transaction raises, and not by whoever made the change: a picture
 * can therefore never be older than a list that was read before it, and it is never made of two moments. Another plan, whose
 * statuses may mean something else, makes another picture.
 */
export function createPictureSource(parts: {
  readonly plan: CouncilPlan;
  readonly cases: CaseStore;
  readonly uploads: UploadStore;
  readonly notices: NoticeStore;
  readonly takeovers: Pick<TakeoverStore, "current">;
  readonly clock: Clock;
}): PictureSource {
  const { uploads, clock } = parts;
  let known:
    { readonly revision: number; readonly plan: CouncilPlan; readonly picture: CouncilPicture } | undefined;
  return {
    async current() {
      const now = clock.now();
      const plan = planNow(parts.plan);
      let revision = await uploads.revision();
      const age = now - (known?.picture.input.now ?? -Infinity);
      if (known?.revision === revision && known.plan === plan && age >= 0 && age < freshMs)
        return known.picture;
      for (let reading = 1; ; reading += 1) {
        const input = await readInput({ ...parts, plan }, now);
        const after = await uploads.revision();
        if (after !== revision && reading < readings) {
          revision = after;
          continue;
        }
        const picture = createPicture(input);
        known = { revision, plan, picture };
        return picture;
      }
    },
  };
}

async function readInput(
  { plan, cases, uploads, notices, takeovers }: Parameters<typeof createPictureSource>[0],
  now: number,
): Promise<PictureInput> {
  const baseline = takeoverBaseline(await takeovers.current());
  const all = await cases.all();
  const deletions = await cases.deletions();
  const sendings = await uploads.sendings();
  const closed = await notices.inactiveNumbers();
  const keyOf = (nhsNumber: string): string => uploads.subjectKey(nhsNumber);
  const damage = { rows: await uploads.damaged(), keyOf };
  return {
    ...(baseline === undefined ? {} : { baseline }),
    cases: all,
    deletions,
    sendings,
    damage,
    inactiveNumbers: [...closed, ...damagedClosedNumbers(damage, all)],
    wishes: await uploads.wishes(),
    plan,
    now,
  };
}
