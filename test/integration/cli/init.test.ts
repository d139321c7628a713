import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCpis, startCpis } from "../../support/cli.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-init-"));
  file = join(folder, "cpis.yaml");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it("a hospital's first configuration runs: init, simulate, check, serve, lookup", async () => {
  const listener = await freePort();
  expect((await runCpis(["init", file, "--kind", "hospital", "--environment", "simulator"])).exitCode).toBe(
    0,
  );
  const simulator = startCpis([
    ...["simulate", "--port", "0", "--identity", join(folder, "simulator")],
    ...["--deliver-to", `https://127.0.0.1:${String(listener)}`],
  ]);
  try {
    const [, endpoint = ""] = await simulator.says(/takes queries at (https:\S+[^.\s])/);
    await simulator.says(/Replies go to/);
    const variables = {
      CPIS_SPINE_ENDPOINT: endpoint,
      CPIS_SPINE_LISTENER_PORT: String(listener),
      CPIS_HTTP_PORT: "0",
    };
    const check = await runCpis(["config", "check", file], { variables });
    expect(check.out).toContain(`${file}: no fault.`);
    const [, hash = ""] = /Configuration ([0-9a-f]{12})\./.exec(check.out) ?? [];
    const lookup = await runCpis(["lookup", "9995260182", "--config", file, "--json"], { variables });
    expect(JSON.parse(lookup.out)).toMatchObject({ outcome: "record" });
    const gateway = startCpis(["serve", "--config", file], variables);
    try {
      const [, api = ""] = await gateway.says(/answers pages at (http:\S+) and/);
      const health = await fetch(new URL("/health", api));
      expect(await health.json()).toEqual({ status: "ready", environment: "simulator", planHash: hash });
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
    expect(gateway.out()).toContain(`"planHash":"${hash}"`);
  } finally {
    await simulator.stop();
  }
});

it("a council's first configuration runs: init, simulate, serve", async () => {
  expect((await runCpis(["init", file, "--kind", "council", "--environment", "simulator"])).exitCode).toBe(0);
  const simulator = startCpis(["simulate", "--port", "0", "--identity", join(folder, "simulator")]);
  try {
    const [, mesh = ""] = await simulator.says(/MESH answers at (https:\S+);/);
    await simulator.says(/Replies go to/);
    const gateway = startCpis(["serve", "--config", file], {
      CPIS_COUNCIL_MESH_HTTPS_URL: mesh,
      CPIS_HTTP_PORT: "0",
    });
    try {
      const [, api = ""] = await gateway.says(/answers pages at (http:\S+)\./);
      expect((await fetch(new URL("/health/ready", api))).status).toBe(200);
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
  } finally {
    await simulator.stop();
  }
});
