/** Cases of the lookup store's contract: what a pause keeps back (H-04). */
import type { AuditTrail } from "../ports/audit.js";
import type { LookupStore } from "../ports/lookup-store.js";
import { expectEqual, type ContractCase } from "./contract-case.js";
import { messageIdOf, newId, noon, sampleRecord, sampleRequest } from "./lookup-store-samples.js";

interface Subject {
  readonly store: LookupStore;
  readonly audit: AuditTrail;
}

const minute = 60_000;
const off = { reason: "switched-off", since: noon - minute } as const;
const switchedOff = () => off;

/** Asking while checks are switched off. */
export const pausedCases: readonly ContractCase<Subject>[] = [
  {
    name: "while checks are switched off no query is drafted, and the lookup says since when it has been so (H-04)",
    async run({ store, audit }) {
      const request = sampleRequest({ ask: { switchedOff, draft: neverDrafted } });
      await store.open(request);
      const lookup = await store.find(request.lookupId);
      expectEqual(lookup?.notChecked, "switched-off", "reason");
      expectEqual(lookup?.switchedOffSince, off.since, "since");
      expectEqual((await audit.read({ action: "not-checked" })).length, 1, "audit rows");
    },
  },
  {
    name: "an answer that is held is shown while checks are switched off, and not once its time has passed",
    async run({ store }) {
      const first = await store.open(sampleRequest());
      const contentExpiresAt = noon + 15 * minute;
      const conclusion = { kind: "record", record: sampleRecord, contentExpiresAt } as const;
      await store.settle({ messageId: messageIdOf(first), at: noon, conclusion });
      const ask = { switchedOff, draft: neverDrafted };
      const held = await store.open(sampleRequest({ lookupId: newId(), at: noon + minute, ask }));
      expectEqual(held.kind === "opened" && held.lookup.relation, "reused", "relation");
      const late = await store.open(sampleRequest({ lookupId: newId(), at: noon + 16 * minute, ask }));
      expectEqual(late.kind === "opened" && late.lookup.notChecked, "switched-off", "reason");
    },
  },
  {
    name: "a query that was kept back says so, and the next one is asked as the first (H-04)",
    async run({ store }) {
      const request = sampleRequest();
      const messageId = messageIdOf(await store.open(request));
      const conclusion = { kind: "switched-off", ...off } as const;
      await store.settle({ messageId, at: noon, conclusion });
      const lookup = await store.find(request.lookupId);
      expectEqual(lookup?.query?.conclusion, { ...conclusion, at: noon }, "conclusion");
      const next = await store.open(sampleRequest({ lookupId: newId(), at: noon + minute }));
      expectEqual(next.kind === "opened" && next.lookup.relation, "asked", "relation");
    },
  },
];

function neverDrafted(): never {
  throw new Error("a query was drafted although checks are switched off");
}
