/** Cases of the lookup store's contract: replies, conclusions, display events, erasure. */
import type { DisplayEvent } from "../contract/lookup.js";
import type { AuditTrail } from "../ports/audit.js";
import type { LookupStore } from "../ports/lookup-store.js";
import type { InboundReply } from "../ports/spine-transport.js";
import { expectCode, expectEqual, type ContractCase } from "./contract-case.js";
import {
  messageIdOf,
  newId,
  noon,
  sampleDraft,
  sampleRecord,
  sampleRequest,
} from "./lookup-store-samples.js";

interface Subject {
  readonly store: LookupStore;
  readonly audit: AuditTrail;
}

const day = 24 * 3_600_000;

function reply(refToMessageId: string | undefined, messageId = newId()): InboundReply {
  return {
    messageId,
    ...(refToMessageId === undefined ? {} : { refToMessageId }),
    conversationId: newId(),
    fromPartyKey: "YES-0000999",
    action: "REPC_IN000007GB01",
    hl7: "<a>reply about 9995260182</a>",
  };
}

function event(sequence: number, eventId = newId()): DisplayEvent {
  return { eventId, sequence, kind: "displayed", at: "2026-01-05T12:00:01.000Z", version: 3 };
}

/** What becomes of a query. */
export const endingCases: readonly ContractCase<Subject>[] = [
  {
    name: "a query is concluded once; what comes later changes nothing and is audited (H-02)",
    async run({ store, audit }) {
      const messageId = messageIdOf(await store.open(sampleRequest()));
      const failed = { kind: "failed", reason: "no-answer" } as const;
      const settle = (kind: "outcome" | "late-reply", at: number) =>
        store.settle({
          messageId,
          at,
          conclusion: failed,
          audit: { at, action: "outcome", messageId },
          auditIfLate: { at, action: kind, messageId },
        });
      expectEqual(await settle("late-reply", noon + 1), "settled", "first");
      expectEqual(await settle("late-reply", noon + 2), "late", "second");
      const actions = (await audit.read({ messageId })).map(({ action }) => action);
      expectEqual(actions, ["intent", "outcome", "late-reply"], "audit");
    },
  },
  {
    name: "an answer is returned while it is held, and its erasure leaves only that it was checked",
    async run({ store }) {
      const request = sampleRequest();
      const messageId = messageIdOf(await store.open(request));
      const contentExpiresAt = noon + 900_000;
      const conclusion = { kind: "record", record: sampleRecord, contentExpiresAt } as const;
      await store.settle({ messageId, at: noon, conclusion });
      expectEqual(
        (await store.find(request.lookupId))?.query?.conclusion,
        { ...conclusion, at: noon },
        "held",
      );
      const limits = { now: contentExpiresAt, subjectsBefore: 0, forgetBefore: 0, quarantineBefore: 0 };
      expectEqual(await store.sweep(limits), 1, "erased answers");
      const erased = { kind: "erased", at: noon, contentExpiresAt };
      expectEqual((await store.find(request.lookupId))?.query?.conclusion, erased, "after the sweep");
    },
  },
  {
    name: "a reply is correlated by RefToMessageId, in either case, and once by its own id",
    async run({ store }) {
      const messageId = messageIdOf(await store.open(sampleRequest()));
      const inbound = reply(messageId.toLowerCase());
      expectEqual(await store.acceptReply(inbound, noon, day), "correlated", "first");
      expectEqual(await store.acceptReply(inbound, noon + 1, day), "duplicate", "second");
      expectEqual(
        (await store.unprocessedReplies()).map(({ hl7 }) => hl7),
        [inbound.hl7],
        "to process",
      );
    },
  },
  {
    name: "a reply to nobody's question is kept apart and audited, never processed",
    async run({ store, audit }) {
      expectEqual(await store.acceptReply(reply(newId()), noon, day), "unknown", "foreign reference");
      expectEqual(await store.acceptReply(reply(undefined), noon, day), "unknown", "no reference");
      expectEqual(await store.unprocessedReplies(), [], "to process");
      expectEqual((await audit.read({ action: "unknown-reply" })).length, 2, "audit rows");
    },
  },
  {
    name: "settling with a reply marks it as processed in the same change",
    async run({ store }) {
      const messageId = messageIdOf(await store.open(sampleRequest()));
      const inbound = reply(messageId);
      await store.acceptReply(inbound, noon, day);
      await store.settle({
        messageId,
        at: noon,
        conclusion: { kind: "no-record", contentExpiresAt: noon + 1 },
        reply: { fromPartyKey: inbound.fromPartyKey, messageId: inbound.messageId },
      });
      expectEqual(await store.unprocessedReplies(), [], "to process");
    },
  },
  {
    name: "the same stored reply settles once, even where two workers have found it",
    async run({ store, audit }) {
      const messageId = messageIdOf(await store.open(sampleRequest()));
      const inbound = reply(messageId);
      await store.acceptReply(inbound, noon, day);
      const settlement = {
        messageId,
        at: noon,
        conclusion: { kind: "no-record", contentExpiresAt: noon + 1 },
        audit: { at: noon, action: "outcome", messageId },
        auditIfLate: { at: noon, action: "late-reply", messageId },
        reply: { fromPartyKey: inbound.fromPartyKey, messageId: inbound.messageId },
      } as const;
      const results = await Promise.all([store.settle(settlement), store.settle(settlement)]);
      expectEqual(results, ["settled", "repeated"], "results");
      const actions = (await audit.read({ messageId })).map(({ action }) => action);
      expectEqual(actions, ["intent", "outcome"], "audit");
    },
  },
  {
    name: "a restarted gateway finds what was drafted, with the same bytes, and whether it was accepted",
    async run({ store }) {
      const draft = sampleDraft();
      await store.open(sampleRequest({ ask: { draft: () => draft } }));
      const [pending] = await store.pendingQueries();
      expectEqual(pending?.messageId, draft.messageId, "MessageId");
      expectEqual([...(pending?.message?.body ?? [])], [...draft.message.body], "bytes");
      expectEqual(pending?.accepted, false, "accepted before");
      await store.markAccepted(draft.messageId, noon);
      expectEqual((await store.findQuery(draft.messageId))?.accepted, true, "accepted after");
      await store.settle({
        messageId: draft.messageId,
        at: noon,
        conclusion: { kind: "failed", reason: "interrupted" },
      });
      expectEqual(await store.pendingQueries(), [], "pending after the conclusion");
    },
  },
  {
    name: "bytes that may not be sent again are not kept",
    async run({ store }) {
      await store.open(sampleRequest({ ask: { draft: () => sampleDraft({ keepMessage: false }) } }));
      const [pending] = await store.pendingQueries();
      expectEqual(pending?.message === undefined, true, "no bytes");
    },
  },
  {
    name: "display events are kept once each and in order; a gap keeps none of them",
    async run({ store, audit }) {
      const { lookupId, at } = sampleRequest();
      await store.open(sampleRequest({ lookupId }));
      const [first, second] = [event(1), event(2)];
      expectEqual(await store.recordDisplay(lookupId, [first], { at }), 1, "new events");
      expectEqual(await store.recordDisplay(lookupId, [first, second], { at }), 1, "new among repeated");
      await expectCode(
        store.recordDisplay(lookupId, [event(3), event(5)], { at }),
        "CPIS_EVENT_OUT_OF_ORDER",
      );
      const shown = (await audit.read({ lookupId, action: "displayed" })).map(
        ({ display }) => display?.sequence,
      );
      expectEqual(shown, [1, 2], "audit");
    },
  },
  {
    name: "what nobody can ask for any more is forgotten; the audit is not",
    async run({ store, audit }) {
      const request = sampleRequest();
      const messageId = messageIdOf(await store.open(request));
      await store.settle({ messageId, at: noon, conclusion: { kind: "failed", reason: "no-answer" } });
      const later = noon + 2 * day;
      await store.sweep({ now: later, subjectsBefore: later, forgetBefore: later, quarantineBefore: later });
      expectEqual(await store.find(request.lookupId), undefined, "lookup");
      expectEqual(await store.findQuery(messageId), undefined, "query");
      expectEqual((await audit.read({ messageId })).length, 1, "audit rows");
    },
  },
];
