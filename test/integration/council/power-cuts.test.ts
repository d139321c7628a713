import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildMailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { formatEffectiveTime } from "../../../src/codec/hl7v3/timestamp.js";
import { validateCase } from "../../../src/domain/case-validation.js";
import { readEpisodes } from "../../../src/gateway/council/notices/inbox.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { createTestClock, randomIds } from "../../support/mesh.js";
import { createLife, openProcess, type CouncilProcess } from "./council-process.js";
import { caseOf } from "./support.js";

const everydayPoints = 30;
const clock = createTestClock();
const person = { kind: "person", id: "officer-1" } as const;

function notification(nhsNumber: string): Buffer {
  const now = formatEffectiveTime(clock.now());
  const message = buildMailboxMessage({
    kind: "access-notification",
    effectiveTime: now,
    id: randomIds.uuid(),
    totalRecords: 1,
    accesses: [
      {
        uploadSequenceNumber: 1,
        queries: [
          {
            effectiveTime: now,
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
  return Buffer.from(message);
}

/**
 * Rounds until a file is answered, then some more: a second upload must have its chance. Where MESH does not find a file that may
 * have left, a person waits as long as they are told to, and then closes it.
 */
async function goOn(process: CouncilProcess): Promise<void> {
  const latest = async () => (await process.uploads.list(1))[0];
  for (let count = 0; count < 20 && (await latest())?.state !== "answered"; count += 1) {
    await process.round();
    const upload = await latest();
    if (upload?.state !== "tracing") continue;
    clock.forward(20 * 60_000);
    await process.round();
    expect((await process.service.list()).uploads[0]?.needsPerson).toBe("not-found");
    expect(process.telemetry.raised).toContain("upload-not-delivered");
    await process.service.close(upload.sequenceNumber, "MESH never had it.", person);
    await process.service.order("changes", person);
  }
  for (let count = 0; count < 4; count += 1) await process.round();
}

/** One life that ends at a step, then a second that goes on; returns how many steps the first one took. */
async function liveTwice(fatal: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-power-"));
  const file = join(folder, "store.sqlite");
  const simulator = await createSimulator();
  await simulator.start();
  try {
    const reading = validateCase({ localId: "NS-1", ...caseOf("matches") }, "2026-11-21");
    if (!reading.ok) throw new Error("The case is not valid.");
    const before = openProcess({ simulator, file, clock });
    await before.cases.save([reading.record], clock.now(), []);
    await before.close();
    clock.forward(5_000);
    const nhsNumber = caseOf("matches").child.nhsNumber;
    simulator.mesh.messages.deliver({
      to: simulator.meshPlan().credentials.mailboxId,
      from: simulator.mesh.cpisMailboxId,
      workflowId: "CPIS_REPORT",
      chunks: [notification(nhsNumber)],
    });
    const life = createLife(fatal);
    const first = openProcess({ simulator, file, clock, life });
    for (let round = 0; round < 3; round += 1) await first.round().catch(() => undefined);
    await first.close();
    const second = openProcess({ simulator, file, clock });
    await goOn(second);
    const where = `power cut at step ${String(fatal)}`;
    const numbers = simulator.council.uploads.map(({ sequenceNumber }) => sequenceNumber);
    const files = (await second.uploads.list(10)).map(({ sequenceNumber, state }) => [sequenceNumber, state]);
    // Exactly one file ever reaches the register; under a second number only where the first provably never did.
    const [number = 0] = numbers;
    expect(numbers, where).toEqual([number]);
    expect(files, where).toEqual(
      number === 1
        ? [[1, "answered"]]
        : [
            [2, "answered"],
            [1, "closed"],
          ],
    );
    const picture = await second.pictures.current();
    expect(picture.caseOf("NS-1")?.visibility.kind, where).toBe("visible");
    const episodes = await readEpisodes(second.notices, second.plan);
    expect(
      episodes.map(({ episode }) => episode.openings.length),
      where,
    ).toEqual([1]);
    expect(simulator.mesh.messages.waiting(simulator.meshPlan().credentials.mailboxId), where).toEqual([]);
    await second.close();
    return life.steps;
  } finally {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a power cut", () => {
  test("at any step of upload and mailbox loses nothing, uploads nothing twice and shows no notice twice (H-19, H-20)", async () => {
    const whole = await liveTwice(1_000_000);
    expect(whole).toBeGreaterThan(everydayPoints);
    for (let point = 0; point < everydayPoints; point += 1) {
      await liveTwice(Math.floor((point * whole) / everydayPoints));
    }
  }, 300_000);
});
