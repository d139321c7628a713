// The council's store and lists: notices against raw better-sqlite3, the import of 5,000 cases, and what a page asks of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes, randomUUID } from "node:crypto";
import SqliteDatabase from "better-sqlite3";
import { createSqliteNoticeStore } from "../../dist/src/gateway/council/store/sqlite-notice-store.js";
import { openStore } from "../../dist/src/gateway/store/open-store.js";
import { openCouncilBench } from "./council-service.mjs";
import { inWords, middle } from "./figures.mjs";

const rounds = Number(process.env.CPIS_BENCH_ROUNDS ?? 7);
const notifications = 100;
const openingsOfOne = 10;

/** The ingest, import and list rows of docs/benchmarks.md. */
export async function run() {
  return [await ingestRow(), ...(await caseRows())];
}

async function ingestRow() {
  const samples = { peer: [], ours: [] };
  for (let round = 0; round < rounds; round += 1) {
    samples.peer.push(await inFolder(rawInserts));
    samples.ours.push(await inFolder(ownInserts));
  }
  const ratio = middle(samples.ours) / middle(samples.peer);
  return {
    name: `notices made durable, ${notifications} messages of ${openingsOfOne} openings, one commit each`,
    peer: inWords(samples.peer, "openings/s"),
    ours: inWords(samples.ours, "openings/s"),
    ratio: `${ratio.toFixed(2)}x`,
    goal: "0.9x or more",
  };
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "cpis-council-store-bench-"));
  try {
    const ms = await work(join(folder, "store.sqlite"));
    return (notifications * openingsOfOne * 1000) / ms;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sealingKey = Buffer.alloc(32, 7).toString("base64");
const ids = { uuid: () => randomUUID().toUpperCase() };

function opening(message, index) {
  const queryId = `${message}-${index}`;
  const told = {
    queryId,
    at: "2026-11-18T23:30:00.000Z",
    by: { name: "Pat Nurse", role: "Nurse", kind: "person" },
    organisation: { odsCode: "ZZT01", name: "Testing Hospital" },
    nhsNumbers: ["9996001008"],
    localIds: ["NS-1"],
    uploadSequenceNumber: 7,
  };
  return { key: queryId, placed: { opening: told, child: "NS-1", faults: [] }, receivedAt: 1 };
}

async function ownInserts(file) {
  const context = openStore({ file, sealingKey }, ids);
  const store = createSqliteNoticeStore(context);
  const arrivals = Array.from({ length: notifications }, (_, message) => ({
    message: { mailboxId: "X26HC005", messageId: String(message) },
    disposition: "access-notification",
    openings: Array.from({ length: openingsOfOne }, (_, index) => opening(message, index)),
    events: [],
    inactiveNumbers: [],
    audit: [],
  }));
  const startedAt = performance.now();
  for (const arrival of arrivals) await store.arrive(arrival, 2);
  const ms = performance.now() - startedAt;
  context.database.close();
  return ms;
}

/** The least that the same durability costs: the same columns and bytes, prepared, in as many commits; nothing sealed or looked up. */
async function rawInserts(file) {
  openStore({ file, sealingKey }, ids).database.close();
  const connection = new SqliteDatabase(file);
  connection.pragma("journal_mode = WAL");
  connection.pragma("synchronous = FULL");
  connection.pragma("wal_autocheckpoint = 4000");
  const insert = connection.prepare(
    "insert into notice_opening (opening_hash, received_at, sealed_opening) values (?, ?, ?)",
  );
  const conclude = connection.prepare(
    "update mailbox_message set processed_at = ?, disposition = ? where mailbox_id = ? and message_id = ?",
  );
  const bytes = JSON.stringify(opening(1, 1)).length + 45;
  const rows = Array.from({ length: notifications }, () =>
    Array.from({ length: openingsOfOne }, () => [randomBytes(32), 1, randomBytes(bytes)]),
  );
  const write = connection.transaction((message, own) => {
    for (const row of own) insert.run(...row);
    conclude.run(2, "access-notification", "X26HC005", String(message));
  });
  const startedAt = performance.now();
  rows.forEach((own, message) => write(message, own));
  const ms = performance.now() - startedAt;
  connection.close();
  return ms;
}

async function caseRows() {
  const bench = await openCouncilBench();
  try {
    const imported = await bench.importCases(5_000);
    const again = await bench.importCases(5_000);
    const row = (name, values, goal = "–") => ({
      name,
      peer: "–",
      ours: inWords(values, "ms"),
      ratio: "–",
      goal,
    });
    const asked = async (path, body) => {
      const values = [];
      for (let round = 0; round < rounds; round += 1) values.push(await bench.timed(path, body));
      return values;
    };
    return [
      row("import of 5,000 cases, whole", [imported]),
      row("the same again, nothing changed", [again]),
      row("picture after a change, then a page of 50 of 5,000", await bench.afterChange(rounds)),
      row("page of 50 of 5,000", await asked("/api/v1/cases?limit=50&offset=2500")),
      row("search by name in 5,000", await asked("/api/v1/cases/search", { text: "fernsby talia" })),
      row("search by part of a number in 5,000", await asked("/api/v1/cases/search", { text: "999 00" })),
      row("work list of 5,000", await asked("/api/v1/council/work-list")),
      row("inbox", await asked("/api/v1/council/inbox")),
    ];
  } finally {
    await bench.stop();
  }
}
