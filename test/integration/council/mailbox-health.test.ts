import { afterEach, describe, expect, test } from "vitest";
import type { HttpsMeshPlan } from "../../../src/config/mesh-plan.js";
import type { CouncilPlan } from "../../../src/config/council-plan.js";
import type { MailboxHealth } from "../../../src/contract/council.js";
import { errorCodes, type ErrorCode } from "../../../src/errors/codes.js";
import type { MeshFaultName } from "../../../src/simulator/mesh/mesh-faults.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { notificationOf, startMailboxBench, type MailboxBench } from "./mailbox-bench.js";
import { until } from "./support.js";

const hour = 3_600_000;
const day = 24 * hour;
const child = syntheticCouncilPerson("matches", Date.now()).nhsNumber;

let bench: MailboxBench;

afterEach(() => bench.stop());

const withMesh =
  (changes: Partial<HttpsMeshPlan>) =>
  (plan: CouncilPlan): CouncilPlan =>
    plan.mesh.kind === "https" ? { ...plan, mesh: { ...plan.mesh, ...changes } } : plan;

const notice = (): string => notificationOf({ at: bench.clock.now(), nhsNumbers: [child] });
const openings = (count: number) =>
  until(
    () => bench.inbox(),
    ({ episodes }) => episodes.flatMap((episode) => episode.openings).length === count,
    60_000,
  );
const health = (holds: (state: MailboxHealth) => boolean) => until(() => bench.health(), holds);
const alarmsOf = (name: string) => bench.alarms.filter((alarm) => alarm.name === name);
const aRound = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_300));

