/** The council's side of a gateway on a store's file, driven round by round, that can be made to die at any step. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CouncilUploadsPlan } from "../../../src/config/council-plan.js";
import { createCouncilChanges } from "../../../src/gateway/council/council-changes.js";
import { processMailbox } from "../../../src/gateway/council/mailbox/process-mailbox.js";
import { createPictureSource } from "../../../src/gateway/council/picture-source.js";
import { createSqliteCaseStore } from "../../../src/gateway/council/store/sqlite-case-store.js";
import { createSqliteMailboxStore } from "../../../src/gateway/council/store/sqlite-mailbox-store.js";
import { createSqliteNoticeStore } from "../../../src/gateway/council/store/sqlite-notice-store.js";
import { createSqliteUploadStore } from "../../../src/gateway/council/store/sqlite-upload-store.js";
import { createSqliteTakeoverStore } from "../../../src/gateway/council/takeover/sqlite-takeover-store.js";
import { createTakeoverGate } from "../../../src/gateway/council/takeover/takeover-gate.js";
import { createUploadService } from "../../../src/gateway/council/uploads/upload-service.js";
import { HttpsMailbox } from "../../../src/gateway/mesh/https-mailbox.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { drainMailbox } from "../../../src/pipeline/mailbox-drain.js";
import type { MeshMailbox } from "../../../src/ports/mailbox.js";
import type { IdSource } from "../../../src/ports/runtime.js";
import { validateCase } from "../../../src/domain/case-validation.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import type { CouncilStory } from "../../../src/testing/synthetic-council-people.js";
import { caseOf } from "./support.js";
import { never } from "../../../src/testing/mailbox-under-test.js";
import {
  createAlarms,
  createTestClock,
  createTestLogger,
  hastyTimers,
  randomIds,
  type TestClock,
} from "../../support/mesh.js";

/** Counts what happens; from the fatal step on, the process does nothing more. */
export function createLife(fatal: number) {
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

export type Life = ReturnType<typeof createLife>;

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

/** A store's file and a national side for one test, with children of the simulator's PDS on it. */
export interface CouncilWorld {
  readonly simulator: Simulator;
  readonly clock: TestClock;
  open(more?: Omit<ProcessParts, "simulator" | "file" | "clock">): CouncilProcess;
  save(
    process: CouncilProcess,
    story: CouncilStory,
    changes?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function createCouncilWorld(): Promise<CouncilWorld> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-council-process-"));
  const simulator = await createSimulator();
  await simulator.start();
  const clock = createTestClock();
  const opened: CouncilProcess[] = [];
  return {
    simulator,
    clock,
    open: (more = {}) => {
      const process = openProcess({ simulator, file: join(folder, "store.sqlite"), clock, ...more });
      opened.push(process);
      return process;
    },
    async save(process, story, changes) {
      const reading = validateCase({ localId: story, ...caseOf(story, changes) }, "2026-11-21");
      if (!reading.ok) throw new Error("The case is not valid.");
      await process.cases.save([reading.record], clock.now(), []);
      clock.forward(1_000);
    },
    async close() {
      for (const process of opened) await process.close();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a process is started with. */
interface ProcessParts {
  readonly simulator: Simulator;
  readonly file: string;
  readonly clock: TestClock;
  readonly life?: Life;
  readonly ids?: IdSource;
  /** Between the gateway and MESH. */
  readonly between?: (mailbox: MeshMailbox) => MeshMailbox;
  readonly uploadTimes?: Partial<CouncilUploadsPlan>;
}

export type CouncilProcess = ReturnType<typeof openProcess>;

/** The council's side of a gateway on a store's file, for as long as it lives. */
export function openProcess({
  simulator,
  file,
  clock,
  life = createLife(Infinity),
  ids = randomIds,
  between = (mailbox) => mailbox,
  uploadTimes = {},
}: ProcessParts) {
  const context = openStore({ file, sealingKey: Buffer.alloc(32, 7).toString("base64") }, ids);
  const commits = {
    ...context.commits,
    write: <T>(job: () => T): Promise<T> => mortal(life, () => context.commits.write(job)),
  };
  const store = { ...context, commits };
  const own = simulator.councilPlan();
  // A file by hand or after a change, never by the clock on the wall.
  const plan = { ...own, uploads: { ...own.uploads, afterChangeMs: 1, ...uploadTimes } };
  const meshPlan = simulator.meshPlan();
  // MESH's own time goes on as ever: a token of tomorrow would be refused.
  const meshClock = createTestClock();
  const real = new HttpsMailbox(meshPlan, {
    clock: meshClock,
    ids: randomIds,
    timers: hastyTimers,
    version: "0.0.0",
  });
  const mesh = mortalMailbox(between(real), life);
  const changes = createCouncilChanges();
  const logger = createTestLogger();
  const telemetry = createAlarms();
  const cases = createSqliteCaseStore(store);
  const uploads = createSqliteUploadStore(store);
  const notices = createSqliteNoticeStore(store);
  const mailbox = createSqliteMailboxStore(store, clock);
  const takeovers = createSqliteTakeoverStore(store);
  const pictures = createPictureSource({ plan, cases, uploads, notices, takeovers, clock });
  const common = { plan, uploads, changes, clock, logger, telemetry };
  const service = createUploadService({
    ...common,
    mailbox: mesh,
    pictures,
    takeover: createTakeoverGate({ takeovers, changes, clock, telemetry }),
  });
  const receive = async (): Promise<void> => {
    clock.forward(2_000);
    meshClock.forward(2_000);
    await drainMailbox({ mailbox: mesh, sink: mailbox, logger, telemetry }, never);
  };
  let closed = false;
  return {
    file,
    cases,
    uploads,
    notices,
    mailbox,
    pictures,
    plan,
    telemetry,
    service,
    /** Reads the mailbox, and understands nothing of it yet. */
    receive,
    /** One round; `onItsWay` runs when the register's answers lie in the mailbox and nobody has read them. */
    async round(onItsWay?: () => unknown) {
      await service.work(never);
      await simulator.council.settled();
      await onItsWay?.();
      await receive();
      await processMailbox({ ...common, notices, cases, mailbox });
    },
    async close() {
      if (closed) return;
      closed = true;
      await context.commits.drain();
      context.database.close();
      await real.close();
    },
  };
}
