import { Container } from "inversify";
import { expect, test } from "vitest";
import { defaultMeshTimings, type MeshPlan } from "../../../src/config/mesh-plan.js";
import { FolderMailbox } from "../../../src/gateway/mesh/folder-mailbox.js";
import { HttpsMailbox } from "../../../src/gateway/mesh/https-mailbox.js";
import { meshModule } from "../../../src/gateway/mesh/mesh.module.js";
import { ClockWatch } from "../../../src/gateway/telemetry/clock-watch.js";
import { MeshDirectory, MeshMailbox } from "../../../src/ports/mailbox.js";
import { Clock, IdSource } from "../../../src/ports/runtime.js";
import { Telemetry, Timers } from "../../../src/ports/telemetry.js";
import { createAlarms, createTestClock, hastyTimers, randomIds } from "../../support/mesh.js";

function containerFor(plan: MeshPlan): Container {
  const container = new Container();
  container.bind(Clock).toConstantValue(createTestClock());
  container.bind(IdSource).toConstantValue(randomIds);
  container.bind(Timers).toConstantValue(hastyTimers);
  container.bind(Telemetry).toConstantValue({
    ...createAlarms(),
    count: () => undefined,
    measure: () => undefined,
    observeAnswer: () => undefined,
  });
  container.bind(ClockWatch).toConstantValue({ note: () => undefined, offsetMs: () => undefined });
  container.load(meshModule(plan, "0.0.0"));
  return container;
}

const https: MeshPlan = {
  kind: "https",
  environment: "simulator",
  baseUrl: "https://127.0.0.1:1",
  credentials: { mailboxId: "LA999OT001", password: "example-password", sharedKey: "ExampleSharedKey" },
  tls: { key: "", certificate: "", authorities: "" },
  timings: defaultMeshTimings,
  chunking: { thresholdBytes: 1_000, chunkBytes: 500 },
  compress: false,
  maxMessageBytes: 1_000,
  pollIntervalMs: 1_000,
};

const folder: MeshPlan = {
  kind: "folder",
  mailboxId: "LA999OT001",
  folders: { in: "i", out: "o", sent: "s", failed: "f", staging: "t", archive: "a", quarantine: "q" },
  settleMs: 1_000,
  maxMessageBytes: 1_000,
  pollIntervalMs: 1_000,
};

test("the API's mailbox and directory are one and the same, so that its polling limit holds for everybody", () => {
  const container = containerFor(https);
  const mailbox = container.get(MeshMailbox);
  expect(mailbox).toBeInstanceOf(HttpsMailbox);
  expect(container.get(MeshMailbox)).toBe(mailbox);
  expect(container.get(MeshDirectory)).toBe(mailbox);
});

test("the local client's folders are a mailbox without a directory", () => {
  const container = containerFor(folder);
  expect(container.get(MeshMailbox)).toBeInstanceOf(FolderMailbox);
  expect(container.isBound(MeshDirectory)).toBe(false);
});
