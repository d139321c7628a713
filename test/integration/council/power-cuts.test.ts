import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildMailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { formatEffectiveTime } from "../../../src/codec/hl7v3/timestamp.js";
import { validateCase } from "../../../src/domain/case-validation.js";
import { createCouncilChanges } from "../../../src/gateway/council/council-changes.js";
import { processMailbox } from "../../../src/gateway/council/mailbox/process-mailbox.js";
import { readEpisodes } from "../../../src/gateway/council/notices/inbox.js";
import { createPictureSource } from "../../../src/gateway/council/picture-source.js";
import { createSqliteCaseStore } from "../../../src/gateway/council/store/sqlite-case-store.js";
import { createSqliteMailboxStore } from "../../../src/gateway/council/store/sqlite-mailbox-store.js";
import { createSqliteNoticeStore } from "../../../src/gateway/council/store/sqlite-notice-store.js";
import { createSqliteUploadStore } from "../../../src/gateway/council/store/sqlite-upload-store.js";
import { createUploadService } from "../../../src/gateway/council/uploads/upload-service.js";
import { HttpsMailbox } from "../../../src/gateway/mesh/https-mailbox.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { drainMailbox } from "../../../src/pipeline/mailbox-drain.js";
import type { MeshMailbox } from "../../../src/ports/mailbox.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { never } from "../../../src/testing/mailbox-under-test.js";
import {
  createAlarms,
  createTestClock,
  createTestLogger,
  hastyTimers,
  randomIds,
} from "../../support/mesh.js";
import { caseOf } from "./support.js";

const everydayPoints = 30;
const clock = createTestClock();

/** Counts what happens; from the fatal step on, the process does nothing more. */
function createLife(fatal: number) {
  let steps = 0;
  return {
    step: () => {
      if (steps >= fatal) throw new Error("power cut");
      steps += 1;
    },
    get steps() {
      return steps;
    },
  };
}

type Life = ReturnType<typeof createLife>;

/** Dies before a call leaves, or after it was carried out and before its answer is seen. */
function mortal<Result>(life: Life, work: () => Promise<Result>): Promise<Result> {
  return (async () => {
    life.step();
    const result = await work();
    life.step();
    return result;
  })();
}

function mortalMailbox(mailbox: MeshMailbox, life: Life): MeshMailbox {
  return {
    mailboxId: mailbox.mailboxId,
    check: (signal) => mortal(life, () => mailbox.check(signal)),
    list: (signal) => mortal(life, () => mailbox.list(signal)),
    download: (id, sink, signal) => mortal(life, () => mailbox.download(id, sink, signal)),
    acknowledge: (id, signal) => mortal(life, () => mailbox.acknowledge(id, signal)),
    send: (message, journal, signal) => mortal(life, () => mailbox.send(message, journal, signal)),
    track: (key, signal) => mortal(life, () => mailbox.track(key, signal)),
    close: () => mailbox.close(),
  };
}

/** The council's side of a gateway on a store's file, for as long as it lives. */
function openProcess(simulator: Simulator, file: string, sealingKey: string, life: Life) {
  const context = openStore({ file, sealingKey }, randomIds);
  const commits = {
    ...context.commits,
    write: <T>(job: () => T): Promise<T> => mortal(life, () => context.commits.write(job)),
  };
  const store = { ...context, commits };
  const plan = simulator.councilPlan();
  const meshPlan = simulator.meshPlan();
  const real = new HttpsMailbox(meshPlan, { clock, ids: randomIds, timers: hastyTimers, version: "0.0.0" });
  const mesh = mortalMailbox(real, life);
  const changes = createCouncilChanges();
  const logger = createTestLogger();
  const telemetry = createAlarms();
  const cases = createSqliteCaseStore(store);
  const uploads = createSqliteUploadStore(store);
  const notices = createSqliteNoticeStore(store);
  const mailbox = createSqliteMailboxStore(store, clock);
  const pictures = createPictureSource({ plan, cases, uploads, notices, clock });
  const common = { plan, uploads, changes, clock, logger, telemetry };
  const service = createUploadService({ ...common, mailbox: mesh, pictures });
  return {
    cases,
    uploads,
    notices,
    pictures,
    plan,
    telemetry,
    async round() {
      await service.work(never);
      await simulator.council.settled();
      clock.forward(2_000);
      await drainMailbox({ mailbox: mesh, sink: mailbox, logger, telemetry }, never);
      await processMailbox({ ...common, notices, cases, mailbox });
    },
    async close() {
      await context.commits.drain();
      context.database.close();
      await real.close();
    },
  };
}

