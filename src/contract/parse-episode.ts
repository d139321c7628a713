/** Readers of notices and of where they went. */
import type { OpeningFault } from "../domain/notification.js";
import type { RouteTarget } from "../domain/notice-routing.js";
import type { EpisodeView, HopView, OpeningView } from "./council.js";
import { always, asHeld, caseAbout, localDate } from "./parse-council-shapes.js";
import { instant, list, object, oneOf, optional, variant } from "./shape.js";

type TargetOf<K extends RouteTarget["kind"]> = Extract<RouteTarget, { readonly kind: K }>;

/** Where a notice goes. */
export const routeTarget = variant<RouteTarget>({
  worker: object<TargetOf<"worker">>({ kind: oneOf({ worker: true }), workerId: asHeld }, "ignore"),
  team: object<TargetOf<"team">>({ kind: oneOf({ team: true }), teamId: asHeld }, "ignore"),
  "emergency-duty-team": object<TargetOf<"emergency-duty-team">>(
    { kind: oneOf({ "emergency-duty-team": true }) },
    "ignore",
  ),
  "duty-manager": object<TargetOf<"duty-manager">>({ kind: oneOf({ "duty-manager": true }) }, "ignore"),
  "data-officer": object<TargetOf<"data-officer">>({ kind: oneOf({ "data-officer": true }) }, "ignore"),
});

const opening = object<OpeningView>(
  {
    at: asHeld,
    by: object<OpeningView["by"]>(
      { name: asHeld, role: optional(asHeld), kind: oneOf({ person: true, system: true }) },
      "ignore",
    ),
    faults: list(
      oneOf<OpeningFault>({
        "names-nobody": true,
        "names-two-children": true,
        "number-and-local-id-disagree": true,
        "not-on-our-books": true,
        "time-in-the-future": true,
      }),
      { atMost: 10 },
    ),
    nhsNumbers: list(asHeld, { atMost: 1000 }),
    localIds: list(asHeld, { atMost: 1000 }),
  },
  "ignore",
);

/** An episode of notices. */
export const episode = object<EpisodeView>(
  {
    episodeId: asHeld,
    localId: optional(asHeld),
    name: optional(asHeld),
    ...caseAbout,
    planEnded: optional(always),
    workerName: optional(asHeld),
    teamName: optional(asHeld),
    organisation: object<EpisodeView["organisation"]>({ odsCode: asHeld, name: asHeld }, "ignore"),
    shift: object<EpisodeView["shift"]>(
      { kind: oneOf({ day: true, night: true }), date: localDate },
      "ignore",
    ),
    firstAt: asHeld,
    lastAt: asHeld,
    openings: list(opening, { atMost: 10_000 }),
    state: oneOf({ new: true, taken: true, finished: true }),
    takenBy: optional(asHeld),
    takenAt: optional(instant),
    finishedBy: optional(asHeld),
    finishedAt: optional(instant),
    hops: list(
      object<HopView>(
        {
          to: routeTarget,
          at: instant,
          why: oneOf({ new: true, "nobody-acted": true, "passed-on": true }),
          workerName: optional(asHeld),
          teamName: optional(asHeld),
          workerAway: optional(always),
        },
        "ignore",
      ),
      { atMost: 10_000 },
    ),
    notes: list(object<EpisodeView["notes"][number]>({ at: instant, by: asHeld, text: asHeld }, "ignore"), {
      atMost: 10_000,
    }),
  },
  "ignore",
);
