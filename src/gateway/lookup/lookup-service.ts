import type { ServiceIdentifier } from "inversify";
import type { HospitalPlan } from "../../config/plan.js";
import type { DisplayEvents, LookupRequest, LookupStateEvent, LookupView } from "../../contract/lookup.js";
import { isFinal } from "../../domain/lookup-state.js";
import { isAutomatic } from "../../domain/pause.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { AuditEntry, AuditTrail } from "../../ports/audit.js";
import type { AskPlan, LookupStore, OpenLookup, QueryDraft, StoredLookup } from "../../ports/lookup-store.js";
import type { PauseSwitch } from "../../ports/pause-switch.js";
import type { Clock, IdSource, Logger } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { authoriseReading } from "../identity/authorise.js";
import type { Caller } from "../identity/caller.js";
import { planNow } from "../configuration/live-view.js";
import { auditSubject } from "./audit-subject.js";
import { planQuestion } from "./plan-question.js";
import { decideRequest, type RequestDecision } from "./decide-request.js";
import { deriveView } from "./derive-view.js";
import { noteMismatch } from "./note-mismatch.js";
import type { LookupChanges } from "./lookup-changes.js";
import type { QueryRunner } from "./query-runner.js";

/** What the API offers of lookups. Every method decides anew whether this caller may. */
export interface LookupService {
  /** `created` is false where the request repeats an earlier one. */
  open(
    request: LookupRequest,
    caller: Caller,
  ): Promise<{ readonly view: LookupView; readonly created: boolean }>;
  /** Throws `CPIS_LOOKUP_NOT_FOUND` for another person's lookup as for one that never was. */
  view(lookupId: string, caller: Caller): Promise<LookupView>;
  /** Calls `listener` with the state now and after every change. Returns a function that ends it. */
  watch(lookupId: string, caller: Caller, listener: (event: LookupStateEvent) => void): Promise<() => void>;
  /** Throws `CPIS_EVENT_OUT_OF_ORDER` where one is missing. */
  report(lookupId: string, events: DisplayEvents, caller: Caller): Promise<void>;
}
export const LookupService: ServiceIdentifier<LookupService> = Symbol("LookupService");

/** What the service works with. */
export interface ServiceParts {
  readonly plan: HospitalPlan;
  readonly store: LookupStore;
  readonly audit: AuditTrail;
  readonly runner: QueryRunner;
  readonly pauses: Pick<PauseSwitch, "applying">;
  readonly changes: LookupChanges;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
}

/** Lookups of one gateway. */
export function createLookupService(parts: ServiceParts): LookupService {
  const { plan, store, clock } = parts;
  const toView = (lookup: StoredLookup, caller: Caller): LookupView => {
    const { environment, contacts, lookups } = planNow(plan);
    const { answerMs, lateAnswerMs } = lookups;
    return deriveView(lookup, caller.owner, clock.now(), { environment, contacts, answerMs, lateAnswerMs });
  };
  const show = async (lookup: StoredLookup, caller: Caller): Promise<LookupView> => {
    const view = toView(lookup, caller);
    if (view.state.kind === "failed" && view.state.reason === "identity-mismatch") {
      const { lookupId, locationId, query } = lookup;
      const messageId = query === undefined ? {} : { messageId: query.messageId };
      await noteMismatch({ at: clock.now(), actor: caller.actor, lookupId, locationId, ...messageId }, parts);
    }
    return view;
  };

  const findOwn = async (lookupId: string, caller: Caller): Promise<StoredLookup> => {
    // Whoever may not see the answer is refused before it is unsealed.
    const access = await store.findAccess(lookupId);
    if (access?.owner !== caller.owner) throw new CpisError("CPIS_LOOKUP_NOT_FOUND");
    const location = plan.locations.find(({ id }) => id === access.locationId);
    authoriseReading(caller, location, plan.identity);
    const lookup = await store.find(lookupId);
    if (lookup === undefined) throw new CpisError("CPIS_LOOKUP_NOT_FOUND");
    return lookup;
  };

  return {
    async open(request, caller) {
      const at = clock.now();
      // Whatever is decided about this request is of one plan, and its rows name that plan.
      const now = { ...parts, plan: planNow(plan) };
      const decision = await decideOrRefuse(request, caller, at, now);
      const opened = await store.open(toOpenLookup(request, caller, at, decision, now));
      if (opened.kind === "not-found") throw new CpisError("CPIS_LOOKUP_NOT_FOUND");
      if (opened.kind === "conflict") throw new CpisError("CPIS_LOOKUP_CONFLICT");
      if (opened.kind === "existing") {
        return { view: await show(await findOwn(request.lookupId, caller), caller), created: false };
      }
      tell(opened.lookup, opened.send, isAutomatic(request.trigger), parts);
      return { view: await show(opened.lookup, caller), created: true };
    },
    async view(lookupId, caller) {
      return show(await findOwn(lookupId, caller), caller);
    },
    async watch(lookupId, caller, listener) {
      const first = await findOwn(lookupId, caller);
      return watchLookup(
        first,
        () => findOwn(lookupId, caller),
        (lookup) => toView(lookup, caller),
        parts,
        listener,
      );
    },
    async report(lookupId, { events }, caller) {
      const lookup = await findOwn(lookupId, caller);
      await store.recordDisplay(lookupId, events, {
        at: clock.now(),
        actor: caller.actor,
        locationId: lookup.locationId,
        ...(lookup.query === undefined ? {} : { messageId: lookup.query.messageId }),
      });
    },
  };
}