function notification(nhsNumber: string): Buffer {
  const now = formatEffectiveTime(clock.now());
  const message = buildMailboxMessage({
    kind: "access-notification",
    effectiveTime: now,
    id: randomIds.uuid(),
    totalRecords: 1,
    accesses: [
      {
        uploadSequenceNumber: 1,
        queries: [
          {
            effectiveTime: now,
            queryId: randomIds.uuid(),
            author: {
              kind: "device",
              asid: "200000000001",
              nominated: [
                {
                  role: { code: "R0260", codeSystem: "1.2.826.0.1285.0.2.1.104", displayName: "Named Nurse" },
                  name: { given: ["Ines"], family: "Vale" },
                },
              ],
              organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
            },
            personIds: [{ type: "nhs-number", value: nhsNumber }],
          },
        ],
      },
    ],
    recipient: { odsCode: "ZZL01", name: "Northshire Council" },
  });
  return Buffer.from(message);
}

/** Rounds until the file is answered, then some more: a slow machine may need extra ones, a second upload must have its chance. */
async function goOn(process: ReturnType<typeof openProcess>): Promise<void> {
  const answered = async (): Promise<boolean> => (await process.uploads.list(1))[0]?.state === "answered";
  for (let count = 0; count < 20 && !(await answered()); count += 1) await process.round();
  for (let count = 0; count < 4; count += 1) await process.round();
}

/** One life that ends at a step, then a second that goes on; returns how many steps the first one took. */
async function liveTwice(fatal: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-power-"));
  const file = join(folder, "store.sqlite");
  const key = Buffer.alloc(32, 7).toString("base64");
  const simulator = await createSimulator();
  await simulator.start();
  try {
    const reading = validateCase({ localId: "NS-1", ...caseOf("matches") }, "2026-11-21");
    if (!reading.ok) throw new Error("The case is not valid.");
    const before = openProcess(simulator, file, key, createLife(Infinity));
    await before.cases.save([reading.record], clock.now(), []);
    await before.close();
    clock.forward(5_000);
    const nhsNumber = caseOf("matches").child.nhsNumber;
    simulator.mesh.messages.deliver({
      to: simulator.meshPlan().credentials.mailboxId,
      from: simulator.mesh.cpisMailboxId,
      workflowId: "CPIS_REPORT",
      chunks: [notification(nhsNumber)],
    });
    const life = createLife(fatal);
    const first = openProcess(simulator, file, key, life);
    for (let round = 0; round < 3; round += 1) await first.round().catch(() => undefined);
    await first.close();
    const second = openProcess(simulator, file, key, createLife(Infinity));
    await goOn(second);
    const where = `power cut at step ${String(fatal)}`;
    const numbers = simulator.council.uploads.map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers, where).toEqual([1]);
    expect(
      (await second.uploads.list(10)).map(({ state }) => state),
      where,
    ).toEqual(["answered"]);
    const picture = await second.pictures.current();
    expect(picture.caseOf("NS-1")?.visibility.kind, where).toBe("visible");
    const episodes = await readEpisodes(second.notices, second.plan);
    expect(
      episodes.map(({ episode }) => episode.openings.length),
      where,
    ).toEqual([1]);
    expect(simulator.mesh.messages.waiting(simulator.meshPlan().credentials.mailboxId), where).toEqual([]);
    await second.close();
    return life.steps;
  } finally {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a power cut", () => {
  test("at any step of upload and mailbox loses nothing, uploads nothing twice and shows no notice twice (H-19, H-20)", async () => {
    const whole = await liveTwice(1_000_000);
    expect(whole).toBeGreaterThan(everydayPoints);
    for (let point = 0; point < everydayPoints; point += 1) {
      await liveTwice(Math.floor((point * whole) / everydayPoints));
    }
  }, 300_000);
});
