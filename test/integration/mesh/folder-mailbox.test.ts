import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FolderMailbox } from "../../../src/gateway/mesh/folder-mailbox.js";
import { baseNameFor } from "../../../src/gateway/mesh/folder-outbox.js";
import type { LogFields } from "../../../src/ports/runtime.js";
import type { AlarmName, Timers } from "../../../src/ports/telemetry.js";
import { drainMailbox } from "../../../src/pipeline/mailbox-drain.js";
import { contentFromFile } from "../../../src/gateway/mesh/outbound-content.js";
import { never, outbound } from "../../../src/testing/mailbox-under-test.js";
import { createMemorySink } from "../../../src/testing/memory-sink.js";
import {
  council,
  cpis,
  createAlarms,
  createTestClock,
  createTestLogger,
  type TestClock,
  type TestLogger,
} from "../../support/mesh.js";

let root: string;
let clock: TestClock;
let logger: TestLogger;
let alarms: { name: AlarmName; fields: LogFields | undefined }[];
let mailbox: FolderMailbox;
/** Runs between the two looks at the folder. */
let meanwhile: () => Promise<unknown>;

const at = (...parts: readonly string[]): string => join(root, ...parts);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mesh-folder-"));
  for (const name of ["IN", "OUT", "SENT", "FAILED"]) await mkdir(at(name));
  clock = createTestClock();
  logger = createTestLogger();
  alarms = [];
  meanwhile = () => Promise.resolve();
  const timers: Timers = {
    after: (_delayMs, run) => {
      void meanwhile().then(run);
      return () => undefined;
    },
  };
  const folders = {
    in: at("IN"),
    out: at("OUT"),
    sent: at("SENT"),
    failed: at("FAILED"),
    staging: at("staging"),
    archive: at("archive"),
    quarantine: at("quarantine"),
  };
  const plan = {
    kind: "folder",
    mailboxId: council,
    folders,
    settleMs: 1_000,
    maxMessageBytes: 1_000_000,
    pollIntervalMs: 1_000,
  } as const;
  mailbox = new FolderMailbox({
    plan,
    clock,
    timers,
    telemetry: { alarm: (name, fields) => void alarms.push({ name, fields }) },
  });
});

afterEach(() => rm(root, { recursive: true, force: true }));

const id = "20260102030405678901_ABCDEF";
const control = `<DTSControl><MessageType>Data</MessageType><WorkflowId>CPIS_REPORT</WorkflowId></DTSControl>`;
const file = Buffer.from("<upload>42</upload>");

async function listed(): Promise<readonly string[]> {
  return (await mailbox.list(never)).messageIds;
}

