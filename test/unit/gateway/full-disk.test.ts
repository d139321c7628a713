import { afterEach, describe, expect, it } from "vitest";
import { newLookupId } from "../../support/gateway-plan.js";
import { createCore, replyTo, request, settled, user, type Core } from "./support.js";

let core: Core;
afterEach(() => core.close());

/** The file may grow no more, as on a full disk: SQLite itself says so, with the code it has for that. */
function fill({ context }: Core): void {
  limit(context, pagesOf(context));
}
function makeRoom({ context }: Core): void {
  limit(context, pagesOf(context) + 100_000);
}
function limit({ database }: Core["context"], pages: number): void {
  database.all({ text: `pragma max_page_count = ${String(pages)}`, parameters: [] }, {});
}
function pagesOf({ database }: Core["context"]): number {
  const [row] = database.all<object, { readonly page_count: number }>(
    { text: "pragma page_count", parameters: [] },
    {},
  );
  return row?.page_count ?? 0;
}

const open = () =>
  core.service.open(request({ lookupId: newLookupId(), encounter: { id: newLookupId() } }), user);

/** Asks until the store takes no more, and returns how many it took. */
async function askUntilFull(): Promise<number> {
  for (let taken = 0; taken < 2_000; taken += 1) {
    try {
      await open();
    } catch (error) {
      expect(error).toMatchObject({ code: "CPIS_STORE_FAILED" });
      return taken;
    }
  }
  throw new Error("the store was never full");
}

describe("a full disk", () => {
  it("refuses a check before anything leaves, with a code, and never says that there is no record (H-04)", async () => {
    core = createCore({ limits: { perUserPerMinute: 10_000, perSitePerMinute: 10_000 } });
    fill(core);
    const taken = await askUntilFull();
    await expect(open()).rejects.toMatchObject({ code: "CPIS_STORE_FAILED" });
    await settled();
    expect(core.transport.sent).toHaveLength(taken);
    const intents = await core.audit.read({ action: "intent", limit: 10_000 });
    expect(intents.map(({ messageId }) => messageId)).toEqual(
      core.transport.sent.map(({ messageId }) => messageId),
    );
  });

  it("loses nothing: an answer that cannot be kept is not acknowledged, and counts when it comes again", async () => {
    core = createCore();
    const { view } = await open();
    await settled();
    const [query] = core.transport.sent;
    if (query === undefined) throw new Error("nothing was sent");
    fill(core);
    // Kilobytes of a reply fit into no page that is there.
    const reply = {
      ...replyTo(query, "record"),
      hl7: `${replyTo(query, "record").hl7}${" ".repeat(100_000)}`,
    };
    await expect(core.inbox.accept(reply)).rejects.toMatchObject({ code: "CPIS_STORE_FAILED" });
    expect(await core.service.view(view.lookupId, user)).toMatchObject({ state: { kind: "checking" } });
    makeRoom(core);
    expect(await core.inbox.accept(reply)).toBe("correlated");
    await settled();
    expect(await core.service.view(view.lookupId, user)).toMatchObject({ state: { kind: "record" } });
  });

  it("does not let a pause be believed in that could not be written, nor one be ended (H-04)", async () => {
    core = createCore();
    const administrator = { kind: "person", id: "999800000901" } as const;
    const reason = "x".repeat(20_000);
    fill(core);
    const begin = () => core.pauses.begin({ scope: { kind: "site" }, reason }, administrator);
    await expect(begin()).rejects.toMatchObject({ code: "CPIS_STORE_FAILED" });
    expect(core.pauses.list()).toEqual([]);
    makeRoom(core);
    await begin();
    expect(core.pauses.list()).toHaveLength(1);
  });
});
