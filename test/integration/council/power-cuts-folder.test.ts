import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { validateCase } from "../../../src/domain/case-validation.js";
import { FolderMailbox } from "../../../src/gateway/mesh/folder-mailbox.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { createAlarms, createTestClock, hastyTimers } from "../../support/mesh.js";
import { createLife, openProcess, type CouncilProcess } from "./council-process.js";
import { caseOf } from "./support.js";

const points = 8;
const person = { kind: "person", id: "officer-1" } as const;

/** NHS England's local client, as far as a gateway sees it: it takes pairs from OUT, and puts what came into IN. */
function createLocalClient(root: string, simulator: Simulator) {
  const at = (...parts: readonly string[]): string => join(root, ...parts);
  for (const name of ["IN", "OUT", "SENT", "FAILED"]) mkdirSync(at(name));
  const { mailboxId } = simulator.meshPlan().credentials;
  const { messages, cpisMailboxId } = simulator.mesh;
  const brought = new Set<string>();
  const status =
    "<StatusRecord><Event>TRANSFER</Event><Status>SUCCESS</Status><StatusCode>00</StatusCode></StatusRecord>";
  const take = (): void => {
    for (const name of readdirSync(at("OUT")).filter((each) => each.endsWith(".ctl"))) {
      const data = name.replace(/ctl$/, "dat");
      const chunks = [readFileSync(at("OUT", data))];
      messages.deliver({ to: cpisMailboxId, from: mailboxId, workflowId: "CPIS_UPLOAD", chunks });
      const control = readFileSync(at("OUT", name), "utf8");
      writeFileSync(at("OUT", name), control.replace("</DTSControl>", `${status}</DTSControl>`));
      renameSync(at("OUT", data), at("SENT", data));
      renameSync(at("OUT", name), at("SENT", name));
    }
  };
  const bring = (): void => {
    for (const id of messages.waiting(mailboxId).filter((each) => !brought.has(each))) {
      brought.add(id);
      writeFileSync(at("IN", `${id}.dat`), messages.find(id)?.chunks[0] ?? "");
      const kind = "<MessageType>Data</MessageType><WorkflowId>CPIS_REPORT</WorkflowId>";
      writeFileSync(at("IN", `${id}.ctl`), `<DTSControl>${kind}<DTSId>${id}</DTSId></DTSControl>`);
    }
  };
  return async (): Promise<void> => {
    take();
    await simulator.council.settled();
    bring();
  };
}

function folderMailbox(root: string, simulator: Simulator): FolderMailbox {
  const at = (name: string): string => join(root, name);
  const folders = {
    in: at("IN"),
    out: at("OUT"),
    sent: at("SENT"),
    failed: at("FAILED"),
    staging: at("staging"),
    archive: at("archive"),
    quarantine: at("quarantine"),
  };
  const { mailboxId } = simulator.meshPlan().credentials;
  const limits = { settleMs: 1, maxMessageBytes: 1_000_000, pollIntervalMs: 1_000 };
  const plan = { kind: "folder", mailboxId, folders, ...limits } as const;
  return new FolderMailbox({
    plan,
    clock: createTestClock(),
    timers: hastyTimers,
    telemetry: createAlarms(),
  });
}

async function liveTwice(fatal: number): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), "cpis-power-folder-"));
  const file = join(root, "store.sqlite");
  const clock = createTestClock();
  const simulator = await createSimulator();
  await simulator.start();
  try {
    const carry = createLocalClient(root, simulator);
    const between = () => folderMailbox(root, simulator);
    const open = (life = createLife(Infinity)): CouncilProcess =>
      openProcess({ simulator, file, clock, between, life });
    const reading = validateCase({ localId: "NS-1", ...caseOf("matches") }, "2026-11-21");
    if (!reading.ok) throw new Error("The case is not valid.");
    const before = open();
    await before.cases.save([reading.record], clock.now(), []);
    await before.close();
    clock.forward(5_000);
    const life = createLife(fatal);
    const first = open(life);
    for (let round = 0; round < 3; round += 1) await first.round(carry).catch(() => undefined);
    await first.close();
    const second = open();
    for (let round = 0; round < 6; round += 1) {
      clock.forward(20 * 60_000);
      await second.round(carry);
      const [latest] = (await second.service.list()).uploads;
      if (latest?.needsPerson !== "not-found") continue;
      await second.service.close(latest.sequenceNumber, "It is in no folder.", person);
      await second.service.order("changes", person);
    }
    const where = `power cut at step ${String(fatal)}`;
    const [latest] = await second.uploads.list(1);
    expect(latest?.state, where).toBe("answered");
    const numbers = simulator.council.uploads.map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers, where).toEqual([latest?.sequenceNumber]);
    const picture = await second.pictures.current();
    expect(picture.caseOf("NS-1")?.visibility.kind, where).toBe("visible");
    expect(readdirSync(join(root, "IN")), where).toEqual([]);
    await second.close();
    return life.steps;
  } finally {
    await simulator.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

test("a power cut with the local client's folders loses nothing and uploads nothing twice (H-19, H-20)", async () => {
  const whole = await liveTwice(1_000_000);
  expect(whole).toBeGreaterThan(points);
  for (let point = 0; point < points; point += 1) await liveTwice(Math.floor((point * whole) / points));
}, 300_000);