describe("the IN folder", () => {
  test("a control file that is still being written is not looked at, and is once it is whole", async () => {
    await writeFile(at("IN", `${id}.dat`), "<n/>");
    await writeFile(at("IN", `${id}.ctl`), control.slice(0, 30));
    expect(await listed()).toEqual([]);
    await writeFile(at("IN", `${id}.ctl`), control);
    expect(await listed()).toEqual([id]);
  });

  test("a data file that grows between two looks is left for the next time", async () => {
    await writeFile(at("IN", `${id}.ctl`), control);
    await writeFile(at("IN", `${id}.dat`), "<n>");
    meanwhile = () => writeFile(at("IN", `${id}.dat`), "<n>more</n>");
    expect(await listed()).toEqual([]);
    meanwhile = () => Promise.resolve();
    expect(await listed()).toEqual([id]);
  });

  test("extensions in capital letters are the same files", async () => {
    await writeFile(at("IN", `${id}.CTL`), control);
    await writeFile(at("IN", `${id}.DAT`), "<n/>");
    expect(await listed()).toEqual([id]);
    await mailbox.acknowledge(id);
    expect((await readdir(at("archive"))).sort()).toEqual([`${id}.CTL`, `${id}.DAT`]);
  });

  test("a control file that never becomes one is put into quarantine with its data, and somebody is told", async () => {
    await writeFile(at("IN", `${id}.ctl`), "<DTSControl><broken");
    await writeFile(at("IN", `${id}.dat`), "<n>kept</n>");
    await writeFile(at("IN", `other.ctl`), control);
    await writeFile(at("IN", `other.dat`), "<n/>");
    expect(await listed()).toEqual(["other"]);
    expect(await readdir(at("quarantine"))).toEqual([]);
    clock.forward(61_000);
    expect(await listed()).toEqual(["other"]);
    expect((await readdir(at("quarantine"))).sort()).toEqual([`${id}.ctl`, `${id}.dat`]);
    expect(await readFile(at("quarantine", `${id}.dat`), "utf8")).toBe("<n>kept</n>");
    expect(alarms).toMatchObject([{ name: "mesh-message-unreadable", fields: { messageId: id } }]);
  });

  test("a file whose partner does not come within an hour is told of, and left where it is", async () => {
    await writeFile(at("IN", `${id}.dat`), "<n/>");
    await writeFile(at("IN", `lone.ctl`), control);
    expect(await listed()).toEqual([]);
    expect(alarms).toEqual([]);
    clock.forward(3_700_000);
    expect(await listed()).toEqual([]);
    expect(alarms.map(({ fields }) => fields?.messageId)).toEqual([id, "lone"]);
    expect((await readdir(at("IN"))).sort()).toEqual([`${id}.dat`, "lone.ctl"]);
  });

  test("a power cut between the two moves of an acknowledgement is finished at the next listing", async () => {
    await writeFile(at("IN", `${id}.ctl`), control);
    await writeFile(at("IN", `${id}.dat`), "<n/>");
    expect(await listed()).toEqual([id]);
    await rename(at("IN", `${id}.ctl`), at("archive", `${id}.ctl`));
    expect(await listed()).toEqual([]);
    expect((await readdir(at("archive"))).sort()).toEqual([`${id}.ctl`, `${id}.dat`]);
    expect(await readdir(at("IN"))).toEqual([]);
  });

  test("a drain stores and archives data and reports alike, and a full store leaves the only copy in place", async () => {
    await writeFile(at("IN", `${id}.ctl`), control);
    await writeFile(at("IN", `${id}.dat`), "<n/>");
    await writeFile(at("IN", `report.ctl`), `<DTSControl><MessageType>Report</MessageType></DTSControl>`);
    const inputs = { mailbox, logger, telemetry: createAlarms() };
    const full = { store: () => Promise.reject(new Error("disk full")) };
    expect(await drainMailbox({ ...inputs, sink: full }, never)).toMatchObject({
      stoppedBy: "CPIS_STORE_FAILED",
    });
    expect(await readdir(at("IN"))).toHaveLength(3);
    const sink = createMemorySink();
    expect(await drainMailbox({ ...inputs, sink }, never)).toMatchObject({ stored: 2, left: 0 });
    expect(sink.stored().map(({ message }) => message.kind)).toEqual(["data", "report"]);
    expect(await readdir(at("IN"))).toEqual([]);
  });
});

