import { expect, test } from "vitest";
import { createWatches } from "../../../src/gateway/council/watches.js";
import type { DamagedRow } from "../../../src/ports/damaged-row.js";
import { createAlarms, createTestClock } from "../../support/mesh.js";

const day = 86_400_000;

test("a council's list of bank holidays that ends within 60 days is said once a day, as long as it runs (H-18)", async () => {
  const clock = createTestClock();
  const telemetry = createAlarms();
  const coveredUntil = new Date(clock.now() + 62 * day).toISOString().slice(0, 10);
  const notices = { defaultTeamId: "north", escalation: [], bankHolidays: { dates: [], coveredUntil } };
  const plan = { notices: { ...notices, night: { from: "20:00", until: "08:00" }, silenceMs: day } };
  const watches = createWatches({ plan, uploads: { damaged: () => Promise.resolve([]) }, clock, telemetry });
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round += 1) for (const watch of watches) await watch();
  };
  await rounds(3);
  expect(telemetry.raised).toEqual([]);
  clock.forward(3 * day);
  await rounds(3);
  expect(telemetry.raised).toEqual(["bank-holidays-end"]);
  clock.forward(day);
  await rounds(3);
  expect(telemetry.raised).toHaveLength(2);
});

test("each damaged row is alarmed once (H-20)", async () => {
  const raised: object[] = [];
  const telemetry = {
    alarmOver: () => undefined,
    alarm: (name: string, fields = {}) => void raised.push({ name, ...fields }),
  };
  const rows: DamagedRow[] = [{ place: "case", key: "NS-1", localId: "NS-1" }];
  const notices = { defaultTeamId: "north", escalation: [], night: { from: "20:00", until: "08:00" } };
  const plan = { notices: { ...notices, silenceMs: day } };
  const [watch] = createWatches({
    plan,
    uploads: { damaged: () => Promise.resolve(rows) },
    clock: createTestClock(),
    telemetry,
  });
  await watch?.();
  await watch?.();
  rows.push({ place: "opening", key: "ab" }, { place: "message", key: "cd" });
  await watch?.();
  expect(raised).toEqual([
    { name: "store-failed", code: "CPIS_SEAL_BROKEN", count: 1 },
    { name: "store-failed", code: "CPIS_SEAL_BROKEN", count: 2 },
  ]);
});
