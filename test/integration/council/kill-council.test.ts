import { describe, expect, test } from "vitest";
import { startKillBench } from "./kill-bench.js";

const points = Number(process.env["CPIS_COUNCIL_KILLS"] ?? 30);
const seed = Number(process.env["CPIS_SEED"] ?? Date.now() % 2 ** 31);
console.log(`kill -9 of a council's gateway: ${points} points, seed ${seed}`);

// Lehmer's generator: the same points for the same seed.
function createRandom(start: number): () => number {
  let state = (start % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** One change and one notice for each point, with the process killed at another step of their lives. */
async function killAtEveryPoint(chunkBytes: number, count: number) {
  const random = createRandom(seed);
  const bench = await startKillBench(chunkBytes);
  try {
    bench.deliverNotice();
    await bench.change(0);
    // Counting once, warm, tells how many steps a whole life has.
    await bench.gateway.arm(null);
    bench.deliverNotice();
    await bench.change(1);
    const steps = await bench.gateway.steps();
    let died = 0;
    for (let point = 0; point < count; point += 1) {
      await bench.gateway.arm(1 + Math.floor(((point + random()) * steps) / count));
      bench.deliverNotice();
      const finished = await bench.change(point + 2).then(
        () => true,
        () => false,
      );
      if (!finished) died += 1;
      await bench.gateway.kill();
      const stored = bench.storedMessages();
      const received = [
        ...bench.delivered,
        ...bench.simulator.council.sent.map(({ meshMessageId }) => meshMessageId),
      ];
      for (const messageId of received) {
        const { status } = bench.simulator.mesh.messages.find(messageId) ?? {};
        if (status === "acknowledged") expect(stored, `acknowledged at point ${point}`).toContain(messageId);
      }
      await bench.restart();
      await bench.change(point + 2);
      expect(await bench.openings(), `notices after point ${point}`).toBe(bench.delivered.length);
    }
    return { files: await bench.files(), steps, died, turns: count + 2, ...national(bench) };
  } finally {
    await bench.stop();
  }
}

function national({ simulator, closed }: Awaited<ReturnType<typeof startKillBench>>) {
  return { closed, uploads: simulator.council.uploads };
}

describe("kill -9 of a council's gateway", () => {
  // Both at once: most of a point is waiting for the next reading of the mailbox.
  test.concurrent.each([
    ["in one part", 1_000_000, Math.ceil(points / 2)],
    ["in chunks", 700, Math.floor(points / 2)],
  ])(
    "whose files leave %s loses nothing and doubles nothing, at points from opening a file to the notice on the screen (H-19, H-20)",
    async (_how, chunkBytes, count) => {
      const { uploads, closed, files, steps, died, turns } = await killAtEveryPoint(chunkBytes, count);
      console.log(
        `${count} points over ${steps} steps; ${died} died before the end, ${closed.length} closed by hand`,
      );
      expect(steps).toBeGreaterThan(40);
      expect(died).toBeGreaterThan(count / 2);
      const numbers = uploads.map(({ sequenceNumber }) => sequenceNumber);
      // No number twice at the register, and each change in exactly one file.
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(numbers.length).toBe(turns);
      // What a person gave up never came.
      for (const number of closed) expect(numbers).not.toContain(number);
      const latest = files.filter(({ sequenceNumber }) => numbers.includes(sequenceNumber));
      expect(latest.every(({ state }) => state === "answered")).toBe(true);
    },
    points * 60_000,
  );
});
