import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { patientOf, startBench, type Bench } from "./support.js";

describe("a lookup through the gateway", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.stop());

  it("shows the record that the register returned", async () => {
    const opened = await bench.open({});
    expect(opened.state.kind).toBe("checking");
    const view = await bench.settle(opened.lookupId);
    expect(view.state.kind).toBe("record");
  });
  it("says no-record only where the register said it", async () => {
    const opened = await bench.open({ patient: patientOf("no-record") });
    const view = await bench.settle(opened.lookupId);
    expect(view.state.kind).toBe("no-record");
  });
});
