import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import { createSqliteCaseStore } from "../../../src/gateway/council/store/sqlite-case-store.js";
import { createSqliteMailboxStore } from "../../../src/gateway/council/store/sqlite-mailbox-store.js";
import { createSqliteNoticeStore } from "../../../src/gateway/council/store/sqlite-notice-store.js";
import { createSqliteUploadStore } from "../../../src/gateway/council/store/sqlite-upload-store.js";
import { createSqliteTakeoverStore } from "../../../src/gateway/council/takeover/sqlite-takeover-store.js";
import { newestMigration } from "../../../src/gateway/store/inspect-store.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { createPauseSwitch } from "../../../src/gateway/pause/sqlite-pause-switch.js";
import { createSqliteLookupStore } from "../../../src/gateway/store/sqlite-lookup-store.js";
import type { StoreContext } from "../../../src/gateway/store/store-context.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { frozenKey, frozenName } from "../../fixtures/databases/frozen.js";
import { readSealed } from "../../support/read-sealed.js";

const frozen = new URL("../../fixtures/databases/", import.meta.url).pathname;
const files = readdirSync(frozen).filter((name) => name.endsWith(".sqlite"));

test("the newest schema has its frozen store: test/fixtures/databases/README.md says how to make it", () => {
  expect(files).toContain(frozenName(newestMigration));
});

describe.each(files)("%s", (name) => {
  let folder: string;
  let context: StoreContext;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpis-frozen-"));
    const file = join(folder, "store.sqlite");
    copyFileSync(join(frozen, name), file);
    context = openStore({ file, sealingKey: frozenKey }, randomIds);
  });
  afterEach(() => {
    context.database.close();
    rmSync(folder, { recursive: true });
  });

  test("is of the schema that it is named after, and whole", () => {
    const connection = new SqliteDatabase(join(frozen, name), { readonly: true });
    expect(frozenName(Number(connection.pragma("user_version", { simple: true })))).toBe(name);
    expect(connection.pragma("integrity_check", { simple: true })).toBe("ok");
    connection.close();
  });

  test("is migrated, and every sealed value in it opens", () => {
    const [row] = context.database.all<object, { readonly user_version: number }>(
      { text: "pragma user_version", parameters: [] },
      {},
    );
    expect(row?.user_version).toBe(newestMigration);
    const { values } = readSealed(context);
    // One for each kind that the oldest frozen store has; later kinds are in later stores.
    expect(Object.values(values).filter((each) => each.length > 0).length).toBeGreaterThanOrEqual(22);
  });

  test("is read by every part of the gateway", async () => {
    const audit = await createSqliteAuditTrail(context).read({ limit: 1_000 });
    expect(new Set(audit.map(({ action }) => action)).size).toBeGreaterThan(10);
    const lookups = createSqliteLookupStore(context);
    const lookupIds = audit.flatMap(({ lookupId }) => (lookupId === undefined ? [] : [lookupId]));
    const found = await Promise.all(lookupIds.map((lookupId) => lookups.find(lookupId)));
    expect(found.map((each) => each?.query?.conclusion?.kind)).toContain("record");
    expect(found.map((each) => each?.notChecked)).toContain("nhs-number-unverified");
    expect(await lookups.pendingQueries()).toHaveLength(1);
    const silent = (): void => undefined;
    const telemetry = { alarm: silent, alarmOver: silent, measure: silent };
    const parts = { store: context, clock: { now: () => 0 }, ids: randomIds, telemetry };
    const pauses = createPauseSwitch({ ...parts, locations: () => [] }).list();
    expect(pauses.map(({ by }) => by)).toEqual(name < "schema-012" ? [] : ["Dee Officer"]);
    const cases = createSqliteCaseStore(context);
    expect((await cases.all())[0]?.record.localId).toBe("NS-1");
    expect((await cases.deletions())[0]?.approved?.approvedBy).toBe("officer-2");
    const uploads = createSqliteUploadStore(context);
    expect((await uploads.list(10)).map(({ sequenceNumber, state }) => [sequenceNumber, state])).toEqual([
      [42, "queued"],
      [41, "answered"],
    ]);
    expect((await uploads.sendings()).map(({ outcome }) => outcome.kind)).toContain("accepted");
    expect(await uploads.wishes()).toHaveLength(1);
    expect((await createSqliteTakeoverStore(context).current())?.approvedBy).toBe("officer-2");
    const notices = createSqliteNoticeStore(context);
    expect(await notices.openings()).toHaveLength(1);
    expect((await notices.events()).get("episode-1")).toHaveLength(1);
    expect(await notices.inactiveNumbers()).toHaveLength(1);
    const mailbox = createSqliteMailboxStore(context, { now: () => 0 });
    const [setAside] = await mailbox.setAside();
    expect(setAside?.dealtWith?.by).toBe("Dee Officer");
    expect(
      Buffer.from(
        await mailbox.content({ mailboxId: "ZZL01OT001", messageId: setAside?.messageId ?? "" }),
      ).toString(),
    ).toBe("first piece, second piece");
  });
});
