import type { HospitalPlan } from "../../config/plan.js";
import type { LookupRequest } from "../../contract/lookup.js";
import { isAutomatic, switchedOffBy } from "../../domain/pause.js";
import type { AskPlan, Asker } from "../../ports/lookup-store.js";
import type { PauseSwitch } from "../../ports/pause-switch.js";
import type { IdSource } from "../../ports/runtime.js";
import type { Caller } from "../identity/caller.js";
import type { AuthorChoice, RequestDecision } from "./decide-request.js";
import { draftQuery } from "./draft-query.js";

/** Without an encounter an answer is the same user's own, and no longer than this (design section 5). */
const withoutEncounterMs = 15 * 60_000;

const minuteMs = 60_000;

/** What a question is planned with. */
export interface QuestionParts {
  readonly plan: HospitalPlan;
  readonly ids: IdSource;
  readonly pauses: Pick<PauseSwitch, "applying">;
}

/** What the store needs to decide between asking, joining and re-using. */
export function planQuestion(
  request: LookupRequest,
  caller: Caller,
  askedAt: number,
  decision: Extract<RequestDecision, { kind: "ask" }>,
  { plan, ids, pauses }: QuestionParts,
): AskPlan {
  const { nhsNumber, author, location } = decision;
  const { accessMode } = location;
  const { patient, encounter } = request;
  const organisation = caller.organisationOdsCode ?? plan.identity.organisation.odsCode;
  const { reuseWindowMs, answerMs } = plan.lookups;
  // The access mode is part of the key: a silent answer never stands in where the council must be told (H-13).
  const sharedBy = encounter === undefined ? ["user", caller.owner] : ["encounter", encounter.id];
  return {
    reuseKey: JSON.stringify([nhsNumber, ...sharedBy, organisation, accessMode]),
    patientKey: JSON.stringify([nhsNumber, organisation]),
    reuseWindowMs: encounter === undefined ? Math.min(withoutEncounterMs, reuseWindowMs) : reuseWindowMs,
    force: request.trigger === "check-again",
    answerMs,
    endsEarlierEncounters: encounter !== undefined,
    ...(accessMode === "unscheduled"
      ? {
          ceilings: {
            perUser: plan.limits.perUserPerMinute,
            perSite: plan.limits.perSitePerMinute,
            windowMs: minuteMs,
          },
        }
      : {}),
    asker: toAsker(author, caller, plan),
    switchedOff: () => {
      const check = { locationId: location.id, automatic: isAutomatic(request.trigger) };
      const pause = pauses.applying(check);
      return pause === undefined ? undefined : switchedOffBy(pause);
    },
    draft: () =>
      draftQuery(
        {
          nhsNumber,
          accessMode,
          author,
          askedAt,
          ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
        },
        plan,
        ids,
      ),
  };
}

function toAsker(author: AuthorChoice, caller: Caller, plan: HospitalPlan): Asker {
  if (author.kind === "person") {
    const { givenName, familyName } = author.person;
    return { owner: caller.owner, name: `${givenName} ${familyName}`, bySystem: false };
  }
  const { given, family } = plan.identity.nominatedPerson;
  return { owner: caller.owner, name: `${given} ${family}`, bySystem: true };
}
