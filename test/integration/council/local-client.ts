/** The local MESH client's side of the folders, over the real API: what a council runs beside the gateway. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseControlFile } from "../../../src/codec/mesh/control-file.js";
import type { FolderMeshPlan } from "../../../src/config/mesh-plan.js";
import { HttpsMailbox } from "../../../src/gateway/mesh/https-mailbox.js";
import type { Simulator } from "../../../src/simulator/simulator.js";
import { createMemorySink } from "../../../src/testing/memory-sink.js";
import { never, noJournal, outbound } from "../../../src/testing/mailbox-under-test.js";
import { createTestClock, hastyTimers, randomIds } from "../../support/mesh.js";

export interface LocalClient {
  readonly plan: FolderMeshPlan;
  /** Sends what is in OUT, and brings what waits into IN. */
  round(): Promise<void>;
  /** Puts a pair into IN that MESH never had. */
  drop(base: string, data: string, control?: string): Promise<void>;
  close(): Promise<void>;
}

export function createLocalClient(simulator: Simulator): LocalClient {
  const root = mkdtempSync(join(tmpdir(), "mesh-client-"));
  const at = (name: string): string => join(root, name);
  for (const name of ["IN", "OUT", "SENT", "FAILED"]) mkdirSync(at(name));
  const clock = createTestClock();
  const mesh = simulator.meshPlan();
  const mailbox = new HttpsMailbox(mesh, { clock, ids: randomIds, timers: hastyTimers, version: "0.0.0" });
  const drop = async (base: string, data: string | Uint8Array, control = ""): Promise<void> => {
    await writeFile(join(at("IN"), `${base}.dat`), data);
    await writeFile(
      join(at("IN"), `${base}.ctl`),
      `<DTSControl><MessageType>Data</MessageType><WorkflowId>CPIS_REPORT</WorkflowId><DTSId>${base}</DTSId>${control}</DTSControl>`,
    );
  };
  const send = async (name: string): Promise<void> => {
    const data = name.replace(/ctl$/, "dat");
    const { localId = "" } = parseControlFile(await readFile(join(at("OUT"), name)));
    const content = await readFile(join(at("OUT"), data));
    const outcome = await mailbox.send(
      outbound(simulator.mesh.cpisMailboxId, localId, content),
      noJournal,
      never,
    );
    if (outcome.kind !== "accepted") throw new Error(`The client could not send: ${outcome.kind}.`);
    await rename(join(at("OUT"), data), join(at("SENT"), data));
    await writeFile(
      join(at("SENT"), name),
      `<DTSControl><MessageType>Data</MessageType><WorkflowId>CPIS_UPLOAD</WorkflowId><LocalId>${localId}</LocalId>` +
        `<DTSId>${outcome.messageId ?? ""}</DTSId><StatusRecord><Event>TRANSFER</Event><Status>SUCCESS</Status>` +
        `<StatusCode>00</StatusCode></StatusRecord></DTSControl>`,
    );
    await rm(join(at("OUT"), name));
  };
  return {
    plan: {
      kind: "folder",
      mailboxId: mesh.credentials.mailboxId,
      folders: {
        in: at("IN"),
        out: at("OUT"),
        sent: at("SENT"),
        failed: at("FAILED"),
        staging: at("staging"),
        archive: at("archive"),
        quarantine: at("quarantine"),
      },
      settleMs: 10,
      maxMessageBytes: 1_000_000,
      pollIntervalMs: 1_000,
    },
    drop,
    round: async () => {
      for (const name of (await readdir(at("OUT"))).filter((each) => each.endsWith(".ctl"))) await send(name);
      await simulator.council.settled();
      clock.forward(1_000);
      const { messageIds } = await mailbox.list(never);
      for (const id of messageIds) {
        const sink = createMemorySink();
        await mailbox.download(id, sink, never);
        await drop(id, sink.stored()[0]?.bytes ?? "");
        await mailbox.acknowledge(id, never);
      }
    },
    close: async () => {
      await mailbox.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
