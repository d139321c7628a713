/** A council's gateway in a process that is killed, and the national side in this one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { buildMailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { formatEffectiveTime } from "../../../src/codec/hl7v3/timestamp.js";
import type { GatewayPlan } from "../../../src/config/plan.js";
import type { UploadView } from "../../../src/contract/council.js";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import { parseNoticeInbox, parseUploadList } from "../../../src/contract/parse-council.js";
import { addDays } from "../../../src/domain/local-date.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { createTokenMint, gatewayPlan } from "../../support/gateway-plan.js";
import {
  prepareKillableGateway,
  type KillableGateway,
  type ReadyGateway,
} from "../../support/killable-gateway.js";
import { randomIds } from "../../support/mesh.js";
import { caseOf, officer } from "./support.js";

/** Lives of one gateway on one store. */
export interface KillBench {
  readonly simulator: Simulator;
  /** Message ids of the notifications that were put into the mailbox. */
  readonly delivered: readonly string[];
  /** Numbers of files that a person gave up, because MESH did not find them. */
  readonly closed: readonly number[];
  gateway: KillableGateway;
  restart(): Promise<void>;
  deliverNotice(): void;
  /** Saves the child with another end of its plan and waits until all is told; only the first half where the process dies. */
  change(turn: number): Promise<void>;
  /** How often each opening is shown. */
  openings(): Promise<number>;
  /** What the store holds of the mailbox; read while no process has it open. */
  storedMessages(): ReadonlySet<string>;
  files(): Promise<readonly UploadView[]>;
  stop(): Promise<void>;
}

const nhsNumber = caseOf("matches").child.nhsNumber;

export async function startKillBench(chunkBytes: number): Promise<KillBench> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-kill-council-"));
  const simulator = await createSimulator({ council: { notificationIntervalMs: 20 } });
  await simulator.start();
  const mint = await createTokenMint();
  const token = await mint.token(officer, { expiresIn: 7200 });
  const plan = planOf(simulator, mint.jwks, join(folder, "store.sqlite"), chunkBytes);
  const delivered: string[] = [];
  const closed: number[] = [];
  const prepare = (): ReadyGateway => prepareKillableGateway(join(tmpdir(), "cpis-kill-compiled"));
  let ready = prepare();
  const start = async (): Promise<KillableGateway> => {
    const gateway = await ready.start(plan);
    // The next process loads while this one works.
    ready = prepare();
    const { spineListenerUrl: url } = gateway.addresses;
    if (url !== undefined) simulator.listenerTarget = { url, serverName: "gateway.simulator" };
    return gateway;
  };
  const call = async (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") => {
    const answer = await fetch(`${bench.gateway.addresses.apiUrl}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  };
  const list = async () => parseUploadList(await call("council/uploads")).uploads;
  const openings = async (): Promise<number> =>
    parseNoticeInbox(await call("council/inbox")).episodes.reduce(
      (sum, episode) => sum + episode.openings.length,
      0,
    );
  // What a person learns from MESH's service desk, who sees what is there; asked twice, because a request may be on its way.
  let doubted: number | undefined;
  const decide = async (): Promise<void> => {
    const [latest] = await list();
    if (latest?.state !== "tracing") return;
    await simulator.council.settled();
    const { sequenceNumber } = latest;
    const arrived = simulator.council.uploads.some((upload) => upload.sequenceNumber === sequenceNumber);
    if (arrived || doubted !== sequenceNumber) {
      doubted = sequenceNumber;
      return;
    }
    await call(`council/uploads/${sequenceNumber}/closure`, { reason: "MESH never had it." });
    closed.push(sequenceNumber);
    await call("council/uploads", { kind: "changes" });
  };
  const settled = async (): Promise<boolean> => {
    const [latest] = await list();
    const { visibility } = parseCaseView(await call("cases/NS-1"));
    const waiting = simulator.mesh.messages.waiting(
      plan.council?.mesh.kind === "https" ? plan.council.mesh.credentials.mailboxId : "",
    );
    return (
      latest?.state === "answered" &&
      visibility.kind === "visible" &&
      visibility.latestChange === undefined &&
      waiting.length === 0 &&
      (await openings()) >= delivered.length
    );
  };
  const bench: KillBench = {
    simulator,
    delivered,
    closed,
    gateway: await start(),
    async restart() {
      await bench.gateway.kill();
      bench.gateway = await start();
    },
    deliverNotice: () => {
      delivered.push(deliverNotice(simulator, delivered.length));
    },
    async change(turn) {
      const statuses = [{ code: "CPP", from: "2026-01-05", until: addDays("2027-06-01", turn) }];
      await call("cases/NS-1", caseOf("matches", { statuses }), "PUT");
      const deadline = Date.now() + 60_000;
      let steps = 0;
      while (!(await settled())) {
        if (Date.now() > deadline) throw new Error(`never settled: ${JSON.stringify(await list())}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        steps += 1;
        if (steps % 40 === 0) await decide();
      }
    },
    openings,
    storedMessages: () => readMessages(join(folder, "store.sqlite")),
    files: list,
    async stop() {
      await bench.gateway.kill();
      await ready.discard();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

function planOf(
  simulator: Simulator,
  trustedKeys: GatewayPlan["identity"]["trustedKeys"],
  storeFile: string,
  chunkBytes: number,
): GatewayPlan {
  const base = gatewayPlan({ storeFile, trustedKeys, spine: simulator.spinePlan() });
  const own = simulator.councilPlan();
  const mesh = { ...simulator.meshPlan(), chunking: { thresholdBytes: chunkBytes, chunkBytes } };
  const limits = { perUserPerMinute: 100_000, perSitePerMinute: 100_000, requestsPerMinute: 1_000_000 };
  return { ...base, limits, council: { ...own, mesh, uploads: { ...own.uploads, afterChangeMs: 1 } } };
}

function readMessages(file: string): ReadonlySet<string> {
  const connection = new SqliteDatabase(file);
  const rows = connection.prepare("select message_id from mailbox_message").all() as { message_id: string }[];
  connection.close();
  return new Set(rows.map(({ message_id }) => message_id));
}

// Each at another second, so that no two openings are one.
function deliverNotice(simulator: Simulator, index: number): string {
  const at = formatEffectiveTime(Date.now() - index * 1_000);
  const message = buildMailboxMessage({
    kind: "access-notification",
    effectiveTime: at,
    id: randomIds.uuid(),
    totalRecords: 1,
    accesses: [
      {
        uploadSequenceNumber: 1,
        queries: [
          {
            effectiveTime: at,
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
  return simulator.mesh.messages.deliver({
    to: simulator.meshPlan().credentials.mailboxId,
    from: simulator.mesh.cpisMailboxId,
    workflowId: "CPIS_REPORT",
    chunks: [Buffer.from(message)],
  });
}
