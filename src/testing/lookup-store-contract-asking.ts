/** Cases of the lookup store's contract: when a new query is made, and when an earlier one serves. */
import type { AuditTrail } from "../ports/audit.js";
import type { LookupStore, OpenedLookup } from "../ports/lookup-store.js";
import { expectEqual, type ContractCase } from "./contract-case.js";
import { messageIdOf, noon, sampleRecord, sampleRequest } from "./lookup-store-samples.js";

interface Subject {
  readonly store: LookupStore;
  readonly audit: AuditTrail;
}

const minute = 60_000;
const ceilings = { perUser: 2, perSite: 3, windowMs: minute };

function outcome(opened: OpenedLookup): string {
  if (opened.kind !== "opened") return opened.kind;
  return opened.lookup.notChecked ?? opened.lookup.relation;
}

async function answer(store: LookupStore, opened: OpenedLookup, at: number): Promise<void> {
  const contentExpiresAt = at + 15 * minute;
  await store.settle({
    messageId: messageIdOf(opened),
    at,
    conclusion: { kind: "record", record: sampleRecord, contentExpiresAt },
  });
}

async function fail(
  store: LookupStore,
  opened: OpenedLookup,
  reason: "rejected" | "spine-unreachable" | "no-answer",
): Promise<void> {
  await store.settle({ messageId: messageIdOf(opened), at: noon, conclusion: { kind: "failed", reason } });
}

/** Asking, joining, re-using, ceilings. */
export const askingCases: readonly ContractCase<Subject>[] = [
  {
    name: "an answered query is re-used inside the window, and the re-use is audited",
    async run({ store, audit }) {
      const first = await store.open(sampleRequest());
      await answer(store, first, noon + 1000);
      const again = await store.open(sampleRequest({ at: noon + 5 * minute, owner: "person:999900000202" }));
      expectEqual(outcome(again), "reused", "relation");
      expectEqual(messageIdOf(again), messageIdOf(first), "MessageId");
      expectEqual((await audit.read({ action: "reused" })).length, 1, "re-use rows");
    },
  },
  {
    name: "another re-use key is another query: a silent answer never serves where the council must be told (H-13)",
    async run({ store }) {
      const first = await store.open(
        sampleRequest({ accessMode: "scheduled", ask: { reuseKey: "scheduled" } }),
      );
      await answer(store, first, noon);
      const other = await store.open(sampleRequest({ ask: { reuseKey: "unscheduled" } }));
      expectEqual(outcome(other), "asked", "relation");
    },
  },
  {
    name: "after the re-use window the register is asked again",
    async run({ store }) {
      const first = await store.open(sampleRequest());
      await answer(store, first, noon);
      const later = await store.open(sampleRequest({ at: noon + 13 * 60 * minute }));
      expectEqual(outcome(later), "asked", "relation");
    },
  },
  {
    name: "check again makes a new query where an answer is held (H-30)",
    async run({ store }) {
      const first = await store.open(sampleRequest());
      await answer(store, first, noon);
      const again = await store.open(sampleRequest({ at: noon + minute, ask: { force: true } }));
      expectEqual(outcome(again), "asked", "relation");
      expectEqual(messageIdOf(again) === messageIdOf(first), false, "same MessageId");
    },
  },
  {
    name: "check again joins a query that is still inside its time: nobody asks twice at once",
    async run({ store }) {
      await store.open(sampleRequest());
      const again = await store.open(sampleRequest({ at: noon + 1000, ask: { force: true } }));
      expectEqual(outcome(again), "joined", "relation");
    },
  },
  {
    name: "check again makes a new query once no answer has come in time",
    async run({ store }) {
      await store.open(sampleRequest());
      const again = await store.open(sampleRequest({ at: noon + 31_000, ask: { force: true } }));
      expectEqual(outcome(again), "asked", "relation");
    },
  },
  {
    name: "re-opening never asks again by itself after a failure that CP-IS may have seen (R-61)",
    async run({ store }) {
      const first = await store.open(sampleRequest());
      await fail(store, first, "no-answer");
      expectEqual(outcome(await store.open(sampleRequest({ at: noon + minute }))), "reused", "relation");
    },
  },
  {
    name: "re-opening asks where nothing had left",
    async run({ store }) {
      const first = await store.open(sampleRequest());
      await fail(store, first, "spine-unreachable");
      expectEqual(outcome(await store.open(sampleRequest({ at: noon + minute }))), "asked", "relation");
    },
  },
  {
    name: "re-opening asks nothing after a rejection, which may follow a question that did arrive",
    async run({ store }) {
      const first = await store.open(sampleRequest());
      await fail(store, first, "rejected");
      expectEqual(outcome(await store.open(sampleRequest({ at: noon + minute }))), "reused", "relation");
    },
  },
  {
    name: "the ceiling of a user stops new queries, and only for a minute",
    async run({ store, audit }) {
      const ask = (key: string, at: number) =>
        store.open(sampleRequest({ at, ask: { reuseKey: key, ceilings } }));
      await ask("a", noon);
      await ask("b", noon);
      const stopped = await ask("c", noon + 1000);
      expectEqual(outcome(stopped), "too-many", "third");
      expectEqual((await audit.read({ action: "intent" })).length, 2, "intents");
      expectEqual(outcome(await ask("d", noon + minute + 1)), "asked", "a minute later");
    },
  },
  {
    name: "the ceiling of a site stops every user; joining and re-using are never stopped",
    async run({ store }) {
      const ask = (key: string, owner: string) =>
        store.open(sampleRequest({ owner, ask: { reuseKey: key, ceilings } }));
      await ask("a", "person:1");
      await ask("b", "person:2");
      await ask("c", "person:3");
      expectEqual(outcome(await ask("d", "person:4")), "too-many", "fourth");
      expectEqual(outcome(await ask("a", "person:4")), "joined", "joining");
    },
  },
  {
    name: "a new encounter erases what is held of the patient's earlier one (principle 6)",
    async run({ store }) {
      const request = sampleRequest({ ask: { reuseKey: "encounter 1" } });
      await answer(store, await store.open(request), noon);
      const kind = async () => (await store.find(request.lookupId))?.query?.conclusion?.kind;
      await store.open(sampleRequest({ at: noon + 1000, ask: { reuseKey: "encounter 2" } }));
      expectEqual(await kind(), "record", "while a page may still be fetching it");
      await store.open(sampleRequest({ at: noon + 2 * minute, ask: { reuseKey: "encounter 3" } }));
      expectEqual(await kind(), "erased", "later");
    },
  },
];
