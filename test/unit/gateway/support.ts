import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HospitalPlan } from "../../../src/config/plan.js";
import type { LookupRequest } from "../../../src/contract/lookup.js";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import { createHousekeeping } from "../../../src/gateway/lookup/housekeeping.js";
import { createLookupChanges } from "../../../src/gateway/lookup/lookup-changes.js";
import { createLookupService } from "../../../src/gateway/lookup/lookup-service.js";
import { createQueryConclusions } from "../../../src/gateway/lookup/query-conclusions.js";
import { createQueryRunner } from "../../../src/gateway/lookup/query-runner.js";
import { closeOverdue, recover } from "../../../src/gateway/lookup/recover.js";
import { createReplyInbox } from "../../../src/gateway/lookup/reply-inbox.js";
import type { Caller } from "../../../src/gateway/identity/caller.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { createPauseSwitch } from "../../../src/gateway/pause/sqlite-pause-switch.js";
import { createSqliteLookupStore } from "../../../src/gateway/store/sqlite-lookup-store.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import type { LogFields } from "../../../src/ports/runtime.js";
import type {
  InboundReply,
  OutboundQuery,
  SendOutcome,
  SpineTransport,
} from "../../../src/ports/spine-transport.js";
import type { AlarmName } from "../../../src/ports/telemetry.js";
import { defaultSeed } from "../../../src/simulator/default-seed.js";
import { createRegister } from "../../../src/simulator/register.js";
import {
  buildAcknowledged,
  buildNoRecord,
  buildRecord,
  buildRegisterFault,
} from "../../../src/simulator/reply-messages.js";
import { parseSeed } from "../../../src/simulator/seed.js";
import { noon } from "../../../src/testing/lookup-store-samples.js";
import { gatewayPlan, newLookupId, nurse, type PlanChanges } from "../../support/gateway-plan.js";

/** Time that moves only when a test says so. */
export class TestTime {
  nowMs = noon;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();
  now(): number {
    return this.nowMs;
  }
  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }
  async advance(ms: number): Promise<void> {
    const until = this.nowMs + ms;
    for (;;) {
      await settled();
      const due = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.nowMs = Math.max(this.nowMs, due.at);
      due.run();
    }
    this.nowMs = until;
    await settled();
  }
}

/** Lets everything that only waits for the store happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 4));
}

/** Spine as far as a gateway's inside can see it: what was sent, and what the test says became of it. */
export class RecordedSpine implements SpineTransport {
  readonly sent: OutboundQuery[] = [];
  readonly signals: AbortSignal[] = [];
  /** `retrying` lasts until it is cancelled; `throws` breaks the port's promise. */
  outcome: SendOutcome | "retrying" | "throws" = { kind: "accepted", attempts: 1 };
  beforeSending: (query: OutboundQuery) => void | Promise<void> = () => undefined;
  async send(query: OutboundQuery, signal: AbortSignal, mayLeave?: () => boolean): Promise<SendOutcome> {
    await this.beforeSending(query);
    if (mayLeave?.() === false) return { kind: "not-sent", attempts: 1 };
    this.sent.push(query);
    this.signals.push(signal);
    const { outcome } = this;
    if (outcome === "throws") throw new Error("a fault inside");
    if (outcome !== "retrying") return outcome;
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve({ kind: "unknown", attempts: 1 }));
    });
  }
}

export const user: Caller = {
  kind: "person",
  owner: `person:${nurse.sdsUserId}`,
  expiresAt: noon + 3_600_000,
  activityCodes: nurse.activityCodes,
  jobRoleCode: nurse.jobRoleCode,
  organisationOdsCode: nurse.orgOds,
  person: nurse,
  actor: { kind: "person", id: nurse.sdsUserId, name: "Ama O’Rell", organisationOdsCode: nurse.orgOds },
};

export const colleague: Caller = {
  ...user,
  owner: "person:999900000202",
  person: { ...nurse, sdsUserId: "999900000202", givenName: "Bram", familyName: "Ito" },
  actor: { kind: "person", id: "999900000202", name: "Bram Ito" },
};

export function request(changes: Partial<LookupRequest> = {}): LookupRequest {
  return {
    lookupId: newLookupId(),
    trigger: "opened",
    locationId: "ed",
    patient: { nhsNumber: "9995260182", nhsNumberStatus: "verified", birthDate: "2018-02-03" },
    encounter: { id: "ENC-1" },
    ...changes,
  };
}

const spine: HospitalPlan["spine"] = {
  endpoint: "https://127.0.0.1:1/reliablemessaging/queryrequest",
  contract: {
    pattern: "express",
    cpaId: "S9999A999001",
    syncReply: true,
    retries: 0,
    retryIntervalMs: 0,
    persistDurationMs: 0,
    actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH",
  },
  ownPartyKey: "ZZ9-999001",
  spinePartyKey: "YES-0000999",
  ownAsid: "999900000001",
  spineAsid: "999900000002",
  tls: { key: "", certificate: "", authorities: "" },
  listener: { host: "127.0.0.1", port: 0, allowedSubjects: [] },
  silentReadForm: "nested",
  noRecordCodes: [{ code: "SIM-NRF", codeSystem: "2.999.1" }],
  timings: { connectTimeoutMs: 5000, httpAnswerTimeoutMs: 20_000 },
};

