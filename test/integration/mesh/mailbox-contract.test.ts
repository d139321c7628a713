import { mkdtemp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, test } from "vitest";
import { parseControlFile } from "../../../src/codec/mesh/control-file.js";
import { FolderMailbox } from "../../../src/gateway/mesh/folder-mailbox.js";
import { mailboxContract } from "../../../src/testing/mailbox-contract.js";
import type { MailboxPeer, MailboxUnderTest, PeerFile } from "../../../src/testing/mailbox-under-test.js";
import {
  council,
  cpis,
  createMeshWorld,
  createTestClock,
  createAlarms,
  hastyTimers,
} from "../../support/mesh.js";

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openHttps(compress: boolean): Promise<MailboxUnderTest> {
  const world = await createMeshWorld();
  closing.push(() => world.close());
  const received: PeerFile[] = [];
  world.simulator.onMessage(cpis, ({ workflowId, metadata, content }) => {
    received.push({
      workflowId,
      content,
      ...(metadata.localId === undefined ? {} : { localId: metadata.localId }),
    });
    return Promise.resolve();
  });
  const peer: MailboxPeer = {
    deliver: ({ workflowId, content, ...metadata }) =>
      Promise.resolve(
        world.simulator.deliver({ to: council, from: cpis, workflowId, chunks: [content], metadata }),
      ),
    report: ({ workflowId, localId, ...error }) =>
      Promise.resolve(world.simulator.report(council, { workflowId, localId }, error)),
    received: async () => {
      await world.simulator.settled();
      return received;
    },
  };
  const letTimePass = (): Promise<void> => {
    world.clock.forward(1_000);
    return Promise.resolve();
  };
  return { mailbox: world.mailbox({ compress }), peer, recipient: cpis, letTimePass };
}

async function openFolder(): Promise<MailboxUnderTest> {
  const root = await mkdtemp(join(tmpdir(), "mesh-folder-"));
  closing.push(() => rm(root, { recursive: true, force: true }));
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
  for (const folder of [folders.in, folders.out, folders.sent, folders.failed]) await mkdir(folder);
  const mailbox = new FolderMailbox({
    plan: {
      kind: "folder",
      mailboxId: council,
      folders,
      settleMs: 1_000,
      maxMessageBytes: 50_000_000,
      pollIntervalMs: 1_000,
    },
    clock: createTestClock(),
    timers: hastyTimers,
    telemetry: createAlarms(),
  });
  return {
    mailbox,
    peer: createFileDropPeer(folders),
    recipient: cpis,
    letTimePass: () => Promise.resolve(),
  };
}

/** The local client's side of the folders: it fills IN, and takes from OUT what has a control file. */
function createFileDropPeer(folders: { in: string; out: string; sent: string }): MailboxPeer {
  let count = 0;
  const nextId = (): string => `202601020304056789${String((count += 1)).padStart(2, "0")}_ABCDEF`;
  const drop = async (id: string, body: string): Promise<string> => {
    await writeFile(join(folders.in, `${id}.ctl`), `<DTSControl>${body}</DTSControl>`);
    return id;
  };
  return {
    deliver: async ({ workflowId, content, localId = "", subject = "" }) => {
      const id = nextId();
      await writeFile(join(folders.in, `${id}.dat`), content);
      const escaped = subject.replace("&", "&amp;");
      return drop(
        id,
        `<MessageType>Data</MessageType><WorkflowId>${workflowId}</WorkflowId><LocalId>${localId}</LocalId>` +
          `<Subject>${escaped}</Subject><DTSId>${id}</DTSId>`,
      );
    },
    report: ({ workflowId, localId, event, code, description }) =>
      drop(
        nextId(),
        `<MessageType>Report</MessageType><WorkflowId>${workflowId}</WorkflowId><LocalId>${localId}</LocalId>` +
          `<StatusRecord><Event>${event}</Event><Status>ERROR</Status><StatusCode>${code}</StatusCode>` +
          `<Description>${description}</Description></StatusRecord>`,
      ),
    received: async () => {
      const controls = (await readdir(folders.out)).filter((name) => name.endsWith(".ctl")).sort();
      return Promise.all(
        controls.map(async (name) => {
          const { workflowId = "", localId = "" } = parseControlFile(await readFile(join(folders.out, name)));
          const data = name.replace(/ctl$/, "dat");
          const content = await readFile(join(folders.out, data));
          for (const each of [name, data]) await rename(join(folders.out, each), join(folders.sent, each));
          return { workflowId, localId, content };
        }),
      );
    },
  };
}

describe("a mailbox over the MESH API", () => {
  for (const each of mailboxContract) test(each.name, async () => each.run(await openHttps(false)));
});

describe("a mailbox over the MESH API that compresses", () => {
  for (const each of mailboxContract) test(each.name, async () => each.run(await openHttps(true)));
});

describe("a mailbox through the local client's folders", () => {
  for (const each of mailboxContract) test(each.name, async () => each.run(await openFolder()));
});