describe("the OUT folder", () => {
  test("data is there, whole, before the control file that says so", async () => {
    const seen: string[][] = [];
    const content = {
      byteLength: file.byteLength,
      async *read(): AsyncGenerator<Uint8Array> {
        yield file.subarray(0, 5);
        seen.push(await readdir(at("OUT")));
        yield file.subarray(5);
      },
    };
    const head = { to: cpis, workflowId: "CPIS_UPLOAD", localId: "upload-1" };
    expect(await mailbox.send({ head, content })).toEqual({ kind: "accepted" });
    expect(seen).toEqual([[]]);
    expect((await readdir(at("OUT"))).sort()).toEqual(["upload-1.ctl", "upload-1.dat"]);
    expect(await readFile(at("OUT", "upload-1.dat"))).toEqual(file);
  });

  test("data left without a control file by a power cut is no message, and is replaced", async () => {
    await writeFile(at("OUT", "upload-1.dat"), "half");
    expect(await mailbox.track({ localId: "upload-1" })).toEqual({ kind: "not-found" });
    await mailbox.send(outbound(cpis, "upload-1", file));
    expect(await readFile(at("OUT", "upload-1.dat"))).toEqual(file);
  });

  test.each(["OUT", "SENT"])(
    "a message that is in %s already is not handed over again (H-20)",
    async (place) => {
      await mailbox.send(outbound(cpis, "upload-1", file));
      for (const name of await readdir(at("OUT"))) await rename(at("OUT", name), at(place, name));
      expect((await mailbox.send(outbound(cpis, "upload-1", file))).kind).toBe("accepted");
      expect(await readdir(at("OUT"))).toHaveLength(place === "OUT" ? 2 : 0);
    },
  );

  test("where the client keeps nothing it has sent, a message is still known to have been handed over (H-20)", async () => {
    await mailbox.send(outbound(cpis, "upload-1", file));
    for (const name of await readdir(at("OUT"))) await rm(at("OUT", name));
    expect(await mailbox.track({ localId: "upload-1" })).toEqual({
      kind: "found",
      tracking: { status: "unrecognised" },
    });
    await mailbox.send(outbound(cpis, "upload-1", file));
    expect(await readdir(at("OUT"))).toEqual([]);
  });

  test("what became of a message is read from where the client put it", async () => {
    const withStatus = (status: string, code: string): string =>
      `<DTSControl><LocalId>upload-1</LocalId><DTSId>${id}</DTSId><StatusRecord><Event>TRANSFER</Event>` +
      `<Status>${status}</Status><StatusCode>${code}</StatusCode></StatusRecord></DTSControl>`;
    const statusOf = async (): Promise<unknown> => {
      const found = await mailbox.track({ localId: "upload-1" });
      return found.kind === "found" ? found.tracking.status : found.kind;
    };
    await mailbox.send(outbound(cpis, "upload-1", file));
    expect(await statusOf()).toBe("uploading");
    await rm(at("OUT", "upload-1.ctl"));
    await writeFile(at("SENT", "upload-1.ctl"), withStatus("SUCCESS", "05"));
    expect(await statusOf()).toBe("uploading");
    await writeFile(at("SENT", "upload-1.ctl"), withStatus("Success", "00"));
    expect(await statusOf()).toBe("accepted");
    expect(await mailbox.track({ messageId: id })).toMatchObject({ tracking: { localId: "upload-1" } });
    await rename(at("SENT", "upload-1.ctl"), at("FAILED", "upload-1.ctl"));
    await writeFile(at("FAILED", "upload-1.ctl"), withStatus("ERROR", "12"));
    expect(await statusOf()).toBe("error");
    expect(await mailbox.send(outbound(cpis, "upload-1", file))).toMatchObject({ kind: "refused" });
  });

  test("a file is sent from disk as it is", async () => {
    await writeFile(at("upload.xml"), file);
    const head = { to: cpis, workflowId: "CPIS_UPLOAD", localId: "upload-1" };
    await mailbox.send({ head, content: await contentFromFile(at("upload.xml")) });
    expect(await readFile(at("OUT", "upload-1.dat"))).toEqual(file);
  });

  test("different references never share a file name, whatever they contain", () => {
    const names = ["a/b", "a\\b", "a-b", "../a", "a b", "a".repeat(150), `${"a".repeat(150)}b`].map(
      baseNameFor,
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[A-Za-z0-9_-]{1,120}$/.test(name))).toBe(true);
  });
});

describe("the check", () => {
  test("a missing folder is a named fault", async () => {
    await mailbox.check();
    await rm(at("SENT"), { recursive: true });
    await expect(mailbox.check()).rejects.toMatchObject({ code: "CPIS_MESH_FOLDER_UNUSABLE" });
  });

  test("a client that takes nothing for an hour is taken for stopped (H-19)", async () => {
    await mailbox.send(outbound(cpis, "upload-1", file));
    await mailbox.check();
    const old = new Date(Date.now() - 3_700_000);
    await utimes(at("OUT", "upload-1.ctl"), old, old);
    await expect(mailbox.check()).rejects.toMatchObject({
      context: { fault: expect.stringContaining("running") as string },
    });
  });
});