async function decideOrRefuse(
  request: LookupRequest,
  caller: Caller,
  at: number,
  { plan, audit, logger }: ServiceParts,
): Promise<RequestDecision> {
  try {
    return decideRequest(request, caller, plan, at);
  } catch (error) {
    if (!CpisError.is(error)) throw error;
    const { lookupId, locationId } = request;
    await audit.append([
      { at, action: "refused", actor: caller.actor, lookupId, locationId, reason: error.code },
    ]);
    logger.warn("request-refused", { lookupId, locationId, code: error.code });
    throw error;
  }
}

function toOpenLookup(
  request: LookupRequest,
  caller: Caller,
  at: number,
  decision: RequestDecision,
  parts: ServiceParts,
): OpenLookup {
  const { lookupId, locationId, trigger, patient } = request;
  const accessMode = decision.location?.accessMode;
  const audit: Omit<AuditEntry, "action"> = {
    at,
    actor: caller.actor,
    planHash: parts.plan.hash,
    lookupId,
    locationId,
    trigger,
    ...(accessMode === undefined ? {} : { accessMode }),
    ...(decision.kind === "ask" ? { authorMode: decision.author.kind } : {}),
    subject: auditSubject(request, patient.nhsNumber),
  };
  const ask = (): AskPlan | undefined =>
    decision.kind === "ask" ? planQuestion(request, caller, at, decision, parts) : undefined;
  return {
    lookupId,
    owner: caller.owner,
    fingerprint: fingerprint(request),
    at,
    locationId,
    ...(accessMode === undefined ? {} : { accessMode }),
    ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
    audit,
    decision: toStoreDecision(decision, ask()),
  };
}

function toStoreDecision(decision: RequestDecision, ask: AskPlan | undefined): OpenLookup["decision"] {
  if (ask !== undefined) return { kind: "ask", ask };
  return { kind: "not-checked", reason: decision.kind === "ask" ? "switched-off" : decision.reason };
}

// Every field in a fixed order, so that the same request always has the same text.
function fingerprint({ trigger, locationId, patient, encounter, localId }: LookupRequest): string {
  const { nhsNumber, nhsNumberStatus, birthDate, pregnancy } = patient;
  return JSON.stringify([
    trigger,
    locationId,
    nhsNumber,
    nhsNumberStatus,
    birthDate,
    pregnancy,
    encounter?.id,
    ...(localId === undefined ? [] : [localId.system, localId.value]),
  ]);
}

function tell(
  lookup: StoredLookup,
  send: QueryDraft | undefined,
  automatic: boolean,
  parts: ServiceParts,
): void {
  const { lookupId, locationId, relation, notChecked, accessMode, openedAt: at } = lookup;
  parts.telemetry.count("cpis_lookups_total", relation);
  const reason = notChecked === undefined ? {} : { reason: notChecked };
  const code = notChecked === "location-unknown" ? { code: "CPIS_LOCATION_UNKNOWN" } : {};
  parts.logger.info("lookup-opened", { lookupId, locationId, outcome: relation, ...reason, ...code });
  if (notChecked === "too-many") {
    parts.telemetry.alarm("too-many-queries", { lookupId, locationId, code: "CPIS_TOO_MANY_REQUESTS" });
  }
  if (send === undefined) return;
  parts.telemetry.count("cpis_queries_sent_total", accessMode ?? "");
  const { messageId, message, keepMessage } = send;
  parts.runner.start({
    messageId,
    lookupId,
    locationId,
    askedAt: at,
    message,
    keepMessage,
    recovered: false,
    automatic,
    ...(keepMessage ? { sendUntil: at + parts.plan.spine.contract.persistDurationMs } : {}),
  });
}

async function watchLookup(
  first: StoredLookup,
  reread: () => Promise<StoredLookup>,
  toView: (lookup: StoredLookup) => LookupView,
  { changes, logger }: ServiceParts,
  listener: (event: LookupStateEvent) => void,
): Promise<() => void> {
  let told = 0;
  let unsubscribe: () => void = () => undefined;
  const emit = (lookup: StoredLookup): void => {
    const { lookupId, version, state } = toView(lookup);
    if (version <= told) return;
    told = version;
    const final = isFinal(state);
    if (final) unsubscribe();
    listener({ lookupId, version, kind: state.kind, final });
  };
  if (first.query !== undefined) {
    unsubscribe = changes.subscribe(first.query.messageId, () => {
      reread().then(emit, () => logger.warn("stream-not-updated", { lookupId: first.lookupId }));
    });
  }
  // Read again: what changed between the first reading and the subscription was told to nobody.
  emit(await reread());
  return () => unsubscribe();
}
