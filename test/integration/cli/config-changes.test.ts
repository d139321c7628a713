import { createServer, type AddressInfo } from "node:net";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { locationPapers } from "../../support/config.js";
import { runCpis, startCpis, type RunningCpis } from "../../support/cli.js";

interface Site {
  environment: string;
  administrators: { id: string; name: string; publicKey: string }[];
  http: { port: number };
  console?: unknown;
  spine: { endpoint: string; listener: { port: number }; noRecordCodes?: unknown; silentReadForm?: string };
  locations: Record<string, unknown>[];
}

const example = new URL("../../../examples/config/simulator.json", import.meta.url);
let folder: string;
let simulator: RunningCpis;
const site = (name = "cpis.json"): string => join(folder, name);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function change(edit: (site: Site) => void): void {
  const config = JSON.parse(readFileSync(site(), "utf8")) as Site;
  edit(config);
  writeFileSync(site(), JSON.stringify(config, null, 2));
}

async function hash(): Promise<string> {
  const { out } = await runCpis(["config", "check", site(), "--json"]);
  return (JSON.parse(out) as { planHash: string }).planHash;
}

async function starts(): Promise<boolean> {
  const gateway = startCpis(["serve", "--config", site()]);
  try {
    await gateway.says(/answers pages at/);
    return true;
  } catch {
    return false;
  } finally {
    await gateway.stop();
  }
}

async function sign(who: string): Promise<string> {
  const args = ["config", "approve", site(), "--as", who, "--key", site(`${who}.key`)];
  return (await runCpis([...args, "--hash", await hash()])).out;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-changes-"));
  const listener = await freePort();
  simulator = startCpis(["simulate", "--port", "0", "--identity", join(folder, "simulator")]);
  const [, endpoint = ""] = await simulator.says(/takes queries at (https:\S+[^.\s])/);
  await simulator.says(/Replies go to/);
  writeFileSync(site(), readFileSync(example));
  const keys: Record<string, string> = {};
  for (const who of ["ruth", "omar"]) {
    keys[who] = (await runCpis(["config", "key", site(`${who}.key`)])).out.trim();
  }
  change((config) => {
    config.environment = "integration";
    config.administrators = Object.entries(keys).map(([id, publicKey]) => ({ id, name: id, publicKey }));
    config.http.port = 0;
    // Its people sign in at the simulator's provider, which has no place outside the simulator.
    delete config.console;
    config.spine = { ...config.spine, endpoint, noRecordCodes: [], silentReadForm: "refuse" };
    config.spine.listener.port = listener;
    for (const location of config.locations) Object.assign(location, locationPapers);
  });
});

afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

describe("a dangerous change outside the simulator", () => {
  it("starts only with two signatures, is in the history, and can be rolled back (H-13, H-14)", async () => {
    const first = await hash();
    expect(await starts()).toBe(true);
    change((config) => (config.locations[0]!["accessMode"] = "scheduled"));
    const refused = await runCpis(["serve", "--config", site()]);
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain(
      'locations[northgate-ed].accessMode changes from "unscheduled" to "scheduled" and needs two people; 0 of 2',
    );
    const token = site("simulator/doctor.token");
    const asked = await runCpis(
      [
        ...["lookup", "--config", site(), "--location", "northgate-ed", "--token-file", token],
        "--confirm-reported-to-council",
      ],
      { input: "9995260182" },
    );
    expect(asked.err).toContain("needs two people");
    expect(asked.exitCode).toBe(1);
    expect(asked.out).toContain("Not checked with CP-IS");
    expect(await sign("ruth")).toContain("One more administrator must sign.");
    expect(await starts()).toBe(false);
    expect(await sign("omar")).toContain("signed by omar and ruth. It may start.");
    expect(await starts()).toBe(true);
    const history = await runCpis(["config", "history", site()]);
    expect(history.out.trim().split("\n")).toHaveLength(2);
    expect(history.out).toContain("1 dangerous changes, signed by omar and ruth");

    const back = await runCpis(["config", "rollback", site()]);
    expect(back.out).toContain("DANGEROUS locations[northgate-ed].accessMode");
    expect(await hash()).toBe(first);
    expect(existsSync(site("cpis.json.replaced"))).toBe(true);
    expect(await starts()).toBe(false);
    // Sixteen processes, one after the other.
  }, 180_000);

  it("is signed only by its own administrators, with their own keys, and only as it was seen", async () => {
    const args = ["config", "approve", site(), "--as"];
    const shown = await runCpis([...args, "ruth", "--key", site("ruth.key")]);
    expect(shown.exitCode).toBe(1);
    expect(shown.out).toContain(`Nothing was signed. To sign exactly this, add --hash ${await hash()}.`);
    const wrong = [
      [...args, "eve", "--key", site("ruth.key")],
      [...args, "ruth", "--key", site("omar.key")],
      [...args, "ruth", "--key", site("ruth.key"), "--hash", "000000000000"],
    ];
    for (const each of wrong) expect((await runCpis(each)).exitCode).toBe(2);
    expect(statSync(site("ruth.key")).mode & 0o777).toBe(0o600);
  });

  it("a file that was left half-written is put back from the history", async () => {
    writeFileSync(site("other.json"), readFileSync(site()));
    writeFileSync(site(), readFileSync(site(), "utf8").slice(0, 300));
    const helpless = await runCpis(["config", "rollback", site()]);
    expect(helpless.exitCode).toBe(1);
    expect(helpless.err).toContain("Name another configuration");
    const back = await runCpis(["config", "rollback", site(), "--store-of", site("other.json")]);
    expect(back.exitCode).toBe(0);
    expect((await runCpis(["config", "check", site()])).exitCode).toBe(0);
  });
});
