import { describe, expect, it } from "vitest";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { weirdaleCouncil } from "../../../src/testing/synthetic-people.js";
import { openCouncil, recordOf } from "./support.js";

describe("starting and stopping", () => {
  it("a port of MESH that is taken is a fault, and Spine does not stay behind", async () => {
    const first = await createSimulator();
    await first.start();
    const port = Number(new URL(first.mesh.endpoint).port);
    const second = await createSimulator({ council: { port } });
    await expect(second.start()).rejects.toMatchObject({ code: "CPIS_PORT_UNAVAILABLE" });
    const refused = fetch(second.spineEndpoint).catch((error: unknown) => (error as Error).cause);
    expect(await refused).toMatchObject({ code: "ECONNREFUSED" });
    await first.stop();
  });

  it("after a stop and another start uploads are read on, and numbers answered before stay answered", async () => {
    const simulator = await createSimulator();
    await simulator.start();
    const before = openCouncil(simulator);
    await before.upload(1, [recordOf("matches")]);
    await before.close();
    await simulator.stop();
    await simulator.start();
    const after = openCouncil(simulator);
    await after.upload(1, [recordOf("matches")]);
    await after.upload(2, [recordOf("matches")]);
    await after.close();
    await simulator.stop();
    expect(simulator.council.uploads.map(({ sequence }) => sequence)).toEqual(["first", "repeated", "next"]);
  });

  it("each council's plan names its own mailbox, and the place for uploads", async () => {
    const simulator = await createSimulator();
    await simulator.start();
    const plan = simulator.councilPlan(weirdaleCouncil.odsCode);
    expect(plan).toMatchObject({
      authority: weirdaleCouncil,
      cpisMailboxId: simulator.mesh.cpisMailboxId,
      mesh: { kind: "https", environment: "simulator", credentials: { mailboxId: "ZZL02OT001" } },
    });
    expect(() => simulator.councilPlan("ZZL98")).toThrow(RangeError);
    await simulator.stop();
  });
});
