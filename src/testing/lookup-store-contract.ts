/**
 * What every lookup store must do. Run each case against a fresh, empty store:
 *
 * `for (const { name, run } of lookupStoreContract) it(name, async () => run(await openEmptyStore()));`
 */
import type { AuditTrail } from "../ports/audit.js";
import type { LookupStore, OpenedLookup } from "../ports/lookup-store.js";
import { expectEqual, type ContractCase } from "./contract-case.js";
import { askingCases } from "./lookup-store-contract-asking.js";
import { endingCases } from "./lookup-store-contract-ending.js";
import { pausedCases } from "./lookup-store-contract-paused.js";
import { messageIdOf, newId, noon, sampleRequest } from "./lookup-store-samples.js";

/** A store with the audit trail that shares its transactions. */
export interface StoreUnderTest {
  readonly store: LookupStore;
  readonly audit: AuditTrail;
}

function outcome(opened: OpenedLookup): string {
  return opened.kind === "opened" ? opened.lookup.relation : opened.kind;
}

const identityCases: readonly ContractCase<StoreUnderTest>[] = [
  {
    name: "a repeated request with the same id returns the same lookup and drafts no second query",
    async run({ store, audit }) {
      const request = sampleRequest();
      const first = await store.open(request);
      const again = await store.open(request);
      expectEqual(again.kind, "existing", "second opening");
      const kept = await store.find(request.lookupId);
      expectEqual(kept?.query?.messageId, messageIdOf(first), "MessageId");
      expectEqual((await audit.read({ action: "intent" })).length, 1, "intents");
    },
  },
  {
    name: "the same id for a different request is a conflict",
    async run({ store }) {
      const lookupId = newId();
      await store.open(sampleRequest({ lookupId }));
      const other = await store.open(sampleRequest({ lookupId, fingerprint: "another request" }));
      expectEqual(other.kind, "conflict", "second opening");
    },
  },
  {
    name: "another person's id looks like one that does not exist, even for an equal request",
    async run({ store }) {
      const lookupId = newId();
      await store.open(sampleRequest({ lookupId }));
      const other = await store.open(sampleRequest({ lookupId, owner: "person:999900000999" }));
      expectEqual(other.kind, "not-found", "second opening");
    },
  },
  {
    name: "a request that may not be asked is kept with its reason and audited",
    async run({ store, audit }) {
      const request = sampleRequest();
      const decision = { kind: "not-checked", reason: "nhs-number-unverified" } as const;
      const opened = await store.open({ ...request, decision });
      expectEqual(outcome(opened), "not-checked", "relation");
      expectEqual((await store.find(request.lookupId))?.notChecked, "nhs-number-unverified", "reason");
      const [entry] = await audit.read({ lookupId: request.lookupId });
      expectEqual([entry?.action, entry?.reason], ["not-checked", "nhs-number-unverified"], "audit");
    },
  },
  {
    name: "requests that arrive together for the same re-use key make one query (R-60)",
    async run({ store, audit }) {
      const opened = await Promise.all(Array.from({ length: 7 }, () => store.open(sampleRequest())));
      expectEqual(
        opened.map(outcome).sort(),
        ["asked", ...Array<string>(6).fill("joined")].sort(),
        "relations",
      );
      expectEqual(new Set(opened.map(messageIdOf)).size, 1, "queries");
      expectEqual((await audit.read({ action: "joined" })).length, 6, "joined rows");
    },
  },
  {
    name: "the intent is in the audit, with number and encounter, by the time the query may be sent (R-116)",
    async run({ store, audit }) {
      const opened = await store.open(sampleRequest());
      const [intent] = await audit.read({ messageId: messageIdOf(opened) });
      expectEqual(intent?.action, "intent", "action");
      expectEqual(intent?.subject, { nhsNumber: "9995260182", encounterId: "ENC-1" }, "subject");
      expectEqual(intent?.at, noon, "time");
    },
  },
];

/** Every case of the contract. */
export const lookupStoreContract: readonly ContractCase<StoreUnderTest>[] = [
  ...identityCases,
  ...askingCases,
  ...pausedCases,
  ...endingCases,
];
