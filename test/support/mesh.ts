import { randomUUID } from "node:crypto";
import { defaultMeshTimings, type HttpsMeshPlan } from "../../src/config/mesh-plan.js";
import { HttpsMailbox } from "../../src/gateway/mesh/https-mailbox.js";
import type { Clock, IdSource, LogFields, Logger } from "../../src/ports/runtime.js";
import type { AlarmName, Timers } from "../../src/ports/telemetry.js";
import { createCertificateAuthority, type CertificateAuthority } from "../../src/simulator/certificates.js";
import {
  createMeshSimulator,
  type MeshSimulator,
  type MeshSimulatorOptions,
} from "../../src/simulator/mesh/create-mesh-simulator.js";

/** A clock that runs as the machine's does and can be put forward. */
export interface TestClock extends Clock {
  forward(ms: number): void;
}

export function createTestClock(): TestClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    forward: (ms) => {
      ahead += ms;
    },
  };
}

export const randomIds: IdSource = { uuid: () => randomUUID().toUpperCase() };

/** Timers that shorten every delay to a tick: back-off is tested by what is done, never by how long it took. */
export const hastyTimers: Timers = {
  after: (_delayMs, run) => {
    const timer = setImmediate(run);
    return () => {
      clearImmediate(timer);
    };
  },
};

export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A log that can be looked into. */
export interface TestLogger extends Logger {
  readonly lines: readonly { readonly level: string; readonly event: string; readonly fields: LogFields }[];
}

export function createTestLogger(): TestLogger {
  const lines: { level: string; event: string; fields: LogFields }[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      lines.push({ level, event, fields });
    };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

/** Alarms by name, as they are raised. */
export function createAlarms() {
  const raised: AlarmName[] = [];
  return {
    raised,
    alarm: (name: AlarmName): void => void raised.push(name),
    alarmOver: (): void => undefined,
  };
}

export const council = "LA999OT001";
export const cpis = "CPISTEST01";
export const sharedKey = "ExampleSharedKey";
const password = "example-password";

/** MESH with a council's mailbox and CP-IS's, and everything a client of it needs. */
export interface MeshWorld {
  readonly clock: TestClock;
  readonly authority: CertificateAuthority;
  readonly simulator: MeshSimulator;
  plan(changes?: Partial<HttpsMeshPlan>): HttpsMeshPlan;
  /** A client of the council's mailbox; closed with the world. */
  mailbox(changes?: Partial<HttpsMeshPlan>): HttpsMailbox;
  close(): Promise<void>;
}

export async function createMeshWorld(options: Partial<MeshSimulatorOptions> = {}): Promise<MeshWorld> {
  const clock = createTestClock();
  const authority = await createCertificateAuthority(clock, "Simulator Root CA");
  const addresses = ["127.0.0.1"];
  const names = ["mesh.simulator", "localhost"];
  const client = await authority.issue({ names: [`${council}.ZZL01.api.mesh-client.nhs.uk`] });
  const simulator = createMeshSimulator({
    clock,
    ids: randomIds,
    sharedKey,
    authorityPem: authority.pem,
    identity: await authority.issue({ names, addresses }),
    expiredIdentity: await authority.issue({ names, addresses, validFromDays: -30, validUntilDays: -1 }),
    mailboxes: [
      {
        mailboxId: council,
        password,
        odsCode: "ZZL01",
        name: "Northshire Council",
        sends: ["CPIS_UPLOAD"],
        receives: ["CPIS_REPORT"],
      },
      {
        mailboxId: cpis,
        password: "other-password",
        odsCode: "ZZX01",
        name: "CP-IS",
        sends: ["CPIS_REPORT"],
        receives: ["CPIS_UPLOAD"],
      },
    ],
    ...options,
  });
  await simulator.start();
  const open: HttpsMailbox[] = [];
  const plan = (changes: Partial<HttpsMeshPlan> = {}): HttpsMeshPlan => ({
    kind: "https",
    environment: "simulator",
    baseUrl: simulator.baseUrl,
    credentials: { mailboxId: council, password, sharedKey },
    tls: { key: client.key, certificate: client.certificate, authorities: authority.pem },
    timings: { ...defaultMeshTimings, connectTimeoutMs: 5_000, bodyIdleTimeoutMs: 10_000 },
    chunking: { thresholdBytes: 1_000_000, chunkBytes: 400_000 },
    compress: false,
    maxMessageBytes: 50_000_000,
    pollIntervalMs: 1_000,
    ...changes,
  });
  return {
    clock,
    authority,
    simulator,
    plan,
    mailbox: (changes) => {
      const mailbox = new HttpsMailbox(plan(changes), {
        clock,
        ids: randomIds,
        timers: hastyTimers,
        version: "0.0.0",
      });
      open.push(mailbox);
      return mailbox;
    },
    close: async () => {
      await Promise.all(open.map((mailbox) => mailbox.close()));
      await simulator.stop();
    },
  };
}
