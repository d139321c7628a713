import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSqliteUploadStore } from "../../../src/gateway/council/store/sqlite-upload-store.js";
import { createSqliteTakeoverStore } from "../../../src/gateway/council/takeover/sqlite-takeover-store.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import type { StoreContext } from "../../../src/gateway/store/store-context.js";
import type { StoredTakeover } from "../../../src/ports/takeover-store.js";
import { randomIds } from "../../support/mesh.js";

let folder: string;
let context: StoreContext;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-takeover-store-"));
  const sealingKey = randomBytes(32).toString("base64");
  context = openStore({ file: join(folder, "store.sqlite"), sealingKey }, randomIds);
});

afterEach(() => {
  context.database.close();
  rmSync(folder, { recursive: true, force: true });
});

const proposed: StoredTakeover = {
  revision: 1,
  state: "proposed",
  since: 1_000,
  firstSequenceNumber: 412,
  previousSequenceNumber: 411,
  proposedAt: 1_000,
  proposedBy: "officer-1",
  differenceHash: "00",
  previous: [],
  decisions: [],
  names: { "officer-1": "Dee Officer" },
};
const approved: StoredTakeover = {
  ...proposed,
  revision: 2,
  state: "approved",
  approvedAt: 2_000,
  approvedBy: "officer-2",
};
const file = {
  kind: "full" as const,
  attempt: 1,
  authority: { odsCode: "ZZL01", name: "Northshire Council", emergencyDutyTelephone: "01632960200" },
  records: [],
  serves: {},
  settles: [],
  wishes: [],
};

describe("the take-over in the store", () => {
  test("keeps every file back until it is approved, and then the first has its number (R-86, H-20)", async () => {
    const takeovers = createSqliteTakeoverStore(context);
    const uploads = createSqliteUploadStore(context);
    expect(await takeovers.replace(proposed, undefined, [])).toBe("changed");
    expect(await takeovers.current()).toEqual(proposed);
    expect(await uploads.open(file, 3_000, [])).toEqual({
      kind: "stopped",
      because: "takeover-not-approved",
    });
    expect((await uploads.status()).stopped).toEqual({ because: "takeover-not-approved", since: 1_000 });
    expect(await takeovers.replace(approved, 1, [])).toBe("changed");
    expect(await uploads.open(file, 3_000, [])).toEqual({ kind: "opened", sequenceNumber: 412 });
  });

  test("is changed against the revision that was read, and never once a file was made", async () => {
    const takeovers = createSqliteTakeoverStore(context);
    const uploads = createSqliteUploadStore(context);
    await takeovers.replace(proposed, undefined, []);
    expect(await takeovers.replace(approved, undefined, [])).toBe("outpaced");
    expect(await takeovers.replace(approved, 7, [])).toBe("outpaced");
    await takeovers.replace(approved, 1, []);
    await uploads.open(file, 3_000, []);
    expect(await takeovers.replace({ ...proposed, revision: 3 }, 2, [])).toBe("uploaded");
  });

  test("sets the number of the first file back when an approval is taken back", async () => {
    const takeovers = createSqliteTakeoverStore(context);
    await takeovers.replace(approved, undefined, []);
    await takeovers.replace({ ...proposed, revision: 3 }, 2, []);
    expect((await createSqliteUploadStore(context).status()).nextSequenceNumber).toBe(1);
  });

  test("refuses one person in both parts, whatever the code does (R-90)", async () => {
    const takeovers = createSqliteTakeoverStore(context);
    const same = { ...approved, approvedBy: "OFFICER-1" };
    await expect(takeovers.replace(same, undefined, [])).rejects.toThrow();
  });

  test("keeps every file back before anybody has proposed, where the configuration expects a take-over (H-20)", async () => {
    const uploads = createSqliteUploadStore(context, 500);
    expect(await uploads.open(file, 3_000, [])).toMatchObject({ kind: "stopped" });
    expect((await uploads.status()).stopped).toEqual({ because: "takeover-not-approved", since: 500 });
    expect(await createSqliteUploadStore(context).open(file, 3_000, [])).toMatchObject({ sequenceNumber: 1 });
  });
});