describe("a mailbox that cannot be read", () => {
  test.each<[MeshFaultName, ErrorCode]>([
    ["wrong-password", "CPIS_MESH_FORBIDDEN"],
    ["forbidden", "CPIS_MESH_FORBIDDEN"],
    ["expired-certificate", "CPIS_MESH_TLS_REFUSED"],
    ["server-error", "CPIS_MESH_BUSY"],
    ["bad-gateway", "CPIS_MESH_BUSY"],
    ["listing-not-json", "CPIS_MESH_MALFORMED"],
    ["reset-before-accept", "CPIS_MESH_INTERRUPTED"],
  ])(
    "%s: health and CLI say %s, nothing is acknowledged, and it is read when the cause is gone (H-19)",
    async (fault, code) => {
      bench = await startMailboxBench();
      await health(({ lastReadAt }) => lastReadAt !== undefined);
      bench.simulator.mesh.faults.set(fault);
      // A certificate is looked at when a connection is made.
      await bench.restart();
      const id = bench.deliver(notice());
      const isSaid = ({ lastError, troubles }: MailboxHealth): boolean =>
        lastError === code && troubles.includes("reading-failed");
      await health(isSaid);
      const { exitCode, text } = await bench.status();
      expect(exitCode).toBe(1);
      expect(text).toContain(`Last fault: ${code} – ${errorCodes[code].text}`);
      expect(text).toContain("The last reading failed.");
      expect(bench.simulator.mesh.messages.waiting(bench.mailboxId)).toEqual([id]);
      bench.simulator.mesh.faults.clear();
      await bench.restart();
      await openings(1);
      expect((await bench.health()).troubles).toEqual([]);
      expect((await bench.status()).exitCode).toBe(0);
    },
  );

  test("our own certificate has ended: said as such, and nothing is sent with it (H-19)", async () => {
    bench = await startMailboxBench(async (plan, simulator) => {
      const ended = await simulator.certificates.authority.issue({
        names: ["ended.simulator"],
        validFromDays: -30,
        validUntilDays: -1,
      });
      return withMesh({ tls: { ...ended, authorities: simulator.authorityPem } })(plan);
    });
    const id = bench.deliver(notice());
    const { troubles } = await health(
      (state) => state.lastError === "CPIS_CERTIFICATE_UNUSABLE" && state.troubles.includes("reading-failed"),
    );
    expect(troubles).toEqual(expect.arrayContaining(["certificate-expired", "reading-failed", "never-read"]));
    const { exitCode, text } = await bench.status();
    expect(exitCode).toBe(1);
    expect(text).toContain("The certificate has ended");
    expect(text).toContain("Last fault: CPIS_CERTIFICATE_UNUSABLE");
    expect(bench.simulator.mesh.requests).toEqual([]);
    expect(bench.simulator.mesh.messages.waiting(bench.mailboxId)).toEqual([id]);
    await until(
      () => Promise.resolve(alarmsOf("mesh-certificate-expiry")),
      (alarms) => alarms.length === 1,
    );
  });

  test("a download that stalls is left for the next reading, and the state says so (H-19)", async () => {
    const timings = {
      connectTimeoutMs: 5_000,
      headersTimeoutMs: 5_000,
      bodyIdleTimeoutMs: 200,
      requestTimeoutMs: 5_000,
    };
    bench = await startMailboxBench(withMesh({ timings }));
    bench.simulator.mesh.faults.set("stalled-download");
    const id = bench.deliver(notice());
    const { troubles } = await health(({ left }) => left === 1);
    expect(troubles).toContain("messages-left");
    const { exitCode, text } = await bench.status();
    expect(exitCode).toBe(1);
    expect(text).toContain("Left in the mailbox: 1 (since ");
    expect(text).toContain("Messages wait in the mailbox that the last reading could not bring in");
    expect(bench.simulator.mesh.messages.waiting(bench.mailboxId)).toEqual([id]);
    bench.simulator.mesh.faults.clear();
    await openings(1);
  });

  test("a mailbox of 2,000 messages is emptied, and every one is stored before it is acknowledged (H-19)", async () => {
    bench = await startMailboxBench();
    await health(({ lastReadAt }) => lastReadAt !== undefined);
    for (let count = 0; count < 2_000; count += 1) {
      // A few say something; the others are signs of life.
      bench.deliver(count % 200 === 0 ? notice() : notificationOf());
    }
    await until(
      () => Promise.resolve(bench.simulator.mesh.messages.waiting(bench.mailboxId).length),
      (waiting) => waiting === 0,
      90_000,
    );
    await openings(10);
    const { troubles, left, unprocessed } = await until(
      () => bench.health(),
      (state) => state.unprocessed === 0,
      90_000,
    );
    expect({ troubles, left, unprocessed }).toEqual({ troubles: [], left: 0, unprocessed: 0 });
  }, 200_000);
});

