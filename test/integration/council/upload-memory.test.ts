import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { NhsNumber } from "../../../src/domain/nhs-number.js";
import { createSqliteUploadStore } from "../../../src/gateway/council/store/sqlite-upload-store.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import type { FrozenRecord } from "../../../src/ports/upload-store.js";

/** Far more than a council has; CPIS_UPLOAD_RECORDS=200000 in the long run. */
const count = Number(process.env["CPIS_UPLOAD_RECORDS"] ?? 50_000);

let folder: string;
let server: Server;
let received = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-upload-memory-"));
  received = 0;
  server = createServer((socket) => socket.on("data", (part) => (received += part.length)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function record(index: number): FrozenRecord {
  const nhsNumber = "9996001008" as NhsNumber;
  return {
    nhsNumber,
    localIds: [`NS-${index}`],
    subjects: [
      {
        kind: "child",
        nhsNumber,
        localId: `NS-${index}`,
        birthDate: "2018-02-03",
        given: "Milo",
        family: "Fernsby",
      },
    ],
    plans: [{ kind: "child-protection-plan", start: "2026-03-12" }],
  };
}

async function keep(file: string): Promise<void> {
  let ids = 0;
  const context = openStore(
    { file, sealingKey: Buffer.alloc(32, 7).toString("base64") },
    { uuid: () => `id-${(ids += 1)}` },
  );
  const store = createSqliteUploadStore(context);
  const records = Array.from({ length: count }, (_, index) => record(index));
  const authority = { odsCode: "ZZL01", name: "Northshire Council", emergencyDutyTelephone: "01632960199" };
  const upload = {
    kind: "full" as const,
    attempt: 1,
    authority,
    records,
    serves: {},
    settles: [],
    wishes: [],
  };
  expect(await store.open(upload, Date.UTC(2026, 10, 19), [])).toMatchObject({ kind: "opened" });
  context.database.close();
}

test(
  `a file of ${count} records goes from the store to the socket one record at a time, in little memory`,
  { timeout: 60_000 + count * 2 },
  async () => {
    const file = join(folder, "store.sqlite");
    await keep(file);
    const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
    const child = fork(
      at("upload-memory-process.ts"),
      [file, String((server.address() as AddressInfo).port)],
      {
        // The records alone would not fit, neither as objects nor as text.
        execArgv: [
          "--max-old-space-size=40",
          "--no-warnings",
          "--experimental-transform-types",
          "--import",
          at("../gateway/typescript-sources.mjs"),
        ],
      },
    );
    let told: { highestMb: number; byteLength: number; asBuilt: boolean } | undefined;
    child.on("message", (message: NonNullable<typeof told>) => (told = message));
    const exitCode = await new Promise((resolve) => child.on("close", resolve));
    console.info(`${count} records, ${received} bytes, heap at most ${told?.highestMb ?? 0} MB`);
    expect(exitCode).toBe(0);
    expect(told?.asBuilt).toBe(true);
    expect(received).toBe(told?.byteLength);
    expect(received).toBeGreaterThan(count * 500);
  },
);
