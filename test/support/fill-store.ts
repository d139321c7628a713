import type { NhsNumber } from "../../src/domain/nhs-number.js";
import { randomIds } from "../../src/gateway/telemetry/runtime.js";
import type { InboundReply } from "../../src/ports/spine-transport.js";
import { createSqliteCaseStore } from "../../src/gateway/council/store/sqlite-case-store.js";
import { createSqliteMailboxStore } from "../../src/gateway/council/store/sqlite-mailbox-store.js";
import { createSqliteNoticeStore } from "../../src/gateway/council/store/sqlite-notice-store.js";
import { createSqliteUploadStore } from "../../src/gateway/council/store/sqlite-upload-store.js";
import { createSqliteTakeoverStore } from "../../src/gateway/council/takeover/sqlite-takeover-store.js";
import { createLaunchStore } from "../../src/gateway/hosted/launch/launch-store.js";
import { createPauseSwitch } from "../../src/gateway/pause/sqlite-pause-switch.js";
import { createSqliteLookupStore } from "../../src/gateway/store/sqlite-lookup-store.js";
import { sql } from "../../src/gateway/store/statement.js";
import { sealPlace, type StoreContext } from "../../src/gateway/store/store-context.js";
import {
  messageIdOf,
  newId,
  noon,
  sampleRecord,
  sampleRequest,
} from "../../src/testing/lookup-store-samples.js";

const day = 86_400_000;
const child = "9996001008" as NhsNumber;
const mailboxId = "ZZL01OT001";
const clock = { now: () => noon };
const subject = {
  nhsNumber: child,
  familyName: "Arkwright",
  givenNames: ["Tamsin"],
  birthDate: "2017-03-08",
};
const officer = { kind: "person", id: "officer-1", name: "Dee Officer" } as const;

/** Puts at least one row of every kind into an empty store, by the product's own ways of writing. All people are made up. */
export async function fillStore(context: StoreContext): Promise<void> {
  await fillLookups(context);
  await fillTakeover(context);
  await fillCases(context);
  await fillUploads(context);
  await fillMailbox(context);
  await fillNotices(context);
  await fillLaunches(context);
  await fillPauses(context);
  fillKeys(context);
  await context.commits.drain();
}

async function fillLookups(context: StoreContext): Promise<void> {
  const store = createSqliteLookupStore(context);
  const answered = sampleRequest();
  const messageId = messageIdOf(await store.open(answered));
  const reply = replyTo(messageId);
  await store.acceptReply(reply, noon, day);
  const conclusion = { kind: "record", record: sampleRecord, contentExpiresAt: noon + 900_000 } as const;
  const audit = { at: noon, action: "outcome", messageId, outcome: "record" } as const;
  await store.settle({ messageId, at: noon, conclusion, audit, reply });
  await store.recordDisplay(
    answered.lookupId,
    [{ eventId: newId(), sequence: 1, kind: "displayed", at: "2026-01-05T12:00:01.000Z", version: 3 }],
    { at: noon },
  );
  const waiting = sampleRequest({ at: noon + 2 * day });
  await store.open({ ...waiting, lookupId: newId() });
  await store.acceptReply(replyTo(undefined), noon, day);
  await store.open({
    ...sampleRequest({ lookupId: newId() }),
    decision: { kind: "not-checked", reason: "nhs-number-unverified" },
  });
}

async function fillPauses(context: StoreContext): Promise<void> {
  const silent = (): void => undefined;
  const telemetry = { alarm: silent, alarmOver: silent, measure: silent };
  const locations = () => [{ id: "ed" }];
  const pauses = createPauseSwitch({ store: context, clock, ids: randomIds, telemetry, locations });
  const ended = await pauses.begin({ scope: { kind: "site" }, reason: "a made-up reason" }, officer);
  await pauses.end(ended.id, officer);
  await pauses.begin({ scope: { kind: "location", locationId: "ed" }, reason: "another one" }, officer);
  const keptBack = { ...sampleRequest({ at: noon + 4 * day }), lookupId: newId() };
  const messageId = messageIdOf(await createSqliteLookupStore(context).open(keptBack));
  await createSqliteLookupStore(context).settle({
    messageId,
    at: noon + 4 * day,
    conclusion: { kind: "switched-off", reason: "switched-off", since: noon },
    audit: { at: noon, action: "outcome", messageId, outcome: "failed", reason: "switched-off" },
  });
}

function replyTo(refToMessageId: string | undefined): InboundReply {
  return {
    messageId: newId(),
    ...(refToMessageId === undefined ? {} : { refToMessageId }),
    conversationId: newId(),
    fromPartyKey: "YES-0000999",
    action: "REPC_IN000007GB01",
    hl7: "<a>a reply about a made-up child</a>",
  };
}

async function fillTakeover(context: StoreContext): Promise<void> {
  await createSqliteTakeoverStore(context).replace(
    {
      revision: 1,
      state: "approved",
      since: noon,
      firstSequenceNumber: 41,
      previousSequenceNumber: 40,
      proposedAt: noon,
      proposedBy: "officer-1",
      approvedAt: noon + 1,
      approvedBy: "officer-2",
      differenceHash: "00",
      previous: [],
      decisions: [],
      names: { "officer-1": "Dee Officer", "officer-2": "Ola Second" },
    },
    undefined,
    [{ at: noon, action: "takeover-approved", actor: officer }],
  );
}

