import { ContainerModule } from "inversify";
import { afterEach, expect, test } from "vitest";
import { Clock } from "../../../src/ports/runtime.js";
import { startBench, type Bench } from "./support.js";

let bench: Bench;
afterEach(() => bench.stop());

async function startWithClock(offsetMs: number): Promise<string> {
  const clock = new ContainerModule(({ rebind }) => {
    rebind(Clock).toConstantValue({ now: () => Date.now() + offsetMs });
  });
  bench = await startBench({ overrides: [clock] });
  const token = await bench.mint.token({}, { expiresIn: 7200 });
  const { lookupId } = await bench.open({}, token);
  // Nothing is lost by it: the check is answered.
  expect((await bench.settle(lookupId, token)).state.kind).toBe("record");
  return (await bench.call("/metrics", { token: null })).text();
}

test("a gateway whose clock is ten minutes off says so from its first answer on", async () => {
  const metrics = await startWithClock(10 * 60_000);
  expect(metrics).toContain('cpis_alarms_total{alarm="clock-off"} 1');
  expect(metrics).toMatch(/cpis_clock_offset_seconds -(599|60\d)/);
});

test("a gateway whose clock is right raises no alarm about it", async () => {
  const metrics = await startWithClock(0);
  expect(metrics).not.toContain("clock-off");
  expect(metrics).toMatch(/cpis_clock_offset_seconds -?\d/);
});