describe("silence", () => {
  test("an hour and a day without a reading are an alarm each, once, and over when it is over (R-109, H-19)", async () => {
    bench = await startMailboxBench();
    await health(({ lastReadAt }) => lastReadAt !== undefined);
    bench.simulator.mesh.faults.set("forbidden");
    await health(({ lastError }) => lastError !== undefined);
    bench.clock.forward(hour);
    await health(({ troubles }) => troubles.includes("not-read-for-an-hour"));
    await aRound();
    expect(alarmsOf("mailbox-not-read")).toEqual([
      { name: "mailbox-not-read", reason: "not-read-for-an-hour" },
    ]);
    bench.clock.forward(day);
    await health(({ troubles }) => troubles.includes("not-read-for-a-day"));
    await aRound();
    expect(alarmsOf("mailbox-not-read")).toHaveLength(2);
    // A restart does not make it look healthy.
    await bench.restart();
    expect((await bench.health()).troubles).toContain("not-read-for-a-day");
    bench.simulator.mesh.faults.clear();
    await bench.restart();
    await health(({ troubles }) => !troubles.some((trouble) => trouble.startsWith("not-read")));
  });

  test("a mailbox that was never read is not new at each start (H-19)", async () => {
    bench = await startMailboxBench();
    bench.simulator.mesh.faults.set("forbidden");
    await health(({ lastError }) => lastError !== undefined);
    await bench.restart();
    bench.clock.forward(hour);
    await bench.restart();
    expect((await bench.health()).troubles).toEqual(expect.arrayContaining(["not-read-for-an-hour"]));
  });

  test("no notification for as long as is configured is an alarm, once, until one comes (H-19)", async () => {
    bench = await startMailboxBench((plan) => ({
      ...plan,
      notices: { ...plan.notices, silenceMs: 30 * hour },
    }));
    bench.deliver(notificationOf());
    await health(({ lastNoticeAt }) => lastNoticeAt !== undefined);
    bench.clock.forward(31 * hour);
    await health(({ troubles }) => troubles.includes("no-notice-for-long"));
    await aRound();
    expect(alarmsOf("no-notices")).toHaveLength(1);
    expect((await bench.status()).text).toContain("the pipe may be broken");
    bench.deliver(notificationOf());
    await health(({ troubles }) => !troubles.includes("no-notice-for-long"));
  });

  test("a message that cannot be brought in is told of once, two days before MESH takes it away (R-108, H-19)", async () => {
    bench = await startMailboxBench();
    await health(({ lastReadAt }) => lastReadAt !== undefined);
    bench.simulator.mesh.faults.set("cut-download");
    const id = bench.deliver(notice());
    await health(({ left }) => left === 1);
    bench.clock.forward(2 * day);
    await aRound();
    expect(alarmsOf("mesh-message-near-expiry")).toEqual([]);
    bench.clock.forward(day + hour);
    await until(
      () => Promise.resolve(alarmsOf("mesh-message-near-expiry")),
      (alarms) => alarms.length > 0,
    );
    await bench.restart();
    await aRound();
    expect(alarmsOf("mesh-message-near-expiry")).toEqual([
      { name: "mesh-message-near-expiry", messageId: id, code: "CPIS_MESH_INTERRUPTED" },
    ]);
    expect((await bench.health()).troubles).toContain("message-near-expiry");
    expect((await bench.status()).text).toContain("MESH removes them after five days");
    bench.simulator.mesh.faults.clear();
    await openings(1);
    await health(({ troubles }) => !troubles.includes("message-near-expiry"));
  });
});

test("the MESH certificate's end is told 30, 14, 7 and 1 days before, in health, CLI and metrics, each step once (H-19)", async () => {
  bench = await startMailboxBench();
  const { certificateEndsAt = "" } = await health(({ lastReadAt }) => lastReadAt !== undefined);
  const metric = async (): Promise<string | undefined> => {
    const text = await (await fetch(new URL("/metrics", bench.apiUrl))).text();
    return /^cpis_mailbox_certificate_days (-?[0-9]+)$/m.exec(text)?.[1];
  };
  const told = () => alarmsOf("mesh-certificate-expiry").map(({ reason }) => reason);
  for (const [index, step] of [30, 14, 7, 1].entries()) {
    bench.clock.forward(Date.parse(certificateEndsAt) - step * day - hour - bench.clock.now());
    await until(
      () => Promise.resolve(told()),
      (reasons) => reasons.length === index + 1,
    );
    expect(told().at(-1)).toBe(`within-${String(step)}-days`);
    await until(metric, (days) => days === String(step));
  }
  await aRound();
  expect(told()).toHaveLength(4);
  expect((await bench.health()).troubles).toContain("certificate-ends-soon");
  expect((await bench.status()).text).toContain("The certificate ends within 30 days.");
  const metrics = await (await fetch(new URL("/metrics", bench.apiUrl))).text();
  expect(metrics).toMatch(/^cpis_mailbox_last_read_timestamp_seconds [0-9.]+$/m);
  expect(metrics).toMatch(/^cpis_mailbox_set_aside_messages 0$/m);
  expect(metrics).not.toContain("cpis_mailbox_oldest_waiting_timestamp_seconds ");
});
