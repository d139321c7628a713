import { afterEach, beforeEach, expect, test } from "vitest";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import { parseUploadList } from "../../../src/contract/parse-council.js";
import { caseOf, startCouncil, until, worker, type CouncilBench } from "./support.js";

let bench: CouncilBench;

beforeEach(async () => {
  bench = await startCouncil();
});

afterEach(() => bench.stop());

test("a social worker may wish that a child goes with the next file, may not order one, and is told since when the wish waits", async () => {
  const token = await bench.mint.token(worker);
  const post = (path: string, body: unknown) => bench.call(`/api/v1/council/${path}`, { token, body });
  const view = async () => parseCaseView(await bench.get("/api/v1/cases/NS-1", token));
  const numbers = () => bench.simulator.council.uploads.map(({ sequenceNumber }) => sequenceNumber);
  await bench.call("/api/v1/cases/NS-1", { method: "PUT", body: caseOf("name-differs"), token });
  await until(view, ({ visibility }) => visibility.kind === "not-visible");
  // Nothing may leave while the wish is looked at.
  bench.simulator.mesh.faults.set("busy", { operation: "send" });
  expect((await post("uploads", { kind: "full" })).status).toBe(403);
  const wished = await post("uploads/wishes", { localId: "NS-1" });
  expect(wished.status).toBe(202);
  expect(await wished.json()).toMatchObject({
    localId: "NS-1",
    askedAt: expect.stringMatching(/^2/) as string,
  });
  expect((await post("uploads/wishes", { localId: "NS-2" })).status).toBe(404);
  expect((await post("uploads/wishes", { localId: "NS-1", more: true })).status).toBe(400);
  const rows = await bench.audit({ action: "sending-asked" });
  expect(rows.length).toBe(1);
  expect(rows[0]?.actor?.id).toBe(worker.sdsUserId);
  bench.simulator.mesh.faults.clear();
  await until(
    () => Promise.resolve(numbers()),
    (seen) => seen.length === 2,
  );
  expect(numbers()).toEqual([1, 2]);
  const { uploads } = parseUploadList(await bench.get("/api/v1/council/uploads", token));
  expect(uploads[0]?.sequenceNumber).toBe(2);
  await until(view, ({ sendAgainAskedAt }) => sendAgainAskedAt === undefined);
});