async function fillCases(context: StoreContext): Promise<void> {
  const store = createSqliteCaseStore(context);
  const statuses = [{ code: "CPP", from: "2026-01-05" }];
  const record = { localId: "NS-1", subject: { kind: "child", child: subject }, statuses } as const;
  await store.save([record], noon, [
    { at: noon, action: "case-saved", actor: officer, subject: { localId: "NS-1" } },
  ]);
  const request = {
    localId: "NS-1",
    kind: "child-protection-plan",
    start: "2025-01-05",
    reason: "entered for the wrong child",
    requestedBy: "officer-1",
    requestedAt: "2026-01-05T12:00:00.000Z",
  } as const;
  const deletionId = newId();
  await store.requestDeletion({ deletionId, request }, { at: noon, action: "deletion-requested" });
  const approved = { ...request, approvedBy: "officer-2", approvedAt: "2026-01-05T13:00:00.000Z" };
  await store.approveDeletion(deletionId, approved, { at: noon, action: "deletion-approved" });
}

async function fillUploads(context: StoreContext): Promise<void> {
  const store = createSqliteUploadStore(context);
  const authority = { odsCode: "ZZL01", name: "Northshire Council", emergencyDutyTelephone: "01632960200" };
  const records = [{ nhsNumber: child, localIds: ["NS-1"], subjects: [], plans: [] }];
  const file = { kind: "changes", attempt: 1, authority, records, serves: {}, settles: [] } as const;
  await store.open(file, noon, [{ at: noon, action: "upload-opened" }]);
  const accepted = { kind: "accepted", at: "2026-01-05T12:30:00.000Z" } as const;
  const settlement = {
    state: "answered",
    succeeded: 1,
    failed: 0,
    outcomes: new Map([[child, accepted]]),
  } as const;
  await store.markLeaving(41, "00", noon);
  await store.markSent(41, noon, "20260105120000000001_ABCDEF");
  await store.settle(41, settlement, noon);
  await store.open(file, noon + 1, []);
  await store.wish({ localId: "NS-1", askedAt: noon }, { at: noon, action: "sending-asked" });
}

async function fillMailbox(context: StoreContext): Promise<void> {
  const store = createSqliteMailboxStore(context, clock);
  for (const messageId of ["20260105120000000001_AAAAAA", "20260105120000000001_BBBBBB"]) {
    const message = { kind: "data", messageId, compressed: false, encrypted: false } as never;
    await store.store(mailboxId, { message, content: pieces("first piece,", " second piece") });
  }
  const key = { mailboxId, messageId: "20260105120000000001_AAAAAA" };
  await store.conclude(key, "quarantined", "CPIS_XML_MALFORMED", noon);
  await store.dealWith(key, { by: "Dee Officer", reason: "a test of theirs" }, noon, {
    at: noon,
    action: "message-dealt-with",
  });
  await store.begun(mailboxId, noon);
  await store.succeeded(mailboxId, noon);
}

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (const text of texts) yield Buffer.from(text);
}

async function fillNotices(context: StoreContext): Promise<void> {
  const opening = {
    queryId: newId(),
    at: "2026-01-05T11:00:00.000Z",
    by: { kind: "person", name: "Ama O’Rell" },
    organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
    nhsNumbers: [child],
    localIds: ["NS-1"],
  } as never;
  await createSqliteNoticeStore(context).arrive(
    {
      message: { mailboxId, messageId: "20260105120000000001_BBBBBB" },
      disposition: "access-notification",
      openings: [{ key: "opening-1", placed: { opening, caseIds: ["NS-1"], faults: [] }, receivedAt: noon }],
      events: [
        {
          episodeId: "episode-1",
          event: { kind: "taken", at: noon, by: "Sam Worker", byId: "worker-1" },
        },
      ],
      inactiveNumbers: [{ notice: { nhsNumber: "9996294242", replacements: [] }, receivedAt: noon }],
      audit: [{ at: noon, action: "notice-routed" }],
    },
    noon,
  );
}

// Written by parts of the gateway that need more than a store to run.
async function fillLaunches(context: StoreContext): Promise<void> {
  const minute = 60_000;
  await createLaunchStore(context).use({
    issuer: "https://pas.trust.example",
    id: "launch-1",
    expiresAt: noon + minute,
    now: noon,
    code: "a code that is used once",
    codeExpiresAt: noon + minute,
    context: {
      locationId: "ed",
      patient: { nhsNumber: child, localIds: [] },
      user: { kind: "not-identified" },
    },
    audit: { at: noon, action: "launch-accepted", locationId: "ed" },
  });
}

function fillKeys({ database, sealer, ids }: StoreContext): void {
  const keyId = "00112233";
  const entryId = ids.uuid();
  for (const query of [
    sql.insertInto("audit_key").values({
      key_id: keyId,
      public_key: "a public key",
      sealed_private_key: sealer.seal("a private key", sealPlace.auditKey(keyId)),
    }),
    sql.insertInto("applied_plan").values({
      entry_id: entryId,
      applied_at: noon,
      digest: "00".repeat(32),
      dangerous_changes: 0,
      approved_by: null,
      sealed_settings: sealer.seal("{}", sealPlace.appliedSettings(entryId)),
      sealed_source: sealer.seal("{}\n", sealPlace.appliedSource(entryId)),
    }),
    sql.insertInto("configuration_change").values({
      change_id: entryId,
      from_digest: "00".repeat(32),
      to_digest: "11".repeat(32),
      asked_by: "555000000001",
      asked_at: noon,
      lapses_at: noon + 3 * day,
      needs_two: 1,
      state: "refused",
      decided_by: "555000000002",
      decided_at: noon,
      sealed_request: sealer.seal("{}", sealPlace.changeRequest(entryId)),
      sealed_decision: sealer.seal("{}", sealPlace.changeDecision(entryId)),
    }),
  ]) {
    const { sql: text, parameters } = query.compile();
    database.run({ text, parameters }, {});
  }
}