export const reliable: Partial<HospitalPlan["spine"]> = {
  contract: {
    ...spine.contract,
    pattern: "reliable",
    retries: 2,
    retryIntervalMs: 10_000,
    persistDurationMs: 50_000,
  },
};

export type CoreChanges = Partial<Omit<PlanChanges, "spine">> & {
  readonly spine?: Partial<HospitalPlan["spine"]>;
};

/** The gateway without its sockets: the real store and service, a recorded Spine, and time in the test's hands. */
export function createCore(changes: CoreChanges = {}, folder = mkdtempSync(join(tmpdir(), "cpis-core-"))) {
  const time = new TestTime();
  const transport = new RecordedSpine();
  const alarms: AlarmName[] = [];
  const logged: { event: string; fields: LogFields | undefined }[] = [];
  const log = (event: string, fields?: LogFields): void => void logged.push({ event, fields });
  const logger = { info: log, warn: log, error: log };
  const telemetry = {
    count: () => undefined,
    measure: () => undefined,
    observeAnswer: () => undefined,
    alarm: (name: AlarmName) => void alarms.push(name),
    alarmOver: () => undefined,
  };
  const { spine: spineChanges, ...rest } = changes;
  const plan = gatewayPlan({
    storeFile: join(folder, "store.sqlite"),
    trustedKeys: { keys: [] },
    sealingKey: Buffer.alloc(32, 7).toString("base64"),
    ...rest,
    spine: { ...spine, ...spineChanges },
  });
  const context = openStore(plan.store, randomIds);
  const store = createSqliteLookupStore(context);
  const audit = createSqliteAuditTrail(context);
  const lookupChanges = createLookupChanges();
  const conclusions = createQueryConclusions(store, lookupChanges, telemetry, time);
  const timings = plan.lookups;
  const pauses = createPauseSwitch({
    store: context,
    clock: time,
    ids: randomIds,
    telemetry,
    locations: () => plan.locations,
  });
  const runner = createQueryRunner({
    pauses,
    transport,
    store,
    conclusions,
    changes: lookupChanges,
    timings,
    clock: time,
    timers: time,
    logger,
    telemetry,
  });
  const { noRecordCodes, contract } = plan.spine;
  const inbox = createReplyInbox({
    store,
    runner,
    conclusions,
    telemetry,
    clock: time,
    logger,
    timings,
    noRecordCodes,
  });
  const recovery = { store, runner, conclusions, clock: time, logger, telemetry, timings, contract };
  const { bankHolidays } = plan.contacts;
  const housekeeping = createHousekeeping({
    store,
    clock: time,
    timers: time,
    telemetry,
    logger,
    timings,
    chores: [() => inbox.catchUp(), () => closeOverdue(recovery)],
    ...(bankHolidays === undefined ? {} : { bankHolidays }),
  });
  const serviceWith = (served: HospitalPlan) =>
    createLookupService({
      plan: served,
      store,
      audit,
      runner,
      pauses,
      changes: lookupChanges,
      telemetry,
      clock: time,
      ids: randomIds,
      logger,
    });
  return {
    plan,
    folder,
    context,
    time,
    transport,
    alarms,
    logged,
    store,
    audit,
    inbox,
    runner,
    pauses,
    housekeeping,
    service: serviceWith(plan),
    serviceWith,
    recover: async () => {
      await inbox.catchUp();
      await recover(recovery);
    },
    /** The process is gone: nothing drains, the file stays as it is. */
    crash: () => context.database.close(),
    async close() {
      await runner.drain();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Core = ReturnType<typeof createCore>;

const register = createRegister(parseSeed(defaultSeed(noon), noon));

/** What the register would say to a query that was sent, in a message of its own. */
export function replyTo(
  sent: OutboundQuery,
  kind: "record" | "no-record" | "fault" | "acknowledged",
  nhsNumber = "9995260182",
): InboundReply {
  const messageId = randomIds.uuid();
  const identity = {
    messageId,
    queryMessageId: sent.messageId,
    nowEpochMs: noon,
    gatewayAsid: spine.ownAsid,
    spineAsid: spine.spineAsid,
  };
  const entry = register.find(nhsNumber);
  const messages = {
    record: () => {
      if (entry === undefined) throw new Error("nobody holds a record under this number");
      return [
        "REPC_IN000007GB01",
        buildRecord(identity, entry, randomIds.uuid(), (content) => content),
      ] as const;
    },
    "no-record": () => ["QUQI_IN010000UK14", buildNoRecord(identity, "NF")] as const,
    fault: () => ["QUQI_IN010000UK14", buildRegisterFault(identity)] as const,
    acknowledged: () => ["MCCI_IN010000UK13", buildAcknowledged(identity, undefined)] as const,
  };
  const [action, hl7] = messages[kind]();
  return {
    messageId,
    refToMessageId: sent.messageId,
    conversationId: sent.conversationId,
    fromPartyKey: spine.spinePartyKey,
    action,
    hl7,
  };
}
