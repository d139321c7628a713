/** A council's gateway on the real mailbox, with a clock of its own and alarms that can be looked into. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerModule } from "inversify";
import { runCli } from "../../../src/cli/run-cli.js";
import { buildMailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { formatEffectiveTime } from "../../../src/codec/hl7v3/timestamp.js";
import type { CouncilPlan } from "../../../src/config/council-plan.js";
import type { CaseView } from "../../../src/contract/council-case.js";
import type { MailboxHealth, NoticeInbox, UploadList, WorkList } from "../../../src/contract/council.js";
import { parseSetAsideList } from "../../../src/contract/parse-council-mailbox.js";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import {
  parseMailboxHealth,
  parseNoticeInbox,
  parseUploadList,
  parseWorkList,
} from "../../../src/contract/parse-council.js";
import { createGateway, type Gateway } from "../../../src/gateway/create-gateway.js";
import { ScrapedTelemetry } from "../../../src/gateway/telemetry/telemetry.module.js";
import { AuditTrail, type AuditRecord } from "../../../src/ports/audit.js";
import { Clock, type LogFields } from "../../../src/ports/runtime.js";
import { Telemetry, type AlarmName } from "../../../src/ports/telemetry.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { createTokenMint, gatewayPlan } from "../../support/gateway-plan.js";
import { createTestClock, type TestClock } from "../../support/mesh.js";
import { officer, type CouncilCall } from "./support.js";

export interface RaisedAlarm extends LogFields {
  readonly name: AlarmName;
}

/** Everything a test of notices and of the mailbox asks for. */
export interface MailboxBench {
  readonly simulator: Simulator;
  readonly clock: TestClock;
  readonly alarms: readonly RaisedAlarm[];
  readonly apiUrl: string;
  /** Of the council, at MESH. */
  readonly mailboxId: string;
  call(path: string, options?: CouncilCall): Promise<Response>;
  token(user: Readonly<Record<string, unknown>>): Promise<string>;
  save(localId: string, body: unknown): Promise<Response>;
  view(localId: string): Promise<CaseView>;
  inbox(): Promise<NoticeInbox>;
  work(): Promise<WorkList>;
  uploads(): Promise<UploadList>;
  health(): Promise<MailboxHealth>;
  setAside(): Promise<ReturnType<typeof parseSetAsideList>["messages"]>;
  audit(): Promise<readonly AuditRecord[]>;
  /** Puts bytes into the council's mailbox at MESH; returns the message's id. */
  deliver(...chunks: readonly (string | Uint8Array)[]): string;
  /** `cpis mailbox status`. */
  status(): Promise<{ readonly exitCode: number; readonly text: string }>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const forYears = 20 * 365 * 86_400;

export async function startMailboxBench(
  change: (plan: CouncilPlan, simulator: Simulator) => CouncilPlan | Promise<CouncilPlan> = (plan) => plan,
): Promise<MailboxBench> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-mailbox-"));
  const clock = createTestClock();
  const simulator = await createSimulator({ clock, council: { notificationIntervalMs: 20 } });
  await simulator.start();
  const mint = await createTokenMint();
  const base = gatewayPlan({
    storeFile: join(folder, "store.sqlite"),
    trustedKeys: mint.jwks,
    spine: simulator.spinePlan(),
  });
  const own = simulator.councilPlan();
  const council = await change({ ...own, uploads: { ...own.uploads, afterChangeMs: 1 } }, simulator);
  const alarms: RaisedAlarm[] = [];
  let trail: AuditTrail | undefined;
  const overrides = new ContainerModule(({ rebind, onActivation }) => {
    rebind(Clock).toConstantValue(clock);
    rebind(Telemetry)
      .toResolvedValue(
        (real: Telemetry): Telemetry => ({
          count: (name, label) => real.count(name, label),
          measure: (name, value) => real.measure(name, value),
          observeAnswer: (durationMs) => real.observeAnswer(durationMs),
          alarm: (name, fields) => {
            alarms.push({ name, ...fields });
            real.alarm(name, fields);
          },
          alarmOver: (name) => real.alarmOver(name),
        }),
        [ScrapedTelemetry],
      )
      .inSingletonScope();
    onActivation(AuditTrail, (_context, activated) => (trail = activated));
  });
  let gateway: Gateway | undefined;
  let apiUrl = "";
  const start = async (): Promise<void> => {
    const started = await createGateway({ ...base, council }, [overrides]);
    const addresses = await started.start();
    gateway = started;
    apiUrl = addresses.apiUrl;
    simulator.listenerTarget = { url: addresses.spineListenerUrl, serverName: "gateway.simulator" };
  };
  await start();
  const token = (user: Readonly<Record<string, unknown>>) => mint.token(user, { expiresIn: forYears });
  const officerToken = await token(officer);
  const call = (path: string, { method, token: own = officerToken, body }: CouncilCall = {}) =>
    fetch(new URL(path, apiUrl), {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        authorization: `Bearer ${own}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const get = async (path: string): Promise<unknown> => (await call(path)).json();
  const { mailboxId } = simulator.meshPlan().credentials;
  return {
    simulator,
    clock,
    alarms,
    mailboxId,
    get apiUrl() {
      return apiUrl;
    },
    call,
    token,
    save: (localId, body) => call(`/api/v1/cases/${localId}`, { method: "PUT", body }),
    view: async (localId) => parseCaseView(await get(`/api/v1/cases/${localId}`)),
    inbox: async () => parseNoticeInbox(await get("/api/v1/council/inbox")),
    work: async () => parseWorkList(await get("/api/v1/council/work-list")),
    uploads: async () => parseUploadList(await get("/api/v1/council/uploads")),
    health: async () => parseMailboxHealth(await get("/api/v1/council/health")),
    setAside: async () => parseSetAsideList(await get("/api/v1/council/mailbox/set-aside")).messages,
    audit: async () => (await trail?.read({})) ?? [],
    deliver: (...chunks) =>
      simulator.mesh.messages.deliver({
        to: mailboxId,
        from: simulator.mesh.cpisMailboxId,
        workflowId: "CPIS_REPORT",
        chunks: chunks.map((chunk) => Buffer.from(chunk)),
      }),
    status: async () => {
      const lines: string[] = [];
      const exitCode = await runCli(["mailbox", "status", "--gateway", apiUrl], {
        out: (text) => void lines.push(text),
        note: (text) => void lines.push(text),
        variables: { CPIS_USER_TOKEN: officerToken },
        now: () => clock.now(),
        readInput: () => Promise.resolve(""),
        untilStopped: () => Promise.resolve(),
      });
      return { exitCode, text: lines.join("\n") };
    },
    restart: async () => {
      await gateway?.stop();
      await start();
    },
    stop: async () => {
      await gateway?.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What an access notification says. */
export interface Opening {
  readonly queryId?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly nhsNumbers?: readonly string[];
  readonly localId?: string;
  readonly odsCode?: string;
}

/** A notification as CP-IS sends it; with no opening an empty one. */
export function notificationOf(...openings: readonly Opening[]): string {
  const newest = openings.at(-1)?.at ?? Date.now();
  return buildMailboxMessage({
    kind: "access-notification",
    effectiveTime: formatEffectiveTime(newest),
    id: randomUUID().toUpperCase(),
    totalRecords: openings.length,
    accesses: openings.map(({ queryId, at, nhsNumbers = [], localId, odsCode = "ZZ9A1" }) => ({
      uploadSequenceNumber: 1,
      queries: [
        {
          effectiveTime: formatEffectiveTime(at),
          queryId: queryId ?? randomUUID().toUpperCase(),
          author: {
            kind: "device" as const,
            asid: "200000000001",
            nominated: [
              {
                role: { code: "R0260", codeSystem: "1.2.826.0.1285.0.2.1.104", displayName: "Named Nurse" },
                name: { given: ["Ines"], family: "Vale" },
              },
            ],
            organisation: { odsCode, name: "Northgate General Hospital" },
          },
          personIds: [
            ...nhsNumbers.map((value) => ({ type: "nhs-number" as const, value })),
            ...(localId === undefined
              ? []
              : [
                  {
                    type: "local" as const,
                    value: localId,
                    assigningAuthorityName: "ZZL01:Northshire Council",
                  },
                ]),
          ],
        },
      ],
    })),
    recipient: { odsCode: "ZZL01", name: "Northshire Council" },
  });
}
